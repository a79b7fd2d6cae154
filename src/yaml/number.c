/* Integers and floats of YAML 1.1: underscores, other bases, sexagesimal. */
#include "yaml/scalar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    /* Python's limit for reading decimal text as an integer. */
    MAX_DIGITS = 4300,
    LIMB_DIGITS = 9,
    LIMB_BASE = 1000000000,
    /* 4,300 hexadecimal digits are 5,178 decimal ones. */
    MAX_LIMBS = 5178 / LIMB_DIGITS + 1,
};

static const char invalid_int[] = "not an integer";
static const char invalid_float[] = "not a floating-point number";

/* A natural number, least significant limb first. */
typedef struct big {
    uint32_t limbs[MAX_LIMBS];
    size_t n;
} big;

/* a = a * factor + addend. Cannot outgrow the limbs: the text has at most MAX_DIGITS digits. */
static void big_multiply_add(big *a, uint32_t factor, uint32_t addend)
{
    uint64_t carry = addend;
    for (size_t i = 0; i < a->n; i++) {
        carry += (uint64_t)a->limbs[i] * factor;
        a->limbs[i] = (uint32_t)(carry % LIMB_BASE);
        carry /= LIMB_BASE;
    }
    if (carry && a->n < MAX_LIMBS) {
        a->limbs[a->n++] = (uint32_t)carry;
    }
}

static ab_value big_value(ab_arena *arena, const big *a, bool negative)
{
    size_t size = a->n * LIMB_DIGITS + 3;
    char *text = ab_arena_alloc(arena, size);
    int used =
        snprintf(text, size, "%s%u", negative && a->n ? "-" : "", a->n ? a->limbs[a->n - 1] : 0u);
    for (size_t i = a->n; i-- > 1;) {
        used += snprintf(text + used, size - (size_t)used, "%09u", a->limbs[i - 1]);
    }
    ab_value v = ab_value_null();
    ab_value_from_digits((ab_str){text, (size_t)used}, &v);
    return v;
}

/* The text without underscores; shared where it has none. */
static ab_str without_underscores(ab_arena *arena, ab_str text)
{
    if (!text.n || !memchr(text.p, '_', text.n)) {
        return text;
    }
    char *clean = ab_arena_alloc(arena, text.n);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '_') {
            clean[n++] = text.p[i];
        }
    }
    return (ab_str){clean, n};
}

static unsigned digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return (unsigned)(c - '0');
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? (unsigned)(lower - 'a') + 10 : 99;
}

/* Reads digits of one base, or decimal parts with ':' between where base is 60. */
static bool read_digits(ab_str text, unsigned base, big *out)
{
    bool part = false;
    for (size_t i = 0; i < text.n; i++) {
        if (base == 60 && text.p[i] == ':' && part) {
            unsigned long next = 0;
            size_t end = i + 1;
            while (end < text.n && end < i + 3 && digit_value(text.p[end]) < 10) {
                next = next * 10 + digit_value(text.p[end++]);
            }
            if (end == i + 1) {
                return false;
            }
            big_multiply_add(out, 60, (uint32_t)next);
            i = end - 1;
            continue;
        }
        unsigned digit = digit_value(text.p[i]);
        if (digit >= (base == 60 ? 10 : base)) {
            return false;
        }
        big_multiply_add(out, base == 60 ? 10 : base, digit);
        part = true;
    }
    return part;
}

/* A number that JSON spells in the same way keeps its text. */
static bool is_json_int(ab_str text)
{
    size_t start = text.n && text.p[0] == '-' ? 1 : 0;
    if (start == text.n || (text.p[start] == '0' && text.n > 1)) {
        return false;
    }
    for (size_t i = start; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') {
            return false;
        }
    }
    return true;
}

const char *ab_yaml_int(ab_arena *arena, ab_str text, ab_value *out)
{
    if (text.n > MAX_DIGITS) {
        return "an integer of more than 4300 digits";
    }
    if (is_json_int(text)) {
        return ab_value_from_digits(text, out) ? NULL : invalid_int;
    }
    ab_str digits = without_underscores(arena, text);
    bool negative = ab_str_starts(digits, AB_STR("-"));
    if (negative || ab_str_starts(digits, AB_STR("+"))) {
        digits = ab_str_sub(digits, 1, digits.n);
    }
    unsigned base = 10;
    size_t skip = 0;
    if (ab_str_starts(digits, AB_STR("0b"))) {
        base = 2;
        skip = 2;
    } else if (ab_str_starts(digits, AB_STR("0x"))) {
        base = 16;
        skip = 2;
    } else if (ab_str_starts(digits, AB_STR("0"))) {
        base = 8;
    } else if (ab_str_find(digits, AB_STR(":"), 0) >= 0) {
        base = 60;
    }
    big number = {.n = 0};
    if (!read_digits(ab_str_sub(digits, skip, digits.n), base, &number)) {
        return invalid_int;
    }
    *out = big_value(arena, &number, negative);
    return NULL;
}

/* JSON's -?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?, known to be a float of YAML. */
static bool is_json_float(ab_str text)
{
    size_t start = text.n && text.p[0] == '-' ? 1 : 0;
    ptrdiff_t dot = ab_str_find(text, AB_STR("."), 0);
    if (dot <= (ptrdiff_t)start || (text.p[start] == '0' && dot != (ptrdiff_t)start + 1) ||
        (size_t)dot + 1 == text.n) {
        return false;
    }
    char behind = text.p[dot + 1];
    for (size_t i = start; i < text.n; i++) {
        if (!strchr("0123456789.eE+-", text.p[i])) {
            return false;
        }
    }
    return text.p[start] != '+' && behind >= '0' && behind <= '9';
}

static bool read_double(ab_arena *arena, ab_str text, double *out)
{
    bool digit = false;
    for (size_t i = 0; i < text.n; i++) {
        if (!text.p[i] || !strchr("0123456789.eE+-", text.p[i])) {
            return false;
        }
        digit = digit || digit_value(text.p[i]) < 10;
    }
    char *end = NULL;
    *out = digit ? strtod(ab_arena_cstr(arena, text), &end) : 0;
    return digit && *end == '\0';
}

static bool read_sexagesimal(ab_arena *arena, ab_str text, double *out)
{
    *out = 0;
    double base = 1;
    for (size_t end = text.n;;) {
        size_t start = end;
        while (start > 0 && text.p[start - 1] != ':') {
            start--;
        }
        double part;
        if (!read_double(arena, ab_str_sub(text, start, end), &part)) {
            return false;
        }
        *out += part * base;
        base *= 60;
        if (start == 0) {
            return true;
        }
        end = start - 1;
    }
}

const char *ab_yaml_float(ab_arena *arena, ab_str text, ab_value *out)
{
    ab_str clean = without_underscores(arena, text);
    double number = 0;
    bool negative = ab_str_starts(clean, AB_STR("-"));
    if (negative || ab_str_starts(clean, AB_STR("+"))) {
        clean = ab_str_sub(clean, 1, clean.n);
    }
    if (ab_str_eq_nocase(clean, AB_STR(".inf"))) {
        number = INFINITY;
    } else if (ab_str_eq_nocase(clean, AB_STR(".nan"))) {
        number = NAN;
    } else if (clean.n && memchr(clean.p, ':', clean.n)) {
        if (!read_sexagesimal(arena, clean, &number)) {
            return invalid_float;
        }
    } else if (!read_double(arena, clean, &number)) {
        return invalid_float;
    }
    *out = ab_value_real(negative ? -number : number);
    if (isfinite(number) && is_json_float(text)) {
        out->number.source = text.p;
        out->count = (uint32_t)text.n;
    }
    return NULL;
}
