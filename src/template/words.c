#include "template/words.h"

#include "template/unicode.h"

#include <ctype.h>

static size_t digits(ab_str s, size_t at, bool (*is_digit)(int))
{
    /* (_?d)* behind a digit */
    size_t end = at;
    while (end < s.n) {
        size_t next = end + (s.p[end] == '_');
        if (next >= s.n || !is_digit((unsigned char)s.p[next])) {
            break;
        }
        end = next + 1;
    }
    return end;
}

static bool decimal(int c)
{
    return c >= '0' && c <= '9';
}
static bool binary(int c)
{
    return c == '0' || c == '1';
}
static bool octal(int c)
{
    return c >= '0' && c <= '7';
}
static bool hexadecimal(int c)
{
    return isxdigit(c) != 0;
}
static bool zero(int c)
{
    return c == '0';
}

/* The end of a run (\d+_)*\d+ at `at`, or `at`. */
static size_t digit_run(ab_str s, size_t at)
{
    if (at >= s.n || !decimal((unsigned char)s.p[at])) {
        return at;
    }
    return digits(s, at + 1, decimal);
}

size_t ab_py_float_end(ab_str s, size_t at)
{
    if (at && s.p[at - 1] == '.') {
        return at;
    }
    size_t end = digit_run(s, at);
    if (end == at) {
        return at;
    }
    bool has_fraction = false;
    if (end < s.n && s.p[end] == '.') {
        size_t fraction = digit_run(s, end + 1);
        if (fraction > end + 1) {
            end = fraction;
            has_fraction = true;
        }
    }
    if (end < s.n && (s.p[end] == 'e' || s.p[end] == 'E')) {
        size_t exponent = end + 1;
        exponent += exponent < s.n && (s.p[exponent] == '+' || s.p[exponent] == '-');
        size_t exponent_end = digit_run(s, exponent);
        if (exponent_end > exponent) {
            return exponent_end;
        }
    }
    return has_fraction ? end : at;
}

size_t ab_py_integer_end(ab_str s, size_t at)
{
    char c = s.p[at];
    if (c == '0' && at + 1 < s.n) {
        char kind = (char)(s.p[at + 1] | 0x20);
        bool (*test)(int) = kind == 'b'   ? binary
                            : kind == 'o' ? octal
                            : kind == 'x' ? hexadecimal
                                          : NULL;
        if (test) {
            size_t end = digits(s, at + 2, test);
            if (end > at + 2) {
                return end;
            }
        }
    }
    return c == '0'                    ? digits(s, at + 1, zero)
           : decimal((unsigned char)c) ? digits(s, at + 1, decimal)
                                       : at;
}

ab_str ab_py_without_underscores(ab_arena *arena, ab_str s)
{
    if (!s.n || !memchr(s.p, '_', s.n)) {
        return s;
    }
    char *text = ab_arena_alloc(arena, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '_') {
            text[n++] = s.p[i];
        }
    }
    return (ab_str){text, n};
}

size_t ab_py_name_end(ab_str s, size_t at)
{
    while (at < s.n) {
        unsigned char c = (unsigned char)s.p[at];
        if (c < 0x80) {
            if (!isalnum(c) && c != '_') {
                break;
            }
            at++;
            continue;
        }
        size_t length;
        unsigned code_point = ab_text_decode(ab_str_sub(s, at, s.n), &length);
        if (!(ab_unicode_flags(code_point) &
              (AB_CHAR_ID_CONTINUE | AB_CHAR_ALPHA | AB_CHAR_NUMERIC))) {
            break;
        }
        at += length;
    }
    return at;
}

bool ab_py_is_identifier(ab_str s)
{
    for (size_t i = 0; i < s.n;) {
        size_t length;
        unsigned flags = ab_unicode_flags(ab_text_decode(ab_str_sub(s, i, s.n), &length));
        if (!(flags & (i ? AB_CHAR_ID_CONTINUE : AB_CHAR_ID_START))) {
            return false;
        }
        i += length;
    }
    return s.n != 0;
}
