/* How often and when a request is tried again: the CDK's three nested back-off loops, which wrap
 * HttpClient._send. Pure logic. */
#ifndef AB_DECLARATIVE_REQUESTERS_ATTEMPTS_H
#define AB_DECLARATIVE_REQUESTERS_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>

/* Whose wait it is, outermost loop first. A retry of an outer loop starts the inner ones anew. */
typedef enum ab_retry_loop {
    AB_RETRY_DEFAULT,      /* 1, 2, 4 … s; at most 600 s in total */
    AB_RETRY_RATE_LIMITED, /* 1, 2, 4 … s; no limit in time */
    AB_RETRY_STRATEGY,     /* what a strategy says and a second; none after 600 s */
    AB_RETRY_LOOPS,
} ab_retry_loop;

typedef struct ab_attempts {
    int64_t max_tries;
    int64_t tries[AB_RETRY_LOOPS];     /* of the loop's present run, from 1 */
    int64_t start_us[AB_RETRY_LOOPS];  /* when the run began */
    int64_t latest_us[AB_RETRY_LOOPS]; /* when its present try began */
} ab_attempts;

/* The first try begins at `now_us` (monotonic). */
void ab_attempts_begin(ab_attempts *attempts, int64_t max_retries, int64_t now_us);
/* A try failed: false where the tries are used up. Else *wait_us is how long to pause;
 * `strategy_seconds` counts for AB_RETRY_STRATEGY only. */
bool ab_attempts_next(ab_attempts *attempts, ab_retry_loop loop, double strategy_seconds,
                      int64_t *wait_us);
/* The next try begins. */
void ab_attempts_resume(ab_attempts *attempts, ab_retry_loop loop, int64_t now_us);

#endif
