#include "declarative/cursors/intervals.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

void ab_intervals_add(ab_intervals *list, ab_interval interval)
{
    if (list->n == 0) {
        list->one = interval;
        list->n = 1;
        return;
    }
    if (!list->many || list->n == list->capacity) {
        bool is_first = !list->many;
        list->capacity = is_first ? 4 : list->capacity * 2;
        list->many = ab_xrealloc(list->many, list->capacity * sizeof(*list->many));
        if (is_first) {
            list->many[0] = list->one;
        }
    }
    list->many[list->n++] = interval;
}

void ab_intervals_free(ab_intervals *list)
{
    free(list->many);
    *list = (ab_intervals){0};
}

static int compare(const ab_point_format *format, const ab_interval *a, const ab_interval *b)
{
    int by_start = ab_point_compare(format, a->start, b->start);
    return by_start ? by_start : ab_point_compare(format, a->end, b->end);
}

/* By insertion: all but the last one are sorted already. */
static void sort(ab_interval *at, size_t n, const ab_point_format *format)
{
    for (size_t i = 1; i < n; i++) {
        ab_interval moved = at[i];
        size_t j = i;
        for (; j > 0 && compare(format, &at[j - 1], &moved) > 0; j--) {
            at[j] = at[j - 1];
        }
        at[j] = moved;
    }
}

static void join(const ab_point_format *format, ab_interval *last, const ab_interval *next)
{
    if (ab_point_compare(format, next->end, last->end) > 0) {
        last->end = next->end;
    }
    if (next->has_recent &&
        (!last->has_recent || ab_point_compare(format, last->recent, next->recent) <= 0)) {
        last->recent = next->recent;
        last->has_recent = true;
    }
}

static void shrink(ab_intervals *list, size_t n)
{
    list->n = (uint32_t)n;
    if (n == 1 && list->many) {
        list->one = list->many[0];
        free(list->many);
        list->many = NULL;
        list->capacity = 0;
    }
}

bool ab_intervals_merge(ab_intervals *list, const ab_point_format *format, ab_error *error)
{
    if (list->n < 2) {
        return true;
    }
    ab_interval *at = list->many;
    sort(at, list->n, format);
    size_t merged = 1;
    for (size_t i = 1; i < list->n; i++) {
        bool touches;
        if (!ab_point_touches(format, at[merged - 1].end, at[i].start, &touches, error)) {
            memmove(&at[merged], &at[i], (list->n - i) * sizeof(*at));
            shrink(list, merged + list->n - i);
            return false;
        }
        if (touches) {
            join(format, &at[merged - 1], &at[i]);
        } else {
            at[merged++] = at[i];
        }
    }
    shrink(list, merged);
    return true;
}
