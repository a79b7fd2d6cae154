/* Cursors: they cut time into slices, watch records, and keep the stream's state. */
#ifndef AB_DECLARATIVE_CURSORS_CURSOR_H
#define AB_DECLARATIVE_CURSORS_CURSOR_H

#include "declarative/component.h"
#include "declarative/env.h"
#include "declarative/partition_routers/partition_router.h"
#include "declarative/requesters/request_options.h"

typedef struct ab_stream_cursor ab_stream_cursor;
/* What watches one slice for one worker. Cursors put their own members behind it. */
typedef struct ab_observer {
    ab_stream_cursor *cursor;
    const ab_slice *slice;
} ab_observer;

/* Where states go: the engine's sink, or nowhere (parent streams: NULL function). Called under the
 * cursor's lock, so that a state never overtakes another; it must not call the cursor. */
typedef struct ab_state_sink {
    bool (*emit)(void *context, const ab_value *state, ab_error *error);
    void *context;
} ab_state_sink;

/* Thread-safe by the cursor's own lock where nothing else is said. */
typedef struct ab_stream_cursor_ops {
    /* Must. The slices of the stream: the router's partitions times the windows. One thread. */
    bool (*generate)(ab_stream_cursor *cursor, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error);
    /* Must. Starts watching one slice: the observer lives in `arena` (the partition's) and belongs
     * to one worker, so that observing takes no lock. */
    ab_observer *(*open)(ab_stream_cursor *cursor, const ab_slice *slice, ab_arena *arena);
    /* Must. Looks at a record that was emitted. Reads only the cursor field. */
    bool (*observe)(ab_observer *observer, ab_record *record, ab_error *error);
    /* Must. The slice was read to its end: merges it into the state and emits that (throttled for
     * per-partition states). Not called for a slice that failed. */
    bool (*close)(ab_stream_cursor *cursor, ab_observer *observer, const ab_state_sink *sink,
                  ab_error *error);
    /* Must. At the stream's end, also after failures: emits the final state. */
    bool (*finish)(ab_stream_cursor *cursor, const ab_state_sink *sink, ab_error *error);
    /* Must. False for a record that an earlier sync has had (client-side incremental, data feed).*/
    bool (*should_sync)(ab_stream_cursor *cursor, const ab_slice *slice, ab_record *record,
                        bool *out, ab_error *error);
    /* Must. The state, a copy in `arena`. */
    bool (*state)(ab_stream_cursor *cursor, ab_arena *arena, ab_value *out, ab_error *error);
    /* Must. Start and end options (and the router's) for requests. */
    bool (*options)(const ab_stream_cursor *cursor, const ab_scope *scope, ab_request_options *out,
                    ab_error *error);
    /* May. The time that a state (of this or an earlier sync) stands at, in microseconds since
     * 1970; *known false where it does not tell (get_cursor_datetime_from_state of the CDK). */
    bool (*state_time)(ab_stream_cursor *cursor, const ab_value *state, bool *known,
                       int64_t *real_us, ab_error *error);
    /* May. Pagination reset: the slice that is left of `slice` after what was observed. */
    const ab_slice *(*reduce)(ab_stream_cursor *cursor, const ab_observer *observer,
                              const ab_slice *slice, ab_arena *arena, ab_error *error);
    /* May. The slice in two or more parts; *count 0: it cannot be split. */
    bool (*split)(ab_stream_cursor *cursor, const ab_slice *slice, ab_str min_window,
                  ab_arena *arena, const ab_slice ***parts, size_t *count, ab_error *error);
} ab_stream_cursor_ops;
struct ab_stream_cursor {
    const ab_stream_cursor_ops *ops;
    ab_str cursor_field;    /* as discover shows it; empty: none (full refresh) */
    ab_strings cursor_path; /* its parts, for reading it from a record without parsing it whole */
    bool is_full_refresh;   /* FinalStateCursor: observes nothing */
    bool catalog_defined;   /* allow_catalog_defined_cursor_field */
};
typedef struct ab_stream_cursor_args {
    ab_str stream;
    ab_partition_router *router; /* never NULL */
    const ab_value *state;       /* the stream's input state, migrated; an object or NULL */
    ab_str catalog_cursor_field; /* of the configured stream, empty: none */
} ab_stream_cursor_args;
/* What discover shows of a cursor on one field. */
void ab_cursor_describe(ab_stream_cursor *cursor, ab_str cursor_field, bool catalog_defined);

/* Writes a cursor's state, in `arena`. */
typedef bool (*ab_state_fn)(ab_stream_cursor *cursor, ab_arena *arena, ab_value *out,
                            ab_error *error);
/* Hands the state that `write` gives to the sink, if there is one. Under the cursor's lock, so that
 * states leave in the order of their changes. */
bool ab_cursor_emit(ab_stream_cursor *cursor, ab_state_fn write, const ab_state_sink *sink,
                    ab_error *error);

/* NULL component: the cursor of a full-refresh stream, which emits the final state only. */
ab_stream_cursor *ab_stream_cursor_build(ab_build *build, const ab_component *component,
                                         const ab_stream_cursor_args *args, ab_error *error);

/* State migrations (LegacyToPerPartitionStateMigration and custom ones). */
typedef struct ab_state_migration ab_state_migration;
struct ab_state_migration {
    /* Replaces *state by the migrated one in `arena` where it applies. */
    bool (*migrate)(const ab_state_migration *migration, ab_env *env, ab_arena *arena,
                    ab_value *state, ab_error *error);
};
typedef struct ab_state_migration_args {
    const ab_component *stream; /* the DeclarativeStream */
} ab_state_migration_args;

/* Pure functions for `eval`: the slices of a DatetimeBasedCursor, and its states after each step
 * (conformance/templates: datetime_slices, cursor_state). `cursor` is the manifest component. */
bool ab_cursor_slices(ab_env *env, const ab_value *cursor, const ab_value *state, ab_arena *arena,
                      ab_value *slices, ab_error *error);
bool ab_cursor_states(ab_env *env, const ab_value *cursor, const ab_value *state,
                      const ab_value *steps, ab_arena *arena, ab_value *states, ab_error *error);

#endif
