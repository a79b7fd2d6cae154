/* format(): the format specification of each type. */
#include "template/floatformat.h"
#include "template/pydate.h"

#include "json/json.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>

void ab_py_float_digits(ab_buf *out, double d, char type, int64_t precision, bool alternate)
{
    bool upper = type == 'E' || type == 'F' || type == 'G';
    if (!isfinite(d)) {
        ab_buf_add_text(out, isnan(d) ? (upper ? "NAN" : "nan") : (upper ? "INF" : "inf"));
        return;
    }
    char format[8] = "%.*f";
    size_t at = 1;
    if (alternate) {
        format[at++] = '#';
    }
    format[at++] = '.';
    format[at++] = '*';
    format[at++] = type;
    format[at] = '\0';
    char *room = ab_buf_reserve(out, (size_t)precision + 400);
    if (room) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        int n = snprintf(room, (size_t)precision + 400, format, (int)precision, d);
#pragma GCC diagnostic pop
        out->n += n > 0 ? (size_t)n : 0;
    }
}

typedef struct spec {
    ab_str fill;
    char align; /* 0: not given */
    char sign;
    bool alternate;
    bool coerce_zero; /* z */
    bool zero;
    int64_t width;
    char grouping;
    int64_t precision;
    char type; /* 0: not given */
} spec;

static bool is_align(char c)
{
    return c == '<' || c == '>' || c == '^' || c == '=';
}

/* The fill character and the alignment; the bytes they take. */
static size_t parse_align(ab_str s, spec *out)
{
    size_t first = 0;
    if (s.n) {
        ab_text_decode(s, &first);
    }
    if (first && first < s.n && is_align(s.p[first])) {
        out->fill = ab_str_sub(s, 0, first);
        out->align = s.p[first];
        return first + 1;
    }
    if (s.n && is_align(s.p[0])) {
        out->align = s.p[0];
        return 1;
    }
    return 0;
}

/* The character at *at, and over it, if it is among `any`; else 0. */
static char take_any(ab_str s, size_t *at, const char *any)
{
    bool found = *at < s.n && s.p[*at] && strchr(any, s.p[*at]);
    return found ? s.p[(*at)++] : '\0';
}

/* The digits at *at; *out stays where there are none. */
static bool parse_digits(ab_py *p, ab_str s, size_t *at, int64_t *out)
{
    for (int64_t value = 0; *at < s.n && isdigit((unsigned char)s.p[*at]); *out = value) {
        value = value * 10 + (s.p[(*at)++] - '0');
        if (value > INT32_MAX) {
            return ab_py_raise(p, PY_VALUE_ERROR, "Too many decimal digits in format string");
        }
    }
    return true;
}

static void fill_with_zeros(spec *out, size_t at)
{
    out->zero = true;
    if (!out->align) {
        out->fill = AB_STR("0");
        out->align = '=';
    } else if (out->fill.n == 1 && out->fill.p[0] == ' ' && at == 1) {
        out->fill = AB_STR("0");
    }
}

static bool parse_spec(ab_py *p, ab_str s, spec *out)
{
    *out = (spec){.fill = AB_STR(" "), .width = -1, .precision = -1};
    size_t at = parse_align(s, out);
    out->sign = take_any(s, &at, "+- ");
    out->coerce_zero = take_any(s, &at, "z");
    out->alternate = take_any(s, &at, "#");
    size_t zero_at = at;
    if (take_any(s, &at, "0")) {
        fill_with_zeros(out, zero_at);
    }
    if (!parse_digits(p, s, &at, &out->width)) {
        return false;
    }
    out->grouping = take_any(s, &at, ",_");
    if (take_any(s, &at, ",_")) {
        return ab_py_raise(p, PY_VALUE_ERROR, "Cannot specify both ',' and '_'.");
    }
    if (take_any(s, &at, ".")) {
        if (!parse_digits(p, s, &at, &out->precision)) {
            return false;
        }
        if (out->precision < 0) {
            return ab_py_raise(p, PY_VALUE_ERROR, "Format specifier missing precision");
        }
    }
    if (at < s.n) {
        out->type = s.p[at++];
    }
    if (at < s.n || (unsigned char)out->type >= 0x80) {
        return ab_py_raise(p, PY_VALUE_ERROR, "Invalid format specifier");
    }
    return out->width <= PY_MAX_TEXT || ab_py_raise(p, PY_LIMIT, "the text is too long");
}

static bool unknown_code(ab_py *p, const spec *s, const ab_value *v)
{
    return ab_py_raise(p, PY_VALUE_ERROR, "Unknown format code '%c' for object of type '%s'",
                       s->type, ab_py_type_name(v));
}

static void fill(ab_buf *out, ab_str with, int64_t n)
{
    for (int64_t i = 0; i < n && !out->overflow; i++) {
        ab_buf_add_str(out, with);
    }
}

static void padded(ab_buf *out, ab_str sign, ab_str text, const spec *s, char default_align)
{
    char align = s->align ? s->align : default_align;
    int64_t n = (int64_t)(sign.n + ab_text_length(text));
    int64_t pad = s->width > n ? s->width - n : 0;
    int64_t left = align == '>' ? pad : align == '^' ? pad / 2 : 0;
    int64_t middle = align == '=' ? pad : 0;
    fill(out, s->fill, left);
    ab_buf_add_str(out, sign);
    fill(out, s->fill, middle);
    ab_buf_add_str(out, text);
    fill(out, s->fill, pad - left - middle);
}

static bool format_text(ab_py *p, ab_str text, const spec *s, const ab_value *v, ab_buf *out)
{
    if (s->type && s->type != 's') {
        return unknown_code(p, s, v);
    }
    if (s->sign) {
        return ab_py_raise(p, PY_VALUE_ERROR, "Sign not allowed in string format specifier");
    }
    if (s->coerce_zero) {
        return ab_py_raise(p, PY_VALUE_ERROR,
                           "Negative zero coercion (z) not allowed in string format specifier");
    }
    if (s->alternate) {
        return ab_py_raise(p, PY_VALUE_ERROR,
                           "Alternate form (#) not allowed in string format specifier");
    }
    if (s->align == '=' && !s->zero) {
        return ab_py_raise(p, PY_VALUE_ERROR,
                           "'=' alignment not allowed in string format specifier");
    }
    if (s->grouping) {
        return ab_py_raise(p, PY_VALUE_ERROR, "Cannot specify '%c' with 's'.", s->grouping);
    }
    spec copy = *s;
    copy.align = s->align == '=' ? '<' : s->align;
    if (s->precision >= 0) {
        text = ab_str_sub(text, 0, ab_text_offset(text, (size_t)s->precision));
    }
    padded(out, AB_STR(""), text, &copy, '<');
    return true;
}

/* Separators in the whole part, which is padded with zeros to `width` where the fill is zero. */
static bool group(ab_py *p, ab_str digits, char separator, size_t every, int64_t width, ab_str *out)
{
    size_t whole = 0;
    while (whole < digits.n && isxdigit((unsigned char)digits.p[whole]) && digits.p[whole] != '.') {
        whole++;
    }
    size_t rest = digits.n - whole;
    size_t n = whole;
    /* with zeros in front, separators count towards the width */
    while (width > 0 && (int64_t)(n + (n - 1) / every + rest) < width) {
        n++;
    }
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < n; i++) {
        ab_buf_add_char(buf, i < n - whole ? '0' : digits.p[i - (n - whole)]);
        size_t left = n - 1 - i;
        if (left && left % every == 0) {
            ab_buf_add_char(buf, separator);
        }
    }
    ab_buf_add_str(buf, ab_str_sub(digits, whole, digits.n));
    return ab_py_buf_text(p, buf, out);
}

static bool finish_number(ab_py *p, const spec *s, bool negative, const char *prefix, ab_str digits,
                          ab_buf *out)
{
    char sign[8];
    size_t n = 0;
    if (negative || s->sign == '+' || s->sign == ' ') {
        sign[n++] = negative ? '-' : s->sign;
    }
    for (size_t i = 0; prefix[i]; i++) {
        sign[n++] = prefix[i];
    }
    if (s->grouping) {
        bool hex = s->type && strchr("bxXo", s->type);
        bool zeros = s->align == '=' && s->fill.n == 1 && s->fill.p[0] == '0';
        if (!group(p, digits, s->grouping, hex ? 4 : 3, zeros ? s->width - (int64_t)n : 0,
                   &digits)) {
            return false;
        }
    }
    padded(out, (ab_str){sign, n}, digits, s, '>');
    return true;
}

static bool format_double(ab_py *p, double d, const spec *s, const ab_value *v, ab_buf *out)
{
    char type = s->type;
    int64_t precision = s->precision;
    if (precision > 1000000) {
        return ab_py_raise(p, PY_VALUE_ERROR, "precision too big");
    }
    if (type && !strchr("eEfFgGn%", type)) {
        return unknown_code(p, s, v);
    }
    if (type == 'n' && s->grouping) {
        return ab_py_raise(p, PY_VALUE_ERROR, "Cannot specify '%c' with 'n'.", s->grouping);
    }
    bool percent = type == '%';
    d = percent ? d * 100 : d;
    ab_buf *buf = ab_py_buf(p);
    if (!type && precision < 0) {
        char text[32];
        if (isfinite(d)) {
            ab_double_repr(fabs(d), text);
            ab_buf_add_text(buf, text);
        } else {
            ab_py_float_digits(buf, fabs(d), 'f', 0, false);
        }
    } else if (!type) {
        /* like g, but with one digit behind the point at least */
        precision = precision ? precision : 1;
        ab_py_float_digits(buf, fabs(d), 'g', precision, s->alternate);
        bool exponent = memchr(buf->p, 'e', buf->n) != NULL;
        if (isfinite(d) && !exponent && !memchr(buf->p, '.', buf->n)) {
            if ((int64_t)buf->n >= precision) {
                /* as many digits as there is precision: repr's rule asks for the exponent */
                ab_buf_clear(buf);
                ab_py_float_digits(buf, fabs(d), 'e', precision - 1, s->alternate);
            } else {
                ab_buf_add_text(buf, ".0");
            }
        }
    } else {
        char letter = percent ? 'f' : type == 'n' ? 'g' : type;
        precision = precision < 0 ? 6 : precision;
        if ((letter == 'g' || letter == 'G') && !precision) {
            precision = 1;
        }
        ab_py_float_digits(buf, fabs(d), letter, precision, s->alternate);
    }
    if (percent) {
        ab_buf_add_char(buf, '%');
    }
    bool negative = signbit(d) && !isnan(d);
    if (s->coerce_zero && negative) {
        bool zero = true;
        for (size_t i = 0; i < buf->n; i++) {
            zero = zero && !(buf->p[i] >= '1' && buf->p[i] <= '9');
        }
        negative = !zero;
    }
    ab_str digits;
    return ab_py_buf_text(p, buf, &digits) && finish_number(p, s, negative, "", digits, out);
}

static bool format_integer(ab_py *p, const ab_value *v, const spec *s, ab_buf *out)
{
    char type = s->type ? s->type : 'd';
    double d;
    if (strchr("eEfFgG%", type)) {
        return ab_py_float_of(p, v, &d) && format_double(p, d, s, v, out);
    }
    if (!strchr("bcdnoxX", type)) {
        return unknown_code(p, s, v);
    }
    if (s->precision >= 0) {
        return ab_py_raise(p, PY_VALUE_ERROR, "Precision not allowed in integer format specifier");
    }
    if (s->coerce_zero) {
        return ab_py_raise(p, PY_VALUE_ERROR,
                           "Negative zero coercion (z) not allowed in format specifier with "
                           "integer presentation type");
    }
    if ((s->grouping == ',' && strchr("bcnoxX", type)) ||
        (s->grouping == '_' && strchr("cn", type))) {
        return ab_py_raise(p, PY_VALUE_ERROR, "Cannot specify '%c' with '%c'.", s->grouping, type);
    }
    if (type == 'c') {
        int64_t c = ab_py_small_int(v);
        if (s->sign || s->alternate) {
            return ab_py_raise(p, PY_VALUE_ERROR,
                               "Sign not allowed with integer format specifier 'c'");
        }
        if (c < 0 || c > 0x10ffff) {
            return ab_py_raise(p, PY_OVERFLOW_ERROR, "%%c arg not in range(0x110000)");
        }
        ab_str text;
        ab_buf *buf = ab_py_buf(p);
        ab_buf_add_code_point(buf, (unsigned)c);
        if (!ab_py_buf_text(p, buf, &text)) {
            return false;
        }
        padded(out, AB_STR(""), text, s, '>');
        return true;
    }
    ab_str digits;
    int base = type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
    if (!ab_py_int_digits(p, v, base, &digits)) {
        return false;
    }
    bool negative = digits.p[0] == '-';
    digits = ab_str_sub(digits, negative ? 1 : 0, digits.n);
    if (type == 'X') {
        ab_buf *buf = ab_py_buf(p);
        ab_text_convert(buf, digits, AB_CASE_UPPER);
        if (!ab_py_buf_text(p, buf, &digits)) {
            return false;
        }
    }
    const char *prefix = !s->alternate ? ""
                         : type == 'b' ? "0b"
                         : type == 'o' ? "0o"
                         : type == 'x' ? "0x"
                         : type == 'X' ? "0X"
                                       : "";
    return finish_number(p, s, negative, prefix, digits, out);
}

bool ab_py_format_value(ab_py *p, const ab_value *v, ab_str text_spec, ab_buf *out)
{
    spec s;
    ab_str text;
    ab_py_type t = ab_py_type_of(v);
    if (!text_spec.n) {
        return ab_py_str(p, v, out);
    }
    if (t == PY_DATETIME || t == PY_DATE || t == PY_TIME) {
        return ab_py_date_format(p, v, text_spec, out);
    }
    bool is_text = ab_py_text(v, &text);
    if (!is_text && !ab_py_is_number(v)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "unsupported format string passed to %s.__format__",
                           ab_py_type_name(v));
    }
    if (!parse_spec(p, text_spec, &s)) {
        return false;
    }
    bool ok = is_text              ? format_text(p, text, &s, v, out)
              : v->kind == AB_REAL ? format_double(p, ab_value_double(v), &s, v, out)
                                   : format_integer(p, v, &s, out);
    return ok || (p->exc ? false : ab_py_raise(p, PY_LIMIT, "the text is too long"));
}
