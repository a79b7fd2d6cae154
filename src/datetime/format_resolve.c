/* From the matched parts of a text to a date: the rules of Python's _strptime. */
#include "datetime/format_impl.h"

#include "datetime/python_text.h"
#include "json/json.h"

#define UNSET (-1)

typedef struct fields {
    int year, iso_year, month, day, hour, minute, second, fraction;
    int weekday, year_day, iso_week, week_of_year; /* UNSET if not given */
    bool week_starts_monday;
    bool has_offset;
    int64_t offset_us;
    ab_str zone;
} fields;

/* The digits of a capture as a number; other characters are skipped. */
static int number_of(ab_str text)
{
    int value = 0;
    while (text.n) {
        size_t length = 0;
        int digit = ab_python_digit(ab_utf8_decode(text, &length));
        value = digit >= 0 ? value * 10 + digit : value;
        text = ab_str_sub(text, length, text.n);
    }
    return value;
}

static int name_index(const char *const *names, size_t count, ab_str text)
{
    for (size_t i = 0; i < count; i++) {
        if (ab_str_eq_nocase(ab_str_sub(ab_str_of(names[i]), 0, text.n), text)) {
            return (int)i;
        }
    }
    return 0;
}

static int scaled_fraction(ab_str digits)
{
    int value = number_of(digits);
    size_t count = 0;
    for (size_t length = 0; digits.n; digits = ab_str_sub(digits, length, digits.n)) {
        ab_utf8_decode(digits, &length);
        count++;
    }
    for (; count < 6; count++) {
        value *= 10;
    }
    return value;
}

static int hour_of_half_day(const ab_format_match *match, int hour)
{
    bool pm = false;
    for (size_t i = 0; i < match->count; i++) {
        if (match->captures[i].directive == 'p') {
            pm = match->captures[i].text.p[0] == 'p' || match->captures[i].text.p[0] == 'P';
        }
    }
    return hour % 12 + (pm ? 12 : 0);
}

/* Two digits from the front of *text; *text moves behind them. */
static int take_two(ab_str *text)
{
    int value = 0;
    for (int i = 0; i < 2; i++) {
        size_t length = 0;
        value = value * 10 + ab_python_digit(ab_utf8_decode(*text, &length));
        *text = ab_str_sub(*text, length, text->n);
    }
    return value;
}

/* "Z" or a sign, hours, minutes and perhaps seconds with a fraction; the colons must be in all
 * places or in none. */
static bool resolve_offset(ab_str text, fields *f, ab_error *error)
{
    f->has_offset = true;
    f->offset_us = 0;
    if (ab_str_is(text, "Z")) {
        return true;
    }
    ab_str rest = ab_str_sub(text, 1, text.n);
    int64_t seconds = take_two(&rest) * 3600;
    bool colon = rest.p[0] == ':';
    rest = ab_str_sub(rest, colon, rest.n);
    seconds += take_two(&rest) * 60;
    int64_t us = 0;
    if (rest.n) {
        if ((rest.p[0] == ':') != colon) {
            return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "Inconsistent use of : in %.*s",
                                    AB_STR_ARG(text));
        }
        rest = ab_str_sub(rest, colon, rest.n);
        seconds += take_two(&rest);
        us = rest.n ? scaled_fraction(ab_str_sub(rest, 1, rest.n)) : 0;
    }
    us += seconds * 1000000;
    f->offset_us = text.p[0] == '-' ? -us : us;
    return true;
}

static bool read_capture(const ab_format_match *match, const ab_format_capture *c, fields *f,
                         ab_error *error)
{
    int n = strchr("ABabpzZ", c->directive) ? 0 : number_of(c->text);
    switch (c->directive) {
    case 'y':
        f->year = n + (n <= 68 ? 2000 : 1900);
        break;
    case 'Y':
        f->year = n;
        break;
    case 'G':
        f->iso_year = n;
        break;
    case 'm':
        f->month = n;
        break;
    case 'B':
    case 'b':
        f->month = name_index(ab_month_names, 12, c->text) + 1;
        break;
    case 'd':
        f->day = n;
        break;
    case 'H':
        f->hour = n;
        break;
    case 'I':
        f->hour = hour_of_half_day(match, n);
        break;
    case 'M':
        f->minute = n;
        break;
    case 'S':
        f->second = n;
        break;
    case 'f':
        f->fraction = scaled_fraction(c->text);
        break;
    case 'A':
    case 'a':
        f->weekday = name_index(ab_weekday_names, 7, c->text);
        break;
    case 'w':
        f->weekday = (n + 6) % 7;
        break;
    case 'u':
        f->weekday = n - 1;
        break;
    case 'j':
        f->year_day = n;
        break;
    case 'U':
    case 'W':
        f->week_of_year = n;
        f->week_starts_monday = c->directive == 'W';
        break;
    case 'V':
        f->iso_week = n;
        break;
    case 'z':
        return resolve_offset(c->text, f, error);
    case 'Z':
        f->zone = c->text;
        break;
    default:
        break;
    }
    return true;
}

/* ISO years and weeks want each other and a weekday. */
static bool check_iso(const fields *f, ab_error *error)
{
    const char *bad = NULL;
    if (f->year == UNSET && f->iso_year != UNSET) {
        if (f->iso_week == UNSET || f->weekday == UNSET) {
            bad = "ISO year directive '%G' must be used with '%V' and a weekday directive";
        } else if (f->year_day != UNSET) {
            bad = "day of the year directive '%j' is not compatible with '%G'";
        }
    } else if (f->week_of_year == UNSET && f->iso_week != UNSET) {
        bad = "ISO week directive '%V' must be used with '%G' and a weekday directive";
    }
    return !bad || ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "%s", bad);
}

static int year_day_of_week(const fields *f, int year)
{
    int first = ab_date_weekday(year, 1, 1);
    int weekday = f->weekday;
    if (!f->week_starts_monday) {
        first = (first + 1) % 7;
        weekday = (weekday + 1) % 7;
    }
    if (f->week_of_year == 0) {
        return 1 + weekday - first;
    }
    return 1 + (7 - first) % 7 + 7 * (f->week_of_year - 1) + weekday;
}

static int year_day_of_iso_week(const fields *f, int *year)
{
    *year = f->iso_year;
    int day = f->iso_week * 7 + f->weekday + 1 - (ab_date_weekday(*year, 1, 4) + 1 + 3);
    if (day < 1) {
        day += (int)(ab_days_from_date(*year, 1, 1) - ab_days_from_date(*year - 1, 1, 1));
        *year -= 1;
    }
    return day;
}

/* Python's date constructor refuses a year of 0. */
static bool year_in_range(int year, ab_error *error)
{
    return (year >= AB_DATETIME_MIN_YEAR && year <= AB_DATETIME_MAX_YEAR) ||
           ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "year %d is out of range", year);
}

/* A weekday with a week of the year makes a day of the year, which then makes the date. */
static bool apply_weeks(fields *f, ab_error *error)
{
    bool by_week = f->year_day == UNSET && f->weekday != UNSET;
    if (by_week && f->week_of_year != UNSET) {
        if (!year_in_range(f->year, error)) {
            return false;
        }
        f->year_day = year_day_of_week(f, f->year);
    } else if (by_week && f->iso_year != UNSET && f->iso_week != UNSET) {
        if (!year_in_range(f->iso_year, error)) {
            return false;
        }
        f->year_day = year_day_of_iso_week(f, &f->year);
    } else {
        return true;
    }
    if (f->year_day <= 0) {
        f->year -= 1;
        f->year_day += ab_is_leap_year(f->year) ? 366 : 365;
    }
    return true;
}

static bool apply_year_day(fields *f, ab_error *error)
{
    if (f->year_day == UNSET) {
        return true;
    }
    if (!year_in_range(f->year, error)) {
        return false;
    }
    int32_t year = 0;
    int32_t month = 0;
    int32_t day = 0;
    ab_date_from_days(ab_days_from_date(f->year, 1, 1) + f->year_day - 1, &year, &month, &day);
    f->year = year;
    f->month = month;
    f->day = day;
    return true;
}

bool ab_format_resolve(const ab_format_match *match, ab_datetime *out, ab_error *error)
{
    fields f = {.year = UNSET,
                .iso_year = UNSET,
                .month = 1,
                .day = 1,
                .weekday = UNSET,
                .year_day = UNSET,
                .iso_week = UNSET,
                .week_of_year = UNSET};
    for (size_t i = 0; i < match->count; i++) {
        if (!read_capture(match, &match->captures[i], &f, error)) {
            return false;
        }
    }
    if (!check_iso(&f, error)) {
        return false;
    }
    /* 29 February without a year is reckoned in a leap year, and then refused for 1900. */
    bool leap_day = f.year == UNSET && f.month == 2 && f.day == 29;
    f.year = f.year == UNSET ? (leap_day ? 1904 : 1900) : f.year;
    if (!apply_weeks(&f, error) || !apply_year_day(&f, error)) {
        return false;
    }
    ab_datetime t = {.year = leap_day ? 1900 : f.year,
                     .month = f.month,
                     .day = f.day,
                     .hour = f.hour,
                     .minute = f.minute,
                     .second = f.second,
                     .microsecond = f.fraction,
                     .has_offset = f.has_offset,
                     .utc_offset_us = f.offset_us};
    if (f.has_offset && f.zone.n < sizeof t.zone) {
        memcpy(t.zone, f.zone.n ? f.zone.p : "", f.zone.n);
    }
    if (!ab_datetime_check(&t, error)) {
        return false;
    }
    *out = t;
    return true;
}
