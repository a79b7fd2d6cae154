/* A pool of interchangeable tokens with quotas: which token a request gets, and how long it has to
 * wait (the CDK's RateLimitedMultipleTokenAuthenticator). Pure logic behind a lock: times are
 * given, nothing here waits or sends. */
#ifndef AB_DECLARATIVE_AUTH_TOKEN_POOL_H
#define AB_DECLARATIVE_AUTH_TOKEN_POOL_H

#include "declarative/component.h"

#include <pthread.h>

/* TokenQuota: a kind of requests that the API counts by itself. */
typedef struct ab_token_quota {
    ab_str name;
    ab_strings remaining_path;
    ab_strings reset_path;
    ab_strings limit_path;
    ab_components matchers;
    ab_str remaining_header;
    ab_str reset_header;
    ab_str limit_header;
    ab_ints exhaustion_status_codes;
} ab_token_quota;

/* What is left of a quota for one token. */
typedef struct ab_quota_state {
    int64_t remaining;
    int64_t limit;
    int64_t reset_us; /* when the quota is full again, since 1970 */
    bool tracked;     /* false: the API counts nothing; `remaining` is 0 then */
} ab_quota_state;

typedef struct ab_token_pool {
    const ab_str *tokens;
    size_t token_count;
    size_t quota_count;
    int64_t max_wait_us; /* for a quota that is used up */
    double reserve_fraction;
    double min_reserve;
    pthread_mutex_t lock;   /* of what follows */
    ab_quota_state *states; /* token_count rows of quota_count */
    size_t active;          /* the token in use */
} ab_token_pool;

/* The moment of a call: both clocks, in microseconds. */
typedef struct ab_pool_now {
    int64_t real_us;
    int64_t monotonic_us;
} ab_pool_now;

typedef enum ab_pool_result {
    AB_POOL_TOKEN,     /* *token is charged; pause for *wait_us before the request */
    AB_POOL_EXHAUSTED, /* pause for *wait_us, fetch the quotas anew, ask again */
    AB_POOL_FAILED,    /* the quota does not come back in time: `error` is set */
} ab_pool_result;

/* Takes one call of the quota. *deadline_us is 0 at first and kept by the caller while it asks
 * again: max_wait_us counts from the first time that nothing was left. */
ab_pool_result ab_token_pool_acquire(ab_token_pool *pool, size_t quota, const char *quota_name,
                                     ab_pool_now now, int64_t *deadline_us, size_t *token,
                                     int64_t *wait_us, ab_error *error);
/* True if no token has anything left of a quota that is tracked for all. */
bool ab_token_pool_is_exhausted(ab_token_pool *pool, size_t quota);
/* Replaces all states. `states` has token_count × quota_count elements; copied. */
void ab_token_pool_seed(ab_token_pool *pool, const ab_quota_state *states);

/* What a response says of a quota; members are absent where `has_…` is false. */
typedef struct ab_quota_report {
    bool has_remaining;
    bool has_limit;
    bool has_reset;
    bool is_exhaustion; /* by its status */
    int64_t remaining;
    int64_t limit;
    int64_t reset_us;
} ab_quota_report;
/* Corrects the state of the token that sent the request. */
void ab_token_pool_correct(ab_token_pool *pool, size_t token, size_t quota,
                           const ab_quota_report *report);
/* True if `sender` has nothing left of a tracked quota and another token has. */
bool ab_token_pool_has_other(ab_token_pool *pool, size_t sender, size_t quota);

#endif
