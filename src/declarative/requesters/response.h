/* A complete HTTP response as components see it. */
#ifndef AB_DECLARATIVE_REQUESTERS_RESPONSE_H
#define AB_DECLARATIVE_REQUESTERS_RESPONSE_H

#include "base/error.h"
#include "json/value.h"

struct ab_http_response; /* http/http.h: status, headers, body (memory or spill file) */
struct ab_decoder;
struct ab_page;      /* json/page.h */
struct ab_json_scan; /* json/scan.h */

/* Where an extractor will look for records: keys and indexes without globs. */
typedef struct ab_record_path {
    const ab_str *segments;
    size_t n;
} ab_record_path;
struct ab_response_page_entry;

/* Made by a requester, used by the worker that sent the request; lives in the page arena until the
 * next page has been decided on. `decoded` and what hangs on it are made at most once. */
typedef struct ab_response {
    struct ab_http_response *http; /* NULL in pure calls (eval): then `text` is the body */
    int status;
    ab_str url;       /* the final one, after redirects */
    ab_value headers; /* object: name as it came → text; repeated headers joined by ", " */
    ab_str text;      /* the whole body where it is in memory, else empty: see http */
    const struct ab_decoder *decoder;     /* the requester's decoder, for `response` in templates */
    ab_arena *arena;                      /* the page's */
    struct ab_response_page_entry *pages; /* indexes of a JSON body by extractors' paths, or NULL */
    ab_value decoded; /* first decoded element: `response` in templates, lazily */
    bool is_decoded;
    ab_value json; /* the whole body as JSON: `response` as response filters see it, lazily */
    bool is_json_read;
    int64_t extracted_count; /* records extracted, set by the record selector; -1 before that */
} ab_response;

/* The page index of a JSON body for records at `path` (json/page.h); made once for each path. Freed
 * with the response. NULL and an error where the body is no JSON. */
struct ab_page *ab_response_page(ab_response *response, const ab_str *path, size_t segments,
                                 ab_error *error);
/* Makes the page index from a scan that was fed while the body arrived and ended well. Takes the
 * scan over, also where it fails. */
bool ab_response_index(ab_response *response, struct ab_json_scan *scan, ab_error *error);
/* The body's bytes, whole: borrowed from the body, or read into the page's arena. */
bool ab_response_text(ab_response *response, ab_str *out, ab_error *error);
/* The first bytes of the body, at most `max`, for messages; in the page's arena. */
ab_str ab_response_start(const ab_response *response, size_t max);
/* Gives back body and page; the rest is the arena's. NULL is ignored. */
void ab_response_close(ab_response *response);
/* The first decoded element, as templates see it ({} where decoding gives nothing). */
bool ab_response_value(ab_response *response, const ab_value **out, ab_error *error);
/* The whole body as JSON, whatever the decoder; {} where it is none (response.json() in response
 * filters and backoff strategies). */
const ab_value *ab_response_json(ab_response *response);
/* A header without regard to case, or NULL. */
const ab_value *ab_response_header(const ab_response *response, ab_str name);

#endif
