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

ab_config_store *ab_config_store_new(const ab_value *config)
{
    ab_config_store *store = ab_xcalloc(1, sizeof *store);
    atomic_init(&store->newest, snapshot_of(config, NULL));
    pthread_mutex_init(&store->lock, NULL);
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
    free(store);
}

const ab_value *ab_config_get(const ab_config_store *store)
{
    return &atomic_load_explicit(&store->newest, memory_order_acquire)->value;
}

void ab_config_set(ab_config_store *store, const ab_value *config)
{
    pthread_mutex_lock(&store->lock);
    snapshot *older = atomic_load_explicit(&store->newest, memory_order_relaxed);
    atomic_store_explicit(&store->newest, snapshot_of(config, older), memory_order_release);
    pthread_mutex_unlock(&store->lock);
}
