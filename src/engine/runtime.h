/* What the engine lends to a source for the length of one command: the struct behind the public
 * ab_runtime. Set up on the main thread; while other threads run only `stopping` and `http`
 * change. */
#ifndef AB_ENGINE_RUNTIME_H
#define AB_ENGINE_RUNTIME_H

#include "airbyte/source.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "protocol/mask.h"
#include "protocol/writer.h"

#include <pthread.h>
#include <stdatomic.h>

struct ab_http;
struct ab_http_observer;
struct ab_http_player;
struct ab_http_session;

/* Default of --memory: what bodies, indexes, queues and the cache may take together. */
#define AB_MEMORY_DEFAULT ((size_t)12 * 1024 * 1024)
/* Concurrency where the source names none (the CDK's default_concurrency). */
#define AB_CONCURRENCY_DEFAULT 2

/* How far test-read goes, for sources that can stop before they ask for more; 0: no limit. */
typedef struct ab_short_read {
    bool wanted; /* no prefetch, retries or cache */
    int64_t records;
    int64_t pages_per_slice;
    int64_t slices;
} ab_short_read;

/* The command's options that reach below the cli. Borrowed texts live as long as the process. */
typedef struct ab_run_options {
    size_t memory_bytes;    /* --memory; 0: AB_MEMORY_DEFAULT */
    int workers;            /* --workers; 0: the source decides */
    uint64_t limit;         /* --limit: records per stream; 0: none */
    const char *streams;    /* --streams: names with commas between; NULL: all */
    bool keep_nulls;        /* --keep-nulls: null members at a record's top level stay */
    bool debug;             /* --debug or LOG_LEVEL=debug */
    bool check;             /* the command is check: no prefetch */
    bool progress;          /* read: progress on stderr */
    const char *record_dir; /* --record DIR: responses are written there */
    const char *replay_dir; /* --replay DIR: responses come from there, no network */
    bool stopped;           /* --now TIME: real time stands at stopped_at_us since 1970 */
    int64_t stopped_at_us;
    ab_short_read short_read;
    const struct ab_http_player *player;     /* answers instead of the network; NULL: none */
    const struct ab_http_observer *observer; /* sees all exchanges; NULL: none */
} ab_run_options;

struct ab_runtime {
    ab_run_options options;
    const ab_clock *clock;
    ab_logger logger;
    ab_mask *mask;
    ab_writer *writer; /* of stdout */
    int concurrency;   /* requests in flight at most; set before the first request */
    atomic_bool stopping;
    pthread_mutex_t lock; /* of what follows */
    struct ab_http *http; /* ab_runtime_http */
    void (*free_http)(ab_runtime *runtime);
    void *http_parts; /* what free_http frees beside it */
};

/* Starts the writer on `fd` and makes the process's logger write LOG messages by it. `runtime`
 * stays where it is until ab_runtime_close. `clock` NULL: the process's. */
void ab_runtime_open(ab_runtime *runtime, const ab_run_options *options, int fd,
                     const ab_clock *clock);
/* Writes what is queued and frees all. No other thread may use the runtime any more. */
void ab_runtime_close(ab_runtime *runtime);

/* The HTTP engine of the command, made on the first call: with the concurrency, the memory budget,
 * the cassette of --record or --replay, the rules of DEPLOYMENT_MODE. NULL with `error` if the
 * cassette cannot be opened. Owned by the runtime. Thread-safe. */
struct ab_http *ab_runtime_http(ab_runtime *runtime, ab_error *error);
/* The session that all requests of a native source share. As above. */
struct ab_http_session *ab_runtime_session(ab_runtime *runtime, ab_error *error);

/* Milliseconds since 1970, for emitted_at. */
static inline int64_t ab_runtime_emitted_at(const ab_runtime *runtime)
{
    return ab_clock_real_us(runtime->clock) / 1000;
}

#endif
