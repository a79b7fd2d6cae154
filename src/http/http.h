/* HTTP with the manners of Python's requests. One I/O thread moves bytes and keeps deadlines;
 * workers submit requests, wait, and judge. docs/http.md lists the rules. */
#ifndef AB_HTTP_HTTP_H
#define AB_HTTP_HTTP_H

#include "base/clock.h"
#include "base/error.h"
#include "http/body.h"
#include "http/failure.h"
#include "http/headers.h"
#include "json/value.h"

#include <stdint.h>

struct ab_cassette;
typedef struct ab_http_request ab_http_request;
typedef struct ab_http_response ab_http_response;

/* Sees each exchange once it ended, before it is judged, tries that failed too. Called on the
 * thread that waited for it; the response may be read and not be kept. */
typedef struct ab_http_observer {
    void (*exchange)(void *context, const ab_http_request *request,
                     const ab_http_response *response);
    void *context;
} ab_http_observer;

/* Answers requests in place of the network: a recording, a test's script. */
typedef struct ab_http_player {
    /* Fills status, URL, headers (text in `arena`) and body, or a failure
     * (ab_http_response_fail). False with `error`: there is no answer to this request, which is
     * then AB_HTTP_NOT_RECORDED. Called from any worker. */
    bool (*answer)(void *context, const ab_http_request *request, const ab_body_store *store,
                   ab_arena *arena, ab_http_response *response, ab_error *error);
    void *context;
} ab_http_player;

/* ---- The process's HTTP engine ---- */

typedef struct ab_http ab_http;

/* All zero is good: every member has a default. Strings are copied. */
typedef struct ab_http_options {
    unsigned concurrency;   /* requests in flight at most; 0: 2 */
    ab_body_store store;    /* memory NULL: a budget of 12 MiB of its own; disk NULL: no limit */
    const ab_clock *clock;  /* NULL: ab_clock_process() */
    const char *user_agent; /* NULL: "airbyte-cdk-c/VERSION" */
    bool cloud;             /* DEPLOYMENT_MODE=cloud: https and public addresses only */
    struct ab_cassette *cassette;     /* record or replay (cassette.h); borrowed; NULL: neither */
    const ab_http_player *player;     /* instead of a cassette's replay; borrowed; NULL: none */
    const ab_http_observer *observer; /* borrowed; NULL: none */
} ab_http_options;

/* A new engine. No thread starts and libcurl is not touched before the first request. `options` may
 * be NULL. CA bundles, storage limit and deployment mode are read from the environment here,
 * proxies at each request (docs/http.md). */
ab_http *ab_http_new(const ab_http_options *options);
/* Cancels what is in flight, ends the thread, frees all. Sessions, transfers, responses, bodies and
 * caches must be freed before. NULL is ignored. */
void ab_http_free(ab_http *http);
/* Waits `us` microseconds by the engine's clock, holding no permit. */
void ab_http_pause(ab_http *http, int64_t us);
/* Where bodies lie: for those who make bodies of their own. */
const ab_body_store *ab_http_store(const ab_http *http);

/* ---- Sessions: cookies and connections of one requester ---- */

typedef struct ab_http_session ab_http_session;

/* A session; thread-safe, used by all workers of its requester at once. Freed before its engine,
 * after its transfers. */
ab_http_session *ab_http_session_new(ab_http *http);
void ab_http_session_free(ab_http_session *session);
ab_http *ab_http_session_http(const ab_http_session *session);

/* ---- Requests ---- */

/* What to send. All zero but method and URL is good. Everything is borrowed and copied by
 * ab_http_submit. Default headers (User-Agent, Accept-Encoding, Accept, Connection) are added
 * where `headers` has none of that name. */
struct ab_http_request {
    ab_str method; /* "GET" … */
    ab_str url;    /* complete; it is prepared as requests does (url.h: twice does no harm) */
    ab_headers headers;
    ab_str body;                /* bytes; sent where n > 0, for any method */
    int64_t connect_timeout_ms; /* 0: 30 s; negative: none */
    int64_t read_timeout_ms;    /* longest time without a byte; 0: 60 s; negative: none */
    int64_t total_timeout_ms;   /* of each hop; 0: none */
    int64_t not_before_us;      /* on the monotonic clock; holds no permit until then */
    bool keep_redirects;        /* do not follow redirects */
    /* Who asks, for the observer: a stream, or a step beside it ("x_login_requester"); may be
     * empty. */
    ab_str asker;
};

/* Bodies as requests makes them. Each sets `body` and, unless there is one, Content-Type. Text lies
 * in `arena`. */

/* json=: json.dumps, ASCII. False (config_error) where a number is not finite. */
bool ab_http_request_set_json(ab_arena *arena, ab_http_request *request, const ab_value *json,
                              ab_error *error);
/* data= a mapping: form encoding; lists repeat the name, null is left out. */
void ab_http_request_set_form(ab_arena *arena, ab_http_request *request, const ab_value *form);

/* ---- Responses ---- */

/* Immutable once ab_transfer_wait has returned it; reference-counted. With a failure, `status` is 0
 * unless the head had come. */
struct ab_http_response {
    ab_http_failure failure; /* AB_HTTP_NO_FAILURE: `status` and all below are good */
    const char *problem;     /* the failure for people, with host and reason; "" if none */
    int status;
    ab_str url; /* after redirects */
    /* As requests shows them: latin-1 decoded, repeated ones joined by ", ". */
    ab_headers headers;
    ab_body *body;           /* decoded; complete after ab_transfer_wait; never NULL */
    bool gzip_encoded;       /* Content-Encoding was gzip (and has been undone) */
    unsigned redirects;      /* hops that were followed */
    int64_t elapsed_us;      /* from start of the last hop to its head, as requests' elapsed */
    ab_str sent_method;      /* of the last hop */
    ab_headers sent_headers; /* of the last hop, defaults included */
    ab_str sent_body;
};

ab_http_response *ab_http_response_ref(ab_http_response *response);
void ab_http_response_unref(ab_http_response *response);
/* The failure as an error: transient_error, or config_error where the user must mend it (private
 * address, invalid URL or schema). Always false. */
bool ab_http_response_error(const ab_http_response *response, ab_error *error);

/* ---- Transfers ---- */

typedef struct ab_transfer ab_transfer;

/* Queues the request and returns at once. It takes a permit when its turn comes (first in, first
 * out; `not_before_us` delays the queueing) and gives it back at its end. Never NULL: what fails
 * shows in the response. A transfer belongs to one worker at a time; it must be freed before its
 * session. */
ab_transfer *ab_http_submit(ab_http_session *session, const ab_http_request *request);
/* Waits for the head of the last hop; redirects are followed here and in ab_transfer_wait. The
 * response's status and headers are good, its body grows. Owned by the transfer. */
const ab_http_response *ab_transfer_head(ab_transfer *transfer);
/* Waits for more of the body and gives the next piece in *chunk, borrowed until the next call.
 * False at the end or at a failure: then call ab_transfer_wait. */
bool ab_transfer_next_chunk(ab_transfer *transfer, ab_str *chunk);
/* Waits for the end; returns a reference that the caller gives back. */
ab_http_response *ab_transfer_wait(ab_transfer *transfer);
/* Gives it up, whatever its state; waits end with AB_HTTP_CANCELLED. Thread-safe while the transfer
 * is not freed. */
void ab_transfer_cancel(ab_transfer *transfer);
/* Cancels it if need be and frees it. NULL is ignored. */
void ab_transfer_free(ab_transfer *transfer);

/* Submit and wait. */
ab_http_response *ab_http_fetch(ab_http_session *session, const ab_http_request *request);

#endif
