/* Numeric tokens: the part of dateutil's parser that guesses what a number means. */
#include "datetime/dateutil_impl.h"

#include "datetime/dateutil_words.h"
#include "datetime/python_text.h"
#include "datetime/wide.h"

bool ab_date_int(ab_str text, int64_t *out)
{
    return ab_python_int_parse(text, out) != AB_PYTHON_INT_BAD; /* too large stays too large */
}

/* A decimal number as the lexer leaves it. */
typedef struct number {
    int64_t whole;
    ab_str fraction; /* digits behind the point */
} number;

bool ab_date_is_number(ab_str text)
{
    size_t digits = 0;
    size_t dots = 0;
    for (size_t i = 0; i < text.n; i++) {
        bool dot = text.p[i] == '.';
        if (!dot && (text.p[i] < '0' || text.p[i] > '9')) {
            return false;
        }
        dots += dot;
        digits += !dot;
    }
    return digits > 0 && dots <= 1;
}

static bool read_number(ab_str text, number *out)
{
    if (!ab_date_is_number(text)) {
        return false;
    }
    ptrdiff_t point = ab_str_find(text, AB_STR("."), 0);
    size_t whole = point < 0 ? text.n : (size_t)point;
    out->fraction = point < 0 ? (ab_str){NULL, 0} : ab_str_sub(text, whole + 1, text.n);
    out->whole = 0;
    return whole == 0 || ab_date_int(ab_str_sub(text, 0, whole), &out->whole);
}

static bool has_fraction(const number *n)
{
    for (size_t i = 0; i < n->fraction.n; i++) {
        if (n->fraction.p[i] != '0') {
            return true;
        }
    }
    return false;
}

/* int(60 * the fraction) */
static int64_t sixtieths(const number *n)
{
    ab_wide numerator = 0;
    ab_wide denominator = 1;
    for (size_t i = 0; i < n->fraction.n && i < 30; i++) {
        numerator = numerator * 10 + (n->fraction.p[i] - '0');
        denominator *= 10;
    }
    return (int64_t)(numerator * 60 / denominator);
}

static void set_minute(ab_date_parse *p, const number *n)
{
    p->minute = n->whole;
    p->second = has_fraction(n) ? sixtieths(n) : AB_DATE_UNSET;
}

/* "I[.F]" as seconds and microseconds. */
static bool set_second(ab_date_parse *p, ab_str text)
{
    ptrdiff_t point = ab_str_find(text, AB_STR("."), 0);
    size_t whole = point < 0 ? text.n : (size_t)point;
    if (!ab_date_int(ab_str_sub(text, 0, whole), &p->second)) {
        return false;
    }
    ab_str fraction = ab_str_sub(text, whole + (point >= 0), text.n);
    p->microsecond = 0;
    for (size_t i = 0; i < 6 && point >= 0; i++) {
        char c = i < fraction.n ? fraction.p[i] : '0';
        if (c < '0' || c > '9') {
            return false;
        }
        p->microsecond = p->microsecond * 10 + (c - '0');
    }
    return true;
}

static ab_str token(const ab_date_parse *p, size_t i)
{
    return i < p->tokens.n ? p->tokens.at[i].text : (ab_str){NULL, 0};
}

static bool token_is(const ab_date_parse *p, size_t i, const char *text)
{
    return i < p->tokens.n && ab_str_is(p->tokens.at[i].text, text);
}

static int64_t adjust_ampm(int64_t hour, int half)
{
    return hour < 12 && half == 1 ? hour + 12 : hour == 12 && half == 0 ? 0 : hour;
}

/* YYMMDD, HHMMSS[.ss] */
static bool six_digits(ab_date_parse *p, ab_str s)
{
    if (p->ymd.n == 0 && ab_str_find(s, AB_STR("."), 0) < 0) {
        return ab_ymd_add_text(&p->ymd, ab_str_sub(s, 0, 2), 0) &&
               ab_ymd_add_text(&p->ymd, ab_str_sub(s, 2, 4), 0) &&
               ab_ymd_add_text(&p->ymd, ab_str_sub(s, 4, s.n), 0);
    }
    return ab_date_int(ab_str_sub(s, 0, 2), &p->hour) &&
           ab_date_int(ab_str_sub(s, 2, 4), &p->minute) && set_second(p, ab_str_sub(s, 4, s.n));
}

/* YYYYMMDD[HHMM[SS]] */
static bool full_date(ab_date_parse *p, ab_str s)
{
    return ab_ymd_add_text(&p->ymd, ab_str_sub(s, 0, 4), 'Y') &&
           ab_ymd_add_text(&p->ymd, ab_str_sub(s, 4, 6), 0) &&
           ab_ymd_add_text(&p->ymd, ab_str_sub(s, 6, 8), 0) &&
           (s.n == 8 || (ab_date_int(ab_str_sub(s, 8, 10), &p->hour) &&
                         ab_date_int(ab_str_sub(s, 10, 12), &p->minute))) &&
           (s.n < 14 || ab_date_int(ab_str_sub(s, 12, s.n), &p->second));
}

/* The token with the "h", "m" or "s" that belongs to number i; SIZE_MAX if there is none. */
static size_t find_hms(const ab_date_parse *p, size_t i)
{
    if (ab_date_hms_word(token(p, i + 1)) >= 0) {
        return i + 1;
    }
    if (token_is(p, i + 1, " ") && ab_date_hms_word(token(p, i + 2)) >= 0) {
        return i + 2;
    }
    if (i > 0 && ab_date_hms_word(token(p, i - 1)) >= 0) {
        return i - 1; /* the "04" of "12h04" */
    }
    if (i > 1 && i == p->tokens.n - 1 && token_is(p, i - 1, " ") &&
        ab_date_hms_word(token(p, i - 2)) >= 0) {
        return i - 2;
    }
    return SIZE_MAX;
}

static bool labelled(ab_date_parse *p, size_t *i, size_t label, const number *n)
{
    ab_str text = token(p, *i);
    int unit = ab_date_hms_word(token(p, label));
    if (label > *i) {
        *i = label;
    } else {
        unit++; /* what comes after the unit before */
    }
    switch (unit) {
    case 0:
        p->hour = n->whole;
        p->minute = has_fraction(n) ? sixtieths(n) : p->minute;
        return true;
    case 1:
        set_minute(p, n);
        return true;
    case 2:
        return set_second(p, text);
    default:
        return true;
    }
}

/* HH:MM[:SS[.ss]] */
static bool clock_time(ab_date_parse *p, size_t *i, const number *n)
{
    number minutes;
    p->hour = n->whole;
    if (!read_number(token(p, *i + 2), &minutes)) {
        return false;
    }
    set_minute(p, &minutes);
    if (*i + 4 < p->tokens.n && token_is(p, *i + 3, ":")) {
        if (!set_second(p, token(p, *i + 4))) {
            return false;
        }
        *i += 2;
    }
    *i += 2;
    return true;
}

static bool add_month_or_number(ab_date_parse *p, ab_str text)
{
    int month = ab_date_month_word(text);
    return month >= 0 ? ab_ymd_add(&p->ymd, month, 'M') : ab_ymd_add_text(&p->ymd, text, 0);
}

/* 01-01[-01], 01-Jan[-01] */
static bool separated_date(ab_date_parse *p, size_t *i)
{
    ab_str separator = token(p, *i + 1);
    if (!ab_ymd_add_text(&p->ymd, token(p, *i), 0)) {
        return false;
    }
    if (*i + 2 < p->tokens.n && !ab_date_is_jump(token(p, *i + 2))) {
        if (!add_month_or_number(p, token(p, *i + 2))) {
            return false;
        }
        if (*i + 3 < p->tokens.n && ab_str_eq(token(p, *i + 3), separator)) {
            if (*i + 4 >= p->tokens.n || !add_month_or_number(p, token(p, *i + 4))) {
                return false;
            }
            *i += 2;
        }
        *i += 1;
    }
    *i += 1;
    return true;
}

/* A number alone: an hour before am or pm, else a part of the date. */
static bool lone_number(ab_date_parse *p, size_t *i, const number *n)
{
    int half = ab_date_ampm_word(token(p, *i + 2));
    if (half >= 0) {
        p->hour = adjust_ampm(n->whole, half);
        *i += 1;
    } else if (!ab_ymd_add(&p->ymd, n->whole, 0)) {
        return false;
    }
    *i += 1;
    return true;
}

/* Whether a number behind a whole date is HH or HHMM. */
static bool is_compact_time(const ab_date_parse *p, size_t i, size_t length)
{
    return p->ymd.n == 3 && (length == 2 || length == 4) && p->hour == AB_DATE_UNSET &&
           !token_is(p, i + 1, ":") && ab_date_hms_word(token(p, i + 1)) < 0;
}

static bool is_separator(const ab_date_parse *p, size_t i)
{
    return token_is(p, i, "-") || token_is(p, i, "/") || token_is(p, i, ".");
}

static bool by_neighbours(ab_date_parse *p, size_t *i, const number *n)
{
    size_t label = find_hms(p, *i);
    if (label != SIZE_MAX) {
        return labelled(p, i, label, n);
    }
    if (*i + 2 < p->tokens.n && token_is(p, *i + 1, ":")) {
        return clock_time(p, i, n);
    }
    if (is_separator(p, *i + 1)) {
        return separated_date(p, i);
    }
    if (*i + 1 >= p->tokens.n || ab_date_is_jump(token(p, *i + 1))) {
        return lone_number(p, i, n);
    }
    int half = ab_date_ampm_word(token(p, *i + 1));
    if (half >= 0 && n->whole < 24) {
        p->hour = adjust_ampm(n->whole, half);
        *i += 1;
        return true;
    }
    bool ok = true;
    return ab_ymd_could_be_day(&p->ymd, n->whole, has_fraction(n), &ok) && ok &&
           ab_ymd_add(&p->ymd, n->whole, 0);
}

bool ab_date_parse_number(ab_date_parse *p, size_t *i)
{
    ab_str text = token(p, *i);
    number n;
    if (!read_number(text, &n)) {
        return false;
    }
    if (is_compact_time(p, *i, text.n)) {
        return ab_date_int(ab_str_sub(text, 0, 2), &p->hour) &&
               (text.n == 2 || ab_date_int(ab_str_sub(text, 2, 4), &p->minute));
    }
    if (text.n == 6 || (text.n > 6 && ab_str_find(text, AB_STR("."), 0) == 6)) {
        return six_digits(p, text);
    }
    if (text.n == 8 || text.n == 12 || text.n == 14) {
        return full_date(p, text);
    }
    return by_neighbours(p, i, &n);
}
