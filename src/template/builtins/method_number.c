/* Methods and attributes of int, bool and float. */
#include "template/builtins/builtins.h"

#include <stdlib.h>

#include <ctype.h>
#include <math.h>

static bool int_self(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    *out = ab_py_int_of(c->self);
    return true;
}

static bool int_zero(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    (void)c;
    *out = ab_value_int(0);
    return true;
}

static bool int_one(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    (void)c;
    *out = ab_value_int(1);
    return true;
}

static bool int_ratio(ab_py *p, const ab_py_call *c, ab_value *out)
{
    *out = ab_py_pair(p, ab_py_int_of(c->self), ab_value_int(1));
    return true;
}

static bool int_bit_length(ab_py *p, const ab_py_call *c, ab_value *out)
{
    uint64_t length;
    uint64_t ones;
    if (!ab_py_int_bits(p, c->self, &length, &ones)) {
        return false;
    }
    *out = ab_value_int((int64_t)length);
    return true;
}

static bool int_bit_count(ab_py *p, const ab_py_call *c, ab_value *out)
{
    uint64_t length;
    uint64_t ones;
    if (!ab_py_int_bits(p, c->self, &length, &ones)) {
        return false;
    }
    *out = ab_value_int((int64_t)ones);
    return true;
}

static bool byte_order(ab_py *p, const ab_value *v, bool *little)
{
    ab_str order = AB_STR("big");
    if (v && !ab_py_text(v, &order)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "byteorder must be str, not %s", ab_py_type_name(v));
    }
    *little = ab_str_is(order, "little");
    return *little || ab_str_is(order, "big") ||
           ab_py_raise(p, PY_VALUE_ERROR, "byteorder must be either 'little' or 'big'");
}

/* The keyword `signed` behind up to two arguments. */
static bool signed_argument(ab_py *p, const ab_py_call *c, bool *is_signed)
{
    *is_signed = c->argv[2] && ab_py_truthy(c->argv[2]);
    if (c->raw->n > 2) {
        return ab_py_raise(p, PY_TYPE_ERROR, "takes at most 2 positional arguments");
    }
    return true;
}

static bool int_to_bytes(ab_py *p, const ab_py_call *c, ab_value *out)
{
    int64_t length;
    bool little;
    bool is_signed;
    if (!signed_argument(p, c, &is_signed) || !ab_py_arg_int(p, c->argv[0], 1, &length) ||
        !byte_order(p, c->argv[1], &little)) {
        return false;
    }
    if (length < 0) {
        return ab_py_raise(p, PY_VALUE_ERROR, "length argument must be non-negative");
    }
    if (length > PY_MAX_BITS) {
        return ab_py_raise(p, PY_LIMIT, "too many bytes");
    }
    char *bytes = ab_arena_alloc(p->arena, (size_t)length + 1);
    if (!ab_py_int_to_bytes(p, c->self, (size_t)length, little, is_signed,
                            (unsigned char *)bytes)) {
        return false;
    }
    *out = ab_py_bytes(p, (ab_str){bytes, (size_t)length});
    return true;
}

static bool int_from_bytes(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str bytes;
    bool little;
    bool is_signed;
    if (!signed_argument(p, c, &is_signed) || !byte_order(p, c->argv[1], &little)) {
        return false;
    }
    if (ab_py_type_of(c->argv[0]) == PY_BYTES) {
        bytes = *(const ab_str *)c->argv[0]->ext.data;
    } else {
        ab_value *items;
        size_t n;
        if (ab_py_is_text(c->argv[0])) {
            return ab_py_raise(p, PY_TYPE_ERROR, "cannot convert 'str' object to bytes");
        }
        if (!ab_py_collect(p, c->argv[0], &items, &n)) {
            return false;
        }
        char *all = ab_arena_alloc(p->arena, n + 1);
        for (size_t i = 0; i < n; i++) {
            int64_t byte;
            if (!ab_py_index(p, &items[i], &byte)) {
                return false;
            }
            if (byte < 0 || byte > 255) {
                return ab_py_raise(p, PY_VALUE_ERROR, "bytes must be in range(0, 256)");
            }
            all[i] = (char)byte;
        }
        bytes = (ab_str){all, n};
    }
    if (!ab_py_int_from_bytes(p, bytes, little, is_signed, out)) {
        return false;
    }
    if (c->self->kind == AB_BOOL) {
        *out = ab_value_bool(ab_py_truthy(out));
    }
    return true;
}

static const ab_py_builtin int_rows[] = {
    {"as_integer_ratio", int_ratio, 0, 0, 0, "", "The number and 1."},
    {"bit_count", int_bit_count, 0, 0, 0, "", "The number of ones in binary."},
    {"bit_length", int_bit_length, 0, 0, 0, "", "The number of bits."},
    {"conjugate", int_self, 0, 0, 0, "", "The number."},
    {"denominator", int_one, 0, 0, PY_PROPERTY, "", "1."},
    {"from_bytes", int_from_bytes, 1, 3, PY_CLASS_METHOD, "bytes,byteorder,signed",
     "The number that bytes stand for."},
    {"imag", int_zero, 0, 0, PY_PROPERTY, "", "0."},
    {"numerator", int_self, 0, 0, PY_PROPERTY, "", "The number."},
    {"real", int_self, 0, 0, PY_PROPERTY, "", "The number."},
    {"to_bytes", int_to_bytes, 0, 3, 0, "length,byteorder,signed", "The number as bytes."},
};
const ab_py_table ab_py_int_methods = PY_TABLE(int_rows, "int and bool");

static bool float_self(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    *out = *c->self;
    return true;
}

static bool float_zero(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    (void)c;
    *out = ab_value_real(0.0);
    return true;
}

static bool float_ratio(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_value numerator;
    ab_value denominator;
    if (!ab_py_float_ratio(p, ab_value_double(c->self), &numerator, &denominator)) {
        return false;
    }
    *out = ab_py_pair(p, numerator, denominator);
    return true;
}

static bool float_is_integer(ab_py *p, const ab_py_call *c, ab_value *out)
{
    double d = ab_value_double(c->self);
    (void)p;
    *out = ab_value_bool(isfinite(d) && d == floor(d));
    return true;
}

static bool float_hex(ab_py *p, const ab_py_call *c, ab_value *out)
{
    double d = ab_value_double(c->self);
    ab_buf *buf = ab_py_buf(p);
    if (!isfinite(d)) {
        ab_buf_add_text(buf, isnan(d) ? "nan" : d < 0 ? "-inf" : "inf");
    } else {
        int exponent = 0;
        double m = frexp(fabs(d), &exponent);
        if (m == 0) {
            ab_buf_add_text(buf, signbit(d) ? "-0x0.0p+0" : "0x0.0p+0");
        } else {
            /* Python normalises to 1.xxx with thirteen digits; subnormal ones keep 2**-1022 */
            int shift = exponent - 1 < -1022 ? -1022 : exponent - 1;
            double scaled = ldexp(fabs(d), -shift);
            uint64_t whole = (uint64_t)scaled;
            uint64_t fraction = (uint64_t)ldexp(scaled - (double)whole, 52);
            ab_buf_printf(buf, "%s0x%llu.%013llxp%+d", signbit(d) ? "-" : "",
                          (unsigned long long)whole, (unsigned long long)fraction, shift);
        }
    }
    return ab_py_buf_value(p, buf, out);
}

static bool float_fromhex(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    if (!ab_py_text(c->argv[0], &text)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "bad argument type for built-in operation");
    }
    ab_str s = ab_py_strip(p, text, NULL, 3);
    char *end;
    char *cstr = ab_arena_cstr(p->arena, s);
    size_t sign = s.n && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
    bool prefixed = s.n > sign + 1 && s.p[sign] == '0' && (s.p[sign + 1] | 0x20) == 'x';
    if (!prefixed && s.n > sign && isxdigit((unsigned char)s.p[sign])) {
        cstr = (char *)ab_arena_printf(p->arena, "%.*s0x%s", (int)sign, cstr, cstr + sign).p;
    }
    double d = strtod(cstr, &end);
    if (!s.n || *end || end == cstr) {
        return ab_py_raise(p, PY_VALUE_ERROR, "invalid hexadecimal floating-point string");
    }
    if (isinf(d) && (prefixed || isdigit((unsigned char)s.p[sign]))) {
        return ab_py_raise(p, PY_OVERFLOW_ERROR,
                           "hexadecimal value too large to represent as a float");
    }
    *out = ab_value_real(d);
    return true;
}

static const ab_py_builtin float_rows[] = {
    {"as_integer_ratio", float_ratio, 0, 0, 0, "", "Two integers whose quotient it is."},
    {"conjugate", float_self, 0, 0, 0, "", "The number."},
    {"fromhex", float_fromhex, 1, 1, PY_CLASS_METHOD, "-",
     "The number that a hexadecimal text stands for."},
    {"hex", float_hex, 0, 0, 0, "", "The number in hexadecimal."},
    {"imag", float_zero, 0, 0, PY_PROPERTY, "", "0.0."},
    {"is_integer", float_is_integer, 0, 0, 0, "", "Whether it is a whole number."},
    {"real", float_self, 0, 0, PY_PROPERTY, "", "The number."},
};
const ab_py_table ab_py_float_methods = PY_TABLE(float_rows, "float");
