/* isodate's parse_datetime, needed for the alternative form of durations. Its regular expressions
 * are tried in turn and need not reach the end of the text. */
#include "datetime/iso.h"
#include "datetime/wide.h"

#include <ctype.h>

static bool bad(ab_str text, ab_error *error)
{
    return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "no ISO 8601 date and time: '%.*s'",
                            AB_STR_ARG(text));
}

/* Values of a pattern's letters, by letter - 'a'; UNSET where it has none. */
typedef struct letters {
    int32_t value[26];
    size_t end;
} letters;
#define UNSET (-1)

static int32_t get(const letters *l, char letter)
{
    return l->value[letter - 'a'];
}

/* Lower-case letters stand for a digit each, other characters for themselves. */
static bool match_pattern(const char *pattern, ab_str text, letters *l)
{
    for (size_t i = 0; i < 26; i++) {
        l->value[i] = UNSET;
    }
    size_t at = 0;
    for (; pattern[at]; at++) {
        if (at >= text.n) {
            return false;
        }
        char c = text.p[at];
        if (!islower((unsigned char)pattern[at])) {
            if (c != pattern[at]) {
                return false;
            }
            continue;
        }
        if (!isdigit((unsigned char)c)) {
            return false;
        }
        int32_t *value = &l->value[pattern[at] - 'a'];
        *value = (*value == UNSET ? 0 : *value * 10) + (c - '0');
    }
    l->end = at;
    return true;
}

static bool shift_days(ab_datetime *t, int64_t days, ab_error *error)
{
    ab_timedelta delta;
    return ab_datetime_check(t, error) && ab_timedelta_from_days(days, &delta, error) &&
           ab_datetime_add(t, delta, t, error);
}

static bool read_date(ab_str text, ab_datetime *t, ab_error *error)
{
    static const char *const patterns[] = {
        "yyyy-mm-dd", "yyyymmdd", "yyyy-Www-d", "yyyyWwwd", "yyyy-ooo", "yyyyooo",
        "yyyy-Www",   "yyyyWww",  "yyyy-mm",    "yyyymm",   "yyyy",     "cc",
    };
    letters l;
    size_t i = 0;
    const size_t count = sizeof patterns / sizeof *patterns;
    while (i < count && !match_pattern(patterns[i], text, &l)) {
        i++;
    }
    if (i == count) {
        return bad(text, error);
    }
    *t = (ab_datetime){.year = get(&l, 'y'), .month = 1, .day = 1};
    if (get(&l, 'c') != UNSET) {
        t->year = get(&l, 'c') * 100 + 1;
        return ab_datetime_check(t, error);
    }
    if (get(&l, 'w') != UNSET) {
        if (!ab_datetime_check(t, error)) {
            return false;
        }
        int32_t year = 0;
        int32_t week = 0;
        ab_date_iso_week(t->year, 1, 1, &year, &week);
        int32_t day = get(&l, 'd') == UNSET ? 1 : get(&l, 'd');
        return shift_days(
            t, (get(&l, 'w') - (week == 1)) * 7 - (ab_date_weekday(t->year, 1, 1) + 1) + day,
            error);
    }
    if (get(&l, 'o') != UNSET) {
        return shift_days(t, get(&l, 'o') - 1, error);
    }
    t->month = get(&l, 'm') == UNSET || get(&l, 'm') == 0 ? 1 : get(&l, 'm');
    t->day = get(&l, 'd') == UNSET ? 1 : get(&l, 'd');
    return ab_datetime_check(t, error);
}

/* The fraction behind a time's last part, as numerator and denominator; more than 15 digits do not
 * reach a microsecond. */
static void read_fraction(ab_str rest, ab_wide *numerator, ab_wide *denominator)
{
    *numerator = 0;
    *denominator = 1;
    if (rest.n < 2 || (rest.p[0] != '.' && rest.p[0] != ',')) {
        return;
    }
    for (size_t i = 1; i < rest.n && i <= 15 && isdigit((unsigned char)rest.p[i]); i++) {
        *numerator = *numerator * 10 + (rest.p[i] - '0');
        *denominator *= 10;
    }
}

static bool read_time(ab_str text, ab_datetime *t, ab_error *error)
{
    static const char *const patterns[] = {"hh:mm:ss", "hhmmss", "hh:mm", "hhmm", "hh"};
    letters l;
    size_t i = 0;
    while (i < 5 && !match_pattern(patterns[i], text, &l)) {
        i++;
    }
    if (i == 5) {
        return bad(text, error);
    }
    ab_wide numerator = 0;
    ab_wide denominator = 1;
    read_fraction(ab_str_sub(text, l.end, text.n), &numerator, &denominator);
    t->hour = get(&l, 'h');
    t->minute = get(&l, 'm') == UNSET ? 0 : get(&l, 'm');
    t->second = get(&l, 's') == UNSET ? 0 : get(&l, 's');
    if (get(&l, 'm') == UNSET) {
        t->minute = (int32_t)(numerator * 60 / denominator);
        numerator = numerator * 60 % denominator;
    }
    if (get(&l, 's') == UNSET) {
        t->second = (int32_t)(numerator * 60 / denominator);
        numerator = numerator * 60 % denominator;
    }
    t->microsecond = (int32_t)ab_wide_div_even(numerator * 1000000, denominator);
    if (t->microsecond == 1000000 && get(&l, 's') != UNSET) { /* only seconds are rounded whole */
        t->microsecond = 0;
        t->second++;
    }
    return ab_datetime_check(t, error);
}

bool ab_datetime_parse_isodate(ab_str text, ab_datetime *out, ab_error *error)
{
    ptrdiff_t separator = ab_str_find(text, AB_STR("T"), 0);
    if (separator < 0 || ab_str_find(text, AB_STR("T"), (size_t)separator + 1) >= 0) {
        return bad(text, error);
    }
    ab_datetime t;
    if (!read_date(ab_str_sub(text, 0, (size_t)separator), &t, error) ||
        !read_time(ab_str_sub(text, (size_t)separator + 1, text.n), &t, error)) {
        return false;
    }
    *out = t;
    return true;
}
