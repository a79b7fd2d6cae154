#include "declarative/requesters/attempts.h"

#define SECOND ((int64_t)1000000)
/* The CDK's max_time of a request's retries. */
#define MAX_TIME (600 * SECOND)
/* A strategy's wait may be any number; beyond a hundred years it makes no difference. */
#define MAX_WAIT_SECONDS 3.2e9
/* More doublings than the time limit allows in any case. */
#define MAX_DOUBLINGS 40

static void restart(ab_attempts *attempts, int from, int64_t now_us)
{
    for (int i = from; i < AB_RETRY_LOOPS; i++) {
        attempts->tries[i] = 1;
        attempts->start_us[i] = now_us;
        attempts->latest_us[i] = now_us;
    }
}

void ab_attempts_begin(ab_attempts *attempts, int64_t max_retries, int64_t now_us)
{
    attempts->max_tries = (max_retries > 0 ? max_retries : 0) + 1;
    restart(attempts, 0, now_us);
}

static int64_t doubling(int64_t tries)
{
    int64_t exponent = tries - 1;
    return SECOND << (exponent < MAX_DOUBLINGS ? exponent : MAX_DOUBLINGS);
}

static int64_t microseconds(double seconds)
{
    if (!(seconds > 0)) {
        return 0;
    }
    return (int64_t)((seconds < MAX_WAIT_SECONDS ? seconds : MAX_WAIT_SECONDS) * (double)SECOND);
}

bool ab_attempts_next(ab_attempts *attempts, ab_retry_loop loop, double strategy_seconds,
                      int64_t *wait_us)
{
    int64_t elapsed = attempts->latest_us[loop] - attempts->start_us[loop];
    bool is_timed = loop != AB_RETRY_RATE_LIMITED;
    if (attempts->tries[loop] >= attempts->max_tries || (is_timed && elapsed >= MAX_TIME)) {
        return false;
    }
    if (loop == AB_RETRY_STRATEGY) {
        *wait_us = microseconds(strategy_seconds + 1);
        return true;
    }
    int64_t wait = doubling(attempts->tries[loop]);
    int64_t left = MAX_TIME - elapsed;
    *wait_us = is_timed && wait > left ? left : wait;
    return true;
}

void ab_attempts_resume(ab_attempts *attempts, ab_retry_loop loop, int64_t now_us)
{
    attempts->tries[loop]++;
    attempts->latest_us[loop] = now_us;
    restart(attempts, (int)loop + 1, now_us);
}
