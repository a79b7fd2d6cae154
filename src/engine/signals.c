#include "engine/signals.h"

#include "base/alloc.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    /* The platform gives a container a few seconds, PyAirbyte none at all. */
    LAST_LINE_US = 500000, /* no new line begins after it */
    LAST_BYTE_US = 800000, /* nothing is waited for after it */
};

/* Who decides how the process ends: whoever comes first. */
enum { UNDECIDED, BY_SIGNAL, BY_ITSELF };
static atomic_int decided;

static sigset_t ending_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

void ab_signals_block(void)
{
    sigset_t set = ending_signals();
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static bool decide(int how)
{
    int expected = UNDECIDED;
    return atomic_compare_exchange_strong(&decided, &expected, how);
}

static void *wait_for_signal(void *context)
{
    ab_runtime *runtime = context;
    sigset_t set = ending_signals();
    int number = 0;
    while (sigwait(&set, &number) != 0) {
    }
    if (decide(BY_SIGNAL)) {
        atomic_store(&runtime->stopping, true);
        ab_writer_stop(runtime->writer, LAST_LINE_US, LAST_BYTE_US);
    }
    _exit(128 + number);
}

void ab_signals_start(ab_runtime *runtime)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, wait_for_signal, runtime) != 0) {
        ab_out_of_memory();
    }
    pthread_detach(thread);
}

void ab_signals_end(void)
{
    if (!decide(BY_ITSELF)) {
        for (;;) { /* the signals' thread ends the process */
            pause();
        }
    }
}
