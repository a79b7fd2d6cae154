/* Digits of floats for both kinds of formatting. Private to src/template. */
#ifndef AB_TEMPLATE_FLOATFORMAT_H
#define AB_TEMPLATE_FLOATFORMAT_H

#include "template/py.h"

typedef struct ab_py_float_spec {
    int64_t width;
    int64_t precision; /* -1: not given */
    char type;
    bool left;
    bool plus;
    bool blank;
    bool alternate;
    bool zero;
} ab_py_float_spec;

/* The digits of d >= 0 as e, f or g (or E, F, G) print them; inf and nan too. */
void ab_py_float_digits(ab_buf *out, double d, char type, int64_t precision, bool alternate);
/* ascii(v) */
bool ab_py_ascii_text(ab_py *p, const ab_value *v, ab_str *out);

#endif
