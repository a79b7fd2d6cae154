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
 * it fetches the response and must then call ab_response_cache_settle, whatever the outcome. Where
 * the request was sent ahead, *ahead is the transfer, the owner's from now on; else NULL. Waits
 * while another worker fetches the same key: hold no permit. Thread-safe. */
bool ab_response_cache_get(ab_response_cache *cache, ab_str key, ab_http_response **response,
                           ab_transfer **ahead);
/* Ends a fetch: stores `response` (a reference is taken) where it is a complete answer with status
 * 200, as requests-cache does; else (NULL too) the next worker that waits becomes the owner. */
void ab_response_cache_settle(ab_response_cache *cache, ab_str key, ab_http_response *response);
/* For a request that is sent ahead. True: nobody has or fetches the key; the caller owns it until
 * it offers or settles it, at once: others wait. Does not wait. */
bool ab_response_cache_claim(ab_response_cache *cache, ab_str key);
/* Leaves the transfer under the claimed key to whoever gets the key first: so nobody waits for a
 * worker that may not look at it for long. */
void ab_response_cache_offer(ab_response_cache *cache, ab_str key, ab_transfer *transfer);
/* Takes the offer back. True: the transfer is the caller's, and nobody owns the key; false: it was
 * taken. */
bool ab_response_cache_withdraw(ab_response_cache *cache, ab_str key, const ab_transfer *transfer);

#endif
