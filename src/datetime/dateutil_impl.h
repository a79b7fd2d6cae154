/* The state of dateutil's parser; within this module only. */
#ifndef AB_DATETIME_DATEUTIL_IMPL_H
#define AB_DATETIME_DATEUTIL_IMPL_H

#include "datetime/dateutil.h"
#include "datetime/dateutil_ymd.h"

#define AB_DATE_UNSET (-1)

typedef struct ab_date_parse {
    ab_date_tokens tokens;
    ab_ymd ymd;
    int64_t year, month, day, hour, minute, second, microsecond; /* AB_DATE_UNSET if not given */
    int weekday;
    int ampm;
    ab_str zone; /* empty if not given */
    bool has_offset;
    int64_t offset; /* seconds */
} ab_date_parse;

/* int(text); numbers beyond int64 give its end. False where Python raises ValueError. */
bool ab_date_int(ab_str text, int64_t *out);
/* Digits with at most one point. */
bool ab_date_is_number(ab_str text);
/* Takes in the numeric token *i and those that belong to it; *i is the last of them after it. */
bool ab_date_parse_number(ab_date_parse *p, size_t *i);

#endif
