/* The struct behind ab_sink. Private to the engine. */
#ifndef AB_ENGINE_SINK_H
#define AB_ENGINE_SINK_H

#include "engine/engine.h"
#include "engine/runtime.h"

/* What all sinks of one stream share. */
typedef struct ab_sink_stream {
    ab_stream_descriptor descriptor;
    ab_buf prefix; /* of each RECORD line */
    ab_writer_stream *counted;
    _Atomic uint64_t emitted; /* counted only under a limit */
    atomic_bool state_emitted;
} ab_sink_stream;

void ab_sink_stream_init(ab_sink_stream *stream, ab_runtime *runtime,
                         ab_stream_descriptor descriptor);
void ab_sink_stream_free(ab_sink_stream *stream);
/* True once --limit is reached. Thread-safe. */
bool ab_sink_stream_full(const ab_sink_stream *stream, const ab_runtime *runtime);

struct ab_sink {
    ab_runtime *runtime;
    ab_sink_stream *stream;     /* NULL: hooked */
    const ab_sink_hooks *hooks; /* NULL: to the writer */
    ab_buf buffer;              /* whole lines not handed on yet */
    uint64_t records;           /* in the buffer */
    int64_t oldest_ms;          /* when its first line came */
    int64_t stamp_ms;           /* what `stamp` says */
    char stamp[48];             /* the end of a RECORD line */
    size_t stamp_n;
    size_t reserved;    /* of the writer's queue, for the next line */
    size_t last_record; /* bytes of the last value: the next is likely as long */
    bool cut;           /* the limit or a signal refused a record, or ended the job at one */
};

void ab_sink_init(ab_sink *sink, ab_runtime *runtime, ab_sink_stream *stream);
/* Hands on what is left and frees the buffer. */
void ab_sink_end(ab_sink *sink);

#endif
