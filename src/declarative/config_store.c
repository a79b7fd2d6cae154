#include "base/alloc.h"
#include "declarative/env.h"

#include <stdlib.h>

/* Snapshots form a list and stay until the store goes: a token is rotated once an hour at most, and
 * readers then need no lock and no count. */
typedef struct snapshot {
    ab_value value;
    ab_arena *arena;
    struct snapshot *older;
} snapshot;

struct ab_config_store {
    _Atomic(snapshot *) newest;
    pthread_mutex_t lock; /* of writers */
    char *path;
};

static snapshot *snapshot_of(const ab_value *config, snapshot *older)
{
    ab_arena *arena = ab_arena_new();
    snapshot *s = AB_ARENA_NEW(arena, snapshot);
    s->arena = arena;
    s->value = config ? ab_value_copy(arena, config) : ab_value_object();
    s->older = older;
    return s;
}

ab_config_store *ab_config_store_new(const ab_value *config, const char *path)
{
    ab_config_store *store = ab_xcalloc(1, sizeof *store);
    atomic_init(&store->newest, snapshot_of(config, NULL));
    pthread_mutex_init(&store->lock, NULL);
    store->path = ab_xstrdup(path);
    return store;
}

void ab_config_store_free(ab_config_store *store)
{
    if (!store) {
        return;
    }
    snapshot *s = atomic_load(&store->newest);
    while (s) {
        snapshot *older = s->older;
        ab_arena_free(s->arena);
        s = older;
    }
    pthread_mutex_destroy(&store->lock);
    free(store->path);
    free(store);
}

const ab_value *ab_config_get(const ab_config_store *store)
{
    return &atomic_load_explicit(&store->newest, memory_order_acquire)->value;
}

static void put(ab_config_store *store, const ab_value *config)
{
    snapshot *older = atomic_load_explicit(&store->newest, memory_order_relaxed);
    atomic_store_explicit(&store->newest, snapshot_of(config, older), memory_order_release);
}

void ab_config_set(ab_config_store *store, const ab_value *config)
{
    pthread_mutex_lock(&store->lock);
    put(store, config);
    pthread_mutex_unlock(&store->lock);
}

static void change(ab_arena *arena, ab_value *config, const ab_config_change *c)
{
    ab_value *at = config;
    for (size_t i = 0; i + 1 < c->length; i++) {
        ab_value *next = ab_object_find(at, c->path[i]);
        if (!next || next->kind != AB_OBJECT) {
            next = ab_object_set(arena, at, c->path[i], ab_value_object());
        }
        at = next;
    }
    if (c->length) {
        ab_object_set(arena, at, c->path[c->length - 1], c->value);
    }
}

void ab_config_update(ab_config_store *store, const ab_config_change *changes, size_t count)
{
    ab_arena *scratch = ab_arena_new();
    pthread_mutex_lock(&store->lock);
    ab_value config = ab_value_clone(scratch, ab_config_get(store));
    for (size_t i = 0; i < count; i++) {
        change(scratch, &config, &changes[i]);
    }
    put(store, &config);
    pthread_mutex_unlock(&store->lock);
    ab_arena_free(scratch);
}

const char *ab_config_path(const ab_config_store *store)
{
    return store->path;
}
