/* Up to three numbers of a date and what each of them may be; within this module only. */
#ifndef AB_DATETIME_DATEUTIL_YMD_H
#define AB_DATETIME_DATEUTIL_YMD_H

#include "base/str.h"

#include <stdint.h>

#define AB_YMD_NONE (-1)
/* More than this many parts are an error in any case. */
#define AB_YMD_MAX 16

typedef struct ab_ymd {
    int64_t at[AB_YMD_MAX];
    int n;
    bool century;         /* a year was given with its century */
    int year, month, day; /* index of the part that is known to be it, or AB_YMD_NONE */
} ab_ymd;

void ab_ymd_init(ab_ymd *ymd);
/* Appends a number; `label` is 'Y', 'M', 'D' or 0. False where dateutil raises ValueError. */
bool ab_ymd_add(ab_ymd *ymd, int64_t value, char label);
/* Appends the text of a number (more than two digits are a year). */
bool ab_ymd_add_text(ab_ymd *ymd, ab_str text, char label);
/* Whether a number may be the day; false in *ok for an impossible month. */
bool ab_ymd_could_be_day(const ab_ymd *ymd, int64_t value, bool fraction, bool *ok);
/* Decides which is which (month first); AB_YMD_NONE for what is missing. */
bool ab_ymd_resolve(const ab_ymd *ymd, int64_t *year, int64_t *month, int64_t *day);

#endif
