/* The cursor over all partitions, beside the partitions' own ones. */
#ifndef AB_DECLARATIVE_CURSORS_GLOBAL_CURSOR_H
#define AB_DECLARATIVE_CURSORS_GLOBAL_CURSOR_H

#include "declarative/cursors/point.h"

#include <stdatomic.h>

/* Under its cursor's lock but for `in_use` and, once built, `start`. Values are kept as the texts
 * that states show, and the greatest text is the newest: so does the CDK. */
typedef struct ab_global_cursor {
    atomic_bool in_use; /* in place of the partitions' */
    bool has_value;     /* `value` is that of the input state, or of this whole sync at its end */
    char *value;        /* malloc */
    char *newest;       /* malloc; the greatest one of this sync, NULL: none */
    int64_t lookback_s; /* how long the last sync took */
    bool synced_data;   /* a record with a cursor value came */
    ab_point start;     /* where a partition without state begins */
} ab_global_cursor;

void ab_global_cursor_free(ab_global_cursor *global);
/* The input state's value, which must fit the format. */
bool ab_global_cursor_set(ab_global_cursor *global, const ab_point_format *format,
                          const ab_value *value, ab_error *error);
void ab_global_cursor_take(ab_global_cursor *global, ab_str text);
/* At the end of a sync that read everything: the newest value is the state. */
void ab_global_cursor_commit(ab_global_cursor *global, int64_t lookback_s);
/* {cursor field: value}, or {} where there is none; in `arena`. */
ab_value ab_global_cursor_state(const ab_global_cursor *global, ab_str cursor_field,
                                ab_arena *arena);

/* The greatest text that one worker has seen. All zero but for the arena is none. */
typedef struct ab_greatest_text {
    ab_arena *arena;
    char *text;
    size_t n;
    size_t capacity;
} ab_greatest_text;
bool ab_greatest_text_take(ab_greatest_text *greatest, const ab_point_format *format,
                           ab_point point, ab_error *error);

#endif
