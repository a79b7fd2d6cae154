/* The struct behind per_partition.h. Within its three files. */
#ifndef AB_DECLARATIVE_CURSORS_PER_PARTITION_IMPL_H
#define AB_DECLARATIVE_CURSORS_PER_PARTITION_IMPL_H

#include "declarative/cursors/global_cursor.h"
#include "declarative/cursors/parent_states.h"
#include "declarative/cursors/partition_table.h"
#include "declarative/cursors/per_partition.h"
#include "declarative/cursors/watch.h"
#include "declarative/cursors/window_options.h"

typedef struct ab_per_partition {
    ab_stream_cursor base;
    ab_cursor_settings settings;
    ab_window_options options;
    ab_partition_router *router;
    atomic_bool warned;
    ab_arena *kept; /* of the states' legacy members; used under the lock */
    pthread_mutex_t lock;
    /* Under the lock: */
    ab_partition_table table;
    ab_global_cursor global;
    ab_parent_states parents;
    uint64_t partitions; /* ever seen, those of the input state included */
    int64_t started_us;  /* 0: generation has not begun */
    int64_t emitted_us;
    bool emitted;
    bool warned_of_duplicate;
    uint64_t held_back; /* the first partition that had no window at all: parents' states do not go
                           beyond it before the end */
} ab_per_partition;

typedef struct ab_partition_observer {
    ab_observer base;
    ab_watch watch;
    ab_partition_entry *entry;
    ab_greatest_text greatest;
} ab_partition_observer;

/* The key of a partition: JSON with sorted keys, in `arena`. */
ab_str ab_per_partition_key(ab_arena *arena, const ab_value *partition);
/* The state of a partition that the input does not know: it begins where the global cursor is.
 * Under the lock. */
bool ab_per_partition_begin(ab_per_partition *self, ab_concurrent_state *state, ab_error *error);
/* The parents' state as JSON in `arena`; .p NULL: the router has none. */
bool ab_per_partition_parents(const ab_per_partition *self, ab_arena *arena, ab_str *out,
                              ab_error *error);
/* Monotonic microseconds. */
int64_t ab_per_partition_now(const ab_per_partition *self);

/* Operations of the cursor: per_partition_generate.c. */
bool ab_per_partition_generate(ab_stream_cursor *cursor, ab_env *env, ab_slice_fn emit,
                               void *context, ab_error *error);
/* per_partition_state.c */
bool ab_per_partition_state(ab_stream_cursor *cursor, ab_arena *arena, ab_value *out,
                            ab_error *error);
bool ab_per_partition_close(ab_stream_cursor *cursor, ab_observer *observer,
                            const ab_state_sink *sink, ab_error *error);
bool ab_per_partition_finish(ab_stream_cursor *cursor, const ab_state_sink *sink, ab_error *error);

#endif
