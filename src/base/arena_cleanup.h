/* What has to be released together with an arena's memory: handles of libraries. */
#ifndef AB_BASE_ARENA_CLEANUP_H
#define AB_BASE_ARENA_CLEANUP_H

#include "base/arena.h"

/* Calls release(data) once, when what is allocated next in the arena would be given back: when it
 * is freed, reset, or rewound behind this point. The last registered is released first. `release`
 * may not use the arena. */
void ab_arena_on_release(ab_arena *arena, void (*release)(void *data), void *data);

#endif
