/* The windows of time that a stream still has to read: what lies between and after the intervals
 * that earlier syncs have covered, cut by step, granularity and clamping
 * (ConcurrentCursor.stream_slices). */
#ifndef AB_DECLARATIVE_CURSORS_WINDOWS_H
#define AB_DECLARATIVE_CURSORS_WINDOWS_H

#include "declarative/cursors/intervals.h"
#include "declarative/cursors/settings.h"

/* One pass, by one thread. */
typedef struct ab_windows {
    const ab_cursor_settings *settings;
    ab_interval *covered; /* a snapshot, so that slices closed meanwhile change nothing */
    size_t count;
    size_t next_range; /* 0: before the first interval; i: behind interval i - 1 */
    bool in_range;
    bool upper_is_end; /* the range reaches to the end of the sync */
    bool one_window;   /* the range is not cut */
    ab_datetime lower;
    ab_datetime upper;
} ab_windows;

/* `covered` must be merged and not empty; it is copied. */
bool ab_windows_init(ab_windows *windows, const ab_cursor_settings *settings, ab_intervals *covered,
                     ab_error *error);
void ab_windows_end(ab_windows *windows);
/* The next window, both ends included, as a cursor slice in `arena`; *got is false after the last.
 */
bool ab_windows_next_slice(ab_windows *windows, ab_arena *arena, ab_value *cursor_slice, bool *got,
                           ab_error *error);
/* {start field: text, end field: text}. */
bool ab_window_slice(const ab_cursor_settings *settings, const ab_datetime *start,
                     const ab_datetime *end, ab_arena *arena, ab_value *out, ab_error *error);

#endif
