/* Arithmetic of small exact decimals; within this module only. */
#ifndef AB_DATETIME_DECIMAL_H
#define AB_DATETIME_DECIMAL_H

#include "datetime/duration.h"

/* "12", "1.50", "1,5". False beyond 18 digits. */
bool ab_decimal_parse(ab_str text, ab_decimal *out);
/* False on overflow. */
bool ab_decimal_add(ab_decimal a, ab_decimal b, ab_decimal *out);
bool ab_decimal_scale(ab_decimal a, int64_t factor, ab_decimal *out);
static inline ab_decimal ab_decimal_negate(ab_decimal a)
{
    return (ab_decimal){-a.coefficient, a.scale};
}
/* True, and the integer, if there is no fraction but zeros. */
bool ab_decimal_integer(ab_decimal a, int64_t *out);
/* int(): towards zero. */
int64_t ab_decimal_truncate(ab_decimal a);

#endif
