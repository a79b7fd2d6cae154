/* Days of the civil calendar, in UTC. */
#ifndef AB_STOCK_TICKER_DATES_H
#define AB_STOCK_TICKER_DATES_H

#include "airbyte/arena.h"

/* The day of a time in milliseconds since 1970, as "YYYY-MM-DD" in `arena`, with a NUL
 * behind it. Years 0 to 9999. */
ab_str stock_ticker_date(ab_arena *arena, int64_t ms);

#endif
