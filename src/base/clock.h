/* Time, injected: nothing else in the program reads a clock (a check in CI bans it). */
#ifndef AB_BASE_CLOCK_H
#define AB_BASE_CLOCK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* A source of time. Both functions are thread-safe. Real time goes into data (dates, emitted_at);
 * every wait and deadline is on the monotonic clock. */
typedef struct ab_clock {
    int64_t (*real_us)(void *context);      /* microseconds since 1970-01-01T00:00:00Z */
    int64_t (*monotonic_us)(void *context); /* microseconds since an arbitrary start */
    void *context;
    /* May. A pause of `us` microseconds (0 or more), which only moves the clock on. NULL: pauses
     * take their time. */
    void (*pass_us)(void *context, int64_t us);
} ab_clock;

/* The system's clocks, by clock_gettime (so that a preloaded frozen clock works). */
const ab_clock *ab_clock_system(void);
/* The clock of the process: the system's unless ab_clock_set_process replaced it (tests, --now,
 * --replay, `eval` under EVAL_NOW), which is done before threads exist. */
const ab_clock *ab_clock_process(void);
void ab_clock_set_process(const ab_clock *clock);

static inline int64_t ab_clock_real_us(const ab_clock *clock)
{
    return clock->real_us(clock->context);
}
static inline int64_t ab_clock_monotonic_us(const ab_clock *clock)
{
    return clock->monotonic_us(clock->context);
}

/* Waits `us` microseconds; not at all where it is 0 or less. */
void ab_clock_pause_us(const ab_clock *clock, int64_t us);

/* A clock that moves only when told to. Set the members, then use `.clock`. */
typedef struct ab_fake_clock {
    ab_clock clock;
    int64_t real_us;
    int64_t monotonic_us;
} ab_fake_clock;
void ab_fake_clock_init(ab_fake_clock *fake, int64_t real_us);

/* A clock whose waits pass at once: for runs that wait for nothing but themselves (replays, tests).
 * Stopped, its real time moves by waits alone, so that two runs see the same times; the monotonic
 * one goes on beside them, for deadlines. Initialize it, then use `.clock`, which is thread-safe.
 */
typedef struct ab_passing_clock {
    ab_clock clock;
    bool stopped;
    int64_t start_us; /* real time of a stopped clock */
    _Atomic int64_t passed_us;
} ab_passing_clock;
/* A clock that goes with the system's. */
void ab_passing_clock_init(ab_passing_clock *passing);
/* A clock that stands at `real_us` microseconds since 1970. */
void ab_passing_clock_stop(ab_passing_clock *passing, int64_t real_us);

/* A condition variable whose timed waits go by the monotonic clock. */
void ab_cond_init(pthread_cond_t *cond);
/* Waits until signalled or `timeout_us` microseconds have passed (negative: for ever). Returns 0,
 * or ETIMEDOUT. The mutex is held on return. Spurious wake-ups happen. */
int ab_cond_wait_us(pthread_cond_t *cond, pthread_mutex_t *mutex, int64_t timeout_us);

#endif
