#include "datetime/decimal.h"

#include <inttypes.h>

/* Eighteen digits, so that a sum of two cannot leave int64. */
#define MAX_DIGITS 18
#define MAX_COEFFICIENT INT64_C(1000000000000000000)

bool ab_decimal_parse(ab_str text, ab_decimal *out)
{
    ab_decimal d = {0, 0};
    bool fraction = false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '.' || text.p[i] == ',') {
            fraction = true;
            continue;
        }
        if (d.coefficient >= MAX_COEFFICIENT / 10 || d.scale >= MAX_DIGITS) {
            return false;
        }
        d.coefficient = d.coefficient * 10 + (text.p[i] - '0');
        d.scale += fraction;
    }
    *out = d;
    return true;
}

static bool rescale(ab_decimal *d, int32_t scale)
{
    for (; d->scale < scale; d->scale++) {
        if (__builtin_mul_overflow(d->coefficient, 10, &d->coefficient)) {
            return false;
        }
    }
    return true;
}

bool ab_decimal_add(ab_decimal a, ab_decimal b, ab_decimal *out)
{
    ab_decimal sum = {0, a.scale > b.scale ? a.scale : b.scale};
    if (!rescale(&a, sum.scale) || !rescale(&b, sum.scale) ||
        __builtin_add_overflow(a.coefficient, b.coefficient, &sum.coefficient)) {
        return false;
    }
    *out = sum;
    return true;
}

bool ab_decimal_scale(ab_decimal a, int64_t factor, ab_decimal *out)
{
    out->scale = a.scale;
    return !__builtin_mul_overflow(a.coefficient, factor, &out->coefficient);
}

bool ab_decimal_integer(ab_decimal a, int64_t *out)
{
    for (; a.scale > 0; a.scale--) {
        if (a.coefficient % 10 != 0) {
            return false;
        }
        a.coefficient /= 10;
    }
    *out = a.coefficient;
    return true;
}

int64_t ab_decimal_truncate(ab_decimal a)
{
    for (; a.scale > 0; a.scale--) {
        a.coefficient /= 10;
    }
    return a.coefficient;
}

ab_str ab_decimal_str(ab_decimal d, ab_arena *arena)
{
    const char *sign = d.coefficient < 0 ? "-" : "";
    uint64_t size = d.coefficient < 0 ? -(uint64_t)d.coefficient : (uint64_t)d.coefficient;
    ab_str digits = ab_arena_printf(arena, "%" PRIu64, size);
    int left = (int)digits.n - d.scale; /* digits before the point */
    if (left <= -6) {                   /* Decimal's rule for scientific notation */
        return ab_arena_printf(arena, "%s%c%s%.*sE%+d", sign, digits.p[0], digits.n > 1 ? "." : "",
                               (int)digits.n - 1, digits.p + 1, left - 1);
    }
    if (d.scale == 0) {
        return ab_arena_printf(arena, "%s%.*s", sign, AB_STR_ARG(digits));
    }
    if (left <= 0) {
        return ab_arena_printf(arena, "%s0.%.*s%.*s", sign, -left, "00000", AB_STR_ARG(digits));
    }
    return ab_arena_printf(arena, "%s%.*s.%s", sign, left, digits.p, digits.p + left);
}
