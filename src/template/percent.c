/* printf-style formatting: format % values. */
#include "template/py.h"

#include "template/floatformat.h"

#include <ctype.h>
#include <math.h>

typedef struct source {
    const ab_value *all; /* the right operand */
    const ab_value *items;
    size_t n;
    size_t at;
    bool is_tuple;
    bool mapping_used;
} source;

static bool next_value(ab_py *p, source *s, ab_value *out)
{
    if (s->is_tuple ? s->at < s->n : s->at == 0) {
        *out = s->is_tuple ? s->items[s->at] : *s->all;
        s->at++;
        return true;
    }
    return ab_py_raise(p, PY_TYPE_ERROR, "not enough arguments for format string");
}

static bool is_mapping_argument(const ab_value *v)
{
    ab_py_type t = ab_py_type_of(v);
    return ab_py_is_mapping(v) || t == PY_LIST || t == PY_BYTES || t == PY_UNDEFINED ||
           t == PY_PAGE;
}

static bool star(ab_py *p, source *s, int64_t *out)
{
    ab_value v;
    if (!next_value(p, s, &v)) {
        return false;
    }
    if (!ab_py_is_int(&v)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "* wants int");
    }
    *out = ab_py_small_int(&v);
    return true;
}

static void pad_text(ab_buf *out, ab_str text, const ab_py_float_spec *spec)
{
    int64_t pad = spec->width - (int64_t)ab_text_length(text);
    for (int64_t i = 0; !spec->left && i < pad && !out->overflow; i++) {
        ab_buf_add_char(out, ' ');
    }
    ab_buf_add_str(out, text);
    for (int64_t i = 0; spec->left && i < pad && !out->overflow; i++) {
        ab_buf_add_char(out, ' ');
    }
}

/* digits with sign and prefix, padded by blanks or zeros */
static void pad_number(ab_buf *out, bool negative, const char *prefix, ab_str digits,
                       const ab_py_float_spec *spec)
{
    char sign = negative ? '-' : spec->plus ? '+' : spec->blank ? ' ' : '\0';
    int64_t n = (sign != 0) + (int64_t)strlen(prefix) + (int64_t)digits.n;
    int64_t pad = spec->width > n ? spec->width - n : 0;
    bool zeros = spec->zero && !spec->left;
    for (int64_t i = 0; !spec->left && !zeros && i < pad && !out->overflow; i++) {
        ab_buf_add_char(out, ' ');
    }
    if (sign) {
        ab_buf_add_char(out, sign);
    }
    ab_buf_add_text(out, prefix);
    for (int64_t i = 0; zeros && i < pad && !out->overflow; i++) {
        ab_buf_add_char(out, '0');
    }
    ab_buf_add_str(out, digits);
    for (int64_t i = 0; spec->left && i < pad && !out->overflow; i++) {
        ab_buf_add_char(out, ' ');
    }
}

static bool format_integer(ab_py *p, const ab_value *v, const ab_py_float_spec *spec, ab_buf *out)
{
    ab_value n = ab_py_int_of(v);
    char type = spec->type;
    bool hex = type == 'x' || type == 'X' || type == 'o';
    if (v->kind == AB_REAL && !hex) {
        if (!ab_py_int_from_double(p, ab_value_double(v), &n)) {
            return false;
        }
    } else if (!ab_py_is_int(v)) {
        if (ab_py_type_of(v) == PY_UNDEFINED && !hex) {
            return ab_py_undefined_fail(p, v);
        }
        return ab_py_raise(p, PY_TYPE_ERROR, "%%%c format: %s is required, not %s", type,
                           hex ? "an integer" : "a real number", ab_py_type_name(v));
    }
    ab_str digits;
    if (!ab_py_int_digits(p, &n, type == 'o' ? 8 : hex ? 16 : 10, &digits)) {
        return false;
    }
    bool negative = digits.p[0] == '-';
    digits = ab_str_sub(digits, negative ? 1 : 0, digits.n);
    if (spec->precision > (int64_t)digits.n) {
        if (spec->precision > PY_MAX_TEXT) {
            return ab_py_raise(p, PY_LIMIT, "the text is too long");
        }
        ab_buf *buf = ab_py_buf(p);
        for (int64_t i = (int64_t)digits.n; i < spec->precision; i++) {
            ab_buf_add_char(buf, '0');
        }
        ab_buf_add_str(buf, digits);
        if (!ab_py_buf_text(p, buf, &digits)) {
            return false;
        }
    }
    if (type == 'X') {
        ab_str upper;
        ab_buf *buf = ab_py_buf(p);
        ab_text_convert(buf, digits, AB_CASE_UPPER);
        if (!ab_py_buf_text(p, buf, &upper)) {
            return false;
        }
        digits = upper;
    }
    const char *prefix = !spec->alternate ? ""
                         : type == 'x'    ? "0x"
                         : type == 'X'    ? "0X"
                         : type == 'o'    ? "0o"
                                          : "";
    pad_number(out, negative, prefix, digits, spec);
    return true;
}

static bool format_float(ab_py *p, const ab_value *v, const ab_py_float_spec *spec, ab_buf *out)
{
    double d;
    if (!ab_py_is_number(v)) {
        return ab_py_type_of(v) == PY_UNDEFINED
                   ? ab_py_undefined_fail(p, v)
                   : ab_py_raise(p, PY_TYPE_ERROR, "must be real number, not %s",
                                 ab_py_type_name(v));
    }
    if (!ab_py_float_of(p, v, &d)) {
        return false;
    }
    if (spec->precision > 1000000) {
        return ab_py_raise(p, PY_VALUE_ERROR, "precision too big");
    }
    ab_buf *buf = ab_py_buf(p);
    ab_py_float_digits(buf, fabs(d), spec->type, spec->precision < 0 ? 6 : spec->precision,
                       spec->alternate);
    ab_str digits;
    if (!ab_py_buf_text(p, buf, &digits)) {
        return false;
    }
    ab_py_float_spec finite = *spec;
    finite.zero = spec->zero && isfinite(d);
    pad_number(out, signbit(d) && !isnan(d), "", digits, &finite);
    return true;
}

static bool format_char(ab_py *p, const ab_value *v, const ab_py_float_spec *spec, ab_buf *out)
{
    ab_str text;
    if (ab_py_text(v, &text)) {
        if (ab_text_length(text) != 1) {
            return ab_py_raise(p, PY_TYPE_ERROR, "%%c requires int or char");
        }
    } else if (ab_py_is_int(v)) {
        int64_t c = ab_py_small_int(v);
        if (c < 0 || c > 0x10ffff) {
            return ab_py_raise(p, PY_OVERFLOW_ERROR, "%%c arg not in range(0x110000)");
        }
        ab_buf *buf = ab_py_buf(p);
        ab_buf_add_code_point(buf, (unsigned)c);
        if (!ab_py_buf_text(p, buf, &text)) {
            return false;
        }
    } else {
        return ab_py_raise(p, PY_TYPE_ERROR, "%%c requires int or char");
    }
    pad_text(out, text, spec);
    return true;
}

/* ascii(): repr with everything beyond ASCII escaped. */
bool ab_py_ascii_text(ab_py *p, const ab_value *v, ab_str *out)
{
    ab_str text;
    if (!ab_py_repr_text(p, v, &text)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < text.n;) {
        size_t length;
        unsigned c = ab_text_decode(ab_str_sub(text, i, text.n), &length);
        if (c < 0x80) {
            ab_buf_add_char(buf, (char)c);
        } else {
            ab_buf_printf(buf, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
        }
        i += length;
    }
    return ab_py_buf_text(p, buf, out);
}

static bool format_text(ab_py *p, const ab_value *v, const ab_py_float_spec *spec, ab_buf *out)
{
    ab_str text;
    bool ok = spec->type == 's'   ? ab_py_str_text(p, v, &text)
              : spec->type == 'r' ? ab_py_repr_text(p, v, &text)
                                  : ab_py_ascii_text(p, v, &text);
    if (!ok) {
        return false;
    }
    if (spec->precision >= 0) {
        text = ab_str_sub(text, 0, ab_text_offset(text, (size_t)spec->precision));
    }
    pad_text(out, text, spec);
    return true;
}

static bool convert(ab_py *p, const ab_value *v, const ab_py_float_spec *spec, ab_buf *out)
{
    if (spec->width > PY_MAX_TEXT) {
        return ab_py_raise(p, PY_LIMIT, "the text is too long");
    }
    switch (spec->type) {
    case 's':
    case 'r':
    case 'a':
        return format_text(p, v, spec, out);
    case 'c':
        return format_char(p, v, spec, out);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        return format_integer(p, v, spec, out);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        return format_float(p, v, spec, out);
    default:
        return ab_py_raise(p, PY_VALUE_ERROR, "unsupported format character '%c'", spec->type);
    }
}

static bool number_or_star(ab_py *p, ab_str f, size_t *at, source *s, int64_t *out)
{
    if (*at < f.n && f.p[*at] == '*') {
        ++*at;
        return star(p, s, out);
    }
    while (*at < f.n && isdigit((unsigned char)f.p[*at])) {
        *out = *out * 10 + (f.p[(*at)++] - '0');
        if (*out > INT32_MAX) {
            return ab_py_raise(p, PY_VALUE_ERROR, "width too big");
        }
    }
    return true;
}

static bool key_of(ab_py *p, ab_str f, size_t *at, source *s, ab_value *value)
{
    size_t from = ++*at;
    unsigned open = 1;
    while (*at < f.n && open) {
        open += f.p[*at] == '(';
        open -= f.p[*at] == ')';
        ++*at;
    }
    if (open) {
        return ab_py_raise(p, PY_VALUE_ERROR, "incomplete format key");
    }
    if (!is_mapping_argument(s->all)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "format requires a mapping");
    }
    ab_value key = ab_value_str(ab_str_sub(f, from, *at - 1));
    s->mapping_used = true;
    return ab_py_subscript(p, s->all, &key, value);
}

static bool directive(ab_py *p, ab_str f, size_t *at, source *s, ab_buf *out)
{
    ab_py_float_spec spec = {.precision = -1};
    ab_value value;
    bool keyed = *at < f.n && f.p[*at] == '(';
    if (keyed && !key_of(p, f, at, s, &value)) {
        return false;
    }
    for (; *at < f.n && f.p[*at] && strchr("-+ #0", f.p[*at]); ++*at) {
        spec.left = spec.left || f.p[*at] == '-';
        spec.plus = spec.plus || f.p[*at] == '+';
        spec.blank = spec.blank || f.p[*at] == ' ';
        spec.alternate = spec.alternate || f.p[*at] == '#';
        spec.zero = spec.zero || f.p[*at] == '0';
    }
    if (!number_or_star(p, f, at, s, &spec.width)) {
        return false;
    }
    if (spec.width < 0) {
        spec.left = true;
        spec.width = -spec.width;
    }
    if (*at < f.n && f.p[*at] == '.') {
        ++*at;
        spec.precision = 0;
        if (!number_or_star(p, f, at, s, &spec.precision)) {
            return false;
        }
        spec.precision = spec.precision < 0 ? 0 : spec.precision;
    }
    if (*at < f.n && f.p[*at] && strchr("hlL", f.p[*at])) {
        ++*at;
    }
    if (*at >= f.n) {
        return ab_py_raise(p, PY_VALUE_ERROR, "incomplete format");
    }
    spec.type = f.p[(*at)++];
    if (spec.type == '%') {
        return ab_buf_add_char(out, '%');
    }
    return (keyed || next_value(p, s, &value)) && convert(p, &value, &spec, out);
}

bool ab_py_percent_format(ab_py *p, ab_str f, const ab_value *args, ab_value *out)
{
    source s = {.all = args};
    s.is_tuple = ab_py_type_of(args) == PY_TUPLE;
    if (s.is_tuple) {
        ab_py_items(args, &s.items, &s.n);
    }
    ab_buf *buf = ab_py_buf(p);
    for (size_t at = 0; at < f.n;) {
        size_t from = at;
        while (at < f.n && f.p[at] != '%') {
            at++;
        }
        ab_buf_add_str(buf, ab_str_sub(f, from, at));
        if (at < f.n) {
            at++;
            if (!directive(p, f, &at, &s, buf)) {
                return p->exc ? false : ab_py_raise(p, PY_LIMIT, "the text is too long");
            }
        }
    }
    bool left =
        s.is_tuple ? s.at < s.n : s.at == 0 && !s.mapping_used && !is_mapping_argument(args);
    if (left) {
        return ab_py_raise(p, PY_TYPE_ERROR,
                           "not all arguments converted during string formatting");
    }
    return ab_py_buf_value(p, buf, out);
}
