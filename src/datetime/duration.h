/* ISO 8601 durations as the CDK has them from isodate: calendar months and years beside a
 * timedelta. Thread-safe. */
#ifndef AB_DATETIME_DURATION_H
#define AB_DATETIME_DURATION_H

#include "datetime/datetime.h"

/* An exact decimal: coefficient / 10**scale (Python's Decimal, without its special values). */
typedef struct ab_decimal {
    int64_t coefficient;
    int32_t scale;
} ab_decimal;

typedef struct ab_duration {
    bool calendar; /* isodate.Duration; false: a plain timedelta, years and months are 0 */
    ab_decimal years;
    ab_decimal months;
    ab_timedelta rest;
} ab_duration;

/* isodate.parse_duration: P[n]Y[n]M[n]W[n]DT[n]H[n]M[n]S with fractions and a sign, or the
 * alternative form P0001-02-03T04:05:06. ValueError (ISO8601Error) else; OverflowError where the
 * rest has too many days, or years or months more than 18 digits. */
bool ab_duration_parse(ab_str text, ab_duration *out, ab_error *error);

/* t + d and t - d: years and months move the calendar and clip to the month's end, then the rest
 * is added. ValueError for fractions of months or years and years out of range, OverflowError. */
bool ab_duration_add(const ab_datetime *t, const ab_duration *d, ab_datetime *out, ab_error *error);
bool ab_duration_sub(const ab_datetime *t, const ab_duration *d, ab_datetime *out, ab_error *error);

/* a + b, a - b, -d, d * n. The result is a calendar duration if any part is. */
bool ab_duration_sum(const ab_duration *a, const ab_duration *b, ab_duration *out, ab_error *error);
bool ab_duration_difference(const ab_duration *a, const ab_duration *b, ab_duration *out,
                            ab_error *error);
bool ab_duration_negate(const ab_duration *d, ab_duration *out, ab_error *error);
bool ab_duration_multiply(const ab_duration *d, int64_t factor, ab_duration *out, ab_error *error);
/* Equality as isodate defines it: 1 year equals 12 months. */
bool ab_duration_equal(const ab_duration *a, const ab_duration *b);

/* str(): "1 years, 2 months, 3 days, 0:00:00", or the timedelta's. */
ab_str ab_duration_str(const ab_duration *d, ab_arena *arena);
ab_str ab_duration_repr(const ab_duration *d, ab_arena *arena);
/* str(Decimal): "1", "0.50", "1E-7". */
ab_str ab_decimal_str(ab_decimal d, ab_arena *arena);
static inline bool ab_decimal_is_zero(ab_decimal d)
{
    return d.coefficient == 0;
}

#endif
