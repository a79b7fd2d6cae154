/* A growing array of any type: `typedef AB_VEC(int) ints; ints v = {0}; AB_VEC_PUSH(&v, 3);`. */
#ifndef AB_BASE_VEC_H
#define AB_BASE_VEC_H

#include "base/alloc.h"

#include <stdlib.h>

/* All zero is an empty vector. The elements are at .at[0..n). */
#define AB_VEC(type)                                                                               \
    struct {                                                                                       \
        type *at;                                                                                  \
        size_t n;                                                                                  \
        size_t capacity;                                                                           \
    }

/* Makes room for one more element. */
#define AB_VEC_GROW(v)                                                                             \
    do {                                                                                           \
        if ((v)->n == (v)->capacity) {                                                             \
            (v)->capacity = (v)->capacity ? (v)->capacity * 2 : 8;                                 \
            (v)->at = ab_xrealloc((v)->at, (v)->capacity * sizeof(*(v)->at));                      \
        }                                                                                          \
    } while (0)
#define AB_VEC_PUSH(v, ...)                                                                        \
    do {                                                                                           \
        AB_VEC_GROW(v);                                                                            \
        (v)->at[(v)->n++] = (__VA_ARGS__);                                                         \
    } while (0)
/* Frees the array, not what its elements own. */
#define AB_VEC_FREE(v)                                                                             \
    do {                                                                                           \
        free((v)->at);                                                                             \
        (v)->at = NULL;                                                                            \
        (v)->n = 0;                                                                                \
        (v)->capacity = 0;                                                                         \
    } while (0)

#endif
