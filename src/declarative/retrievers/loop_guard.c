#include "declarative/retrievers/loop_guard.h"

#include "base/map.h"
#include "http/http.h"

#define SKETCH_BYTES ((size_t)2048)
#define RUNNING 3

static uint64_t mix(uint64_t a, uint64_t b)
{
    return (a ^ b) * 0x9e3779b97f4a7c15u + (b >> 29);
}

static uint64_t request_fingerprint(const ab_http_response *http)
{
    uint64_t h = mix(ab_hash(http->url), ab_hash(http->sent_method));
    h = mix(h, ab_hash(http->sent_body));
    for (size_t i = 0; i < http->sent_headers.n; i++) {
        h = mix(h, ab_hash(http->sent_headers.at[i].name));
        h = mix(h, ab_hash(http->sent_headers.at[i].value));
    }
    return h;
}

static uint64_t sketch(const ab_body *body)
{
    char piece[SKETCH_BYTES];
    uint64_t size = ab_body_size(body);
    uint64_t h = size + 1;
    size_t n = ab_body_read(body, 0, piece, sizeof(piece), NULL);
    h = mix(h, ab_hash((ab_str){piece, n}));
    if (size > sizeof(piece)) {
        n = ab_body_read(body, size - sizeof(piece), piece, sizeof(piece), NULL);
        h = mix(h, ab_hash((ab_str){piece, n}));
    }
    return h;
}

/* The hash of all bytes; 0 where they cannot be read. */
static uint64_t whole(const ab_body *body)
{
    ab_buf scratch;
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    uint64_t h = 1;
    uint64_t at = 0;
    ab_str piece;
    while (at < ab_body_size(body) && ab_body_chunk(body, at, &scratch, &piece, NULL) && piece.n) {
        h = mix(h, ab_hash(piece));
        at += piece.n;
    }
    ab_buf_free(&scratch);
    return at == ab_body_size(body) ? h | 1 : 0;
}

bool ab_loop_guard_observe(ab_loop_guard *guard, ab_response *response, int64_t records)
{
    const ab_http_response *http = response->http;
    if (!http || records <= 0) {
        *guard = (ab_loop_guard){0};
        return false;
    }
    uint64_t request = request_fingerprint(http);
    uint64_t start_and_end = sketch(http->body);
    uint64_t body = 0;
    bool same = guard->request == request && guard->sketch == start_and_end;
    if (same) {
        body = whole(http->body);
        same = body && (!guard->body || guard->body == body);
    }
    guard->repeats = same ? guard->repeats + 1 : 0;
    guard->request = request;
    guard->sketch = start_and_end;
    guard->body = body;
    return guard->repeats >= RUNNING - 1;
}
