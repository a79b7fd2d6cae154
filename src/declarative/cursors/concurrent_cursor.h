/* What cursors with one state for all their slices have in common (ConcurrentCursor). */
#ifndef AB_DECLARATIVE_CURSORS_CONCURRENT_CURSOR_H
#define AB_DECLARATIVE_CURSORS_CONCURRENT_CURSOR_H

#include "declarative/cursors/concurrent_state.h"
#include "declarative/cursors/cursor.h"
#include "declarative/cursors/watch.h"
#include "declarative/cursors/window_options.h"

/* Cursors put their own members behind it. */
typedef struct ab_concurrent_cursor {
    ab_stream_cursor base;
    ab_cursor_settings settings;
    ab_window_options options;
    atomic_bool warned; /* of a record without value */
    ab_arena *kept;     /* of the state's legacy members */
    pthread_mutex_t lock;
    ab_concurrent_state state; /* under the lock */
} ab_concurrent_cursor;

/* The observer of a slice. */
typedef struct ab_concurrent_observer {
    ab_observer base;
    ab_watch watch;
} ab_concurrent_observer;

/* Readies a zeroed cursor; what it holds is freed with the environment. */
void ab_concurrent_cursor_init(ab_concurrent_cursor *self, ab_build *build,
                               const ab_stream_cursor_ops *ops);
/* Reads the input state (may be NULL), once the settings are there. */
bool ab_concurrent_cursor_read_state(ab_concurrent_cursor *self, const ab_value *input,
                                     ab_error *error);
/* Warns once of a record without a value to go by. Thread-safe. */
void ab_concurrent_cursor_warn(ab_concurrent_cursor *self);
/* Covers `interval` and emits the state. Under the lock. */
bool ab_concurrent_cursor_cover(ab_concurrent_cursor *self, ab_interval interval,
                                const ab_state_sink *sink, ab_error *error);

/* Operations of ab_stream_cursor. */
ab_observer *ab_concurrent_cursor_open(ab_stream_cursor *cursor, const ab_slice *slice,
                                       ab_arena *arena);
bool ab_concurrent_cursor_observe(ab_observer *observer, ab_record *record, ab_error *error);
bool ab_concurrent_cursor_state(ab_stream_cursor *cursor, ab_arena *arena, ab_value *out,
                                ab_error *error);
bool ab_concurrent_cursor_finish(ab_stream_cursor *cursor, const ab_state_sink *sink,
                                 ab_error *error);
bool ab_concurrent_cursor_options(const ab_stream_cursor *cursor, const ab_scope *scope,
                                  ab_request_options *out, ab_error *error);
const ab_slice *ab_concurrent_cursor_reduce(ab_stream_cursor *cursor, const ab_observer *observer,
                                            const ab_slice *slice, ab_arena *arena,
                                            ab_error *error);

#endif
