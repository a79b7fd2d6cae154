/* Days of the civil calendar in UTC, as texts that sort by time: for cursors and queries. */
#ifndef AIRBYTE_DATE_H
#define AIRBYTE_DATE_H

#include "airbyte/types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AB_MS_PER_DAY INT64_C(86400000)

/* The day of a time in milliseconds since 1970, as "YYYY-MM-DD" in `arena`, with a NUL behind it.
 * Years 0 to 9999. */
ab_str ab_date_of_ms(ab_arena *arena, int64_t ms);

#ifdef __cplusplus
}
#endif

#endif
