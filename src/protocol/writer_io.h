/* The writer's dealings with its descriptor. Private to the protocol layer. */
#ifndef AB_PROTOCOL_WRITER_IO_H
#define AB_PROTOCOL_WRITER_IO_H

#include "base/clock.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* A block of whole lines on its way out. */
typedef struct ab_block {
    struct ab_block *next;
    char *bytes;
    size_t n;
    size_t capacity;
} ab_block;

typedef struct ab_output {
    int fd;
    const ab_clock *clock;
    atomic_bool stopping;     /* set by another thread: finish the line */
    _Atomic int64_t soft_end; /* monotonic µs: no new line begins after it; set before stopping */
    _Atomic int64_t hard_end; /* monotonic µs: the line may stay partial after it */
    int error;                /* errno of the write that ended it; the writer's thread */
} ab_output;

typedef enum ab_written {
    AB_WRITTEN_ALL,
    AB_WRITTEN_PART, /* stopped: the time was over */
    AB_WRITTEN_GONE, /* the reader is gone, or the descriptor is broken */
} ab_written;

/* Writes the blocks in order; blocks while the reader is slow. The writer's thread. */
ab_written ab_output_write(ab_output *output, const ab_block *first);
/* The process's status after AB_WRITTEN_GONE: 141 where the reader is gone, as a shell names a
 * death by SIGPIPE; 1 where a write failed otherwise (a full disk), which a line on stderr tells.
 */
int ab_output_end_status(const ab_output *output);
/* Waits until `wake_fd` is readable or `timeout_ms` are over (true; negative: waits for ever), or
 * the reader is gone (false). */
bool ab_output_wait(ab_output *output, int wake_fd, int timeout_ms);

#endif
