/* Integers beyond int64, by OpenSSL's BIGNUM. Private to src/template. */
#ifndef AB_TEMPLATE_BIGINT_H
#define AB_TEMPLATE_BIGINT_H

#include "template/py.h"

/* + - * / // % of two integers of any size (AB_INT or AB_BIGINT). */
bool ab_py_big_binary(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b, ab_value *out);
/* a ** n, n >= 0. */
bool ab_py_big_pow(ab_py *p, const ab_value *a, int64_t n, ab_value *out);
/* As ab_py_number_compare, where one is an AB_BIGINT and the other any number. */
int ab_py_big_compare(const ab_value *a, const ab_value *b);
/* Digits of a base from 2 to 36. */
bool ab_py_big_from_base(ab_py *p, ab_str digits, int base, bool negative, ab_value *out);

#endif
