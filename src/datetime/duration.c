#include "datetime/duration.h"

#include "base/alloc.h"
#include "datetime/decimal.h"
#include "datetime/iso.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

static bool overflow(ab_error *error)
{
    return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR, "a duration out of range");
}

/* ---- Parsing ---- */
static bool is_digit_at(ab_str s, size_t at)
{
    return at < s.n && isdigit((unsigned char)s.p[at]);
}

/* Digits with an optional fraction, then `unit`. Takes them from *s, or nothing. */
static ab_str take_component(ab_str *s, char unit)
{
    size_t at = 0;
    while (is_digit_at(*s, at)) {
        at++;
    }
    if (at && at < s->n && (s->p[at] == '.' || s->p[at] == ',') && is_digit_at(*s, at + 1)) {
        at++;
        while (is_digit_at(*s, at)) {
            at++;
        }
    }
    if (at == 0 || at == s->n || s->p[at] != unit) {
        return (ab_str){NULL, 0};
    }
    ab_str number = ab_str_sub(*s, 0, at);
    *s = ab_str_sub(*s, at + 1, s->n);
    return number;
}

typedef struct components {
    bool negative;
    ab_str years, months, weeks, days, hours, minutes, seconds;
} components;

static bool split_components(ab_str text, components *c)
{
    ab_str s = text;
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
        c->negative = s.p[0] == '-';
        s = ab_str_sub(s, 1, s.n);
    }
    if (s.n < 2 || s.p[0] != 'P') {
        return false;
    }
    s = ab_str_sub(s, 1, s.n);
    if (ab_str_is(s, "\n")) { /* something must follow the P */
        return false;
    }
    c->years = take_component(&s, 'Y');
    c->months = take_component(&s, 'M');
    c->weeks = take_component(&s, 'W');
    c->days = take_component(&s, 'D');
    if (s.n && s.p[0] == 'T') {
        s = ab_str_sub(s, 1, s.n);
        c->hours = take_component(&s, 'H');
        c->minutes = take_component(&s, 'M');
        c->seconds = take_component(&s, 'S');
    }
    /* The end of Python's pattern also fits before a last line feed. */
    return s.n == 0 || ab_str_is(s, "\n");
}

static double real_of(ab_str number)
{
    char *text = ab_xstrndup(number.n ? number.p : "0", number.n ? number.n : 1);
    char *comma = strchr(text, ',');
    if (comma) {
        *comma = '.';
    }
    double value = strtod(text, NULL);
    free(text);
    return value;
}

/* P0001-02-03T04:05:06 */
static bool parse_alternative(ab_str text, ab_duration *out, ab_error *error)
{
    ab_datetime t;
    if (!ab_datetime_parse_isodate(text, &t, error)) {
        return false;
    }
    *out = (ab_duration){.calendar = true, .years = {t.year, 0}, .months = {t.month, 0}};
    return ab_timedelta_normal(t.day, t.hour * 3600 + t.minute * 60 + t.second, t.microsecond,
                               &out->rest, error);
}

bool ab_duration_parse(ab_str text, ab_duration *out, ab_error *error)
{
    components c = {.negative = false};
    if (!split_components(text, &c)) {
        if (text.n && text.p[0] == 'P') {
            return parse_alternative(ab_str_sub(text, 1, text.n), out, error);
        }
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR,
                                "Unable to parse duration string '%.*s'", AB_STR_ARG(text));
    }
    ab_duration d = {.calendar = false};
    if (!ab_decimal_parse(c.years, &d.years) || !ab_decimal_parse(c.months, &d.months)) {
        return overflow(error);
    }
    ab_timedelta_parts parts = {.weeks = real_of(c.weeks),
                                .days = real_of(c.days),
                                .hours = real_of(c.hours),
                                .minutes = real_of(c.minutes),
                                .seconds = real_of(c.seconds)};
    if (!ab_timedelta_from_parts(&parts, &d.rest, error)) {
        return false;
    }
    d.calendar = !ab_decimal_is_zero(d.years) || !ab_decimal_is_zero(d.months);
    if (!d.calendar) {
        d.years = d.months = (ab_decimal){0, 0};
    }
    *out = d;
    return !c.negative || ab_duration_negate(&d, out, error);
}

/* ---- On the calendar ---- */
/* Moves years and months by `sign` times the duration's, and clips the day. */
static bool move_calendar(const ab_datetime *t, const ab_duration *d, int sign, ab_datetime *out,
                          ab_error *error)
{
    int64_t years = 0;
    int64_t months = 0;
    if (!ab_decimal_integer(d->years, &years) || !ab_decimal_integer(d->months, &months)) {
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR,
                                "fractional years or months not supported for date calculations");
    }
    int64_t month = t->month - 1 + sign * months; /* both have at most 18 digits */
    int64_t carry = month / 12 - (month % 12 < 0);
    int64_t year = t->year + sign * years + carry;
    if (year > INT32_MAX || year < INT32_MIN) {
        return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR,
                                "Python int too large to convert to C int");
    }
    *out = *t;
    out->year = (int32_t)year;
    out->month = (int32_t)(month - carry * 12) + 1;
    int last = ab_days_in_month(year, out->month);
    out->day = t->day > last ? last : t->day;
    return ab_datetime_check(out, error);
}

bool ab_duration_add(const ab_datetime *t, const ab_duration *d, ab_datetime *out, ab_error *error)
{
    ab_datetime moved = *t;
    return (!d->calendar || move_calendar(t, d, 1, &moved, error)) &&
           ab_datetime_add(&moved, d->rest, out, error);
}

bool ab_duration_sub(const ab_datetime *t, const ab_duration *d, ab_datetime *out, ab_error *error)
{
    ab_datetime moved = *t;
    return (!d->calendar || move_calendar(t, d, -1, &moved, error)) &&
           ab_datetime_sub(&moved, d->rest, out, error);
}

/* ---- Arithmetic ---- */
bool ab_duration_sum(const ab_duration *a, const ab_duration *b, ab_duration *out, ab_error *error)
{
    ab_duration sum = {.calendar = a->calendar || b->calendar};
    if (!ab_decimal_add(a->years, b->years, &sum.years) ||
        !ab_decimal_add(a->months, b->months, &sum.months)) {
        return overflow(error);
    }
    if (!ab_timedelta_add(a->rest, b->rest, &sum.rest, error)) {
        return false;
    }
    *out = sum;
    return true;
}

bool ab_duration_negate(const ab_duration *d, ab_duration *out, ab_error *error)
{
    ab_duration negated = {
        d->calendar, ab_decimal_negate(d->years), ab_decimal_negate(d->months), {0}};
    if (!ab_timedelta_negate(d->rest, &negated.rest, error)) {
        return false;
    }
    *out = negated;
    return true;
}

bool ab_duration_difference(const ab_duration *a, const ab_duration *b, ab_duration *out,
                            ab_error *error)
{
    ab_duration negated;
    return ab_duration_negate(b, &negated, error) && ab_duration_sum(a, &negated, out, error);
}

bool ab_duration_multiply(const ab_duration *d, int64_t factor, ab_duration *out, ab_error *error)
{
    ab_duration product = {.calendar = d->calendar};
    if (!ab_decimal_scale(d->years, factor, &product.years) ||
        !ab_decimal_scale(d->months, factor, &product.months)) {
        return overflow(error);
    }
    if (!ab_timedelta_mul(d->rest, factor, &product.rest, error)) {
        return false;
    }
    *out = product;
    return true;
}

bool ab_duration_equal(const ab_duration *a, const ab_duration *b)
{
    ab_decimal months[2];
    const ab_duration *both[] = {a, b};
    for (int i = 0; i < 2; i++) {
        if (!ab_decimal_scale(both[i]->years, 12, &months[i]) ||
            !ab_decimal_add(months[i], both[i]->months, &months[i])) {
            return false;
        }
    }
    ab_decimal rest;
    return ab_decimal_add(months[0], ab_decimal_negate(months[1]), &rest) &&
           ab_decimal_is_zero(rest) && ab_timedelta_compare(a->rest, b->rest) == 0;
}

/* ---- Text ---- */
ab_str ab_duration_str(const ab_duration *d, ab_arena *arena)
{
    ab_str text = ab_timedelta_str(d->rest, arena);
    if (!ab_decimal_is_zero(d->months)) {
        /* isodate's rule: no plural up to one, negative numbers included. */
        bool plural =
            d->months.coefficient > 0 &&
            (ab_decimal_truncate(d->months) > 1 || (ab_decimal_truncate(d->months) == 1 &&
                                                    !ab_decimal_integer(d->months, &(int64_t){0})));
        text = ab_arena_printf(arena, "%" PRId64 " month%s, %.*s", ab_decimal_truncate(d->months),
                               plural ? "s" : "", AB_STR_ARG(text));
    }
    if (!ab_decimal_is_zero(d->years)) {
        text = ab_arena_printf(arena, "%" PRId64 " years, %.*s", ab_decimal_truncate(d->years),
                               AB_STR_ARG(text));
    }
    return text;
}

ab_str ab_duration_repr(const ab_duration *d, ab_arena *arena)
{
    if (!d->calendar) {
        return ab_timedelta_repr(d->rest, arena);
    }
    return ab_arena_printf(
        arena, "isodate.duration.Duration(%d, %d, %d, years=%" PRId64 ", months=%" PRId64 ")",
        d->rest.days, d->rest.seconds, d->rest.microseconds, ab_decimal_truncate(d->years),
        ab_decimal_truncate(d->months));
}
