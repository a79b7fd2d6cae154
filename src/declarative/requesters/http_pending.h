/* One request of an HttpRequester on its way. Internal to http_send.c and http_judge.c. */
#ifndef AB_DECLARATIVE_REQUESTERS_HTTP_PENDING_H
#define AB_DECLARATIVE_REQUESTERS_HTTP_PENDING_H

#include "declarative/requesters/attempts.h"
#include "declarative/requesters/http_requester.h"
#include "http/attempt.h"

typedef enum ab_token_refresh {
    AB_TOKEN_NOT_REFRESHED,
    AB_TOKEN_REFRESH_FAILED,
    AB_TOKEN_REFRESHED,
} ab_token_refresh;

struct ab_pending {
    const ab_http_requester *self;
    ab_scope scope;
    ab_error early; /* why it could not even be made */
    ab_request_parts parts;
    ab_request_options auth; /* what the latest try was authenticated by */
    ab_prepared_request prepared;
    ab_http_request signed_request; /* the latest try's, where the authenticator signs requests */
    ab_transfer *first;        /* submitted ahead, or NULL; offered to all where there is a cache */
    struct ab_json_scan *scan; /* reads along with the body; NULL: not worth it, or it failed */
    bool scan_failed;          /* the body is no JSON; `scan_error` says why */
    ab_error scan_error;
    ab_response *response; /* of the latest try, until it is given out */
    ab_attempts attempts;
    ab_retry_loop loop; /* of the wait that goes on */
    ab_token_refresh refresh;
    ab_sent sent; /* what a judge decided beside a response */
    ab_str reason;
};

/* Judges one try by the error handler: the CDK's HttpClient._handle_error_resolution. */
ab_http_verdict ab_pending_judge(void *pending, const ab_http_response *http, unsigned attempt,
                                 int64_t *wait_us, ab_error *error);
/* The response as components see it; takes a reference to `http`. */
ab_response *ab_pending_response(const ab_pending *pending, ab_http_response *http);

#endif
