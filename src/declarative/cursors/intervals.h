/* What a sync has covered: a list of intervals, each with the greatest cursor value seen in it. */
#ifndef AB_DECLARATIVE_CURSORS_INTERVALS_H
#define AB_DECLARATIVE_CURSORS_INTERVALS_H

#include "declarative/cursors/point.h"

typedef struct ab_interval {
    ab_point start;
    ab_point end;
    ab_point recent;
    bool has_recent; /* `recent` counts */
} ab_interval;

/* All zero is empty. Mostly there is one, which lies within. */
typedef struct ab_intervals {
    ab_interval one;
    ab_interval *many; /* malloc, where n > 1 */
    uint32_t n;
    uint32_t capacity;
} ab_intervals;

static inline ab_interval *ab_intervals_at(ab_intervals *list, size_t i)
{
    return list->many ? &list->many[i] : &list->one;
}
void ab_intervals_add(ab_intervals *list, ab_interval interval);
void ab_intervals_free(ab_intervals *list);
/* Sorts by start and end and joins those that overlap or touch (merge_intervals). Fails where an
 * end cannot be incremented; what was joined until then stays so. */
bool ab_intervals_merge(ab_intervals *list, const ab_point_format *format, ab_error *error);

#endif
