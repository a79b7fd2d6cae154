/* Call-rate budgets: how many calls an API allows per time (the CDK's call_rate.py). Pure logic
 * over an injected clock, plus one blocking function. */
#ifndef AB_HTTP_BUDGET_H
#define AB_HTTP_BUDGET_H

#include "http/http.h"

typedef struct ab_call_budget ab_call_budget;

typedef enum ab_call_policy_kind {
    AB_CALL_UNLIMITED,
    AB_CALL_FIXED_WINDOW,
    AB_CALL_MOVING_WINDOW,
} ab_call_policy_kind;

typedef struct ab_call_rate {
    unsigned limit;
    int64_t interval_us;
} ab_call_rate;

/* HttpRequestRegexMatcher: every member that is set must match. */
typedef struct ab_call_matcher {
    ab_str method;           /* any case; empty: any */
    ab_str url_base;         /* scheme://host[:port]; empty: any */
    ab_str url_path_pattern; /* searched in the path without its trailing '/'; empty: any */
    const ab_header *params; /* query parameters that must be there with that value */
    size_t param_count;
    const ab_header *headers; /* the same for headers */
    size_t header_count;
    unsigned weight; /* calls that a matching request counts for; 0: 1 */
} ab_call_matcher;

typedef struct ab_call_policy {
    ab_call_policy_kind kind;
    const ab_call_matcher *matchers; /* none: every request matches */
    size_t matcher_count;
    const ab_call_rate *rates; /* moving window: at least one; fixed window: exactly one */
    size_t rate_count;
    int64_t next_reset_real_us; /* fixed window: end of the first window, on the real clock */
} ab_call_policy;

/* HTTPAPIBudget's members. */
typedef struct ab_call_budget_options {
    const ab_call_policy *policies;
    size_t policy_count;
    ab_str reset_header;     /* empty: "ratelimit-reset" (seconds since 1970) */
    ab_str remaining_header; /* empty: "ratelimit-remaining" */
    const int *hit_statuses; /* statuses that mean "no calls left"; NULL: 429 */
    size_t hit_status_count;
} ab_call_budget_options;

/* A budget with copies of all of `options`; NULL with a config_error for a bad pattern, rate or
 * weight. Thread-safe; shared by all sessions that draw on it. */
ab_call_budget *ab_call_budget_new(const ab_call_budget_options *options, const ab_clock *clock,
                                   ab_error *error);
void ab_call_budget_free(ab_call_budget *budget);

/* Takes one call of the first policy that matches, or tells in *wait_us how long until one may be
 * there. True where the call may be made (no policy matches: always). `request`: method, url and
 * headers as they will be sent. False with `error` set where the weight exceeds the limit. */
bool ab_call_budget_try_acquire(ab_call_budget *budget, const ab_http_request *request,
                                int64_t *wait_us, ab_error *error);
/* Tries until it may, pausing without a permit. False with `error` set where it never can. */
bool ab_call_budget_acquire(ab_call_budget *budget, ab_http *http, const ab_http_request *request,
                            ab_error *error);
/* Lets the response's headers and status correct the counters, as HttpAPIBudget does. */
void ab_call_budget_update(ab_call_budget *budget, const ab_http_request *request, int status,
                           const ab_headers *headers);

#endif
