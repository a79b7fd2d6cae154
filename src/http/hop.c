#include "http/hop.h"

#include <stdio.h>

enum { MAX_HELD = 64 * 1024 * 1024 }; /* what 16 KiB of compressed input can grow to, and more */

ab_hop *ab_hop_new(ab_http *http)
{
    ab_hop *hop = ab_xcalloc(1, sizeof(*hop));
    atomic_init(&hop->references, 1);
    atomic_init(&hop->cancelled, false);
    hop->http = http;
    hop->arena = ab_arena_new();
    hop->head_arena = ab_arena_new();
    hop->body = ab_body_new(ab_http_store(http));
    pthread_mutex_init(&hop->lock, NULL);
    ab_cond_init(&hop->changed);
    ab_buf_init(&hop->held, MAX_HELD);
    return hop;
}

ab_hop *ab_hop_ref(ab_hop *hop)
{
    atomic_fetch_add_explicit(&hop->references, 1, memory_order_relaxed);
    return hop;
}

void ab_hop_unref(ab_hop *hop)
{
    if (!hop || atomic_fetch_sub_explicit(&hop->references, 1, memory_order_acq_rel) != 1) {
        return;
    }
    ab_body_unref(hop->body);
    ab_buf_free(&hop->held);
    AB_VEC_FREE(&hop->set_cookies);
    ab_arena_free(hop->head_arena);
    ab_arena_free(hop->arena);
    pthread_cond_destroy(&hop->changed);
    pthread_mutex_destroy(&hop->lock);
    free(hop);
}

void ab_hop_finish(ab_hop *hop, ab_http_failure failure, const char *problem)
{
    pthread_mutex_lock(&hop->lock);
    if (!hop->done) {
        hop->done = true;
        hop->failure = failure;
        snprintf(hop->problem, sizeof(hop->problem), "%s", problem);
        ab_body_complete(hop->body, failure == AB_HTTP_NO_FAILURE);
        pthread_cond_broadcast(&hop->changed);
    }
    pthread_mutex_unlock(&hop->lock);
}

bool ab_hop_wait_head(ab_hop *hop)
{
    pthread_mutex_lock(&hop->lock);
    while (!hop->has_head && !hop->done) {
        ab_cond_wait_us(&hop->changed, &hop->lock, -1);
    }
    bool has_head = hop->has_head;
    pthread_mutex_unlock(&hop->lock);
    return has_head;
}

void ab_hop_wait_end(ab_hop *hop)
{
    pthread_mutex_lock(&hop->lock);
    while (!hop->done) {
        ab_cond_wait_us(&hop->changed, &hop->lock, -1);
    }
    pthread_mutex_unlock(&hop->lock);
}
