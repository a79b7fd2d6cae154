/* A hash map from strings to pointers, in order of insertion. */
#ifndef AB_BASE_MAP_H
#define AB_BASE_MAP_H

#include "base/str.h"

#include <stdint.h>

typedef struct ab_map_entry {
    ab_str key; /* a copy that the map owns */
    void *value;
    uint64_t hash;
} ab_map_entry;

/* All zero is an empty map. Not thread-safe. Entries lie in order of insertion; removing one
 * leaves the order of the others. */
typedef struct ab_map {
    ab_map_entry *entries;
    size_t count;
    size_t capacity;
    uint32_t *slots; /* index + 1 into entries, 0 free; NULL while small */
    size_t slot_count;
} ab_map;

/* The value under `key`, or NULL. */
void *ab_map_get(const ab_map *map, ab_str key);
bool ab_map_has(const ab_map *map, ab_str key);
/* Sets the value; returns the one it replaces, or NULL. */
void *ab_map_set(ab_map *map, ab_str key, void *value);
/* Removes the entry; returns its value, or NULL. Takes time in the size of the map. */
void *ab_map_remove(ab_map *map, ab_str key);
/* Frees the map; `free_value` (may be NULL) is called for each value. The map is empty after. */
void ab_map_free(ab_map *map, void (*free_value)(void *value));

/* A hash of bytes, the same within a process only (seeded at random against crafted keys). */
uint64_t ab_hash(ab_str s);

#endif
