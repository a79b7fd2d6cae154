/* The worker's side of a transfer: what is sent, redirects, cookies, the response. */
#include "http/cassette.h"
#include "http/engine.h"
#include "http/private_address.h"
#include "http/proxy.h"
#include "http/redirect.h"
#include "http/response.h"

#include <netdb.h>
#include <stdio.h>

enum {
    CONNECT_TIMEOUT_MS = 30 * 1000,
    READ_TIMEOUT_MS = 60 * 1000,
    US_PER_MS = 1000,
};

struct ab_transfer {
    ab_http_session *session;
    ab_arena *arena;
    ab_http_request asked;   /* as submitted */
    ab_http_request current; /* of the present hop */
    ab_http_response *response;
    bool settled;  /* redirects are followed: the hop is the last one */
    bool finished; /* the response is complete */
    unsigned redirects;
    ab_http_failure failure; /* found on this side, before or instead of a hop */
    const char *problem;
    ab_buf scratch;
    uint64_t position;

    pthread_mutex_t lock; /* guards the next two against ab_transfer_cancel */
    ab_hop *hop;          /* NULL: nothing was sent */
    bool cancelled;
};

static void refuse(ab_transfer *t, ab_http_failure failure, const char *problem)
{
    t->failure = failure;
    t->problem = problem;
}

/* ---- What is sent ---- */

/* DEPLOYMENT_MODE=cloud, as the CDK's request filter: a proxy hides the address from the I/O
 * thread, and the worker may wait for the name server. */
static bool has_private_address(ab_arena *arena, const ab_url *url)
{
    ab_str host = url->host;
    if (host.n > 2 && host.p[0] == '[') {
        host = ab_str_sub(host, 1, host.n - 1);
    }
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(ab_arena_cstr(arena, host), NULL, &hints, &found) != 0) {
        return false; /* the transfer will say that the host is unknown */
    }
    bool is_private = false;
    for (const struct addrinfo *a = found; a; a = a->ai_next) {
        is_private = is_private || ab_address_is_private(a->ai_addr);
    }
    freeaddrinfo(found);
    return is_private;
}

static bool check_cloud(ab_transfer *t, const ab_url *url)
{
    if (!t->session->http->cloud) {
        return true;
    }
    if (!ab_str_is(url->scheme, "https")) {
        ab_str text = ab_arena_printf(
            t->arena,
            "Invalid Protocol Scheme: The endpoint that data is being requested from is using an "
            "invalid or insecure protocol '%.*s'. Valid protocol schemes: https",
            AB_STR_ARG(url->scheme));
        refuse(t, AB_HTTP_INVALID_SCHEMA, text.p);
        return false;
    }
    if (has_private_address(t->arena, url)) {
        refuse(t, AB_HTTP_PRIVATE_ADDRESS, AB_PRIVATE_ADDRESS_TEXT);
        return false;
    }
    return true;
}

static bool check_headers(ab_transfer *t)
{
    for (size_t i = 0; i < t->current.headers.n; i++) {
        if (!ab_header_is_valid(&t->current.headers.at[i])) {
            ab_str text = ab_arena_printf(
                t->arena,
                "Invalid leading whitespace, reserved character(s), or return character(s) in the "
                "header '%.*s'",
                AB_STR_ARG(t->current.headers.at[i].name));
            refuse(t, AB_HTTP_INVALID_HEADER, text.p);
            return false;
        }
    }
    return true;
}

/* The defaults of requests.Session, the request's own headers over them, then the cookies. */
static ab_headers all_headers(ab_transfer *t, ab_arena *arena)
{
    ab_headers all = {0};
    ab_str agent = ab_str_of(t->session->http->user_agent);
    ab_headers_set(arena, &all, AB_STR("User-Agent"), agent);
    ab_headers_set(arena, &all, AB_STR("Accept-Encoding"), AB_STR("gzip, deflate"));
    ab_headers_set(arena, &all, AB_STR("Accept"), AB_STR("*/*"));
    ab_headers_set(arena, &all, AB_STR("Connection"), AB_STR("keep-alive"));
    ab_headers_merge(arena, &all, &t->current.headers);
    ab_headers_remove(&all, AB_STR("Content-Length")); /* libcurl counts */
    if (!ab_headers_get(&all, AB_STR("Cookie"))) {
        ab_str cookies = ab_cookies_header(arena, &t->session->cookies, t->current.url,
                                           ab_clock_real_us(t->session->http->clock));
        if (cookies.n) {
            ab_headers_set(arena, &all, AB_STR("Cookie"), cookies);
        }
    }
    return ab_headers_copy(arena, &all);
}

static int64_t timeout_us(int64_t ms, int64_t otherwise_ms)
{
    return ms < 0 ? 0 : (ms ? ms : otherwise_ms) * US_PER_MS;
}

static const char *environment(const char *name)
{
    return getenv(name);
}

static ab_hop *make_hop(ab_transfer *t)
{
    const ab_http_request *from = &t->current;
    ab_hop *hop = ab_hop_new(t->session->http);
    ab_hop_request *to = &hop->request;
    to->method = ab_arena_str(hop->arena, from->method);
    to->url = ab_arena_str(hop->arena, from->url);
    to->headers = all_headers(t, hop->arena);
    to->body = ab_arena_str(hop->arena, from->body);
    to->proxy = ab_proxy_for(hop->arena, from->url, environment);
    to->connect_timeout_us = timeout_us(from->connect_timeout_ms, CONNECT_TIMEOUT_MS);
    to->read_timeout_us = timeout_us(from->read_timeout_ms, READ_TIMEOUT_MS);
    to->total_timeout_us = timeout_us(from->total_timeout_ms, 0);
    to->not_before_us = t->redirects ? 0 : from->not_before_us;
    return hop;
}

static void send_hop(ab_transfer *t)
{
    ab_http_failure failure;
    ab_str problem;
    if (!ab_url_prepare(t->arena, t->current.url, NULL, &t->current.url, &failure, &problem)) {
        refuse(t, failure, problem.p);
        return;
    }
    ab_url url = ab_url_split(t->current.url);
    if (!check_cloud(t, &url) || !check_headers(t)) {
        return;
    }
    ab_hop *hop = make_hop(t);
    pthread_mutex_lock(&t->lock);
    ab_hop *before = t->hop;
    t->hop = hop;
    atomic_store(&hop->cancelled, t->cancelled);
    pthread_mutex_unlock(&t->lock);
    ab_hop_unref(before);
    ab_io_submit(t->session->http, hop);
}

static bool is_played(const ab_transfer *t)
{
    return t->session->http->player.answer != NULL;
}

ab_transfer *ab_http_submit(ab_http_session *session, const ab_http_request *request)
{
    ab_transfer *t = ab_xcalloc(1, sizeof(*t));
    t->session = session;
    t->arena = ab_arena_new();
    t->problem = "";
    pthread_mutex_init(&t->lock, NULL);
    ab_buf_init(&t->scratch, AB_BUF_NO_MAX);
    t->asked = *request;
    t->asked.method = ab_arena_str(t->arena, request->method);
    t->asked.url = ab_arena_str(t->arena, request->url);
    t->asked.body = ab_arena_str(t->arena, request->body);
    t->asked.asker = ab_arena_str(t->arena, request->asker);
    t->asked.headers = ab_headers_copy(t->arena, &request->headers);
    t->current = t->asked;
    t->current.headers = ab_headers_copy(t->arena, &t->asked.headers);
    if (!is_played(t)) {
        send_hop(t);
    }
    return t;
}

/* ---- What comes back ---- */

static void take_cookies(ab_transfer *t)
{
    for (size_t i = 0; i < t->hop->set_cookies.n; i++) {
        ab_cookies_store(&t->session->cookies, t->current.url, t->hop->set_cookies.at[i],
                         ab_clock_real_us(t->session->http->clock));
    }
}

/* Follows redirects until the head of the last hop is there, or a failure. */
static void settle(ab_transfer *t)
{
    while (!t->settled && !t->failure && t->hop && ab_hop_wait_head(t->hop)) {
        ab_str location;
        take_cookies(t);
        if (t->asked.keep_redirects ||
            !ab_redirect_location(t->hop->status, &t->hop->headers, &location)) {
            break;
        }
        ab_hop_wait_end(t->hop); /* so that the connection can be used again */
        if (t->redirects == AB_HTTP_MAX_REDIRECTS) {
            refuse(t, AB_HTTP_TOO_MANY_REDIRECTS, "Exceeded 30 redirects.");
            break;
        }
        t->redirects++;
        ab_redirect_next(t->arena, &t->current, t->hop->status, ab_arena_str(t->arena, location));
        send_hop(t);
    }
    t->settled = true;
}

static void fill_from_hop(ab_transfer *t, ab_http_response *r)
{
    ab_arena *arena = ab_http_response_arena(r);
    ab_hop *hop = t->hop;
    r->body = ab_body_ref(hop->body);
    r->sent_method = ab_arena_str(arena, hop->request.method);
    r->sent_headers = ab_headers_copy(arena, &hop->request.headers);
    r->sent_body = ab_arena_str(arena, hop->request.body);
    if (ab_hop_wait_head(hop)) {
        r->status = hop->status;
        r->headers = ab_headers_copy(arena, &hop->headers);
        r->gzip_encoded = hop->gzip_encoded;
        r->elapsed_us = hop->head_us;
    }
}

static void fill_from_player(ab_transfer *t, ab_http_response *r)
{
    ab_arena *arena = ab_http_response_arena(r);
    const ab_body_store *store = ab_http_store(t->session->http);
    ab_error error = {0};
    const ab_http_player *player = &t->session->http->player;
    r->sent_method = ab_arena_str(arena, t->asked.method);
    r->sent_headers = ab_headers_copy(arena, &t->asked.headers);
    r->sent_body = ab_arena_str(arena, t->asked.body);
    if (!player->answer(player->context, &t->asked, store, arena, r, &error)) {
        ab_http_response_fail(r, AB_HTTP_NOT_RECORDED, error.message);
        ab_error_clear(&error);
    }
}

static void empty_body(const ab_transfer *t, ab_http_response *r)
{
    r->body = ab_body_new(ab_http_store(t->session->http));
    ab_body_complete(r->body, false);
}

const ab_http_response *ab_transfer_head(ab_transfer *t)
{
    if (t->response) {
        return t->response;
    }
    settle(t);
    ab_http_response *r = ab_http_response_new();
    r->url = ab_arena_str(ab_http_response_arena(r), t->current.url);
    r->redirects = t->redirects;
    if (t->failure) {
        ab_http_response_fail(r, t->failure, t->problem);
    } else if (t->hop) {
        fill_from_hop(t, r);
    } else {
        fill_from_player(t, r);
    }
    if (!r->body) {
        empty_body(t, r);
    }
    t->response = r;
    return r;
}

bool ab_transfer_next_chunk(ab_transfer *t, ab_str *chunk)
{
    const ab_http_response *r = ab_transfer_head(t);
    ab_error error = {0};
    ab_body_wait(r->body, t->position);
    bool more = ab_body_chunk(r->body, t->position, &t->scratch, chunk, &error);
    if (more) {
        t->position += chunk->n;
    } else if (ab_error_is_set(&error)) {
        ab_http_response_fail(t->response, AB_HTTP_STORAGE_FULL, error.message);
    }
    ab_error_clear(&error);
    return more;
}

static void finish(ab_transfer *t)
{
    ab_http *http = t->session->http;
    ab_http_response *r = t->response;
    if (t->hop && !r->failure) {
        ab_hop_wait_end(t->hop);
        if (t->hop->failure) {
            ab_http_response_fail(r, t->hop->failure, t->hop->problem);
        }
    }
    if (http->cassette && (!r->failure || ab_http_failure_is_outcome(r->failure))) {
        ab_error error = {0};
        if (!ab_cassette_store(http->cassette, &t->asked, r, &error)) {
            ab_http_response_fail(r, AB_HTTP_STORAGE_FULL, error.message);
        }
        ab_error_clear(&error);
    }
    t->finished = true;
    if (http->observer) {
        http->observer->exchange(http->observer->context, &t->asked, r);
    }
}

ab_http_response *ab_transfer_wait(ab_transfer *t)
{
    ab_transfer_head(t);
    if (!t->finished) {
        finish(t);
    }
    return ab_http_response_ref(t->response);
}

void ab_transfer_cancel(ab_transfer *t)
{
    pthread_mutex_lock(&t->lock);
    t->cancelled = true;
    if (t->hop) {
        atomic_store(&t->hop->cancelled, true);
    }
    pthread_mutex_unlock(&t->lock);
    ab_io_wake(t->session->http);
}

void ab_transfer_free(ab_transfer *t)
{
    if (!t) {
        return;
    }
    if (t->hop && !t->finished) {
        ab_transfer_cancel(t);
    }
    ab_hop_unref(t->hop);
    ab_http_response_unref(t->response);
    ab_buf_free(&t->scratch);
    ab_arena_free(t->arena);
    pthread_mutex_destroy(&t->lock);
    free(t);
}

ab_http_response *ab_http_fetch(ab_http_session *session, const ab_http_request *request)
{
    ab_transfer *transfer = ab_http_submit(session, request);
    ab_http_response *response = ab_transfer_wait(transfer);
    ab_transfer_free(transfer);
    return response;
}
