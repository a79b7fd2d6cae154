/* dateutil's isoparse: strict ISO 8601, but with int() of Python's bytes underneath, which allows
 * blanks, signs and underscores in fields. */
#include "datetime/iso.h"

#include "datetime/python_text.h"

static bool bad(ab_str text, ab_error *error)
{
    return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "no ISO 8601 date: '%.*s'",
                            AB_STR_ARG(text));
}

static bool int_at(ab_str s, size_t from, size_t to, int32_t *out)
{
    int64_t value = 0;
    if (ab_python_int_parse(ab_str_sub(s, from, to), &value) != AB_PYTHON_INT_OK) {
        return false;
    }
    *out = (int32_t)value; /* a few digits */
    return true;
}

static bool char_at(ab_str s, size_t at, char c)
{
    return at < s.n && s.p[at] == c;
}

/* YYYY, YYYY-MM, YYYY-MM-DD, YYYYMMDD; *end is where the date ends. */
static bool common_date(ab_str s, ab_datetime *t, size_t *end)
{
    if (s.n < 4 || !int_at(s, 0, 4, &t->year)) {
        return false;
    }
    *end = 4;
    if (s.n == 4) {
        return true;
    }
    bool dashes = s.p[4] == '-';
    size_t at = 4 + (size_t)dashes;
    if (s.n - at < 2 || !int_at(s, at, at + 2, &t->month)) {
        return false;
    }
    at += 2;
    *end = at;
    if (at == s.n) {
        return dashes;
    }
    if (dashes && !char_at(s, at++, '-')) {
        return false;
    }
    *end = at + 2;
    return s.n - at >= 2 && int_at(s, at, at + 2, &t->day);
}

static bool from_days(int64_t days, ab_datetime *t)
{
    /* Before and after the calendar Python raises an OverflowError. */
    if (days < ab_days_from_date(1, 1, 1) || days > ab_days_from_date(9999, 12, 31)) {
        return false;
    }
    ab_date_from_days(days, &t->year, &t->month, &t->day);
    return true;
}

static bool week_date(ab_str s, size_t at, bool dashes, int32_t year, ab_datetime *t, size_t *end)
{
    int32_t week = 0;
    int32_t day = 1;
    if (!int_at(s, at, at + 2, &week)) {
        return false;
    }
    at += 2;
    if (s.n > at) {
        if (char_at(s, at, '-') != dashes) {
            return false;
        }
        at += dashes;
        if (!int_at(s, at, at + 1, &day)) {
            return false;
        }
        at++;
    }
    *end = at;
    if (week < 1 || week > 53 || day < 1 || day > 7 || year < 1) {
        return false;
    }
    int64_t monday = ab_days_from_date(year, 1, 4) - ab_date_weekday(year, 1, 4);
    return from_days(monday + (week - 1) * 7 + day - 1, t);
}

/* YYYY-Www, YYYY-Www-D, YYYY-DDD, and all of them without dashes. */
static bool uncommon_date(ab_str s, ab_datetime *t, size_t *end)
{
    int32_t year = 0;
    int32_t ordinal = 0;
    if (s.n < 4 || !int_at(s, 0, 4, &year)) {
        return false;
    }
    bool dashes = char_at(s, 4, '-');
    size_t at = 4 + (size_t)dashes;
    if (char_at(s, at, 'W')) {
        return week_date(s, at + 1, dashes, year, t, end);
    }
    if (s.n < at + 3 || !int_at(s, at, at + 3, &ordinal) || year < 1 || ordinal < 1 ||
        ordinal > 365 + ab_is_leap_year(year)) {
        return false;
    }
    *end = at + 3;
    return from_days(ab_days_from_date(year, 1, 1) + ordinal - 1, t);
}

static bool read_offset(ab_str s, ab_datetime *t)
{
    t->has_offset = true;
    if (ab_str_is(s, "Z") || ab_str_is(s, "z")) {
        return true;
    }
    int32_t hours = 0;
    int32_t minutes = 0;
    if ((s.n != 3 && s.n != 5 && s.n != 6) || (s.p[0] != '-' && s.p[0] != '+') ||
        !int_at(s, 1, 3, &hours) || (s.n > 3 && !int_at(s, s.p[3] == ':' ? 4 : 3, s.n, &minutes)) ||
        minutes > 59 || hours > 23) {
        return false;
    }
    t->utc_offset_us = (hours * 60 + minutes) * INT64_C(60000000) * (s.p[0] == '-' ? -1 : 1);
    return true;
}

/* ".5" or ",123456789" at `at`, cut to microseconds. Returns the bytes it takes, 0 if none. */
static size_t read_fraction(ab_str s, size_t at, int32_t *out)
{
    if (!char_at(s, at, '.') && !char_at(s, at, ',')) {
        return 0;
    }
    size_t n = 0;
    int32_t value = 0;
    for (; at + 1 + n < s.n && s.p[at + 1 + n] >= '0' && s.p[at + 1 + n] <= '9'; n++) {
        value = n < 6 ? value * 10 + (s.p[at + 1 + n] - '0') : value;
    }
    for (size_t i = n; i < 6; i++) {
        value *= 10;
    }
    *out = n ? value : *out;
    return n ? n + 1 : 0;
}

static bool read_time(ab_str s, ab_datetime *t)
{
    int32_t *fields[] = {&t->hour, &t->minute, &t->second};
    size_t at = 0;
    bool colons = false;
    if (s.n < 2) {
        return false;
    }
    for (int part = 0; at < s.n && part <= 5; part++) {
        if (strchr("-+Zz", s.p[at]) && s.p[at]) {
            return read_offset(ab_str_sub(s, at, s.n), t);
        }
        if (part == 1 && s.p[at] == ':') {
            colons = true;
            at++;
        } else if (part == 2 && colons && s.p[at++] != ':') {
            return false;
        }
        if (part < 3) {
            if (!int_at(s, at, at + 2, fields[part])) {
                return false;
            }
            at += 2;
        } else if (part == 3) {
            at += read_fraction(s, at, &t->microsecond);
        }
    }
    return at >= s.n;
}

static bool is_ascii(ab_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

bool ab_datetime_parse_iso(ab_str text, ab_datetime *out, ab_error *error)
{
    ab_datetime t = {.month = 1, .day = 1};
    size_t end = 0;
    if (!is_ascii(text)) {
        return bad(text, error);
    }
    if (!common_date(text, &t, &end)) {
        t = (ab_datetime){.month = 1, .day = 1};
        if (!uncommon_date(text, &t, &end)) {
            return bad(text, error);
        }
    }
    /* Any one character stands between date and time. */
    if (text.n > end && !read_time(ab_str_sub(text, end + 1, text.n), &t)) {
        return bad(text, error);
    }
    bool next_day = t.hour == 24;
    if (next_day && (t.minute || t.second || t.microsecond)) {
        return bad(text, error);
    }
    t.hour = next_day ? 0 : t.hour;
    if (!ab_datetime_check(&t, error)) {
        return false;
    }
    *out = t;
    return !next_day || ab_datetime_add(&t, (ab_timedelta){.days = 1}, out, error);
}

bool ab_datetime_parse_iso_utc(ab_str text, ab_datetime *out, ab_error *error)
{
    ab_datetime t;
    return ab_datetime_parse_iso(text, &t, error) && ab_datetime_to_utc(&t, out, error);
}
