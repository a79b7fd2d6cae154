/* Authenticators sign requests. */
#ifndef AB_DECLARATIVE_AUTH_AUTHENTICATOR_H
#define AB_DECLARATIVE_AUTH_AUTHENTICATOR_H

#include "declarative/component.h"
#include "declarative/env.h"
#include "declarative/requesters/request_options.h"

typedef struct ab_authenticator ab_authenticator;

struct ab_http_request;
struct ab_http_response;

/* Immutable after build but for token state, which locks by itself; used by all workers at once. */
typedef struct ab_authenticator_ops {
    /* Must. What the authenticator adds to a request: headers, parameters or body members.
     * Fetches or refreshes a token where it has none that is good; blocks meanwhile. Called anew
     * for each try. The texts lie in scope->arena. */
    bool (*options)(ab_authenticator *auth, const ab_scope *scope, ab_request_options *out,
                    ab_error *error);
    /* May. Drops and refreshes the token that `used` (what `options` gave for the failed try)
     * carried; does nothing if another worker has changed it meanwhile. */
    bool (*refresh)(ab_authenticator *auth, const ab_scope *scope, const ab_request_options *used,
                    ab_error *error);
    /* May, for token pools: which token a request gets depends on what it is. Called before each
     * try with the request as it will be sent (headers in scope->arena); sets headers, may wait.
     * Requests of such an authenticator are not sent ahead. */
    bool (*sign)(ab_authenticator *auth, const ab_scope *scope, struct ab_http_request *request,
                 ab_error *error);
    /* May. Told of each response to a signed request, but for those out of a cache. */
    void (*observe)(ab_authenticator *auth, const ab_scope *scope,
                    const struct ab_http_request *request, const struct ab_http_response *response);
    /* May. True if another token can serve the request, whose own one is spent: a rate limit then
     * needs no wait. */
    bool (*can_rotate)(ab_authenticator *auth, const struct ab_http_request *request);
} ab_authenticator_ops;
struct ab_authenticator {
    const ab_authenticator_ops *ops;
};

typedef struct ab_authenticator_args {
    ab_str name;                      /* of the requester */
    const ab_template *url_base;      /* of the requester, may be NULL */
    const struct ab_decoder *decoder; /* of the requester */
} ab_authenticator_args;
/* NULL component: NoAuth. */
ab_authenticator *ab_authenticator_build(ab_build *build, const ab_component *component,
                                         const ab_authenticator_args *args, ab_error *error);

#endif
