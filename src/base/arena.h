/* Arenas: memory that is given back all at once. Each of the four lifetimes of the design
 * (process, partition, page, record) is an arena. */
#ifndef AB_BASE_ARENA_H
#define AB_BASE_ARENA_H

#include "airbyte/arena.h"
#include "base/str.h"

#include <stdarg.h>
/* Bytes taken from the heap at present. */
size_t ab_arena_bytes(const ab_arena *arena);

#define AB_ARENA_NEW(arena, type) ((type *)ab_arena_zalloc((arena), sizeof(type)))
#define AB_ARENA_ARRAY(arena, type, count)                                                         \
    ((type *)ab_arena_zalloc((arena), (size_t)(count) * sizeof(type)))
/* Grows an array of the arena to `new_bytes`, in place where it was the last allocation. */
void *ab_arena_grow(ab_arena *arena, void *block, size_t old_bytes, size_t new_bytes);

ab_str ab_arena_vprintf(ab_arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* A place to return to: ab_arena_rewind gives back all that was allocated since the mark. */
typedef struct ab_arena_mark {
    void *block;
    size_t used;
} ab_arena_mark;
ab_arena_mark ab_arena_save(const ab_arena *arena);
void ab_arena_rewind(ab_arena *arena, ab_arena_mark mark);

#endif
