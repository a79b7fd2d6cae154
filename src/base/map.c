#include "base/map.h"

#include "base/alloc.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>

enum {
    /* Up to here a linear search over the hashes is as fast as slots. */
    SMALL = 8,
};

static uint64_t seed;
static pthread_once_t seed_once = PTHREAD_ONCE_INIT;

static void make_seed(void)
{
    if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) != (ssize_t)sizeof(seed)) {
        seed = (uint64_t)(uintptr_t)&seed; /* the address is random, too */
    }
}

static uint64_t mix(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t ab_hash(ab_str s)
{
    static const uint64_t factor = 0x9e3779b97f4a7c15ULL;
    pthread_once(&seed_once, make_seed);
    uint64_t h = seed ^ s.n;
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        uint64_t word;
        memcpy(&word, s.p + i, 8);
        h = mix(h ^ word, factor);
    }
    if (i < s.n) {
        uint64_t word = 0;
        memcpy(&word, s.p + i, s.n - i);
        h = mix(h ^ word, factor);
    }
    return mix(h, 0xd6e8feb86659fd93ULL);
}

static size_t find(const ab_map *map, ab_str key, uint64_t hash)
{
    if (!map->slots) {
        for (size_t i = 0; i < map->count; i++) {
            if (map->entries[i].hash == hash && ab_str_eq(map->entries[i].key, key)) {
                return i;
            }
        }
        return SIZE_MAX;
    }
    size_t mask = map->slot_count - 1;
    for (size_t at = hash & mask; map->slots[at]; at = (at + 1) & mask) {
        size_t i = map->slots[at] - 1;
        if (map->entries[i].hash == hash && ab_str_eq(map->entries[i].key, key)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static void put_slot(ab_map *map, size_t index)
{
    size_t mask = map->slot_count - 1;
    size_t at = map->entries[index].hash & mask;
    while (map->slots[at]) {
        at = (at + 1) & mask;
    }
    map->slots[at] = (uint32_t)(index + 1);
}

static void rebuild_slots(ab_map *map)
{
    free(map->slots);
    map->slots = NULL;
    map->slot_count = 0;
    if (map->count <= SMALL) {
        return;
    }
    size_t slots = 32;
    while (slots < map->count * 2) {
        slots *= 2;
    }
    map->slots = ab_xcalloc(slots, sizeof(*map->slots));
    map->slot_count = slots;
    for (size_t i = 0; i < map->count; i++) {
        put_slot(map, i);
    }
}

void *ab_map_get(const ab_map *map, ab_str key)
{
    size_t i = map->count ? find(map, key, ab_hash(key)) : SIZE_MAX;
    return i == SIZE_MAX ? NULL : map->entries[i].value;
}

bool ab_map_has(const ab_map *map, ab_str key)
{
    return map->count && find(map, key, ab_hash(key)) != SIZE_MAX;
}

void *ab_map_set(ab_map *map, ab_str key, void *value)
{
    uint64_t hash = ab_hash(key);
    size_t i = find(map, key, hash);
    if (i != SIZE_MAX) {
        void *old = map->entries[i].value;
        map->entries[i].value = value;
        return old;
    }
    if (map->count == map->capacity) {
        map->capacity = map->capacity ? map->capacity * 2 : SMALL;
        map->entries = ab_xrealloc(map->entries, map->capacity * sizeof(*map->entries));
    }
    char *copy = ab_xstrndup(key.p, key.n);
    map->entries[map->count++] = (ab_map_entry){{copy, key.n}, value, hash};
    if (map->count > SMALL && map->count * 2 > map->slot_count) {
        rebuild_slots(map);
    } else if (map->slots) {
        put_slot(map, map->count - 1);
    }
    return NULL;
}

void *ab_map_remove(ab_map *map, ab_str key)
{
    size_t i = map->count ? find(map, key, ab_hash(key)) : SIZE_MAX;
    if (i == SIZE_MAX) {
        return NULL;
    }
    void *old = map->entries[i].value;
    free((char *)map->entries[i].key.p);
    memmove(map->entries + i, map->entries + i + 1, (map->count - i - 1) * sizeof(*map->entries));
    map->count--;
    rebuild_slots(map);
    return old;
}

void ab_map_free(ab_map *map, void (*free_value)(void *value))
{
    for (size_t i = 0; i < map->count; i++) {
        free((char *)map->entries[i].key.p);
        if (free_value) {
            free_value(map->entries[i].value);
        }
    }
    free(map->entries);
    free(map->slots);
    *map = (ab_map){0};
}
