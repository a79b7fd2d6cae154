/* The date types of templates. Private to src/template. */
#ifndef AB_TEMPLATE_PYDATE_H
#define AB_TEMPLATE_PYDATE_H

#include "datetime/datetime.h"
#include "datetime/duration.h"
#include "template/py.h"

/* Which tzinfo a datetime has, as far as repr shows it. */
typedef enum ab_py_zone_kind {
    PY_ZONE_NONE,
    PY_ZONE_TIMEZONE, /* datetime.timezone: utc, or an offset */
    PY_ZONE_PYTZ_UTC, /* pytz.utc */
} ab_py_zone_kind;

/* datetime, date (the day only), time (the time only). */
typedef struct ab_py_date {
    ab_datetime t;
    ab_py_zone_kind zone;
    int fold;
} ab_py_date;

typedef struct ab_py_tzinfo {
    ab_py_zone_kind kind;
    int64_t offset_us;
} ab_py_tzinfo;

ab_value ab_py_date_new(ab_py *p, ab_py_type type, const ab_datetime *t, ab_py_zone_kind zone);
ab_value ab_py_timedelta_new(ab_py *p, ab_timedelta delta);
ab_value ab_py_duration_new(ab_py *p, const ab_duration *d); /* a timedelta where it is none */
static inline const ab_py_date *ab_py_date_of(const ab_value *v)
{
    return (const ab_py_date *)v->ext.data;
}
/* Sets the exception that `error` stands for, clears it and returns false. */
bool ab_py_date_error(ab_py *p, ab_error *error);
bool ab_py_date_str(ab_py *p, const ab_value *v, ab_buf *out);
bool ab_py_date_repr(ab_py *p, const ab_value *v, ab_buf *out);
/* strftime of Python. */
bool ab_py_date_format(ab_py *p, const ab_value *v, ab_str format, ab_buf *out);
/* An arithmetic operation with a date type on either side; *known is false where there is none. */
bool ab_py_date_binary(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b, ab_value *out,
                       bool *known);
bool ab_py_date_equal(const ab_value *a, const ab_value *b);
/* -1, 0, 1; *known is false where they are not ordered. */
bool ab_py_date_order(ab_py *p, const ab_value *a, const ab_value *b, int *order, bool *known);
bool ab_py_is_date(ab_py_type t);

#endif
