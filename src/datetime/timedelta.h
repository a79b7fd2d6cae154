/* Spans of time with Python's timedelta semantics: normalised days, seconds and microseconds.
 * Thread-safe. */
#ifndef AB_DATETIME_TIMEDELTA_H
#define AB_DATETIME_TIMEDELTA_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

/* |days| at most 999,999,999; 0 <= seconds < 86400; 0 <= microseconds < 10**6. */
typedef struct ab_timedelta {
    int32_t days;
    int32_t seconds;
    int32_t microseconds;
} ab_timedelta;

/* timedelta(...) with float arguments as Python sums them: the fractions of days, then of the
 * rest, are carried on exactly, and what is left is rounded half to even. */
typedef struct ab_timedelta_parts {
    double weeks, days, hours, minutes, seconds, milliseconds, microseconds;
} ab_timedelta_parts;

/* All of these fail with an OverflowError where the result has too many days. */
bool ab_timedelta_from_parts(const ab_timedelta_parts *parts, ab_timedelta *out, ab_error *error);
bool ab_timedelta_from_days(int64_t days, ab_timedelta *out, ab_error *error);
bool ab_timedelta_from_us(int64_t microseconds, ab_timedelta *out, ab_error *error);
/* Whole units of any of them, unnormalised (datetime.timedelta(days=d, seconds=s, …)). */
bool ab_timedelta_normal(int64_t days, int64_t seconds, int64_t microseconds, ab_timedelta *out,
                         ab_error *error);
bool ab_timedelta_add(ab_timedelta a, ab_timedelta b, ab_timedelta *out, ab_error *error);
bool ab_timedelta_negate(ab_timedelta a, ab_timedelta *out, ab_error *error);
bool ab_timedelta_abs(ab_timedelta a, ab_timedelta *out, ab_error *error);
bool ab_timedelta_mul(ab_timedelta a, int64_t factor, ab_timedelta *out, ab_error *error);
/* By a double: exactly (its ratio of integers), rounded half to even. ValueError for NaN,
 * OverflowError for infinities. */
bool ab_timedelta_mul_real(ab_timedelta a, double factor, ab_timedelta *out, ab_error *error);
/* True division by an integer or a double (half to even); ValueError "division by zero" for 0. */
bool ab_timedelta_div(ab_timedelta a, int64_t divisor, ab_timedelta *out, ab_error *error);
bool ab_timedelta_div_real(ab_timedelta a, double divisor, ab_timedelta *out, ab_error *error);
/* a // n (towards minus infinity). */
bool ab_timedelta_floor_div(ab_timedelta a, int64_t divisor, ab_timedelta *out, ab_error *error);
/* a / b, a // b, a % b of two spans; ValueError "division by zero". */
bool ab_timedelta_ratio(ab_timedelta a, ab_timedelta b, double *out, ab_error *error);
bool ab_timedelta_quotient(ab_timedelta a, ab_timedelta b, int64_t *out, ab_error *error);
bool ab_timedelta_modulo(ab_timedelta a, ab_timedelta b, ab_timedelta *out, ab_error *error);

/* -1, 0, 1. */
int ab_timedelta_compare(ab_timedelta a, ab_timedelta b);
static inline bool ab_timedelta_is_zero(ab_timedelta a)
{
    return a.days == 0 && a.seconds == 0 && a.microseconds == 0;
}
/* All of it in microseconds as decimal digits, whatever the size. */
ab_str ab_timedelta_us_text(ab_timedelta a, ab_arena *arena);
/* total_seconds(). */
double ab_timedelta_total_seconds(ab_timedelta a);
/* str(): "1 day, 2:00:00", "-1 day, 23:59:59.500000". */
ab_str ab_timedelta_str(ab_timedelta a, ab_arena *arena);
/* repr(): "datetime.timedelta(days=1, seconds=7200)". */
ab_str ab_timedelta_repr(ab_timedelta a, ab_arena *arena);

#endif
