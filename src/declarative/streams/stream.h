/* A declarative stream, assembled: what the engine reads, what child streams read as a parent. */
#ifndef AB_DECLARATIVE_STREAMS_STREAM_H
#define AB_DECLARATIVE_STREAMS_STREAM_H

#include "declarative/component.h"
#include "declarative/cursors/cursor.h"
#include "declarative/env.h"
#include "declarative/partition_routers/partition_router.h"
#include "declarative/retrievers/retriever.h"
#include "declarative/schema_loaders/schema_loader.h"

/* Immutable after build but for the cursor and the cached schema, which lock by themselves. */
typedef struct ab_declarative_stream {
    ab_str name;
    const ab_component
        *component;       /* the DeclarativeStream (of a StateDelegatingStream the chosen) */
    ab_value primary_key; /* list of paths, as discover shows it; null: none */
    ab_stream_cursor *cursor;
    ab_partition_router *router;
    ab_retriever *retriever;
    ab_schema_loader *schema_loader;
    bool is_file_based;
    ab_str group;      /* block_simultaneous_read, empty: none */
    ab_error *problem; /* set: the stream cannot be read, this is why (custom components …) */
    ab_env *env;
    pthread_mutex_t schema_lock;
    ab_value schema;
    bool schema_loaded;
} ab_declarative_stream;

typedef struct ab_stream_args {
    bool is_parent; /* of another stream: its requester caches, its state stays inside */
    bool has_state; /* `state` replaces the runtime's input state (may be NULL) */
    const ab_value *state;
    ab_str dynamic_stream_name; /* of the dynamic stream it came from, or empty */
} ab_stream_args;
/* `component`: a DeclarativeStream or StateDelegatingStream (chooses by the state). */
ab_declarative_stream *ab_stream_build(ab_build *build, const ab_component *component,
                                       const ab_stream_args *args, ab_error *error);

/* The slices of the stream (the cursor's, or the retriever's own). One thread. */
bool ab_stream_generate(ab_declarative_stream *stream, ab_slice_fn emit, void *context,
                        ab_error *error);
/* Reads one slice: each record is observed by the cursor after `emit` took it; at the end the
 * slice is closed and its state goes to `sink` (NULL: stays inside). Thread-safe for distinct
 * slices; memory that lasts for the slice comes from `arena`. */
bool ab_stream_read_slice(ab_declarative_stream *stream, const ab_slice *slice, ab_arena *arena,
                          ab_record_fn emit, void *context, const ab_state_sink *sink,
                          ab_error *error);
/* The json_schema, loaded once; valid as long as the stream. Thread-safe. */
bool ab_stream_schema(ab_declarative_stream *stream, const ab_value **schema, ab_error *error);
/* The protocol's AirbyteStream, as an object in `arena`. */
bool ab_stream_describe(ab_declarative_stream *stream, ab_arena *arena, ab_value *out,
                        ab_error *error);

#endif
