/* Requesters: they build a request from templates, authenticate, send, and judge the answer. */
#ifndef AB_DECLARATIVE_REQUESTERS_REQUESTER_H
#define AB_DECLARATIVE_REQUESTERS_REQUESTER_H

#include "declarative/component.h"
#include "declarative/env.h"
#include "declarative/requesters/request_options.h"
#include "declarative/requesters/response.h"
#include "http/headers.h"

/* A request with all templates evaluated: what goes over the wire. Lives in scope->arena. */
typedef struct ab_prepared_request {
    ab_str method;
    ab_str url;         /* with its query, encoded as requests does */
    ab_headers headers; /* those of the manifest, the authenticator, the body */
    ab_value body;      /* string (bytes), or null: no body */
} ab_prepared_request;

/* How a request ended, beyond the error handler's retries. */
typedef enum ab_sent {
    AB_SENT_FAILED = 0,       /* `error` is set */
    AB_SENT_RESPONSE,         /* *response is there */
    AB_SENT_NOTHING,          /* no response (none of today's components; custom ones may) */
    AB_SENT_RESET_PAGINATION, /* the retriever decides what these three mean; error->message */
    AB_SENT_REDUCE_PAGE_SIZE, /* is not set, *reason is the filter's message (may be empty) */
    AB_SENT_SPLIT_WINDOW,
} ab_sent;

typedef struct ab_requester ab_requester;
/* A request on its way; lives in the arena of its scope, used by one worker. */
typedef struct ab_pending ab_pending;

/* Immutable after build, used by all workers at once. */
typedef struct ab_requester_ops {
    /* Must. Pure: builds the request. `path` replaces the manifest's path where not empty (the
     * paginator's); a full URL replaces all. `extra` is what pagination, cursor and router add.
     * Authenticates too (which may fetch a token). */
    bool (*prepare)(const ab_requester *requester, const ab_scope *scope, ab_str path,
                    const ab_request_options *extra, ab_prepared_request *out, ab_error *error);
    /* Must. Prepares, sends and judges with retries, budget and cache. The response lies in
     * scope->arena. Blocks. `reason` may be NULL. Where scope->record_path is set and the
     * decoder reads JSON, the body is validated and indexed while it arrives. */
    ab_sent (*send)(const ab_requester *requester, const ab_scope *scope, ab_str path,
                    const ab_request_options *extra, ab_response **response, ab_str *reason,
                    ab_error *error);
    /* May. The first half of `send`, for the next page: hands the request to the network and
     * returns at once. Where it must not be sent yet (cache, no calls left in the budget) `finish`
     * sends it; what fails is told by `finish`. What the scope points to, and `extra`, must live
     * until then. Never NULL. */
    ab_pending *(*begin)(const ab_requester *requester, const ab_scope *scope, ab_str path,
                         const ab_request_options *extra);
    /* With begin. The second half: waits, judges, retries, as `send`. Ends `pending`. */
    ab_sent (*finish)(ab_pending *pending, ab_response **response, ab_str *reason, ab_error *error);
    /* With begin. Gives the request up. NULL is ignored. */
    void (*abandon)(ab_pending *pending);
    /* May (NULL: none). The base URL, which paginators compare next-page URLs with. */
    bool (*url_base)(const ab_requester *requester, const ab_scope *scope, ab_str *out,
                     ab_error *error);
} ab_requester_ops;

struct ab_requester {
    const ab_requester_ops *ops;
    bool is_get; /* prefetching is allowed */
};

/* Arguments of build. */
typedef struct ab_requester_args {
    ab_str name;                      /* the stream's, or that of a job's step: log, cache */
    const struct ab_decoder *decoder; /* whose `response` error handlers see */
    bool use_cache;                   /* beside the manifest's own use_cache */
    ab_str query_properties_key;      /* parameter that gets the chunk's properties, or empty */
} ab_requester_args;

static inline ab_requester *ab_requester_build(ab_build *build, const ab_component *component,
                                               const ab_requester_args *args, ab_error *error)
{
    return (ab_requester *)ab_component_build(build, component, AB_FAMILY_REQUESTER, args, error);
}

#endif
