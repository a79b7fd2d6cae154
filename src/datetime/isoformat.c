/* Python 3.11's datetime.fromisoformat, as its C implementation reads text: strict in the date,
 * with a few liberties in the time that are kept on purpose. */
#include "datetime/iso.h"

static bool bad(ab_str text, ab_error *error)
{
    return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "Invalid isoformat string: '%.*s'",
                            AB_STR_ARG(text));
}

/* A NUL stands at the end, as in C. */
static char char_at(ab_str s, size_t at)
{
    return at < s.n ? s.p[at] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_digits(ab_str s, size_t *at, size_t count, int32_t *out)
{
    int32_t value = 0;
    for (size_t i = 0; i < count; i++, (*at)++) {
        if (!is_digit(char_at(s, *at))) {
            return false;
        }
        value = value * 10 + (s.p[*at] - '0');
    }
    *out = value;
    return true;
}

/* Where the date must end. */
static size_t separator_of_week(ab_str s)
{
    if (s.p[4] == '-') { /* YYYY-Www or YYYY-Www-D; a digit behind that is a time's */
        return char_at(s, 8) != '-' ? 8 : is_digit(char_at(s, 10)) ? 8 : 10;
    }
    size_t end = 7; /* YYYYWww or YYYYWwwD; times have an even number of digits */
    while (is_digit(char_at(s, end))) {
        end++;
    }
    return end < 9 ? end : end % 2 == 0 ? 7 : 8;
}

static size_t find_separator(ab_str s)
{
    if (s.n == 7) {
        return 7;
    }
    bool dashes = s.p[4] == '-';
    if (char_at(s, 4 + dashes) == 'W') {
        return separator_of_week(s);
    }
    return dashes ? 10 : 8;
}

static bool week_date(ab_datetime *t, int32_t week, int32_t day)
{
    int32_t year = 0;
    int32_t last = 0;
    if (t->year < 1 || day < 1 || day > 7) {
        return false;
    }
    ab_date_iso_week(t->year, 12, 28, &year, &last);
    if (week < 1 || week > last) {
        return false;
    }
    int64_t monday = ab_days_from_date(t->year, 1, 4) - ab_date_weekday(t->year, 1, 4);
    ab_date_from_days(monday + (week - 1) * 7 + day - 1, &t->year, &t->month, &t->day);
    return true;
}

static bool read_date(ab_str s, ab_datetime *t)
{
    size_t at = 0;
    if (!take_digits(s, &at, 4, &t->year)) {
        return false;
    }
    bool dashes = char_at(s, at) == '-';
    at += dashes;
    if (char_at(s, at) == 'W') {
        int32_t week = 0;
        int32_t day = 1;
        at++;
        if (!take_digits(s, &at, 2, &week)) {
            return false;
        }
        if (at < s.n && ((dashes && char_at(s, at++) != '-') || !take_digits(s, &at, 1, &day))) {
            return false;
        }
        return week_date(t, week, day);
    }
    return take_digits(s, &at, 2, &t->month) && (!dashes || char_at(s, at++) == '-') &&
           take_digits(s, &at, 2, &t->day);
}

/* HH[:MM[:SS[.ffffff]]] or without colons, up to `end`. *rest: something follows. */
static bool read_clock(ab_str s, size_t at, size_t end, int32_t *values[3], int32_t *us, bool *rest)
{
    bool colons = true;
    for (int i = 0; i < 3; i++) {
        if (!take_digits(s, &at, 2, values[i])) {
            return false;
        }
        char c = char_at(s, at++);
        colons = i == 0 ? c == ':' : colons;
        if (at >= end) {
            *rest = c != '\0';
            return true;
        }
        if (colons && c == ':') {
            continue; /* also behind the seconds, before a fraction */
        }
        if (c == '.' || c == ',') {
            break;
        }
        if (colons) {
            return false;
        }
        at--;
    }
    size_t digits = end - at < 6 ? end - at : 6;
    if (!take_digits(s, &at, digits, us)) {
        return false;
    }
    for (; digits < 6; digits++) {
        *us *= 10;
    }
    while (is_digit(char_at(s, at))) {
        at++;
    }
    *rest = char_at(s, at) != '\0';
    return true;
}

static bool read_time(ab_str s, ab_datetime *t)
{
    size_t zone = 0;
    while (zone < s.n && !strchr("+-Z", s.p[zone])) {
        zone++;
    }
    bool rest = false;
    int32_t *values[3] = {&t->hour, &t->minute, &t->second};
    if (!read_clock(s, 0, zone, values, &t->microsecond, &rest)) {
        return false;
    }
    if (zone == s.n) {
        return !rest;
    }
    t->has_offset = true;
    if (s.p[zone] == 'Z') {
        return zone + 1 == s.n;
    }
    int32_t hours = 0;
    int32_t minutes = 0;
    int32_t seconds = 0;
    int32_t us = 0;
    int32_t *offset[3] = {&hours, &minutes, &seconds};
    if (!read_clock(s, zone + 1, s.n, offset, &us, &rest) || rest) {
        return false;
    }
    int64_t size = (hours * INT64_C(3600) + minutes * 60 + seconds) * 1000000;
    size += size ? us : 0; /* without seconds it is UTC, whatever the fraction */
    t->utc_offset_us = s.p[zone] == '-' ? -size : size;
    return true;
}

/* Bytes of the character that stands between date and time. */
static size_t separator_bytes(char first)
{
    unsigned char c = (unsigned char)first;
    return c < 0x80 ? 1 : (c & 0xf0) == 0xe0 ? 3 : (c & 0xf0) == 0xf0 ? 4 : 2;
}

bool ab_datetime_from_isoformat(ab_str text, ab_datetime *out, ab_error *error)
{
    ab_datetime t = {.month = 1, .day = 1};
    if (text.n < 7) {
        return bad(text, error);
    }
    size_t separator = find_separator(text);
    if (separator > text.n || !read_date(ab_str_sub(text, 0, separator), &t)) {
        return bad(text, error);
    }
    if (text.n > separator) {
        ab_str time = ab_str_sub(text, separator + separator_bytes(text.p[separator]), text.n);
        if (time.n == 0 || !read_time(time, &t)) {
            return bad(text, error);
        }
    }
    if (!ab_datetime_check(&t, error)) {
        return false;
    }
    *out = t;
    return true;
}
