#include "json/json.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    MAX_DIGITS = 17,
    /* repr switches to an exponent outside of these (Python's float_repr_style "short") */
    MIN_FIXED_EXPONENT = -4,
    MAX_FIXED_EXPONENT = 15,
};

/* Above a power of two doubles lie twice as far apart as below, so that the nearest 16 digits can
 * fall below it and read back as another double, while the next 16 digits read back. */
static bool next_reads_back(char *text, double d)
{
    char *last = strchr(text, 'e') - 1;
    if (*last == '9') {
        return false; /* with a carry it would be shorter, and was tried */
    }
    ++*last;
    return strtod(text, NULL) == d;
}

/* The shortest digits that read back as `d` (finite, positive), without trailing zeros, and the
 * decimal exponent of the first. */
static size_t shortest_digits(double d, char digits[MAX_DIGITS + 1], int *exponent)
{
    char text[40];
    /* 15 digits always survive in a normal double, so fewer need no trial there */
    int precision = d < DBL_MIN ? 1 : DBL_DIG;
    for (;; precision++) {
        snprintf(text, sizeof(text), "%.*e", precision - 1, d);
        if (precision == MAX_DIGITS || strtod(text, NULL) == d || next_reads_back(text, d)) {
            break;
        }
    }
    size_t n = 0;
    const char *p = text;
    for (; *p && *p != 'e'; p++) {
        if (*p != '.') {
            digits[n++] = *p;
        }
    }
    *exponent = (int)strtol(p + 1, NULL, 10);
    while (n > 1 && digits[n - 1] == '0') {
        n--;
    }
    digits[n] = '\0';
    return n;
}

static size_t write_scientific(char *out, const char *digits, size_t n, int exponent)
{
    size_t at = 0;
    out[at++] = digits[0];
    if (n > 1) {
        out[at++] = '.';
        memcpy(out + at, digits + 1, n - 1);
        at += n - 1;
    }
    int sign = exponent < 0 ? '-' : '+';
    return at + (size_t)snprintf(out + at, 8, "e%c%02d", sign, abs(exponent));
}

static size_t write_fixed(char *out, const char *digits, size_t n, int exponent)
{
    size_t at = 0;
    if (exponent < 0) {
        out[at++] = '0';
        out[at++] = '.';
        for (int i = -1; i > exponent; i--) {
            out[at++] = '0';
        }
        memcpy(out + at, digits, n);
        return at + n;
    }
    size_t whole = (size_t)exponent + 1;
    for (size_t i = 0; i < whole; i++) {
        out[at++] = i < n ? digits[i] : '0';
    }
    out[at++] = '.';
    if (n > whole) {
        memcpy(out + at, digits + whole, n - whole);
        return at + (n - whole);
    }
    out[at++] = '0';
    return at;
}

size_t ab_double_repr(double d, char out[32])
{
    if (isnan(d)) {
        memcpy(out, "nan", 4);
        return 3;
    }
    size_t at = 0;
    if (signbit(d)) {
        out[at++] = '-';
        d = -d;
    }
    if (isinf(d)) {
        memcpy(out + at, "inf", 4);
        return at + 3;
    }
    char digits[MAX_DIGITS + 1];
    int exponent;
    size_t n = shortest_digits(d, digits, &exponent);
    if (exponent < MIN_FIXED_EXPONENT || exponent > MAX_FIXED_EXPONENT) {
        at += write_scientific(out + at, digits, n, exponent);
    } else {
        at += write_fixed(out + at, digits, n, exponent);
    }
    out[at] = '\0';
    return at;
}
