#include "base/memory.h"

void ab_memory_init(ab_memory *memory, size_t limit_bytes)
{
    atomic_init(&memory->used, 0);
    memory->limit = limit_bytes;
}

bool ab_memory_try_take(ab_memory *memory, size_t bytes)
{
    size_t used = atomic_load_explicit(&memory->used, memory_order_relaxed);
    do {
        if (used > memory->limit || bytes > memory->limit - used) {
            return false;
        }
    } while (!atomic_compare_exchange_weak_explicit(&memory->used, &used, used + bytes,
                                                    memory_order_relaxed, memory_order_relaxed));
    return true;
}

void ab_memory_take(ab_memory *memory, size_t bytes)
{
    atomic_fetch_add_explicit(&memory->used, bytes, memory_order_relaxed);
}

void ab_memory_give(ab_memory *memory, size_t bytes)
{
    atomic_fetch_sub_explicit(&memory->used, bytes, memory_order_relaxed);
}

size_t ab_memory_used(ab_memory *memory)
{
    return atomic_load_explicit(&memory->used, memory_order_relaxed);
}
