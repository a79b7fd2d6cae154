/* Filters that the table of sequences names. Private to its two files. */
#ifndef AB_TEMPLATE_SEQUENCES_H
#define AB_TEMPLATE_SEQUENCES_H

#include "template/builtins/builtins.h"

bool ab_py_filter_batch(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_filter_slice(ab_py *p, const ab_py_call *c, ab_value *out);

#endif
