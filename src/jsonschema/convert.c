#include "jsonschema/convert.h"

#include "json/json.h"
#include "json/pyrepr.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* str.isspace(); float() and int() do not count the four ASCII separators in. */
static bool is_space(uint32_t c, bool separators)
{
    return (c >= 9 && c <= 13) || c == ' ' || (separators && c >= 0x1c && c <= 0x1f) || c == 0x85 ||
           c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x3000;
}

/* str.strip() */
static ab_str strip(ab_str s, bool separators)
{
    size_t length;
    while (s.n && is_space(ab_utf8_decode(s, &length), separators)) {
        s = ab_str_sub(s, length, s.n);
    }
    for (size_t start = s.n; start > 0; start = s.n) {
        do {
            start--;
        } while (start > 0 && ((unsigned char)s.p[start] & 0xc0) == 0x80);
        if (!is_space(ab_utf8_decode(ab_str_sub(s, start, s.n), &length), separators)) {
            break;
        }
        s.n = start;
    }
    return s;
}

bool ab_convert_to_string(ab_arena *arena, ab_value *v)
{
    if (v->kind == AB_STRING) {
        return false;
    }
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_value_python_str(&text, v);
    *v = ab_value_text(arena, ab_buf_str(&text));
    ab_buf_free(&text);
    return true;
}

/* ---- Numbers in text ---- */

/* What a text spells by the grammar of Python's float() and int(). */
typedef struct numeral {
    char *text; /* with underscores and sign '+' left out, NUL-terminated */
    size_t n;
    bool is_integer; /* digits only */
    bool is_json;    /* JSON would spell it so, too */
} numeral;

/* Digits, single underscores between them allowed; returns the offset behind, or `i` if none. */
static size_t take_digits(ab_str s, size_t i, numeral *out)
{
    size_t start = i;
    while (i < s.n && (is_digit(s.p[i]) || (s.p[i] == '_' && i > start && is_digit(s.p[i - 1]) &&
                                            i + 1 < s.n && is_digit(s.p[i + 1])))) {
        if (s.p[i] != '_') {
            out->text[out->n++] = s.p[i];
        }
        i++;
    }
    return i;
}

static size_t take_char(ab_str s, size_t i, const char *set, numeral *out)
{
    if (i < s.n && s.p[i] && strchr(set, s.p[i])) {
        out->text[out->n++] = s.p[i++];
    }
    return i;
}

/* Exponent and end; true if the text is a number. */
static bool take_exponent(ab_str s, size_t i, numeral *out)
{
    size_t mark = take_char(s, i, "eE", out);
    if (mark > i) {
        size_t digits = take_char(s, mark, "+-", out);
        i = take_digits(s, digits, out);
        out->is_integer = false;
        if (i == digits) {
            return false;
        }
    }
    out->text[out->n] = '\0';
    return i == s.n;
}

static bool read_numeral(ab_arena *arena, ab_str s, numeral *out)
{
    s = strip(s, false);
    *out = (numeral){.text = ab_arena_alloc(arena, s.n + 1), .is_integer = true};
    size_t i = s.n && s.p[0] == '+' ? 1 : take_char(s, 0, "-", out);
    size_t whole = take_digits(s, i, out);
    bool leading_zero = whole > i + 1 && s.p[i] == '0';
    out->is_json = whole > i && !leading_zero;
    size_t dot = take_char(s, whole, ".", out);
    size_t fraction = dot;
    if (dot > whole) {
        out->is_integer = false;
        fraction = take_digits(s, dot, out);
        out->is_json = out->is_json && fraction > dot;
    }
    return (whole > i || fraction > dot) && take_exponent(s, fraction, out);
}

static bool read_special(ab_str s, double *out)
{
    static const struct {
        ab_str word;
        double value;
    } words[] = {{{"inf", 3}, INFINITY}, {{"infinity", 8}, INFINITY}, {{"nan", 3}, NAN}};
    s = strip(s, false);
    bool negative = ab_str_starts(s, AB_STR("-"));
    if (negative || ab_str_starts(s, AB_STR("+"))) {
        s = ab_str_sub(s, 1, s.n);
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (ab_str_eq_nocase(s, words[i].word)) {
            *out = negative ? -words[i].value : words[i].value;
            return true;
        }
    }
    return false;
}

/* ---- To number ---- */

static ab_value real_with_source(ab_str source)
{
    ab_value v = {.kind = AB_REAL, .count = (uint32_t)source.n};
    v.number.source = source.p;
    return v;
}

/* An integer as a real; beyond what a double holds, with all its digits. */
static ab_value real_of_integer(ab_arena *arena, ab_str digits)
{
    double d = strtod(digits.p, NULL);
    if (fabs(d) < 0x1p53) {
        return ab_value_real(d);
    }
    return real_with_source(ab_arena_printf(arena, "%.*s.0", AB_STR_ARG(digits)));
}

static bool text_to_number(ab_arena *arena, ab_value *v)
{
    ab_arena_mark mark = ab_arena_save(arena);
    numeral n;
    double d;
    if (!read_numeral(arena, v->text, &n)) {
        ab_arena_rewind(arena, mark);
        if (read_special(v->text, &d)) {
            *v = ab_value_real(d);
            return true;
        }
        return false;
    }
    ab_str source = {n.text, n.n};
    d = strtod(n.text, NULL);
    if (!isfinite(d) || !n.is_json) {
        *v = ab_value_real(d);
    } else {
        *v = n.is_integer ? real_of_integer(arena, source) : real_with_source(source);
    }
    return true;
}

bool ab_convert_to_number(ab_arena *arena, ab_value *v)
{
    switch (v->kind) {
    case AB_STRING:
        return text_to_number(arena, v);
    case AB_BOOL:
        *v = ab_value_real(v->boolean);
        return true;
    case AB_INT: {
        int64_t i = v->number.integer;
        bool exact = i > -(INT64_C(1) << 53) && i < INT64_C(1) << 53;
        *v = exact ? ab_value_real((double)i)
                   : real_with_source(ab_arena_printf(arena, "%lld.0", (long long)i));
        return true;
    }
    case AB_BIGINT:
        if (!isfinite(ab_value_double(v))) {
            return false;
        }
        *v = real_with_source(ab_arena_printf(arena, "%.*s.0", AB_STR_ARG(v->text)));
        return true;
    default:
        return false;
    }
}

/* ---- To integer ---- */

/* Reads digits with an optional '-', leading zeros allowed; writes into the text. */
static bool digits_to_integer(char *text, size_t n, ab_value *v)
{
    size_t negative = text[0] == '-';
    size_t first = negative;
    while (first + 1 < n && text[first] == '0') {
        first++;
    }
    if (first + 1 == n && text[first] == '0') {
        *v = ab_value_int(0);
        return true;
    }
    first -= negative;
    if (negative) {
        text[first] = '-';
    }
    return ab_value_from_digits((ab_str){text + first, n - first}, v);
}

static bool text_to_integer(ab_arena *arena, ab_value *v)
{
    ab_arena_mark mark = ab_arena_save(arena);
    numeral n;
    if (read_numeral(arena, v->text, &n) && n.is_integer) {
        return digits_to_integer(n.text, n.n, v);
    }
    ab_arena_rewind(arena, mark);
    return false;
}

static bool real_to_integer(ab_arena *arena, ab_value *v)
{
    double d = ab_value_double(v);
    if (!isfinite(d)) {
        return false;
    }
    ab_str source = ab_number_source(v);
    bool plain = source.n && !memchr(source.p, 'e', source.n) && !memchr(source.p, 'E', source.n);
    const char *dot = plain ? memchr(source.p, '.', source.n) : NULL;
    ab_str whole = dot ? (ab_str){source.p, (size_t)(dot - source.p)}
                       : ab_arena_printf(arena, "%.0f", trunc(d));
    return digits_to_integer(ab_arena_cstr(arena, whole), whole.n, v);
}

bool ab_convert_to_integer(ab_arena *arena, ab_value *v)
{
    switch (v->kind) {
    case AB_STRING:
        return text_to_integer(arena, v);
    case AB_REAL:
        return real_to_integer(arena, v);
    case AB_BOOL:
        *v = ab_value_int(v->boolean);
        return true;
    default:
        return false;
    }
}

/* ---- To boolean and array ---- */

bool ab_convert_to_boolean(ab_arena *arena, ab_value *v)
{
    static const struct {
        ab_str word;
        bool value;
    } words[] = {
        {{"y", 1}, true},  {{"yes", 3}, true},    {{"t", 1}, true},    {{"true", 4}, true},
        {{"on", 2}, true}, {{"1", 1}, true},      {{"n", 1}, false},   {{"no", 2}, false},
        {{"f", 1}, false}, {{"false", 5}, false}, {{"off", 3}, false}, {{"0", 1}, false},
    };
    (void)arena;
    if (v->kind == AB_BOOL) {
        return false;
    }
    if (v->kind != AB_STRING) {
        *v = ab_value_bool(ab_value_truthy(v));
        return true;
    }
    ab_str text = strip(v->text, true);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (ab_str_eq_nocase(text, words[i].word)) {
            *v = ab_value_bool(words[i].value);
            return true;
        }
    }
    return false;
}

bool ab_convert_to_array(ab_arena *arena, ab_value *v)
{
    if (v->kind == AB_ARRAY || v->kind == AB_OBJECT || v->kind == AB_EXT) {
        return false;
    }
    ab_value array = ab_value_array();
    ab_array_push(arena, &array, *v);
    *v = array;
    return true;
}
