#include "datetime/timedelta.h"

#include "datetime/datetime.h"
#include "datetime/wide.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define US_PER_DAY INT64_C(86400000000)
#define MAX_DAYS 999999999

static ab_wide total_us(ab_timedelta a)
{
    return (ab_wide)a.days * US_PER_DAY + (ab_wide)a.seconds * 1000000 + a.microseconds;
}

static bool from_total(ab_wide us, ab_timedelta *out, ab_error *error)
{
    ab_wide days = ab_wide_floor_div(us, US_PER_DAY);
    if (days > MAX_DAYS || days < -MAX_DAYS) {
        return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR,
                                "a time span of more than %d days", MAX_DAYS);
    }
    int64_t rest = (int64_t)(us - days * US_PER_DAY);
    *out = (ab_timedelta){(int32_t)days, (int32_t)(rest / 1000000), (int32_t)(rest % 1000000)};
    return true;
}

static bool zero_division(ab_error *error)
{
    return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "division by zero");
}

/* Adds value * unit: whole parts exactly to *us, the fraction of a microsecond to *leftover. */
static bool add_part(double value, int64_t unit, ab_wide *us, double *leftover)
{
    if (value == 0) {
        return true;
    }
    double whole = 0;
    double fraction = modf(value, &whole);
    if (!(fabs(whole) < 1e22)) { /* beyond any span, and NaN */
        return false;
    }
    *us += (ab_wide)whole * unit;
    double rest_whole = 0;
    *leftover += modf(fraction * (double)unit, &rest_whole);
    *us += (ab_wide)rest_whole;
    return true;
}

bool ab_timedelta_from_parts(const ab_timedelta_parts *p, ab_timedelta *out, ab_error *error)
{
    ab_wide us = 0;
    double leftover = 0;
    bool fits = add_part(p->microseconds, 1, &us, &leftover) &&
                add_part(p->milliseconds, 1000, &us, &leftover) &&
                add_part(p->seconds, 1000000, &us, &leftover) &&
                add_part(p->minutes, 60 * INT64_C(1000000), &us, &leftover) &&
                add_part(p->hours, 3600 * INT64_C(1000000), &us, &leftover) &&
                add_part(p->days, US_PER_DAY, &us, &leftover) &&
                add_part(p->weeks, 7 * US_PER_DAY, &us, &leftover);
    if (!fits) {
        return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR, "a time span out of range");
    }
    double rounded = round(leftover);
    if (fabs(rounded - leftover) == 0.5) { /* a tie goes to where the whole sum is even */
        int odd = (int)(us & 1);
        rounded = 2.0 * round((leftover + odd) * 0.5) - odd;
    }
    return from_total(us + (ab_wide)rounded, out, error);
}

bool ab_timedelta_from_days(int64_t days, ab_timedelta *out, ab_error *error)
{
    return from_total((ab_wide)days * US_PER_DAY, out, error);
}

bool ab_timedelta_from_us(int64_t microseconds, ab_timedelta *out, ab_error *error)
{
    return from_total(microseconds, out, error);
}

bool ab_timedelta_normal(int64_t days, int64_t seconds, int64_t microseconds, ab_timedelta *out,
                         ab_error *error)
{
    return from_total((ab_wide)days * US_PER_DAY + (ab_wide)seconds * 1000000 + microseconds, out,
                      error);
}

bool ab_timedelta_add(ab_timedelta a, ab_timedelta b, ab_timedelta *out, ab_error *error)
{
    return from_total(total_us(a) + total_us(b), out, error);
}

bool ab_timedelta_negate(ab_timedelta a, ab_timedelta *out, ab_error *error)
{
    return from_total(-total_us(a), out, error);
}

bool ab_timedelta_abs(ab_timedelta a, ab_timedelta *out, ab_error *error)
{
    return from_total(a.days < 0 ? -total_us(a) : total_us(a), out, error);
}

bool ab_timedelta_mul(ab_timedelta a, int64_t factor, ab_timedelta *out, ab_error *error)
{
    ab_wide product = 0;
    if (__builtin_mul_overflow(total_us(a), (ab_wide)factor, &product)) {
        return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR, "a time span out of range");
    }
    return from_total(product, out, error);
}

/* A finite double as mantissa * 2**exponent, both integers. */
static bool split_real(double value, int64_t *mantissa, int *exponent, ab_error *error)
{
    if (isnan(value)) {
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR,
                                "cannot convert NaN to integer ratio");
    }
    if (isinf(value)) {
        return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR,
                                "cannot convert Infinity to integer ratio");
    }
    *mantissa = (int64_t)ldexp(frexp(value, exponent), 53);
    *exponent -= 53;
    while (*mantissa && *mantissa % 2 == 0) {
        *mantissa /= 2;
        *exponent += 1;
    }
    return true;
}

bool ab_timedelta_mul_real(ab_timedelta a, double factor, ab_timedelta *out, ab_error *error)
{
    int64_t mantissa = 0;
    int exponent = 0;
    if (!split_real(factor, &mantissa, &exponent, error)) {
        return false;
    }
    ab_wide product = total_us(a) * mantissa; /* 67 + 53 bits */
    if (exponent < 0) {
        ab_wide rounded = exponent < -125 ? 0 : ab_wide_div_even(product, (ab_wide)1 << -exponent);
        return from_total(rounded, out, error);
    }
    if (product != 0 && (exponent > 70 || ab_wide_bits(product) + exponent > 126)) {
        return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR, "a time span out of range");
    }
    return from_total(product == 0 ? 0 : product * ((ab_wide)1 << exponent), out, error);
}

bool ab_timedelta_div(ab_timedelta a, int64_t divisor, ab_timedelta *out, ab_error *error)
{
    if (divisor == 0) {
        return zero_division(error);
    }
    return from_total(ab_wide_div_even(total_us(a), divisor), out, error);
}

bool ab_timedelta_div_real(ab_timedelta a, double divisor, ab_timedelta *out, ab_error *error)
{
    int64_t mantissa = 0;
    int exponent = 0;
    if (!split_real(divisor, &mantissa, &exponent, error)) {
        return false;
    }
    if (mantissa == 0) {
        return zero_division(error);
    }
    ab_wide total = total_us(a);
    if (exponent >= 0) {
        /* A divisor of 2**126 and more leaves less than half a microsecond. */
        bool tiny = ab_wide_bits(mantissa) + exponent > 126;
        return from_total(
            tiny ? 0 : ab_wide_div_even(total, (ab_wide)mantissa * ((ab_wide)1 << exponent)), out,
            error);
    }
    if (total != 0 && (exponent < -126 || ab_wide_bits(total) - exponent > 126)) {
        return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR, "a time span out of range");
    }
    return from_total(
        total == 0 ? 0 : ab_wide_div_even(total * ((ab_wide)1 << -exponent), mantissa), out, error);
}

bool ab_timedelta_floor_div(ab_timedelta a, int64_t divisor, ab_timedelta *out, ab_error *error)
{
    if (divisor == 0) {
        return zero_division(error);
    }
    return from_total(ab_wide_floor_div(total_us(a), divisor), out, error);
}

bool ab_timedelta_ratio(ab_timedelta a, ab_timedelta b, double *out, ab_error *error)
{
    if (ab_timedelta_is_zero(b)) {
        return zero_division(error);
    }
    *out = ab_wide_ratio(total_us(a), total_us(b));
    return true;
}

bool ab_timedelta_quotient(ab_timedelta a, ab_timedelta b, int64_t *out, ab_error *error)
{
    if (ab_timedelta_is_zero(b)) {
        return zero_division(error);
    }
    ab_wide quotient = ab_wide_floor_div(total_us(a), total_us(b));
    if (quotient > INT64_MAX || quotient < INT64_MIN) {
        return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR, "a quotient out of range");
    }
    *out = (int64_t)quotient;
    return true;
}

bool ab_timedelta_modulo(ab_timedelta a, ab_timedelta b, ab_timedelta *out, ab_error *error)
{
    if (ab_timedelta_is_zero(b)) {
        return zero_division(error);
    }
    ab_wide x = total_us(a);
    ab_wide y = total_us(b);
    return from_total(x - ab_wide_floor_div(x, y) * y, out, error);
}

int ab_timedelta_compare(ab_timedelta a, ab_timedelta b)
{
    ab_wide x = total_us(a);
    ab_wide y = total_us(b);
    return (x > y) - (x < y);
}

ab_str ab_timedelta_us_text(ab_timedelta a, ab_arena *arena)
{
    ab_wide us = total_us(a);
    ab_wide size = us < 0 ? -us : us;
    const int64_t half = INT64_C(1000000000000);
    int64_t high = (int64_t)(size / half);
    int64_t low = (int64_t)(size % half);
    const char *sign = us < 0 ? "-" : "";
    return high ? ab_arena_printf(arena, "%s%" PRId64 "%012" PRId64, sign, high, low)
                : ab_arena_printf(arena, "%s%" PRId64, sign, low);
}

double ab_timedelta_total_seconds(ab_timedelta a)
{
    return ab_wide_ratio(total_us(a), 1000000);
}

ab_str ab_timedelta_str(ab_timedelta a, ab_arena *arena)
{
    char days[32] = "";
    if (a.days) {
        snprintf(days, sizeof days, "%d day%s, ", a.days, a.days == 1 || a.days == -1 ? "" : "s");
    }
    char fraction[16] = "";
    if (a.microseconds) {
        snprintf(fraction, sizeof fraction, ".%06d", a.microseconds);
    }
    return ab_arena_printf(arena, "%s%d:%02d:%02d%s", days, a.seconds / 3600, a.seconds / 60 % 60,
                           a.seconds % 60, fraction);
}

ab_str ab_timedelta_repr(ab_timedelta a, ab_arena *arena)
{
    const struct {
        const char *name;
        int32_t value;
    } parts[] = {{"days", a.days}, {"seconds", a.seconds}, {"microseconds", a.microseconds}};
    ab_str text = {NULL, 0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].value) {
            text = ab_arena_printf(arena, "%.*s%s%s=%d", AB_STR_ARG(text), text.n ? ", " : "",
                                   parts[i].name, parts[i].value);
        }
    }
    return text.n ? ab_arena_printf(arena, "datetime.timedelta(%.*s)", AB_STR_ARG(text))
                  : ab_arena_str(arena, AB_STR("datetime.timedelta(0)"));
}
