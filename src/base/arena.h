/* Arenas: memory that is given back all at once. Each of the four lifetimes of the design
 * (process, partition, page, record) is an arena. */
#ifndef AB_BASE_ARENA_H
#define AB_BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>

typedef struct ab_arena ab_arena;

/* A new arena; the caller frees it. One thread at a time may use an arena; it may be handed to
 * another thread whole. */
ab_arena *ab_arena_new(void);
/* Frees the arena and all that was allocated in it. NULL is ignored. */
void ab_arena_free(ab_arena *arena);
/* Gives back all allocations but keeps the arena, with at most one block of 64 KiB in reserve. */
void ab_arena_reset(ab_arena *arena);
/* Bytes taken from the heap at present. */
size_t ab_arena_bytes(const ab_arena *arena);

/* `bytes` bytes, aligned for any type, valid until the arena is reset, rewound or freed. */
void *ab_arena_alloc(ab_arena *arena, size_t bytes);
/* The same, filled with zeros. */
void *ab_arena_zalloc(ab_arena *arena, size_t bytes);
#define AB_ARENA_NEW(arena, type) ((type *)ab_arena_zalloc((arena), sizeof(type)))
#define AB_ARENA_ARRAY(arena, type, count)                                                         \
    ((type *)ab_arena_zalloc((arena), (size_t)(count) * sizeof(type)))
/* Grows an array of the arena to `new_bytes`, in place where it was the last allocation. */
void *ab_arena_grow(ab_arena *arena, void *block, size_t old_bytes, size_t new_bytes);

/* Copies, each with a NUL behind its end (not counted in .n). */
ab_str ab_arena_str(ab_arena *arena, ab_str s);
char *ab_arena_cstr(ab_arena *arena, ab_str s);
ab_str ab_arena_printf(ab_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
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
