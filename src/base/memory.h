/* A byte budget that several threads share: the process-wide memory budget, the disk maximum. */
#ifndef AB_BASE_MEMORY_H
#define AB_BASE_MEMORY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* Use ab_memory_init. All functions are thread-safe. */
typedef struct ab_memory {
    atomic_size_t used;
    size_t limit; /* bytes */
} ab_memory;

void ab_memory_init(ab_memory *memory, size_t limit_bytes);
/* Takes `bytes` if the limit allows; false if not. */
bool ab_memory_try_take(ab_memory *memory, size_t bytes);
/* Takes `bytes` in any case: for what must be in memory, so that others yield. */
void ab_memory_take(ab_memory *memory, size_t bytes);
/* Gives back what was taken. */
void ab_memory_give(ab_memory *memory, size_t bytes);
/* Bytes taken at present. */
size_t ab_memory_used(ab_memory *memory);

#endif
