/* Points in time on the proleptic Gregorian calendar, years 1 to 9999, with microseconds: what
 * Python's datetime.datetime is to the CDK. Plain values; every function is thread-safe. */
#ifndef AB_DATETIME_DATETIME_H
#define AB_DATETIME_DATETIME_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "datetime/timedelta.h"

#define AB_DATETIME_MIN_YEAR 1
#define AB_DATETIME_MAX_YEAR 9999

/* What Python would have raised; templates treat them differently. */
typedef enum ab_datetime_fault {
    AB_DATETIME_NO_FAULT = 0,
    AB_DATETIME_VALUE_ERROR,
    AB_DATETIME_OVERFLOW_ERROR,
    AB_DATETIME_TYPE_ERROR,
} ab_datetime_fault;

/* Which of them an error of this module is, VALUE_ERROR for errors of others; also after context
 * was added. The internal detail ends with Python's name of it. */
ab_datetime_fault ab_datetime_error_fault(const ab_error *error);
/* Sets a config_error of that fault; returns false. `error` may be NULL. */
bool ab_datetime_fail(ab_error *error, ab_datetime_fault fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The fields are local to the offset, as in Python. The all-zero value is not a valid date. */
typedef struct ab_datetime {
    int32_t year;   /* 1..9999 */
    int32_t month;  /* 1..12 */
    int32_t day;    /* 1..31 */
    int32_t hour;   /* 0..23 */
    int32_t minute; /* 0..59 */
    int32_t second; /* 0..59 */
    int32_t microsecond;
    bool has_offset;       /* false: naive */
    int64_t utc_offset_us; /* local time minus UTC, in microseconds, less than a day either way */
    bool dst_is_zero; /* Python's dst() is timedelta(0), not None: it shows in %z and %Z with flags
                       */
    char zone[12];    /* Python's tzname() where it is not made from the offset; else empty */
} ab_datetime;

/* ---- The calendar ---- */
bool ab_is_leap_year(int64_t year);
int ab_days_in_month(int64_t year, int month);
/* Days since 1970-01-01 of a date; any year within int32. */
int64_t ab_days_from_date(int64_t year, int month, int day);
void ab_date_from_days(int64_t days, int32_t *year, int32_t *month, int32_t *day);
/* 0 Monday to 6 Sunday. */
int ab_date_weekday(int64_t year, int month, int day);
/* Day of the year, from 1. */
int ab_date_year_day(int64_t year, int month, int day);
/* ISO 8601 week and its year (date.isocalendar). */
void ab_date_iso_week(int64_t year, int month, int day, int32_t *iso_year, int32_t *week);

/* ---- Making ---- */
/* Checks every field as Python's constructor does (ValueError). */
bool ab_datetime_check(const ab_datetime *t, ab_error *error);
/* Microseconds since 1970-01-01T00:00:00Z; a naive value counts as UTC. */
int64_t ab_datetime_epoch_us(const ab_datetime *t);
/* UTC; OverflowError outside the years 1..9999. */
bool ab_datetime_from_epoch_us(int64_t epoch_us, ab_datetime *out, ab_error *error);
/* datetime.fromtimestamp(seconds, timezone.utc): rounds half to even. ValueError for NaN and years
 * out of range, OverflowError for infinity and beyond the platform's time_t. */
bool ab_datetime_from_timestamp(double seconds, ab_datetime *out, ab_error *error);
/* datetime.timestamp(): the correctly rounded quotient of microseconds and 10**6. */
double ab_datetime_timestamp(const ab_datetime *t);
/* Now in UTC by that clock (NULL: the process clock). */
ab_datetime ab_datetime_now(const ab_clock *clock);

/* ---- Changing ---- */
/* astimezone(timezone.utc); naive counts as UTC. OverflowError outside the years. */
bool ab_datetime_to_utc(const ab_datetime *t, ab_datetime *out, ab_error *error);
/* The same instant at another offset, in microseconds. */
bool ab_datetime_at_offset(const ab_datetime *t, int64_t utc_offset_us, ab_datetime *out,
                           ab_error *error);
/* Adds to the local fields, as Python does; keeps the offset. OverflowError. */
bool ab_datetime_add(const ab_datetime *t, ab_timedelta delta, ab_datetime *out, ab_error *error);
bool ab_datetime_sub(const ab_datetime *t, ab_timedelta delta, ab_datetime *out, ab_error *error);
/* a - b; TypeError if only one is naive. */
bool ab_datetime_diff(const ab_datetime *a, const ab_datetime *b, ab_timedelta *out,
                      ab_error *error);
/* -1, 0, 1 by instant; naive counts as UTC. */
int ab_datetime_compare(const ab_datetime *a, const ab_datetime *b);

/* ---- Text ---- */
/* isoformat(sep): "2024-01-31T10:20:30", with ".123456" where not zero and the offset. */
ab_str ab_datetime_isoformat(const ab_datetime *t, char separator, ab_arena *arena);
/* The same, always with six decimals. */
ab_str ab_datetime_isoformat_us(const ab_datetime *t, char separator, ab_arena *arena);
/* tzname(): "UTC", "UTC+02:00", a zone's abbreviation; empty for a naive value. */
ab_str ab_datetime_zone_name(const ab_datetime *t, ab_arena *arena);

#endif
