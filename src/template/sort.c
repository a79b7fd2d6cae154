/* Sorting: merges runs, stable; a comparison may fail. */
#include "template/py.h"

typedef struct sorter {
    ab_py *p;
    ab_value *items;
    ab_value *keys;
    size_t *order;
    size_t *scratch;
    bool reverse;
} sorter;

static bool merge_sort(sorter *s, size_t from, size_t to)
{
    if (to - from < 2) {
        return true;
    }
    size_t middle = from + (to - from) / 2;
    if (!merge_sort(s, from, middle) || !merge_sort(s, middle, to)) {
        return false;
    }
    size_t i = from;
    size_t k = middle;
    for (size_t n = from; n < to; n++) {
        bool right = false;
        if (i < middle && k < to) {
            const ab_value *a = &s->keys[s->order[i]];
            const ab_value *b = &s->keys[s->order[k]];
            /* in reverse the order of equal elements is kept, too */
            if (!ab_py_less(s->p, s->reverse ? a : b, s->reverse ? b : a, &right)) {
                return false;
            }
        } else {
            right = i >= middle;
        }
        s->scratch[n] = s->order[right ? k++ : i++];
    }
    memcpy(s->order + from, s->scratch + from, (to - from) * sizeof(size_t));
    return true;
}

bool ab_py_sort(ab_py *p, ab_value *items, ab_value *keys, size_t n, bool reverse)
{
    sorter s = {.p = p, .items = items, .keys = keys, .reverse = reverse};
    if (n < 2) {
        return true;
    }
    s.order = ab_arena_alloc(p->arena, (n + 1) * sizeof(size_t));
    s.scratch = ab_arena_alloc(p->arena, (n + 1) * sizeof(size_t));
    for (size_t i = 0; i < n; i++) {
        s.order[i] = i;
    }
    if (!merge_sort(&s, 0, n)) {
        return false;
    }
    ab_value *copy = AB_ARENA_ARRAY(p->arena, ab_value, n + 1);
    for (size_t i = 0; i < n; i++) {
        copy[i] = items[s.order[i]];
    }
    memcpy(items, copy, n * sizeof(ab_value));
    if (keys != items) {
        for (size_t i = 0; i < n; i++) {
            copy[i] = keys[s.order[i]];
        }
        memcpy(keys, copy, n * sizeof(ab_value));
    }
    return true;
}
