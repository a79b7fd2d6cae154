/* Retrievers: all records of one slice. */
#ifndef AB_DECLARATIVE_RETRIEVERS_RETRIEVER_H
#define AB_DECLARATIVE_RETRIEVERS_RETRIEVER_H

#include "declarative/component.h"
#include "declarative/cursors/cursor.h"
#include "declarative/env.h"
#include "declarative/partition_routers/partition_router.h"
#include "declarative/transformations/transformation.h"

typedef struct ab_retriever ab_retriever;

/* One read of one slice, by one worker. */
typedef struct ab_slice_read {
    ab_env *env;
    ab_arena *arena; /* the partition's */
    const ab_slice *slice;
    const ab_value *schema; /* the stream's, NULL where nothing normalises by it */
    ab_observer *observer;  /* of the stream's cursor; only for pagination resets */
    ab_sink *sink;          /* of the job, or NULL: see ab_scope */
    ab_record_fn emit;      /* gets each record, in order */
    void *context;
    bool is_parent; /* for partitions of another stream: all pages are wanted */
    int64_t pages;  /* read so far, out */
} ab_slice_read;

/* Immutable after build but for what locks by itself; used by all workers at once. */
typedef struct ab_retriever_ops {
    /* Must. Reads to the end of the slice; false: `error`, or the receiver has enough. */
    bool (*read)(ab_retriever *retriever, ab_slice_read *read, ab_error *error);
    /* May. Slices of its own (AsyncRetriever: jobs) in place of the cursor's. One thread. */
    bool (*generate)(ab_retriever *retriever, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error);
} ab_retriever_ops;
struct ab_retriever {
    const ab_retriever_ops *ops;
};

/* Arguments of build. */
typedef struct ab_retriever_args {
    ab_str stream;
    ab_stream_cursor *cursor;    /* never NULL */
    ab_partition_router *router; /* never NULL */
    ab_options_provider options; /* of cursor and router; .get NULL: none */
    ab_transformation *const *transformations;
    size_t transformation_count;
    struct ab_file_uploader *file_uploader;
    const ab_component *extractor; /* in place of the record selector's; NULL: its own */
    bool is_data_feed;
    bool is_client_side_incremental;
    bool use_cache;                       /* the stream is a parent */
    const ab_component *incremental_sync; /* or NULL */
    bool has_state;                       /* the stream has input state (lazy parents) */
} ab_retriever_args;
static inline ab_retriever *ab_retriever_build(ab_build *build, const ab_component *component,
                                               const ab_retriever_args *args, ab_error *error)
{
    return (ab_retriever *)ab_component_build(build, component, AB_FAMILY_RETRIEVER, args, error);
}
/* The partition routers that a retriever's component names (any retriever type). */
ab_components ab_retriever_routers(const ab_component *retriever);
/* Reads the one partition of a retriever that is used by itself (schemas, properties, resolvers):
 * builds nothing, calls read with an empty slice. */
bool ab_retriever_read_all(ab_retriever *retriever, ab_env *env, ab_arena *arena, ab_record_fn emit,
                           void *context, ab_error *error);

/* Uploads of a stream's files (file_uploader). */
typedef struct ab_file_uploader ab_file_uploader;
struct ab_file_uploader {
    /* Must. Downloads the record's file and sets record->file_reference. Thread-safe. */
    bool (*upload)(ab_file_uploader *uploader, const ab_scope *scope, ab_record *record,
                   ab_error *error);
};
static inline ab_file_uploader *
ab_file_uploader_build(ab_build *build, const ab_component *component, ab_error *error)
{
    return (ab_file_uploader *)ab_component_build(build, component, AB_FAMILY_FILE_UPLOADER, NULL,
                                                  error);
}

#endif
