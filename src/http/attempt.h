/* Trying a request until it succeeds: the one retry loop of native sources and requesters. */
#ifndef AB_HTTP_ATTEMPT_H
#define AB_HTTP_ATTEMPT_H

#include "http/http.h"

struct ab_call_budget;
struct ab_response_cache;

typedef enum ab_http_verdict {
    AB_HTTP_ACCEPT, /* the response is the result */
    AB_HTTP_RETRY,  /* try again after wait_us */
    AB_HTTP_STOP,   /* give up: judge has set the error */
} ab_http_verdict;

/* How a caller judges. Called on the caller's thread, with no permit and no lock held. */
typedef struct ab_http_policy {
    /* Makes the request ready for the attempt (from 1): authentication, anew each time. May be
     * NULL. False stops, with the error set. */
    bool (*prepare)(void *context, ab_http_request *request, unsigned attempt, ab_error *error);
    /* Reads along while the body arrives, by ab_transfer_head and ab_transfer_next_chunk. May be
     * NULL. */
    void (*receive)(void *context, ab_transfer *transfer);
    /* Judges a response, or a failure of the network (response->failure). For AB_HTTP_RETRY it sets
     * *wait_us. Never NULL. */
    ab_http_verdict (*judge)(void *context, const ab_http_response *response, unsigned attempt,
                             int64_t *wait_us, ab_error *error);
    /* Called before a pause of `wait_us`, e.g. to tell of a rate limit. May be NULL. */
    void (*before_wait)(void *context, const ab_http_response *response, int64_t wait_us);
    void *context;
    struct ab_call_budget *budget;   /* acquired before each attempt; NULL: none (budget.h) */
    struct ab_response_cache *cache; /* NULL: none (cache.h) */
    ab_str cache_key;                /* stream, method, URL, headers, body: the caller's choice */
} ab_http_policy;

/* Sends until the policy accepts or stops. True with *response, whose reference the caller gives
 * back; false with `error` set by judge, prepare or the budget. */
bool ab_http_send(ab_http_session *session, ab_http_request *request, const ab_http_policy *policy,
                  ab_http_response **response, ab_error *error);
/* The same, where the first attempt was submitted ahead (prefetch): its outcome is judged now.
 * Takes over `first` (NULL: none). */
bool ab_http_send_from(ab_http_session *session, ab_transfer *first, ab_http_request *request,
                       const ab_http_policy *policy, ab_http_response **response, ab_error *error);

/* Retry-After's value in microseconds from now: seconds or an HTTP date (RFC 9110, 10.2.3). False
 * if it is neither; a date in the past gives 0. */
bool ab_http_retry_after(ab_str value, int64_t now_real_us, int64_t *wait_us);

#endif
