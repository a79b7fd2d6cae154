/* The state of one cursor: what was covered, in memory and as the platform keeps it (the state
 * half of ConcurrentCursor and its state converters). */
#ifndef AB_DECLARATIVE_CURSORS_CONCURRENT_STATE_H
#define AB_DECLARATIVE_CURSORS_CONCURRENT_STATE_H

#include "declarative/cursors/intervals.h"

/* Not thread-safe: its cursor locks. */
typedef struct ab_concurrent_state {
    ab_intervals covered;
    ab_point start;         /* where this sync began */
    const ab_value *legacy; /* the input state's object where it holds more than the cursor */
} ab_concurrent_state;

/* How to read an input state. */
typedef struct ab_state_reading {
    const ab_point_format *format;
    ab_str cursor_field;
    const ab_point *start; /* of the manifest; NULL: none */
    int64_t lookback_s;    /* taken off a state's value (global cursor); 0: none */
    ab_arena *kept;        /* where legacy members go; lives as long as the state */
} ab_state_reading;

/* From {cursor field: value}, from ranges ({"state_type", "slices"}), or from nothing (NULL, {}).
 * `state` is empty before. */
bool ab_concurrent_state_read(ab_concurrent_state *state, const ab_state_reading *reading,
                              const ab_value *input, ab_error *error);
void ab_concurrent_state_free(ab_concurrent_state *state);
/* The value up to which everything was read: what the emitted state says. */
bool ab_concurrent_state_latest(ab_concurrent_state *state, const ab_point_format *format,
                                ab_point *out, ab_error *error);
/* As emitted: {cursor field: value}, beside what else the input held. In `arena`. */
bool ab_concurrent_state_write(ab_concurrent_state *state, const ab_point_format *format,
                               ab_str cursor_field, ab_arena *arena, ab_value *out,
                               ab_error *error);
/* Whether a state is in the form of ranges. */
bool ab_state_has_ranges(const ab_value *input);

#endif
