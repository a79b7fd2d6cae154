/* Arenas: memory that is given back all at once. Values and texts that a slot returns lie in the
 * arena that it was handed. */
#ifndef AIRBYTE_ARENA_H
#define AIRBYTE_ARENA_H

#include "airbyte/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A new arena; the caller frees it. One thread at a time may use an arena; it may be handed to
 * another thread whole. Never NULL: where memory is out, the process ends with one message. */
ab_arena *ab_arena_new(void);
/* Frees the arena and all that was allocated in it. NULL is ignored. */
void ab_arena_free(ab_arena *arena);
/* Gives back all allocations but keeps the arena, with at most one block of 64 KiB in reserve. */
void ab_arena_reset(ab_arena *arena);

/* `bytes` bytes, aligned for any type, valid until the arena is reset, rewound or freed. */
void *ab_arena_alloc(ab_arena *arena, size_t bytes);
/* The same, filled with zeros. */
void *ab_arena_zalloc(ab_arena *arena, size_t bytes);

/* Copies, each with a NUL behind its end (not counted in .n). */
ab_str ab_arena_str(ab_arena *arena, ab_str s);
char *ab_arena_cstr(ab_arena *arena, ab_str s);
ab_str ab_arena_printf(ab_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#ifdef __cplusplus
}
#endif

#endif
