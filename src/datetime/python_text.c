#include "datetime/python_text.h"

#include "json/json.h"

#include <ctype.h>
#include <stdlib.h>

/* The zeros of all decimal digits of Unicode 14; nine more follow each. */
static const uint32_t zeros[] = {
    0x30,    0x660,   0x6f0,   0x7c0,   0x966,   0x9e6,   0xa66,   0xae6,   0xb66,   0xbe6,
    0xc66,   0xce6,   0xd66,   0xde6,   0xe50,   0xed0,   0xf20,   0x1040,  0x1090,  0x17e0,
    0x1810,  0x1946,  0x19d0,  0x1a80,  0x1a90,  0x1b50,  0x1bb0,  0x1c40,  0x1c50,  0xa620,
    0xa8d0,  0xa900,  0xa9d0,  0xa9f0,  0xaa50,  0xabf0,  0xff10,  0x104a0, 0x10d30, 0x11066,
    0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0,
    0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2,
    0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
};

/* Digits that are not decimal: superscripts, circled, Kharosthi and the like. */
static const struct {
    uint32_t first, last;
} odd_digits[] = {
    {0xb2, 0xb3},       {0xb9, 0xb9},       {0x1369, 0x1371},   {0x19da, 0x19da},
    {0x2070, 0x2070},   {0x2074, 0x2079},   {0x2080, 0x2089},   {0x2460, 0x2468},
    {0x2474, 0x247c},   {0x2488, 0x2490},   {0x24ea, 0x24ea},   {0x24f5, 0x24fd},
    {0x24ff, 0x24ff},   {0x2776, 0x277e},   {0x2780, 0x2788},   {0x278a, 0x2792},
    {0x10a40, 0x10a43}, {0x10e60, 0x10e68}, {0x11052, 0x1105a}, {0x1f100, 0x1f10a},
};

int ab_python_digit(uint32_t code_point)
{
    if (code_point < 0x80) {
        return code_point >= '0' && code_point <= '9' ? (int)code_point - '0' : -1;
    }
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) {
        if (code_point >= zeros[i] && code_point < zeros[i] + 10) {
            return (int)(code_point - zeros[i]);
        }
    }
    return -1;
}

bool ab_python_is_odd_digit(uint32_t code_point)
{
    for (size_t i = 0; i < sizeof odd_digits / sizeof *odd_digits; i++) {
        if (code_point >= odd_digits[i].first && code_point <= odd_digits[i].last) {
            return true;
        }
    }
    return false;
}

bool ab_python_is_space(uint32_t c)
{
    return (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0 ||
           c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x3000;
}

uint32_t ab_python_fold(uint32_t c)
{
    if (c < 0x80) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    switch (c) { /* letters whose other case lies in ASCII or Latin-1 */
    case 0x130:
    case 0x131:
        return 'i';
    case 0x17f:
        return 's';
    case 0x212a:
        return 'k';
    case 0x212b:
        return 0xe5;
    case 0x178:
        return 0xff;
    default:
        break;
    }
    if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9) ||
        (c >= 0x410 && c <= 0x42f)) {
        return c + 32;
    }
    if (c >= 0x400 && c <= 0x40f) {
        return c + 80;
    }
    bool even_is_upper = (c >= 0x100 && c <= 0x137) || (c >= 0x14a && c <= 0x177) ||
                         (c >= 0x460 && c <= 0x481) || (c >= 0x1e00 && c <= 0x1e95);
    bool odd_is_upper = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);
    return (even_is_upper && c % 2 == 0) || (odd_is_upper && c % 2 == 1) ? c + 1 : c;
}

static ab_str strip(ab_str s)
{
    size_t length = 0;
    while (s.n && ab_python_is_space(ab_utf8_decode(s, &length))) {
        s = ab_str_sub(s, length, s.n);
    }
    while (s.n) {
        size_t start = s.n - 1;
        while (start > 0 && ((unsigned char)s.p[start] & 0xc0) == 0x80) {
            start--;
        }
        if (!ab_python_is_space(ab_utf8_decode(ab_str_sub(s, start, s.n), &length))) {
            break;
        }
        s.n = start;
    }
    return s;
}

ab_python_int ab_python_int_parse(ab_str text, int64_t *out)
{
    ab_str s = strip(text);
    bool negative = s.n && s.p[0] == '-';
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
        s = ab_str_sub(s, 1, s.n);
    }
    int64_t value = 0;
    size_t digits = 0;
    bool huge = false;
    bool after_digit = false;
    while (s.n) {
        size_t length = 0;
        uint32_t c = ab_utf8_decode(s, &length);
        int digit = ab_python_digit(c);
        if (digit < 0 && !(c == '_' && after_digit)) {
            return AB_PYTHON_INT_BAD;
        }
        after_digit = digit >= 0;
        if (after_digit) {
            digits++;
            huge = huge || __builtin_mul_overflow(value, 10, &value) ||
                   __builtin_sub_overflow(value, digit, &value);
        }
        s = ab_str_sub(s, length, s.n);
    }
    if (!after_digit || digits > 4300) { /* sys.int_info.default_max_str_digits */
        return AB_PYTHON_INT_BAD;
    }
    /* Gathered as a negative number, whose range is the larger one. */
    huge = huge || (!negative && value == INT64_MIN);
    *out = huge ? (negative ? INT64_MIN : INT64_MAX) : (negative ? value : -value);
    return huge ? AB_PYTHON_INT_HUGE : AB_PYTHON_INT_OK;
}

static bool is_special_float(const char *text)
{
    static const char *const names[] = {"inf", "infinity", "nan"};
    text += *text == '+' || *text == '-';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (ab_str_eq_nocase(ab_str_of(text), ab_str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

/* Python's grammar of finite floats; strtod alone would also take hexadecimal ones. */
static bool is_plain_float(const char *p)
{
    p += *p == '+' || *p == '-';
    size_t digits = strspn(p, "0123456789");
    p += digits;
    if (*p == '.') {
        size_t fraction = strspn(p + 1, "0123456789");
        digits += fraction;
        p += 1 + fraction;
    }
    if (digits == 0) {
        return false;
    }
    if (*p == 'e' || *p == 'E') {
        p++;
        p += *p == '+' || *p == '-';
        size_t exponent = strspn(p, "0123456789");
        if (exponent == 0) {
            return false;
        }
        p += exponent;
    }
    return *p == '\0';
}

bool ab_python_float_parse(ab_str text, double *out)
{
    ab_str s = strip(text);
    char plain[400];
    size_t n = 0;
    bool after_digit = false;
    while (s.n) {
        size_t length = 0;
        uint32_t c = ab_utf8_decode(s, &length);
        int digit = ab_python_digit(c);
        s = ab_str_sub(s, length, s.n);
        if (c == '_') {
            bool between = after_digit && s.n && ab_python_digit(ab_utf8_decode(s, &length)) >= 0;
            if (!between) {
                return false;
            }
            continue;
        }
        after_digit = digit >= 0;
        if ((c >= 0x80 && digit < 0) || c == 0 || n + 1 == sizeof plain) {
            return false;
        }
        plain[n++] = digit >= 0 ? (char)('0' + digit) : (char)c;
    }
    plain[n] = '\0';
    if (!is_special_float(plain) && !is_plain_float(plain)) {
        return false;
    }
    *out = strtod(plain, NULL);
    return true;
}
