/* Filters on numbers. */
#include "template/builtins/builtins.h"

#include <math.h>

static bool filter_abs(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_value *v = c->self;
    if (ab_py_type_of(v) == PY_TIMEDELTA) {
        ab_error error = {0};
        ab_timedelta d;
        if (!ab_timedelta_abs(*(const ab_timedelta *)v->ext.data, &d, &error)) {
            return ab_py_date_error(p, &error);
        }
        *out = ab_py_timedelta_new(p, d);
        return true;
    }
    if (!ab_py_is_number(v)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "bad operand type for abs(): '%s'",
                           ab_py_type_name(v));
    }
    if (v->kind == AB_REAL) {
        *out = ab_value_real(fabs(ab_value_double(v)));
        return true;
    }
    ab_value zero = ab_value_int(0);
    *out = ab_py_int_of(v);
    return ab_py_number_compare(v, &zero) >= 0 || ab_py_number_negate(p, v, out);
}

/* int(value) */
static bool to_int(ab_py *p, const ab_value *v, ab_value *out)
{
    ab_str text;
    if (ab_py_text(v, &text)) {
        return ab_py_int_from_text(p, text, 10, out);
    }
    switch (ab_py_type_of(v)) {
    case PY_BYTES:
        return ab_py_int_from_text(p, *(const ab_str *)v->ext.data, 10, out);
    case PY_BOOL:
    case PY_INT:
        *out = ab_py_int_of(v);
        return true;
    case PY_FLOAT:
        return ab_py_int_from_double(p, ab_value_double(v), out);
    case PY_UNDEFINED:
        return ab_py_undefined_fail(p, v);
    default:
        return ab_py_raise(
            p, PY_TYPE_ERROR,
            "int() argument must be a string, a bytes-like object or a real number, not '%s'",
            ab_py_type_name(v));
    }
}

/* float(value) */
static bool to_float(ab_py *p, const ab_value *v, double *out)
{
    ab_str text;
    if (ab_py_text(v, &text)) {
        return ab_py_float_from_text(p, text, out);
    }
    switch (ab_py_type_of(v)) {
    case PY_BYTES:
        return ab_py_float_from_text(p, *(const ab_str *)v->ext.data, out);
    case PY_BOOL:
    case PY_INT:
    case PY_FLOAT:
        return ab_py_float_of(p, v, out);
    case PY_UNDEFINED:
        return ab_py_undefined_fail(p, v);
    default:
        return ab_py_raise(p, PY_TYPE_ERROR,
                           "float() argument must be a string or a real number, not '%s'",
                           ab_py_type_name(v));
    }
}

static bool bad_number(const ab_py *p)
{
    return p->exc == PY_TYPE_ERROR || ab_py_is_value_error(p);
}

static bool filter_int(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    int64_t base = 10;
    bool ok;
    if (ab_py_text(c->self, &text)) {
        ok = ab_py_arg_int(p, c->argv[1], 10, &base) &&
             ab_py_int_from_text(p, text, base > 1000 || base < -1000 ? 1000 : (int)base, out);
    } else {
        ok = to_int(p, c->self, out);
    }
    if (ok || !bad_number(p)) {
        return ok;
    }
    double d;
    ab_py_clear(p);
    if (to_float(p, c->self, &d) && ab_py_int_from_double(p, d, out)) {
        return true;
    }
    if (!bad_number(p) && p->exc != PY_OVERFLOW_ERROR) {
        return false;
    }
    ab_py_clear(p);
    *out = c->argv[0] ? *c->argv[0] : ab_value_int(0);
    return true;
}

static bool filter_float(ab_py *p, const ab_py_call *c, ab_value *out)
{
    double d;
    if (to_float(p, c->self, &d)) {
        *out = ab_value_real(d);
        return true;
    }
    if (!bad_number(p)) {
        return false;
    }
    ab_py_clear(p);
    *out = c->argv[0] ? *c->argv[0] : ab_value_real(0.0);
    return true;
}

static bool round_common(ab_py *p, const ab_value *v, const ab_value *precision, ab_value *out)
{
    int64_t digits = 0;
    double d;
    if (!ab_py_is_number(v)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "type %s doesn't define __round__ method",
                           ab_py_type_name(v));
    }
    bool whole = precision && precision->kind == AB_NULL;
    if (precision && !whole && !ab_py_index(p, precision, &digits)) {
        return false;
    }
    if (v->kind != AB_REAL) {
        return ab_py_int_round(p, v, digits, out);
    }
    if (!ab_py_float_round(p, ab_value_double(v), digits, &d)) {
        return false;
    }
    if (whole) {
        return ab_py_int_from_double(p, d, out);
    }
    *out = ab_value_real(d);
    return true;
}

static bool round_towards(ab_py *p, const ab_value *v, const ab_value *precision, bool up,
                          ab_value *out)
{
    ab_value ten = ab_value_int(10);
    ab_value digits = precision ? *precision : ab_value_int(0);
    ab_value scale;
    ab_value scaled;
    ab_value whole;
    if (!ab_py_binary(p, PY_OP_POW, &ten, &digits, &scale) ||
        !ab_py_binary(p, PY_OP_MUL, v, &scale, &scaled)) {
        return false;
    }
    if (!ab_py_is_number(&scaled)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "must be real number, not %s",
                           ab_py_type_name(&scaled));
    }
    if (scaled.kind == AB_REAL) {
        double d = ab_value_double(&scaled);
        if (!ab_py_int_from_double(p, up ? ceil(d) : floor(d), &whole)) {
            return false;
        }
    } else {
        whole = ab_py_int_of(&scaled);
    }
    return ab_py_binary(p, PY_OP_DIV, &whole, &scale, out);
}

static bool filter_round(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str method = AB_STR("common");
    uint64_t hash;
    if (c->argv[1] && !ab_py_text(c->argv[1], &method)) {
        if (!ab_py_hash(p, c->argv[1], &hash)) {
            return false;
        }
        method = AB_STR("?");
    }
    if (ab_str_is(method, "common")) {
        return round_common(p, c->self, c->argv[0], out);
    }
    if (!ab_str_is(method, "ceil") && !ab_str_is(method, "floor")) {
        return ab_py_raise(p, PY_RUNTIME_ERROR, "method must be common, ceil or floor");
    }
    return round_towards(p, c->self, c->argv[0], method.p[0] == 'c', out);
}

static bool filter_filesizeformat(ab_py *p, const ab_py_call *c, ab_value *out)
{
    static const char *const decimal[] = {"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
    static const char *const binary[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};
    double bytes;
    bool is_binary = ab_py_arg_true(c->argv[0], false);
    double base = is_binary ? 1024 : 1000;
    if (!to_float(p, c->self, &bytes)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    if (bytes == 1) {
        ab_buf_add_text(buf, "1 Byte");
    } else if (bytes < base) {
        ab_value whole;
        ab_str digits;
        if (!ab_py_int_from_double(p, bytes, &whole) || !ab_py_int_digits(p, &whole, 10, &digits)) {
            return false;
        }
        ab_buf_printf(buf, "%.*s Bytes", AB_STR_ARG(digits));
    } else {
        double unit = base;
        int i = 0;
        for (; i < 8; i++) {
            unit = pow(base, i + 2);
            /* 1e24 as a double is less than the integer 10 ** 24, which Python compares it with */
            if (bytes < unit || (bytes == unit && unit == 1e24)) {
                break;
            }
        }
        i = i == 8 ? 7 : i;
        ab_buf_printf(buf, "%.1f %s", base * bytes / unit, (is_binary ? binary : decimal)[i]);
    }
    return ab_py_buf_value(p, buf, out);
}

static const ab_py_builtin rows[] = {
    {"abs", filter_abs, 0, 0, 0, "", "The absolute value."},
    {"filesizeformat", filter_filesizeformat, 0, 1, 0, "binary",
     "A number of bytes for people: 1.5 kB, with `binary` 1.5 KiB."},
    {"float", filter_float, 0, 1, 0, "default",
     "A float; `default` (0.0) where the value is no number."},
    {"int", filter_int, 0, 2, 0, "default,base",
     "An integer; `default` (0) where the value is no number."},
    {"round", filter_round, 0, 2, 0, "precision,method",
     "Rounded to `precision` digits, half to even, or by `method` ceil or floor."},
};
const ab_py_table ab_py_number_filters = PY_TABLE(rows, "Numbers");
