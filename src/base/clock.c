#include "base/clock.h"

#include "base/alloc.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>

enum { US_PER_S = 1000000, NS_PER_US = 1000, NS_PER_S = 1000000000 };

static int64_t read_us(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * US_PER_S + t.tv_nsec / NS_PER_US;
}

static int64_t system_real_us(void *context)
{
    (void)context;
    return read_us(CLOCK_REALTIME);
}

static int64_t system_monotonic_us(void *context)
{
    (void)context;
    return read_us(CLOCK_MONOTONIC);
}

static const ab_clock system_clock = {.real_us = system_real_us,
                                      .monotonic_us = system_monotonic_us};
static const ab_clock *process_clock = &system_clock;

const ab_clock *ab_clock_system(void)
{
    return &system_clock;
}

const ab_clock *ab_clock_process(void)
{
    return process_clock;
}

void ab_clock_set_process(const ab_clock *clock)
{
    process_clock = clock ? clock : &system_clock;
}

void ab_clock_pause_us(const ab_clock *clock, int64_t us)
{
    if (us <= 0) {
        return;
    }
    if (clock->pass_us) {
        clock->pass_us(clock->context, us);
        return;
    }
    struct timespec left = {.tv_sec = (time_t)(us / US_PER_S),
                            .tv_nsec = (long)(us % US_PER_S) * NS_PER_US};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

static int64_t fake_real_us(void *context)
{
    return ((const ab_fake_clock *)context)->real_us;
}

static int64_t fake_monotonic_us(void *context)
{
    return ((const ab_fake_clock *)context)->monotonic_us;
}

void ab_fake_clock_init(ab_fake_clock *fake, int64_t real_us)
{
    fake->clock =
        (ab_clock){.real_us = fake_real_us, .monotonic_us = fake_monotonic_us, .context = fake};
    fake->real_us = real_us;
    fake->monotonic_us = 0;
}

static int64_t passing_real_us(void *context)
{
    const ab_passing_clock *passing = context;
    return (passing->stopped ? passing->start_us : read_us(CLOCK_REALTIME)) +
           atomic_load(&passing->passed_us);
}

static int64_t passing_monotonic_us(void *context)
{
    const ab_passing_clock *passing = context;
    return read_us(CLOCK_MONOTONIC) + atomic_load(&passing->passed_us);
}

static void pass(void *context, int64_t us)
{
    ab_passing_clock *passing = context;
    atomic_fetch_add(&passing->passed_us, us);
}

void ab_passing_clock_init(ab_passing_clock *passing)
{
    passing->clock = (ab_clock){.real_us = passing_real_us,
                                .monotonic_us = passing_monotonic_us,
                                .context = passing,
                                .pass_us = pass};
    passing->stopped = false;
    passing->start_us = 0;
    atomic_init(&passing->passed_us, 0);
}

void ab_passing_clock_stop(ab_passing_clock *passing, int64_t real_us)
{
    passing->stopped = true;
    passing->start_us = real_us;
}

void ab_cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(cond, &attributes);
    pthread_condattr_destroy(&attributes);
}

int ab_cond_wait_us(pthread_cond_t *cond, pthread_mutex_t *mutex, int64_t timeout_us)
{
    if (timeout_us < 0) {
        return pthread_cond_wait(cond, mutex);
    }
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t ns = until.tv_nsec + (timeout_us % US_PER_S) * NS_PER_US;
    until.tv_sec += (time_t)(timeout_us / US_PER_S + ns / NS_PER_S);
    until.tv_nsec = (long)(ns % NS_PER_S);
    return pthread_cond_timedwait(cond, mutex, &until);
}
