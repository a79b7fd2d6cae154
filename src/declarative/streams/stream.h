/* A declarative stream, assembled: what the engine reads, what child streams read as a parent. */
#ifndef AB_DECLARATIVE_STREAMS_STREAM_H
#define AB_DECLARATIVE_STREAMS_STREAM_H

#include "declarative/component.h"
#include "declarative/cursors/cursor.h"
#include "declarative/env.h"
#include "declarative/partition_routers/partition_router.h"
#include "declarative/retrievers/retriever.h"
#include "declarative/schema_loaders/schema_loader.h"

/* Options of the component DeclarativeStream. */
typedef struct ab_declarative_stream_options {
    ab_str name;
    const ab_component *retriever;
    const ab_component *incremental_sync;
    const ab_value *primary_key;
    ab_components schema_loader;
    ab_components transformations;
    ab_components state_migrations;
    const ab_component *file_uploader;
} ab_declarative_stream_options;

/* Immutable after build but for the cursor and the cached schema, which lock by themselves. */
typedef struct ab_declarative_stream {
    ab_str name;
    const ab_component *component; /* the DeclarativeStream (of a StateDelegatingStream the chosen
                                      one) */
    ab_value primary_key;          /* list of paths as discover shows it; null: none */
    ab_stream_cursor *cursor;
    ab_partition_router *router;
    ab_retriever *retriever;
    ab_schema_loader *schema_loader;
    bool is_file_based;
    ab_str group;     /* of streams that are not read at the same time; empty: none */
    ab_error problem; /* set: the stream cannot be read, and this is why (custom components …) */
    ab_env *env;
    ab_arena *arena; /* of the schema: written under schema_lock */
    pthread_mutex_t schema_lock;
    ab_value schema;
    bool schema_loaded;
} ab_declarative_stream;

typedef struct ab_declarative_stream_args {
    bool use_cache;        /* another stream's parent: requests are cached, unless the manifest says
                              `use_cache: false` */
    bool has_state;        /* `state` counts instead of the environment's input state */
    const ab_value *state; /* may be NULL: none */
} ab_declarative_stream_args;

/* Builds a DeclarativeStream, or the one of the two streams of a StateDelegatingStream that the
 * state asks for. `args` may be NULL. A stream that needs a component that cannot be built here is
 * built with `problem` set: discover shows it, reading fails. Freed by _destroy. */
ab_declarative_stream *ab_declarative_stream_build(ab_build *build, const ab_component *component,
                                                   const ab_declarative_stream_args *args,
                                                   ab_error *error);
/* The same from a node of the manifest: parses it first. */
ab_declarative_stream *ab_declarative_stream_from_node(ab_build *build, const ab_value *node,
                                                       ab_str path,
                                                       const ab_declarative_stream_args *args,
                                                       ab_error *error);
void ab_declarative_stream_destroy(ab_declarative_stream *stream);

/* The slices of the stream (the cursor's, or the retriever's own). One thread. */
bool ab_declarative_stream_generate(ab_declarative_stream *stream, ab_slice_fn emit, void *context,
                                    ab_error *error);
/* Reads one slice; each record is observed after `emit` took it. The observer lies in `arena`, as
 * does all that lasts for the slice; it is for _close. `sink` may be NULL. Thread-safe for distinct
 * slices. */
bool ab_declarative_stream_read(ab_declarative_stream *stream, const ab_slice *slice,
                                ab_arena *arena, ab_sink *sink, ab_record_fn emit, void *context,
                                ab_observer **observer, ab_error *error);
/* The slice was read to its end: the cursor advances, its state goes to `states`. */
bool ab_declarative_stream_close(ab_declarative_stream *stream, ab_observer *observer,
                                 const ab_state_sink *states, ab_error *error);
/* The protocol's AirbyteStream, as an object in `arena`. */
bool ab_declarative_stream_describe(ab_declarative_stream *stream, ab_arena *arena, ab_value *out,
                                    ab_error *error);
/* Whether the stream can be read: its first slice, and of that the first record. *reason says in
 * `arena` why not. Texts are the CDK's. False with `error` for what is not the API's fault. */
bool ab_declarative_stream_available(ab_declarative_stream *stream, ab_arena *arena,
                                     bool *available, ab_str *reason, ab_error *error);

#endif
