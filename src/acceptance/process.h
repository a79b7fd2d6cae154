/* Child processes: run one to its end, gather what it prints, kill it and all it started at a time
 * limit. */
#ifndef AB_ACCEPTANCE_PROCESS_H
#define AB_ACCEPTANCE_PROCESS_H

#include "base/arena.h"
#include "base/error.h"

/* How a process ended. */
typedef struct ab_process_result {
    int status;       /* exit status; 128 + the signal's number where a signal ended it */
    bool timed_out;   /* the limit came first: its process group was killed */
    bool interrupted; /* SIGINT or SIGTERM is pending for us: killed likewise */
    bool cut;         /* it printed more than is kept; the rest was thrown away */
    ab_str out;       /* stdout, in the arena */
    ab_str err;       /* stderr, in the arena */
} ab_process_result;

/* Runs argv[0] (by PATH unless it has a slash) with the rest as its arguments, stdin empty, in a
 * process group of its own, which is killed whole at the end. `environment` is a list of
 * "NAME=value" ended by NULL, or NULL for our own. `limit_us` is in microseconds, negative: none.
 * False (system_error) only if it could not be started. SIGINT and SIGTERM must be blocked by the
 * caller; they are looked at, not taken. */
bool ab_process_run(ab_arena *arena, const char *const *argv, const char *const *environment,
                    int64_t limit_us, ab_process_result *out, ab_error *error);

/* The exit status after the signal that interrupted a process: 130 or 143. */
int ab_process_interrupt_status(void);

#endif
