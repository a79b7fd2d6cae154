/* The response cache of `use_cache`: one fetch per key, shared by all workers of the process. */
#ifndef AB_HTTP_CACHE_H
#define AB_HTTP_CACHE_H

#include "http/http.h"

typedef struct ab_response_cache ab_response_cache;

/* A cache of at most `max_bytes` of bodies and heads (0: no maximum but the disk's); the least
 * recently used go first. It keeps bodies in memory up to a quarter of the store's budget, others
 * in files. */
ab_response_cache *ab_response_cache_new(const ab_body_store *store, uint64_t max_bytes);
void ab_response_cache_free(ab_response_cache *cache);

/* Finds the response under `key`. True: *response is a reference. False: the caller is the owner;
 * it fetches the response and must then call ab_response_cache_settle, whatever the outcome. Waits
 * while another worker fetches the same key: hold no permit. Thread-safe. */
bool ab_response_cache_get(ab_response_cache *cache, ab_str key, ab_http_response **response);
/* Ends a fetch: stores `response` (a reference is taken) where it is a complete answer with status
 * 200, as requests-cache does; else (NULL too) the next worker that waits becomes the owner. */
void ab_response_cache_settle(ab_response_cache *cache, ab_str key, ab_http_response *response);
/* Forgets everything that is stored. */
void ab_response_cache_clear(ab_response_cache *cache);

#endif
