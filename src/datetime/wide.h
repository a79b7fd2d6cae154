/* 128-bit arithmetic for spans of time: a span takes 67 bits in microseconds. Within this module
 * only. */
#ifndef AB_DATETIME_WIDE_H
#define AB_DATETIME_WIDE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

__extension__ typedef __int128 ab_wide;
__extension__ typedef unsigned __int128 ab_wide_unsigned;

static inline ab_wide ab_wide_floor_div(ab_wide a, ab_wide b)
{
    ab_wide quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

/* The quotient rounded to the nearest integer, a tie to the even one. */
static inline ab_wide ab_wide_div_even(ab_wide a, ab_wide b)
{
    ab_wide quotient = ab_wide_floor_div(a, b);
    ab_wide rest = a - quotient * b; /* has the sign of b */
    ab_wide_unsigned size = (ab_wide_unsigned)(b < 0 ? -b : b);
    ab_wide_unsigned twice = 2 * (ab_wide_unsigned)(rest < 0 ? -rest : rest);
    return twice > size || (twice == size && quotient % 2 != 0) ? quotient + 1 : quotient;
}

/* Bits of the magnitude. */
static inline int ab_wide_bits(ab_wide a)
{
    ab_wide_unsigned size = a < 0 ? -(ab_wide_unsigned)a : (ab_wide_unsigned)a;
    int bits = 0;
    while (size) {
        size >>= 1;
        bits++;
    }
    return bits;
}

/* The double nearest to a / b, for magnitudes below 2**68 and b != 0. */
static inline double ab_wide_ratio(ab_wide a, ab_wide b)
{
    const ab_wide exact = (ab_wide)1 << 53;
    if (a < exact && a > -exact && b < exact && b > -exact) {
        return (double)a / (double)b;
    }
    bool negative = (a < 0) != (b < 0);
    ab_wide_unsigned x = (ab_wide_unsigned)(a < 0 ? -a : a);
    ab_wide_unsigned y = (ab_wide_unsigned)(b < 0 ? -b : b);
    /* Scaled so that the quotient has 59 bits and more: what is cut off only decides ties. */
    int shift = x ? 127 - ab_wide_bits((ab_wide)x) : 0;
    x <<= shift;
    ab_wide_unsigned quotient = x / y | (x % y != 0);
    double result = ldexp((double)quotient, -shift);
    return negative ? -result : result;
}

#endif
