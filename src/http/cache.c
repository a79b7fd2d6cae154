#include "http/cache.h"

#include "base/map.h"
#include "base/vec.h"
#include "http/response.h"

#include <pthread.h>

enum {
    HEAD_BYTES = 1024, /* what a head is counted for */
    MEMORY_SHARE = 4,  /* the part of the budget that cached bodies may hold */
};

typedef struct entry {
    char *key;
    size_t key_n;
    ab_http_response *response; /* NULL: being fetched */
    ab_transfer *ahead;         /* offered: it has no owner yet */
    uint64_t bytes;
    uint64_t in_memory;
    struct entry *newer; /* by use; only entries with a response are in this list */
    struct entry *older;
} entry;

struct ab_response_cache {
    pthread_mutex_t lock; /* guards all */
    pthread_cond_t settled;
    const ab_body_store *store;
    uint64_t max_bytes;
    uint64_t bytes;
    uint64_t in_memory;
    ab_map entries;
    entry *newest;
    entry *oldest;
};

ab_response_cache *ab_response_cache_new(const ab_body_store *store, uint64_t max_bytes)
{
    ab_response_cache *cache = ab_xcalloc(1, sizeof(*cache));
    pthread_mutex_init(&cache->lock, NULL);
    ab_cond_init(&cache->settled);
    cache->store = store;
    cache->max_bytes = max_bytes ? max_bytes : UINT64_MAX;
    return cache;
}

static void free_entry(void *value)
{
    entry *e = value;
    ab_http_response_unref(e->response);
    free(e->key);
    free(e);
}

void ab_response_cache_free(ab_response_cache *cache)
{
    if (!cache) {
        return;
    }
    ab_map_free(&cache->entries, free_entry);
    pthread_cond_destroy(&cache->settled);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

/* ---- Under the lock ---- */

static void unlink_entry(ab_response_cache *cache, entry *e)
{
    *(e->newer ? &e->newer->older : &cache->newest) = e->older;
    *(e->older ? &e->older->newer : &cache->oldest) = e->newer;
    e->newer = e->older = NULL;
}

static void link_newest(ab_response_cache *cache, entry *e)
{
    e->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = e;
    cache->newest = e;
}

static void evict(ab_response_cache *cache, entry *e)
{
    unlink_entry(cache, e);
    cache->bytes -= e->bytes;
    cache->in_memory -= e->in_memory;
    ab_map_remove(&cache->entries, (ab_str){e->key, e->key_n});
    free_entry(e);
}

static void insert(ab_response_cache *cache, entry *e, ab_http_response *response)
{
    e->response = response;
    uint64_t size = ab_body_size(response->body);
    e->in_memory = size - ab_body_disk_bytes(response->body);
    e->bytes = size + HEAD_BYTES;
    cache->bytes += e->bytes;
    cache->in_memory += e->in_memory;
    link_newest(cache, e);
    while (cache->bytes > cache->max_bytes) {
        evict(cache, cache->oldest);
    }
}

static void add_fetching(ab_response_cache *cache, ab_str key)
{
    entry *fetching = ab_xcalloc(1, sizeof(*fetching));
    fetching->key = ab_xstrndup(key.p ? key.p : "", key.n);
    fetching->key_n = key.n;
    ab_map_set(&cache->entries, key, fetching);
}

bool ab_response_cache_get(ab_response_cache *cache, ab_str key, ab_http_response **response,
                           ab_transfer **ahead)
{
    pthread_mutex_lock(&cache->lock);
    entry *e;
    *ahead = NULL;
    while ((e = ab_map_get(&cache->entries, key)) && !e->response && !e->ahead) {
        ab_cond_wait_us(&cache->settled, &cache->lock, -1);
    }
    bool found = e && e->response;
    if (found) {
        unlink_entry(cache, e);
        link_newest(cache, e);
        *response = ab_http_response_ref(e->response);
    } else if (e) {
        *ahead = e->ahead;
        e->ahead = NULL;
    } else {
        add_fetching(cache, key);
    }
    pthread_mutex_unlock(&cache->lock);
    return found;
}

/* ---- Sent ahead ---- */

bool ab_response_cache_claim(ab_response_cache *cache, ab_str key)
{
    pthread_mutex_lock(&cache->lock);
    bool is_free = !ab_map_has(&cache->entries, key);
    if (is_free) {
        add_fetching(cache, key);
    }
    pthread_mutex_unlock(&cache->lock);
    return is_free;
}

void ab_response_cache_offer(ab_response_cache *cache, ab_str key, ab_transfer *transfer)
{
    pthread_mutex_lock(&cache->lock);
    entry *e = ab_map_get(&cache->entries, key);
    e->ahead = transfer;
    pthread_cond_broadcast(&cache->settled);
    pthread_mutex_unlock(&cache->lock);
}

bool ab_response_cache_withdraw(ab_response_cache *cache, ab_str key, const ab_transfer *transfer)
{
    pthread_mutex_lock(&cache->lock);
    entry *e = ab_map_get(&cache->entries, key);
    bool is_own = e && e->ahead == transfer;
    if (is_own) {
        ab_map_remove(&cache->entries, key);
        free_entry(e);
        pthread_cond_broadcast(&cache->settled);
    }
    pthread_mutex_unlock(&cache->lock);
    return is_own;
}

/* ---- Storing ---- */

/* The same head over a body in the file. NULL where the disk is full. */
static ab_http_response *on_disk(ab_http_response *response)
{
    ab_body *body = ab_body_spilled_copy(response->body, NULL);
    if (!body) {
        return NULL;
    }
    ab_http_response *copy = ab_http_response_new();
    ab_arena *arena = ab_http_response_arena(copy);
    copy->status = response->status;
    copy->url = ab_arena_str(arena, response->url);
    copy->headers = ab_headers_copy(arena, &response->headers);
    copy->body = body;
    copy->gzip_encoded = response->gzip_encoded;
    copy->redirects = response->redirects;
    copy->elapsed_us = response->elapsed_us;
    copy->sent_method = ab_arena_str(arena, response->sent_method);
    copy->sent_headers = ab_headers_copy(arena, &response->sent_headers);
    copy->sent_body = ab_arena_str(arena, response->sent_body);
    return copy;
}

/* The response to keep, with a reference; NULL where it is none to keep. */
static ab_http_response *keepable(ab_response_cache *cache, ab_http_response *response)
{
    bool whole = false;
    if (!response || response->failure || response->status != 200 ||
        !ab_body_is_complete(response->body, &whole) || !whole) {
        return NULL;
    }
    uint64_t size = ab_body_size(response->body) - ab_body_disk_bytes(response->body);
    pthread_mutex_lock(&cache->lock);
    bool fits = cache->in_memory + size <= cache->store->memory->limit / MEMORY_SHARE;
    pthread_mutex_unlock(&cache->lock);
    return fits ? ab_http_response_ref(response) : on_disk(response);
}

void ab_response_cache_settle(ab_response_cache *cache, ab_str key, ab_http_response *response)
{
    ab_http_response *kept = keepable(cache, response);
    pthread_mutex_lock(&cache->lock);
    entry *e = ab_map_get(&cache->entries, key);
    if (e && !e->response && kept) {
        insert(cache, e, kept);
        kept = NULL;
    } else if (e && !e->response) {
        ab_map_remove(&cache->entries, key);
        free_entry(e);
    }
    pthread_cond_broadcast(&cache->settled);
    pthread_mutex_unlock(&cache->lock);
    ab_http_response_unref(kept);
}
