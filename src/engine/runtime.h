/* What the engine lends to a source for the length of one command: the struct behind the public
 * ab_runtime. Set up by the cli, immutable but for `stopping` while threads run. */
#ifndef AB_ENGINE_RUNTIME_H
#define AB_ENGINE_RUNTIME_H

#include "airbyte/source.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "protocol/mask.h"
#include "protocol/writer.h"

#include <stdatomic.h>

/* Default of --memory: what bodies, indexes, queues and the cache may take together. */
#define AB_MEMORY_DEFAULT ((size_t)12 * 1024 * 1024)
/* Concurrency where the source names none (the CDK's default_concurrency). */
#define AB_CONCURRENCY_DEFAULT 2

/* The command's options that reach below the cli. Borrowed texts live as long as the process. */
typedef struct ab_run_options {
    size_t memory_bytes;    /* --memory */
    int workers;            /* --workers; 0: the source decides */
    uint64_t limit;         /* --limit: records per stream; 0: none */
    const char *streams;    /* --streams: names with commas between; NULL: all */
    bool keep_nulls;        /* --keep-nulls: null members at a record's top level stay */
    bool debug;             /* --debug or LOG_LEVEL=debug */
    bool check;             /* the command is check: no prefetch */
    const char *record_dir; /* --record DIR: responses are written there */
    const char *replay_dir; /* --replay DIR: responses come from there, no network */
} ab_run_options;

/* The HTTP side of a command, made on its first use (see native_http.c, declarative). Opaque
 * here, so that commands that send no request load nothing of it. */
typedef struct ab_http_engine_slot {
    void *engine;
    void (*free)(void *engine);
} ab_http_engine_slot;

struct ab_runtime {
    ab_run_options options;
    const ab_clock *clock;
    ab_logger logger;
    ab_mask *mask;
    ab_writer *writer;
    int concurrency; /* requests in flight at most; set before the first request */
    atomic_bool stopping;
    ab_http_engine_slot http;
};

#endif
