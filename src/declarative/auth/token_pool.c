#include "declarative/auth/token_pool.h"

#define US_PER_S INT64_C(1000000)
#define MIN_WAIT_US (5 * US_PER_S)         /* reset times may be stale: no busy loop of fetches */
#define MAX_DELAY_US (10 * US_PER_S)       /* of a single request, to spread the last calls */
#define RESET_TOLERANCE_US (60 * US_PER_S) /* by which two tellings of one reset may differ */

static ab_quota_state *state_of(const ab_token_pool *pool, size_t token, size_t quota)
{
    return &pool->states[token * pool->quota_count + quota];
}

static bool is_exhausted(const ab_token_pool *pool, size_t quota)
{
    for (size_t i = 0; i < pool->token_count; i++) {
        const ab_quota_state *state = state_of(pool, i, quota);
        if (state->remaining > 0 || !state->tracked) {
            return false;
        }
    }
    return true;
}

bool ab_token_pool_is_exhausted(ab_token_pool *pool, size_t quota)
{
    pthread_mutex_lock(&pool->lock);
    bool exhausted = is_exhausted(pool, quota);
    pthread_mutex_unlock(&pool->lock);
    return exhausted;
}

void ab_token_pool_seed(ab_token_pool *pool, const ab_quota_state *states)
{
    pthread_mutex_lock(&pool->lock);
    memcpy(pool->states, states, pool->token_count * pool->quota_count * sizeof(ab_quota_state));
    pthread_mutex_unlock(&pool->lock);
}

/* ---- Taking a call ---- */

/* Once all tokens are down to their reserves the calls that are left are spread over the time until
 * the reset. */
static int64_t spreading_delay(const ab_token_pool *pool, size_t quota, int64_t now_us)
{
    int64_t total = 0;
    for (size_t i = 0; i < pool->token_count; i++) {
        const ab_quota_state *state = state_of(pool, i, quota);
        double reserve = (double)state->limit * pool->reserve_fraction;
        reserve = reserve > pool->min_reserve ? reserve : pool->min_reserve;
        if (!state->tracked || (double)state->remaining > reserve) {
            return 0;
        }
        total += state->remaining > 0 ? state->remaining : 0;
    }
    int64_t until_us = state_of(pool, pool->active, quota)->reset_us - now_us;
    if (total <= 0 || until_us <= 0) {
        return 0;
    }
    return until_us / total < MAX_DELAY_US ? until_us / total : MAX_DELAY_US;
}

static ab_pool_result wait_for_reset(const ab_token_pool *pool, size_t quota,
                                     const char *quota_name, ab_pool_now now, int64_t *deadline_us,
                                     int64_t *wait_us, ab_error *error)
{
    int64_t soonest = INT64_MAX;
    for (size_t i = 0; i < pool->token_count; i++) {
        int64_t until = state_of(pool, i, quota)->reset_us - now.real_us;
        soonest = until < soonest ? until : soonest;
    }
    if (!*deadline_us) {
        *deadline_us = now.monotonic_us + pool->max_wait_us;
    }
    int64_t left = *deadline_us - now.monotonic_us;
    if (left <= 0 || soonest >= left) {
        ab_error_set(error, AB_ERROR_TRANSIENT, "Rate limit is exceeded for all provided tokens.");
        ab_error_detail(error,
                        "Rate limits for all tokens (quota: %s) were reached and the next reset "
                        "exceeds max_wait_time",
                        quota_name);
        return AB_POOL_FAILED;
    }
    *wait_us = soonest > MIN_WAIT_US ? soonest : MIN_WAIT_US;
    *wait_us = *wait_us < left ? *wait_us : left;
    return AB_POOL_EXHAUSTED;
}

static void next_token(ab_token_pool *pool)
{
    pool->active = (pool->active + 1) % pool->token_count;
}

static ab_pool_result acquire(ab_token_pool *pool, size_t quota, const char *quota_name,
                              ab_pool_now now, int64_t *deadline_us, size_t *token,
                              int64_t *wait_us, ab_error *error)
{
    *wait_us = 0;
    if (is_exhausted(pool, quota)) {
        return wait_for_reset(pool, quota, quota_name, now, deadline_us, wait_us, error);
    }
    while (state_of(pool, pool->active, quota)->tracked &&
           state_of(pool, pool->active, quota)->remaining <= 0) {
        next_token(pool);
    }
    *token = pool->active;
    ab_quota_state *state = state_of(pool, pool->active, quota);
    if (!state->tracked) {
        next_token(pool); /* nothing tells the tokens apart: each in its turn */
        return AB_POOL_TOKEN;
    }
    state->remaining--;
    *wait_us = spreading_delay(pool, quota, now.real_us);
    return AB_POOL_TOKEN;
}

ab_pool_result ab_token_pool_acquire(ab_token_pool *pool, size_t quota, const char *quota_name,
                                     ab_pool_now now, int64_t *deadline_us, size_t *token,
                                     int64_t *wait_us, ab_error *error)
{
    pthread_mutex_lock(&pool->lock);
    ab_pool_result result =
        acquire(pool, quota, quota_name, now, deadline_us, token, wait_us, error);
    pthread_mutex_unlock(&pool->lock);
    return result;
}

/* ---- Hearing of responses ---- */

static void correct(ab_quota_state *state, const ab_quota_report *report)
{
    bool remaining_known = report->has_remaining || report->is_exhaustion;
    int64_t remaining = report->has_remaining ? report->remaining : 0;
    bool is_older = report->has_reset && report->reset_us < state->reset_us;
    if (report->has_limit && report->limit > 0 && !is_older) {
        state->limit = report->limit;
    }
    if (report->has_reset && report->reset_us > state->reset_us) {
        state->reset_us = report->reset_us; /* a new window: what was counted here is void */
        state->remaining = remaining_known ? remaining : state->limit;
        return;
    }
    bool says_empty = remaining <= 0 && report->is_exhaustion;
    bool is_present =
        !report->has_reset || report->reset_us >= state->reset_us - RESET_TOLERANCE_US;
    /* Responses come out of order: within a window the count only goes down. */
    if (remaining_known && (says_empty || is_present) && remaining < state->remaining) {
        state->remaining = remaining;
    }
}

void ab_token_pool_correct(ab_token_pool *pool, size_t token, size_t quota,
                           const ab_quota_report *report)
{
    if (!report->has_remaining && !report->has_limit && !report->has_reset &&
        !report->is_exhaustion) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    ab_quota_state *state = state_of(pool, token, quota);
    if (state->tracked) {
        correct(state, report);
    }
    pthread_mutex_unlock(&pool->lock);
}

bool ab_token_pool_has_other(ab_token_pool *pool, size_t sender, size_t quota)
{
    bool other = false;
    pthread_mutex_lock(&pool->lock);
    const ab_quota_state *own = state_of(pool, sender, quota);
    for (size_t i = 0; own->tracked && own->remaining <= 0 && i < pool->token_count; i++) {
        other = other || (i != sender && state_of(pool, i, quota)->remaining > 0);
    }
    pthread_mutex_unlock(&pool->lock);
    return other;
}
