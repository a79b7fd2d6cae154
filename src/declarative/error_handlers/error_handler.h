/* Error handlers judge a response or a network failure; backoff strategies say how long to wait. */
#ifndef AB_DECLARATIVE_ERROR_HANDLERS_ERROR_HANDLER_H
#define AB_DECLARATIVE_ERROR_HANDLERS_ERROR_HANDLER_H

#include "declarative/component.h"
#include "declarative/env.h"
#include "declarative/requesters/response.h"
#include "http/failure.h"

typedef enum ab_action {
    AB_ACTION_SUCCESS,
    AB_ACTION_FAIL,
    AB_ACTION_RETRY,
    AB_ACTION_IGNORE,
    AB_ACTION_RESET_PAGINATION,
    AB_ACTION_RATE_LIMITED,
    AB_ACTION_REFRESH_TOKEN_THEN_RETRY,
    AB_ACTION_REDUCE_PAGE_SIZE,
    AB_ACTION_SPLIT_REQUEST_WINDOW,
} ab_action;

/* The names in the manifest, in the order of ab_action, for AB_FIELD_ENUM. */
#define AB_ACTION_NAMES                                                                            \
    "SUCCESS|FAIL|RETRY|IGNORE|RESET_PAGINATION|RATE_LIMITED|REFRESH_TOKEN_THEN_RETRY|"            \
    "REDUCE_PAGE_SIZE|SPLIT_REQUEST_WINDOW"

typedef struct ab_resolution {
    ab_action action;
    ab_error_kind failure; /* for FAIL and exhausted retries; AB_ERROR_NONE for a success */
    ab_str message;        /* for people; may be empty */
} ab_resolution;

/* How a try ended: `response`, or a failure of the network. */
typedef struct ab_answer {
    ab_response *response;   /* NULL: none came */
    ab_http_failure failure; /* then: why, by the class of requests.exceptions */
    ab_str problem;          /* the failure for people */
} ab_answer;

typedef struct ab_error_handler ab_error_handler;
/* Immutable after build; used by all workers at once. */
typedef struct ab_error_handler_ops {
    /* Must. What to do; texts lie in scope->arena. */
    bool (*interpret)(const ab_error_handler *handler, const ab_scope *scope,
                      const ab_answer *answer, ab_resolution *out, ab_error *error);
    /* Must. Seconds to wait after try `attempt` (the first is 1) by the strategies; *found false:
     * no strategy says anything, the default waits hold. May fail the request
     * (max_waiting_time_in_seconds exceeded). */
    bool (*backoff)(const ab_error_handler *handler, const ab_scope *scope, const ab_answer *answer,
                    int attempt, bool *found, double *seconds, ab_error *error);
    /* Must. Retries after the first try. */
    bool (*max_retries)(const ab_error_handler *handler, const ab_scope *scope, int64_t *out,
                        ab_error *error);
} ab_error_handler_ops;
struct ab_error_handler {
    const ab_error_handler_ops *ops;
};
/* NULL component: the DefaultErrorHandler with its defaults. No arguments. */
ab_error_handler *ab_error_handler_build(ab_build *build, const ab_component *component,
                                         ab_error *error);

typedef struct ab_backoff_strategy ab_backoff_strategy;
typedef struct ab_backoff_strategy_ops {
    /* Must. As `backoff` above, without what the handler adds. */
    bool (*seconds)(const ab_backoff_strategy *strategy, const ab_scope *scope,
                    const ab_answer *answer, int attempt, bool *found, double *seconds,
                    ab_error *error);
} ab_backoff_strategy_ops;
struct ab_backoff_strategy {
    const ab_backoff_strategy_ops *ops;
    const void *options; /* of the component */
    const ab_value *parameters;
};

#endif
