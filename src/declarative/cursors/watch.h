/* Watching the records of one slice: the greatest cursor value, at little cost per record. */
#ifndef AB_DECLARATIVE_CURSORS_WATCH_H
#define AB_DECLARATIVE_CURSORS_WATCH_H

#include "declarative/cursors/cursor.h"
#include "declarative/cursors/intervals.h"
#include "declarative/cursors/settings.h"

typedef enum ab_watched {
    AB_WATCHED,       /* the value counts */
    AB_WATCHED_NONE,  /* the record has no value */
    AB_WATCHED_BAD,   /* no format fits the value */
    AB_WATCHED_ERROR, /* `error` is set */
} ab_watched;

/* Belongs to one worker. */
typedef struct ab_watch {
    ab_point recent; /* the greatest value, where `seen` */
    bool seen;
    bool descending; /* a value came after a greater one */
    uint8_t last_n;  /* of last_text; 0: none */
    uint8_t last_type;
    char last_text[46]; /* the last value that counted: mostly the next one is the same */
} ab_watch;

/* The value of the record's cursor field; NULL where it has none or null. */
bool ab_watch_value(const ab_cursor_settings *settings, ab_record *record, const ab_value **value,
                    ab_error *error);
/* Takes a record. *value (may be NULL) is what was found in it; *is_new tells that the value is not
 * the same as the record's before. */
ab_watched ab_watch_record(ab_watch *watch, const ab_cursor_settings *settings, ab_record *record,
                           const ab_value **value, ab_point *point, bool *is_new, ab_error *error);

/* What is left of `slice` after what was seen: from the greatest value on. Warns where the records
 * did not come in ascending order. The slice itself where nothing was seen. */
const ab_slice *ab_watch_reduce(const ab_watch *watch, const ab_cursor_settings *settings,
                                const ab_slice *slice, ab_arena *arena, ab_error *error);
/* Halves a slice along the granularity (ConcurrentCursor.split_request_window). */
bool ab_cursor_split(const ab_cursor_settings *settings, const ab_slice *slice, ab_str min_window,
                     ab_arena *arena, const ab_slice ***parts, size_t *count, ab_error *error);
/* When a state of one cursor stands: {cursor field: value}, or the first of its ranges
 * (get_cursor_datetime_from_state). */
void ab_cursor_state_time(const ab_cursor_settings *settings, const ab_value *state, bool *known,
                          int64_t *real_us);
/* The interval that a slice covered. */
bool ab_cursor_slice_interval(const ab_cursor_settings *settings, const ab_slice *slice,
                              const ab_watch *watch, ab_interval *out, ab_error *error);

#endif
