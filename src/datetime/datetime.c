#include "datetime/datetime.h"

#include "datetime/wide.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define US_PER_SECOND INT64_C(1000000)
#define US_PER_DAY (86400 * US_PER_SECOND)
/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z. */
#define MIN_EPOCH_US (INT64_C(-62135596800) * US_PER_SECOND)
#define MAX_EPOCH_US (INT64_C(253402300800) * US_PER_SECOND - 1)

bool ab_datetime_check(const ab_datetime *t, ab_error *error)
{
    const char *bad = NULL;
    if (t->year < AB_DATETIME_MIN_YEAR || t->year > AB_DATETIME_MAX_YEAR) {
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "year %d is out of range", t->year);
    }
    if (t->month < 1 || t->month > 12) {
        bad = "month must be in 1..12";
    } else if (t->day < 1 || t->day > ab_days_in_month(t->year, t->month)) {
        bad = "day is out of range for month";
    } else if (t->hour < 0 || t->hour > 23) {
        bad = "hour must be in 0..23";
    } else if (t->minute < 0 || t->minute > 59) {
        bad = "minute must be in 0..59";
    } else if (t->second < 0 || t->second > 59) {
        bad = "second must be in 0..59";
    } else if (t->microsecond < 0 || t->microsecond > 999999) {
        bad = "microsecond must be in 0..999999";
    } else if (t->utc_offset_us <= -US_PER_DAY || t->utc_offset_us >= US_PER_DAY) {
        bad = "the offset from UTC must be less than a day";
    }
    return !bad || ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "%s", bad);
}

/* The fields as if they were UTC. */
static int64_t local_us(const ab_datetime *t)
{
    int64_t seconds = ab_days_from_date(t->year, t->month, t->day) * 86400 + t->hour * 3600 +
                      t->minute * 60 + t->second;
    return seconds * US_PER_SECOND + t->microsecond;
}

static bool set_local(ab_datetime *out, int64_t us, ab_error *error)
{
    if (us < MIN_EPOCH_US || us > MAX_EPOCH_US) {
        return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR, "date value out of range");
    }
    int64_t days = us / US_PER_DAY - (us % US_PER_DAY < 0);
    int64_t rest = us - days * US_PER_DAY;
    ab_date_from_days(days, &out->year, &out->month, &out->day);
    out->microsecond = (int32_t)(rest % US_PER_SECOND);
    int32_t seconds = (int32_t)(rest / US_PER_SECOND);
    out->hour = seconds / 3600;
    out->minute = seconds / 60 % 60;
    out->second = seconds % 60;
    return true;
}

int64_t ab_datetime_epoch_us(const ab_datetime *t)
{
    return local_us(t) - (t->has_offset ? t->utc_offset_us : 0);
}

bool ab_datetime_from_epoch_us(int64_t epoch_us, ab_datetime *out, ab_error *error)
{
    ab_datetime t = {.has_offset = true};
    if (!set_local(&t, epoch_us, error)) {
        return false;
    }
    *out = t;
    return true;
}

bool ab_datetime_from_timestamp(double seconds, ab_datetime *out, ab_error *error)
{
    if (isnan(seconds)) {
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR,
                                "cannot convert float NaN to integer");
    }
    double whole = 0;
    double us = nearbyint(modf(seconds, &whole) * 1e6); /* the default mode: half to even */
    if (us >= 1e6) {
        us -= 1e6;
        whole += 1;
    } else if (us < 0) {
        us += 1e6;
        whole -= 1;
    }
    if (!(whole >= -0x1p63 && whole < 0x1p63)) {
        return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR,
                                "timestamp out of range for platform time_t");
    }
    if (whole < (double)(MIN_EPOCH_US / US_PER_SECOND) ||
        whole > (double)(MAX_EPOCH_US / US_PER_SECOND)) {
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "the year is out of range");
    }
    return ab_datetime_from_epoch_us((int64_t)whole * US_PER_SECOND + (int64_t)us, out, error);
}

double ab_datetime_timestamp(const ab_datetime *t)
{
    return ab_wide_ratio(ab_datetime_epoch_us(t), US_PER_SECOND);
}

ab_datetime ab_datetime_now(const ab_clock *clock)
{
    ab_datetime now = {.year = 1970, .month = 1, .day = 1, .has_offset = true};
    ab_datetime_from_epoch_us(ab_clock_real_us(clock ? clock : ab_clock_process()), &now, NULL);
    return now;
}

bool ab_datetime_to_utc(const ab_datetime *t, ab_datetime *out, ab_error *error)
{
    return ab_datetime_from_epoch_us(ab_datetime_epoch_us(t), out, error);
}

bool ab_datetime_at_offset(const ab_datetime *t, int64_t utc_offset_us, ab_datetime *out,
                           ab_error *error)
{
    ab_datetime moved = {.has_offset = true, .utc_offset_us = utc_offset_us};
    if (!set_local(&moved, ab_datetime_epoch_us(t) + utc_offset_us, error)) {
        return false;
    }
    *out = moved;
    return true;
}

static bool shift(const ab_datetime *t, ab_timedelta delta, int sign, ab_datetime *out,
                  ab_error *error)
{
    ab_datetime moved = *t;
    int64_t us = (delta.seconds * US_PER_SECOND + delta.microseconds) * sign;
    /* The days of a span may leave int64 as microseconds, the calendar has 3.7 million. */
    bool far = delta.days > 4000000 || delta.days < -4000000;
    int64_t days_us = far ? 0 : delta.days * sign * US_PER_DAY;
    if (far || !set_local(&moved, local_us(t) + us + days_us, error)) {
        return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR, "date value out of range");
    }
    *out = moved;
    return true;
}

bool ab_datetime_add(const ab_datetime *t, ab_timedelta delta, ab_datetime *out, ab_error *error)
{
    return shift(t, delta, 1, out, error);
}

bool ab_datetime_sub(const ab_datetime *t, ab_timedelta delta, ab_datetime *out, ab_error *error)
{
    return shift(t, delta, -1, out, error);
}

bool ab_datetime_diff(const ab_datetime *a, const ab_datetime *b, ab_timedelta *out,
                      ab_error *error)
{
    if (a->has_offset != b->has_offset) {
        return ab_datetime_fail(error, AB_DATETIME_TYPE_ERROR,
                                "can't subtract offset-naive and offset-aware datetimes");
    }
    return ab_timedelta_from_us(ab_datetime_epoch_us(a) - ab_datetime_epoch_us(b), out, error);
}

int ab_datetime_compare(const ab_datetime *a, const ab_datetime *b)
{
    int64_t x = ab_datetime_epoch_us(a);
    int64_t y = ab_datetime_epoch_us(b);
    return (x > y) - (x < y);
}

/* "+HH:MM", with ":SS" and ".ffffff" where they are not zero. */
static void offset_text(int64_t offset_us, char out[24])
{
    char sign = offset_us < 0 ? '-' : '+';
    int64_t us = offset_us < 0 ? -offset_us : offset_us;
    int seconds = (int)(us / US_PER_SECOND % 86400);
    int rest = (int)(us % US_PER_SECOND);
    int n = snprintf(out, 24, "%c%02d:%02d", sign, seconds / 3600, seconds / 60 % 60);
    if (seconds % 60 || rest) {
        n += snprintf(out + n, 24 - (size_t)n, ":%02d", seconds % 60);
    }
    if (rest) {
        snprintf(out + n, 24 - (size_t)n, ".%06d", rest);
    }
}

static ab_str isoformat(const ab_datetime *t, char separator, bool always_us, ab_arena *arena)
{
    char fraction[16] = "";
    char offset[24] = "";
    if (always_us || t->microsecond) {
        snprintf(fraction, sizeof fraction, ".%06d", t->microsecond);
    }
    if (t->has_offset) {
        offset_text(t->utc_offset_us, offset);
    }
    return ab_arena_printf(arena, "%04d-%02d-%02d%c%02d:%02d:%02d%s%s", t->year, t->month, t->day,
                           separator, t->hour, t->minute, t->second, fraction, offset);
}

ab_str ab_datetime_isoformat(const ab_datetime *t, char separator, ab_arena *arena)
{
    return isoformat(t, separator, false, arena);
}

ab_str ab_datetime_isoformat_us(const ab_datetime *t, char separator, ab_arena *arena)
{
    return isoformat(t, separator, true, arena);
}

ab_str ab_datetime_zone_name(const ab_datetime *t, ab_arena *arena)
{
    if (!t->has_offset) {
        return (ab_str){NULL, 0};
    }
    if (t->zone[0]) {
        return ab_arena_str(arena, ab_str_of(t->zone));
    }
    char offset[24] = "";
    if (t->utc_offset_us) {
        offset_text(t->utc_offset_us, offset);
    }
    return ab_arena_printf(arena, "UTC%s", offset);
}
