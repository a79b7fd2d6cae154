/* HTTP for native sources: single requests and paging over JSON APIs, with retries, rate limits,
 * masking, proxies and the next page fetched ahead.
 *
 * The names start with ab_api_: ab_http_ is the layer below, which sources need not know.
 *
 * Thread-safe: requests of several partitions run at once, as many as the concurrency level lets.
 * Before each wait the sink's records are handed on. */
#ifndef AIRBYTE_HTTP_H
#define AIRBYTE_HTTP_H

#include "airbyte/source.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A header or query parameter; both borrowed until the call returns. */
typedef struct ab_api_pair {
    const char *name;
    const char *value;
} ab_api_pair;

/* A request. All zero but `url` is a plain GET. All members are borrowed until the call returns. */
typedef struct ab_api_request {
    const char *method; /* NULL: "GET" */
    const char *base;   /* NULL: none; else `url` is a path below it: one slash joins them */
    const char *url;    /* absolute where there is no base; may have a query already */
    const ab_api_pair *headers;
    size_t header_count;
    const ab_api_pair *query; /* encoded and added to the url */
    size_t query_count;
    const char *bearer; /* sent as "Authorization: Bearer …", and masked; NULL: none */
    ab_str body;        /* sent as it is; set its Content-Type in `headers` */
} ab_api_request;

/* A response. Borrowed, for the length of a callback or until the arena it lies in is freed. */
typedef struct ab_api_response {
    int status;
    ab_str raw;           /* the body, decoded from its Content-Encoding */
    const ab_value *body; /* the body as JSON; NULL if it is not valid JSON */
    const char *url;      /* of the request that it answers */
    const void *headers;  /* for ab_api_header */
} ab_api_response;

/* A response header's value by name (without regard to case), the empty slice if there is none. */
ab_str ab_api_header(const ab_api_response *response, const char *name);

/* What to do with a response. */
typedef enum ab_api_verdict {
    AB_API_DEFAULT,      /* let the table below decide */
    AB_API_SUCCESS,      /* use it */
    AB_API_IGNORE,       /* treat it as an empty last page */
    AB_API_FAIL,         /* end with an error: as the callback set it, else a text by status */
    AB_API_RETRY,        /* try again after a growing wait */
    AB_API_RATE_LIMITED, /* the same, telling the platform that the stream is rate-limited */
} ab_api_verdict;

/* How failures are met. All zero gives the defaults. The default verdicts are those of the Python
 * CDK: 2xx and 3xx SUCCESS; 400, 404, 405 FAIL (system_error); 401, 403 FAIL (config_error); 408,
 * 500, 502, 503, 504 and network failures RETRY; 429 RATE_LIMITED; anything else FAIL. */
typedef struct ab_api_policy {
    unsigned max_retries; /* after the first try; 0: 5 */
    int timeout_s;        /* without any byte; 0: 60 */
    /* The answers need not be JSON: read response->raw. Else a 2xx answer with a body that is no
     * JSON (a gateway's HTML page, half a document) is a fault that can pass: it is retried, and
     * after the last try it fails (transient_error). */
    bool any_body;
    /* May. Judges a response before the default does. `error` is to be set for AB_API_FAIL, or
     * left alone. The response's body is there for statuses from 400 on, and of others where it
     * has at most 64 KiB. Worker's thread. */
    ab_api_verdict (*judge)(void *context, const ab_api_response *response, ab_error *error);
    /* May. How long to wait before the next try, in milliseconds; negative: as the default does
     * (Retry-After where the API sends it, else 1, 2, 4, 8, 16 s). Worker's thread. */
    int64_t (*wait_ms)(void *context, const ab_api_response *response, unsigned attempt);
    void *context; /* for both */
} ab_api_policy;

/* One request, retried by `policy` (NULL: defaults); the response lies in `arena`. `sink` may be
 * NULL (check, discover). False with `error` set after a FAIL or the last try; also, without an
 * error, if the process is stopping. */
bool ab_api_fetch(ab_runtime *runtime, ab_sink *sink, const ab_api_request *request,
                  const ab_api_policy *policy, ab_arena *arena, ab_api_response *response,
                  ab_error *error);

/* Paging. The callbacks get `context`; both run on the worker's thread. */
typedef struct ab_api_pages {
    ab_api_request first;
    const ab_api_policy *policy; /* NULL: defaults */
    /* May. Where in the body the next page's URL is: member names with dots between. It may be
     * relative, and brings its own query; null or absent on the last page. A URL of another origin
     * (scheme, host, port) than the first request's is an error: the credentials go nowhere else.
     */
    const char *next_url;
    /* May. Says from the response alone where the next page is: returns true and sets `next`,
     * which starts as a copy of the request just answered; memory in `arena`. Its decision must not
     * depend on the records' handling: the next request is sent before on_page is called.
     * Default: by next_url, else one page. */
    bool (*next_page)(void *context, const ab_api_response *response, ab_api_request *next,
                      ab_arena *arena);
    /* May. Where in the body the records are: member names with dots between ("results",
     * "data.items"). With it each record of a page is parsed alone and handed to on_record, so that
     * a page of any size takes little memory; the page was found valid as a whole before. In this
     * mode response->raw is empty, and response->body is the document around the records: what lies
     * at the path must not be read from it. A body without that member has no records. */
    const char *records;
    /* Must with `records`. Handles one record, which lies in `arena` and may be changed (its
     * members may be added to, replaced); `arena` is reset after the call. Returns as on_page does.
     */
    bool (*on_record)(void *context, ab_value *record, ab_arena *arena, ab_sink *sink,
                      ab_error *error);
    /* Must without `records`, may with it: handles one page (emits its records), or ends it after
     * its records. `arena` is reset after the call. Returns false to end (with `error` set: failed;
     * without: stop quietly, as the emitters' false asks). */
    bool (*on_page)(void *context, const ab_api_response *response, ab_arena *arena, ab_sink *sink,
                    ab_error *error);
    void *context;
} ab_api_pages;

/* Reads all pages. True at the end or if stopped quietly; false with `error`. The same page with
 * the same body three times running is an error (an endless loop). */
bool ab_api_read_pages(ab_runtime *runtime, ab_sink *sink, const ab_api_pages *pages,
                       ab_error *error);

#ifdef __cplusplus
}
#endif

#endif
