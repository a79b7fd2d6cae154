/* What libcurl calls for a hop. All on the I/O thread, inside curl_multi_perform. */
#include "http/engine.h"
#include "http/private_address.h"

/* ---- The head ---- */

/* A new status line: what came before was a 1xx response. */
static void begin_head(ab_hop *hop)
{
    hop->headers = (ab_headers){0};
    hop->set_cookies.n = 0;
    ab_arena_reset(hop->head_arena);
}

static void add_header(ab_hop *hop, ab_str line)
{
    ptrdiff_t colon = ab_str_find(line, AB_STR(":"), 0);
    if (colon <= 0) {
        return;
    }
    ab_str name = ab_arena_str(hop->head_arena, ab_str_sub(line, 0, (size_t)colon));
    ab_str raw = ab_str_trim(ab_str_sub(line, (size_t)colon + 1, line.n));
    ab_str value = ab_header_from_bytes(hop->head_arena, raw);
    ab_headers_add(hop->head_arena, &hop->headers, name, value);
    if (ab_str_eq_nocase(name, AB_STR("Set-Cookie"))) {
        AB_VEC_PUSH(&hop->set_cookies, value);
    }
}

/* A line that begins with a blank goes on with the header before (obsolete folding). */
static void continue_header(ab_hop *hop, ab_str line)
{
    if (hop->headers.n) {
        ab_header *last = &hop->headers.at[hop->headers.n - 1];
        ab_str more = ab_header_from_bytes(hop->head_arena, ab_str_trim(line));
        last->value = ab_arena_printf(hop->head_arena, "%.*s %.*s", AB_STR_ARG(last->value),
                                      AB_STR_ARG(more));
    }
}

static bool on_decoded(void *context, const char *bytes, size_t n);

static void end_head(ab_hop *hop)
{
    long status = 0;
    curl_easy_getinfo(hop->easy, CURLINFO_RESPONSE_CODE, &status);
    if (status < 200) {
        return;
    }
    ab_str encoding = ab_headers_text(&hop->headers, "Content-Encoding");
    bool has_body = !ab_str_is(hop->request.method, "HEAD") && status != 204 && status != 304;
    hop->decoding = has_body ? ab_decoding_new(encoding, on_decoded, hop) : NULL;
    hop->head_done = true;
    pthread_mutex_lock(&hop->lock);
    hop->status = (int)status;
    hop->has_head = true;
    hop->gzip_encoded = hop->decoding && ab_decoding_is_gzip(hop->decoding);
    hop->head_us = ab_clock_monotonic_us(hop->http->clock) - hop->started_us;
    pthread_cond_broadcast(&hop->changed);
    pthread_mutex_unlock(&hop->lock);
}

size_t ab_hop_on_header(char *bytes, size_t size, size_t n, void *context)
{
    ab_hop *hop = context;
    size_t total = size * n;
    ab_str line = {bytes, total};
    hop->last_byte_us = ab_clock_monotonic_us(hop->http->clock);
    if (hop->head_done) {
        return total; /* a trailer */
    }
    while (line.n && (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r')) {
        line.n--;
    }
    if (line.n == 0) {
        end_head(hop);
    } else if (ab_str_starts(line, AB_STR("HTTP/"))) {
        begin_head(hop);
    } else if (line.p[0] == ' ' || line.p[0] == '\t') {
        continue_header(hop, line);
    } else {
        add_header(hop, line);
    }
    return total;
}

/* ---- The body ---- */

static bool hold(ab_hop *hop, const char *bytes, size_t n)
{
    if (ab_buf_add(&hop->held, bytes, n)) {
        return true;
    }
    hop->own_failure = AB_HTTP_STORAGE_FULL;
    return false;
}

static bool on_decoded(void *context, const char *bytes, size_t n)
{
    ab_hop *hop = context;
    if (hop->held.n) {
        return hold(hop, bytes, n);
    }
    switch (ab_body_append(hop->body, bytes, n)) {
    case AB_BODY_APPENDED:
        hop->has_news = true;
        return true;
    case AB_BODY_DISK_FULL:
        return hold(hop, bytes, n);
    case AB_BODY_FAILED:
        break;
    }
    hop->own_failure = AB_HTTP_STORAGE_FULL;
    return false;
}

size_t ab_hop_on_bytes(char *bytes, size_t size, size_t n, void *context)
{
    ab_hop *hop = context;
    size_t total = size * n;
    hop->last_byte_us = ab_clock_monotonic_us(hop->http->clock);
    bool good = hop->decoding ? ab_decoding_write(hop->decoding, bytes, total)
                              : on_decoded(hop, bytes, total);
    if (!good) {
        hop->own_failure = hop->own_failure ? hop->own_failure : AB_HTTP_CONTENT_DECODING_ERROR;
        return total + 1; /* what was not taken whole has failed; its name came with 7.87 */
    }
    if (hop->held.n && !hop->paused) {
        hop->paused = true;
        curl_easy_pause(hop->easy, CURLPAUSE_RECV);
    }
    return total;
}

bool ab_hop_try_resume(ab_hop *hop)
{
    switch (ab_body_append(hop->body, hop->held.p, hop->held.n)) {
    case AB_BODY_DISK_FULL:
        return false;
    case AB_BODY_FAILED:
        hop->own_failure = AB_HTTP_STORAGE_FULL;
        ab_hop_conclude(hop, CURLE_WRITE_ERROR);
        break;
    case AB_BODY_APPENDED:
        break;
    }
    ab_buf_free(&hop->held);
    return true;
}

/* ---- The connection ---- */

int ab_hop_on_connected(void *context, char *remote_ip, char *local_ip, int remote_port,
                        int local_port)
{
    (void)remote_ip;
    (void)local_ip;
    (void)remote_port;
    (void)local_port;
    ab_hop *hop = context;
    hop->connected = true;
    hop->last_byte_us = ab_clock_monotonic_us(hop->http->clock);
    return hop->private_address ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

curl_socket_t ab_hop_on_open_socket(void *context, curlsocktype purpose,
                                    struct curl_sockaddr *address)
{
    (void)purpose;
    ab_hop *hop = context;
    if (ab_address_is_private(&address->addr)) {
        hop->private_address = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
