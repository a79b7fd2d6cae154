/* Arithmetic of bool, int (of any size) and float, as Python does it. */
#include "template/py.h"

#include "template/bigint.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

bool ab_py_is_int(const ab_value *v)
{
    return v->kind == AB_INT || v->kind == AB_BIGINT || v->kind == AB_BOOL;
}

bool ab_py_is_number(const ab_value *v)
{
    return ab_py_is_int(v) || v->kind == AB_REAL;
}

int64_t ab_py_small_int(const ab_value *v)
{
    if (v->kind == AB_BOOL) {
        return v->boolean;
    }
    if (v->kind == AB_INT) {
        return v->number.integer;
    }
    return v->text.p[0] == '-' ? INT64_MIN : INT64_MAX;
}

ab_value ab_py_int_of(const ab_value *v)
{
    return v->kind == AB_BOOL ? ab_value_int(v->boolean) : *v;
}

bool ab_py_index(ab_py *p, const ab_value *v, int64_t *out)
{
    if (!ab_py_is_int(v)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                           ab_py_type_name(v));
    }
    *out = ab_py_small_int(v);
    return true;
}

bool ab_py_float_of(ab_py *p, const ab_value *v, double *out)
{
    *out = ab_value_double(v);
    if (v->kind == AB_BIGINT && isinf(*out)) {
        return ab_py_raise(p, PY_OVERFLOW_ERROR, "int too large to convert to float");
    }
    return true;
}

static bool float_floordiv_mod(ab_py *p, double a, double b, bool want_mod, double *out)
{
    if (b == 0) {
        return ab_py_raise(p, PY_ZERO_DIVISION,
                           want_mod ? "float modulo" : "float floor division by zero");
    }
    double mod = fmod(a, b);
    double div = (a - mod) / b;
    if (mod != 0) {
        if ((b < 0) != (mod < 0)) {
            mod += b;
            div -= 1.0;
        }
    } else {
        mod = copysign(0.0, b);
    }
    double floored;
    if (div != 0) {
        floored = floor(div);
        if (div - floored > 0.5) {
            floored += 1.0;
        }
    } else {
        floored = copysign(0.0, a / b);
    }
    *out = want_mod ? mod : floored;
    return true;
}

static bool complex_pow(ab_py *p, double a, double b, ab_value *out)
{
    ab_py_complex *c = AB_ARENA_NEW(p->arena, ab_py_complex);
    double length = pow(fabs(a), b);
    double at = atan2(0.0, a) * b;
    c->real = length * cos(at);
    c->imag = length * sin(at);
    *out = ab_py_ext(PY_COMPLEX, c);
    return true;
}

static bool float_pow(ab_py *p, double a, double b, ab_value *out)
{
    if (a == 0 && b < 0) {
        return ab_py_raise(p, PY_ZERO_DIVISION, "0.0 cannot be raised to a negative power");
    }
    if (a < 0 && isfinite(a) && isfinite(b) && b != floor(b)) {
        return complex_pow(p, a, b, out);
    }
    double r = pow(a, b);
    if (isinf(r) && isfinite(a) && isfinite(b)) {
        return ab_py_raise(p, PY_OVERFLOW_ERROR, "(34, 'Numerical result out of range')");
    }
    *out = ab_value_real(r);
    return true;
}

static bool float_binary(ab_py *p, ab_py_op op, double a, double b, ab_value *out)
{
    double r = 0;
    switch (op) {
    case PY_OP_ADD:
        r = a + b;
        break;
    case PY_OP_SUB:
        r = a - b;
        break;
    case PY_OP_MUL:
        r = a * b;
        break;
    case PY_OP_DIV:
        if (b == 0) {
            return ab_py_raise(p, PY_ZERO_DIVISION, "float division by zero");
        }
        r = a / b;
        break;
    case PY_OP_FLOORDIV:
    case PY_OP_MOD:
        if (!float_floordiv_mod(p, a, b, op == PY_OP_MOD, &r)) {
            return false;
        }
        break;
    default:
        return float_pow(p, a, b, out);
    }
    *out = ab_value_real(r);
    return true;
}

static bool small_binary(ab_py *p, ab_py_op op, int64_t a, int64_t b, ab_value *out, bool *done)
{
    int64_t r = 0;
    *done = true;
    switch (op) {
    case PY_OP_ADD:
        *done = !__builtin_add_overflow(a, b, &r);
        break;
    case PY_OP_SUB:
        *done = !__builtin_sub_overflow(a, b, &r);
        break;
    case PY_OP_MUL:
        *done = !__builtin_mul_overflow(a, b, &r);
        break;
    case PY_OP_DIV:
        if (b == 0) {
            return ab_py_raise(p, PY_ZERO_DIVISION, "division by zero");
        }
        *done =
            llabs(a) <= (1ll << 53) && llabs(b) <= (1ll << 53) && a != INT64_MIN && b != INT64_MIN;
        if (*done) {
            *out = ab_value_real((double)a / (double)b);
        }
        return true;
    case PY_OP_FLOORDIV:
    case PY_OP_MOD:
        if (b == 0) {
            return ab_py_raise(p, PY_ZERO_DIVISION, "integer division or modulo by zero");
        }
        *done = !(a == INT64_MIN && b == -1);
        if (*done) {
            int64_t quotient = a / b;
            int64_t rest = a % b;
            if (rest != 0 && (rest < 0) != (b < 0)) {
                quotient--;
                rest += b;
            }
            r = op == PY_OP_MOD ? rest : quotient;
        }
        break;
    default:
        *done = false;
        return true;
    }
    if (*done) {
        *out = ab_value_int(r);
    }
    return true;
}

static bool int_pow(ab_py *p, const ab_value *a, const ab_value *b, ab_value *out)
{
    if (b->kind == AB_INT ? b->number.integer < 0 : b->text.p[0] == '-') {
        double x;
        double y;
        return ab_py_float_of(p, a, &x) && ab_py_float_of(p, b, &y) && float_pow(p, x, y, out);
    }
    if (a->kind == AB_INT && (a->number.integer == 0 || a->number.integer == 1)) {
        bool zero = b->kind == AB_INT && b->number.integer == 0;
        *out = ab_value_int(zero ? 1 : a->number.integer);
        return true;
    }
    if (b->kind == AB_BIGINT) {
        return ab_py_raise(p, PY_LIMIT, "the number is too large");
    }
    return ab_py_big_pow(p, a, b->number.integer, out);
}

bool ab_py_number_binary(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b, ab_value *out)
{
    if (a->kind == AB_REAL || b->kind == AB_REAL) {
        double x;
        double y;
        return ab_py_float_of(p, a, &x) && ab_py_float_of(p, b, &y) &&
               float_binary(p, op, x, y, out);
    }
    ab_value x = ab_py_int_of(a);
    ab_value y = ab_py_int_of(b);
    if (op == PY_OP_POW) {
        return int_pow(p, &x, &y, out);
    }
    if (x.kind == AB_INT && y.kind == AB_INT) {
        bool done;
        if (!small_binary(p, op, x.number.integer, y.number.integer, out, &done)) {
            return false;
        }
        if (done) {
            return true;
        }
    }
    return ab_py_big_binary(p, op, &x, &y, out);
}

bool ab_py_number_negate(ab_py *p, const ab_value *a, ab_value *out)
{
    if (a->kind == AB_REAL) {
        *out = ab_value_real(-ab_value_double(a));
        return true;
    }
    ab_value zero = ab_value_int(0);
    return ab_py_number_binary(p, PY_OP_SUB, &zero, a, out);
}

static int order(double a, double b)
{
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : 2;
}

static int compare_int_double(int64_t a, double b)
{
    if (isnan(b)) {
        return 2;
    }
    if (b >= 0x1p63) {
        return -1;
    }
    if (b < -0x1p63) {
        return 1;
    }
    int64_t whole = (int64_t)b;
    if (a != whole) {
        return a < whole ? -1 : 1;
    }
    return order(0, b - (double)whole);
}

int ab_py_number_compare(const ab_value *a, const ab_value *b)
{
    ab_value x = ab_py_int_of(a);
    ab_value y = ab_py_int_of(b);
    if (x.kind == AB_INT && y.kind == AB_INT) {
        return (x.number.integer > y.number.integer) - (x.number.integer < y.number.integer);
    }
    if (x.kind == AB_REAL && y.kind == AB_REAL) {
        return order(ab_value_double(&x), ab_value_double(&y));
    }
    if (x.kind == AB_INT && y.kind == AB_REAL) {
        return compare_int_double(x.number.integer, ab_value_double(&y));
    }
    if (x.kind == AB_REAL && y.kind == AB_INT) {
        int c = compare_int_double(y.number.integer, ab_value_double(&x));
        return c == 2 ? 2 : -c;
    }
    return ab_py_big_compare(&x, &y);
}

bool ab_py_int_from_double(ab_py *p, double d, ab_value *out)
{
    if (isnan(d)) {
        return ab_py_raise(p, PY_VALUE_ERROR, "cannot convert float NaN to integer");
    }
    if (isinf(d)) {
        return ab_py_raise(p, PY_OVERFLOW_ERROR, "cannot convert float infinity to integer");
    }
    if (d >= -0x1p63 && d < 0x1p63) {
        *out = ab_value_int((int64_t)d);
        return true;
    }
    ab_buf *buf = ab_py_buf(p);
    ab_buf_printf(buf, "%.0f", trunc(d));
    ab_str digits;
    return ab_py_buf_text(p, buf, &digits) && ab_value_from_digits(digits, out);
}

/* Rounds to a multiple of 10**-digits, digits < 0, half to even, on the exact decimal digits. */
static double round_tens(double d, int64_t digits)
{
    char text[1600];
    snprintf(text, sizeof(text), "%.1080f", fabs(d));
    char *point = strchr(text, '.');
    int64_t whole = point - text;
    int64_t keep = whole + digits;
    if (keep < 0) {
        return copysign(0.0, d);
    }
    bool beyond = false;
    for (const char *c = text + keep + 1; *c; c++) {
        beyond = beyond || (*c != '0' && *c != '.');
    }
    char first = text[keep];
    bool odd = keep > 0 && ((text[keep - 1] - '0') & 1);
    bool up = first > '5' || (first == '5' && (beyond || odd));
    char result[400];
    size_t n = 0;
    result[n++] = '0';
    for (int64_t i = 0; i < whole; i++) {
        result[n++] = i < keep ? text[i] : '0';
    }
    result[n] = '\0';
    for (int64_t i = keep; up; i--) {
        if (result[i] != '9') {
            result[i]++;
            break;
        }
        result[i] = '0';
    }
    return copysign(strtod(result, NULL), d);
}

bool ab_py_float_round(ab_py *p, double d, int64_t digits, double *out)
{
    if (!isfinite(d) || digits > 323) {
        *out = d;
        return true;
    }
    if (digits < -308) {
        *out = copysign(0.0, d);
        return true;
    }
    if (digits < 0) {
        *out = round_tens(d, digits);
    } else {
        char text[800];
        snprintf(text, sizeof(text), "%.*f", (int)digits, d);
        *out = strtod(text, NULL);
    }
    if (isinf(*out)) {
        return ab_py_raise(p, PY_OVERFLOW_ERROR, "rounded value too large to represent");
    }
    return true;
}

bool ab_py_int_round(ab_py *p, const ab_value *v, int64_t digits, ab_value *out)
{
    ab_value x = ab_py_int_of(v);
    if (digits >= 0) {
        *out = x;
        return true;
    }
    if (digits < -PY_MAX_INT_DIGITS * 2) {
        *out = ab_value_int(0);
        return true;
    }
    /* half to even: divide by 10**n, look at the rest */
    ab_value ten = ab_value_int(10);
    ab_value two = ab_value_int(2);
    ab_value one = ab_value_int(1);
    ab_value unit;
    ab_value quotient;
    ab_value rest;
    ab_value twice;
    if (!ab_py_big_pow(p, &ten, -digits, &unit) ||
        !ab_py_number_binary(p, PY_OP_FLOORDIV, &x, &unit, &quotient) ||
        !ab_py_number_binary(p, PY_OP_MOD, &x, &unit, &rest) ||
        !ab_py_number_binary(p, PY_OP_MUL, &rest, &two, &twice)) {
        return false;
    }
    int c = ab_py_number_compare(&twice, &unit);
    ab_value parity;
    if (!ab_py_number_binary(p, PY_OP_MOD, &quotient, &two, &parity)) {
        return false;
    }
    if ((c > 0 || (c == 0 && parity.number.integer)) &&
        !ab_py_number_binary(p, PY_OP_ADD, &quotient, &one, &quotient)) {
        return false;
    }
    return ab_py_number_binary(p, PY_OP_MUL, &quotient, &unit, out);
}

bool ab_py_float_ratio(ab_py *p, double d, ab_value *numerator, ab_value *denominator)
{
    if (isnan(d) || isinf(d)) {
        return isnan(d)
                   ? ab_py_raise(p, PY_VALUE_ERROR, "cannot convert NaN to integer ratio")
                   : ab_py_raise(p, PY_OVERFLOW_ERROR, "cannot convert Infinity to integer ratio");
    }
    int exponent;
    double fraction = frexp(d, &exponent);
    for (int i = 0; i < 300 && fraction != floor(fraction); i++) {
        fraction *= 2.0;
        exponent--;
    }
    ab_value two = ab_value_int(2);
    ab_value scale;
    if (!ab_py_int_from_double(p, fraction, numerator) ||
        !ab_py_big_pow(p, &two, exponent < 0 ? -exponent : exponent, &scale)) {
        return false;
    }
    *denominator = exponent < 0 ? scale : ab_value_int(1);
    return exponent < 0 || ab_py_number_binary(p, PY_OP_MUL, numerator, &scale, numerator);
}
