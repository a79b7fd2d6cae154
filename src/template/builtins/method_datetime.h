/* Class methods that the tables of datetime and date name. Private to the two files. */
#ifndef AB_TEMPLATE_METHOD_DATETIME_H
#define AB_TEMPLATE_METHOD_DATETIME_H

#include "template/builtins/builtins.h"

enum { EPOCH_ORDINAL = 719163 }; /* of 1970-01-01 */

bool ab_py_dt_fromtimestamp(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_dt_utcfromtimestamp(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_dt_fromisoformat(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_dt_strptime(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_dt_fromordinal(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_dt_fromisocalendar(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_dt_combine(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_dt_now(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_dt_utcnow(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_dt_today(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_dt_min(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_dt_max(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_dt_resolution(ab_py *p, const ab_py_call *c, ab_value *out);

#endif
