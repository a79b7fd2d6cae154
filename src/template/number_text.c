/* int() and float() of text. */
#include "template/py.h"

#include "template/bigint.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Fewer decimal digits than overflow an int64. */
enum { SAFE_DIGITS = 18 };

/* The text as ASCII without white space around it and with ASCII digits; false: not possible. */
static bool plain_number(ab_str text, ab_buf *out)
{
    size_t from = 0;
    size_t to = 0;
    for (size_t i = 0; i < text.n;) {
        size_t length;
        unsigned c = ab_text_decode(ab_str_sub(text, i, text.n), &length);
        unsigned flags = c < 0x80 ? 0 : ab_unicode_flags(c);
        bool space = c < 0x80 ? c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31)
                              : (flags & AB_CHAR_SPACE) != 0;
        if (space) {
            ab_buf_add_char(out, ' ');
        } else if (c >= 0x80 && (flags & AB_CHAR_DECIMAL)) {
            ab_buf_add_char(out, (char)('0' + ab_unicode_decimal(c)));
        } else if (c >= 0x80) {
            return false;
        } else {
            ab_buf_add_char(out, (char)c);
        }
        i += length;
    }
    to = out->n;
    while (from < to && out->p[from] == ' ') {
        from++;
    }
    while (to > from && out->p[to - 1] == ' ') {
        to--;
    }
    memmove(out->p ? out->p : (char *)"", (out->p ? out->p : (char *)"") + from, to - from);
    out->n = to - from;
    return true;
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

/* Drops the prefix 0x, 0o or 0b that fits the base; for base 0 finds the base. */
static bool number_base(ab_str s, size_t *at, int *base)
{
    char kind = *at + 1 < s.n && s.p[*at] == '0' ? (char)(s.p[*at + 1] | 0x20) : 0;
    int prefixed = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 0;
    if (prefixed && (*base == 0 || *base == prefixed)) {
        *base = prefixed;
        *at += 2;
        *at += *at < s.n && s.p[*at] == '_';
        return true;
    }
    if (*base == 0) {
        *base = 10;
        /* a literal has no zeros in front, unless it is nothing but zeros */
        for (size_t i = *at; i < s.n && s.p[*at] == '0'; i++) {
            if (s.p[i] != '0' && s.p[i] != '_') {
                return false;
            }
        }
    }
    return true;
}

static bool read_digits(ab_py *p, ab_str s, size_t at, int base, bool negative, ab_value *out)
{
    char *digits = ab_arena_alloc(p->arena, s.n + 2);
    size_t n = 0;
    digits[n++] = '-';
    bool digit_before = false;
    for (; at < s.n; at++) {
        if (s.p[at] == '_') {
            if (!digit_before || at + 1 == s.n) {
                return false;
            }
            digit_before = false;
            continue;
        }
        if (digit_value(s.p[at]) >= base) {
            return false;
        }
        digits[n++] = s.p[at];
        digit_before = true;
    }
    if (n == 1 || !digit_before) {
        return false;
    }
    if (n - 1 > PY_MAX_INT_DIGITS && (base & (base - 1))) {
        return false;
    }
    if (base != 10) {
        return ab_py_big_from_base(p, (ab_str){digits + 1, n - 1}, base, negative, out);
    }
    size_t zeros = 1;
    while (zeros + 1 < n && digits[zeros] == '0') {
        zeros++;
    }
    negative = negative && !(digits[zeros] == '0');
    digits[zeros - 1] = '-';
    ab_str text = {digits + zeros - (negative ? 1 : 0), n - zeros + (negative ? 1 : 0)};
    return ab_value_from_digits(text, out);
}

/* Most integers: a few decimal digits and nothing else. */
static bool short_integer(ab_str text, ab_value *out)
{
    int64_t value = 0;
    if (text.n == 0 || text.n > SAFE_DIGITS || (text.p[0] == '0' && text.n > 1)) {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') {
            return false;
        }
        value = value * 10 + (text.p[i] - '0');
    }
    *out = ab_value_int(value);
    return true;
}

bool ab_py_int_from_text(ab_py *p, ab_str text, int base, ab_value *out)
{
    if ((base == 0 || base == 10) && short_integer(text, out)) {
        return true;
    }
    if (base != 0 && (base < 2 || base > 36)) {
        return ab_py_raise(p, PY_VALUE_ERROR, "int() base must be >= 2 and <= 36, or 0");
    }
    ab_buf *buf = ab_py_buf(p);
    bool ok = plain_number(text, buf);
    ab_str s = ab_arena_str(p->arena, ab_buf_str(buf));
    ab_py_buf_free(p, buf);
    size_t at = s.n && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
    bool negative = at && s.p[0] == '-';
    ok = ok && number_base(s, &at, &base) && read_digits(p, s, at, base, negative, out);
    return ok || ab_py_raise(p, PY_VALUE_ERROR, "invalid literal for int() with base %d: '%.*s'",
                             base, AB_STR_ARG(text));
}

/* digits[.digits][e[sign]digits] with single underscores between digits; strips them into `out`. */
static bool float_grammar(ab_str s, ab_buf *out)
{
    bool digits = false;
    bool exponent = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool digit_before = i && s.p[i - 1] >= '0' && s.p[i - 1] <= '9';
        bool digit_after = i + 1 < s.n && s.p[i + 1] >= '0' && s.p[i + 1] <= '9';
        if (c == '_') {
            if (!digit_before || !digit_after) {
                return false;
            }
            continue;
        }
        if (c >= '0' && c <= '9') {
            digits = true;
        } else if (c == '.') {
            if (exponent || memchr(s.p, '.', i)) {
                return false;
            }
        } else if ((c == 'e' || c == 'E') && digits && !exponent) {
            exponent = true;
            if (i + 1 < s.n && (s.p[i + 1] == '+' || s.p[i + 1] == '-')) {
                ab_buf_add_char(out, c);
                c = s.p[++i];
                digit_after = i + 1 < s.n && s.p[i + 1] >= '0' && s.p[i + 1] <= '9';
            }
            if (!digit_after) {
                return false;
            }
        } else {
            return false;
        }
        ab_buf_add_char(out, c);
    }
    return digits;
}

bool ab_py_float_from_text(ab_py *p, ab_str text, double *out)
{
    ab_buf *buf = ab_py_buf(p);
    ab_buf *clean = ab_py_buf(p);
    bool ok = plain_number(text, buf) && buf->n > 0;
    if (ok) {
        ab_str s = ab_buf_str(buf);
        double sign = s.p[0] == '-' ? -1 : 1;
        s = ab_str_sub(s, s.p[0] == '-' || s.p[0] == '+' ? 1 : 0, s.n);
        if (ab_str_eq_nocase(s, AB_STR("inf")) || ab_str_eq_nocase(s, AB_STR("infinity"))) {
            *out = sign * (double)INFINITY;
        } else if (ab_str_eq_nocase(s, AB_STR("nan"))) {
            *out = (double)NAN;
        } else {
            ok = float_grammar(s, clean) && ab_buf_add_char(clean, '\0');
            *out = ok ? sign * strtod(clean->p, NULL) : 0;
        }
    }
    ab_py_buf_free(p, clean);
    ab_py_buf_free(p, buf);
    return ok || ab_py_raise(p, PY_VALUE_ERROR, "could not convert string to float: '%.*s'",
                             AB_STR_ARG(text));
}
