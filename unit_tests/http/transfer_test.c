/* Real transfers against a server in this process: connections, bodies, redirects, faults. */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

/* ---- Answers ---- */

static void append_bound(char *text, size_t size, const char *more)
{
    size_t n = strlen(text);
    snprintf(text + n, size - n, "%s", more);
}

static bool reply_gzip(exchange *x, size_t cut)
{
    unsigned char packed[4096];
    static const char plain[] = "{\"records\": [1, 2, 3]}";
    z_stream z = {0};
    deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (Bytef *)plain;
    z.avail_in = sizeof(plain) - 1;
    z.next_out = packed;
    z.avail_out = sizeof(packed);
    deflate(&z, Z_FINISH);
    size_t n = sizeof(packed) - z.avail_out - cut;
    deflateEnd(&z);
    return server_text(
               x, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n", n) &&
           server_write(x, packed, n);
}

static bool reply_echo(exchange *x)
{
    static const char *const names[] = {
        "Authorization",   "Content-Type", "Cookie", "User-Agent",     "Accept",
        "Accept-Encoding", "Connection",   "Expect", "Content-Length", "X-Empty"};
    char text[4096];
    snprintf(text, sizeof(text), "%.*s", AB_STR_ARG(x->method));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char value[512];
        if (server_header(x, names[i], value, sizeof(value))) {
            append_bound(text, sizeof(text), "|");
            append_bound(text, sizeof(text), names[i]);
            append_bound(text, sizeof(text), "=");
            append_bound(text, sizeof(text), value);
        }
    }
    append_bound(text, sizeof(text), "|");
    append_bound(text, sizeof(text), x->body.n ? x->body.p : "");
    return server_reply(x, 200, "", text);
}

static bool wait_for_stop(exchange *x)
{
    server *s = x->server;
    pthread_mutex_lock(&s->lock);
    while (!s->stopping) {
        ab_cond_wait_us(&s->changed, &s->lock, -1);
    }
    pthread_mutex_unlock(&s->lock);
    return false;
}

static bool reply_redirect(exchange *x, const char *rest)
{
    char headers[256];
    int status = (int)strtol(rest, NULL, 10);
    snprintf(headers, sizeof(headers), "Location: /echo\r\n");
    return server_reply(x, status, headers, "moved");
}

static bool answer(exchange *x)
{
    char target[256];
    snprintf(target, sizeof(target), "%.*s", AB_STR_ARG(x->target));
    if (strcmp(target, "/echo") == 0) {
        return reply_echo(x);
    }
    if (strcmp(target, "/chunked") == 0) {
        return server_text(x,
                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: 1\r\nx-a: 2\r\n"
                           "X-Latin: caf\xe9\r\n\r\n"
                           "5\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: ignored\r\n\r\n");
    }
    if (strcmp(target, "/gzip") == 0) {
        return reply_gzip(x, 0);
    }
    if (strcmp(target, "/gzip-cut") == 0) {
        return reply_gzip(x, 9);
    }
    if (strcmp(target, "/gzip-bad") == 0) {
        return server_reply(x, 200, "Content-Encoding: gzip\r\n", "this is no gzip at all");
    }
    if (strcmp(target, "/cut") == 0) {
        server_text(x, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
        return false;
    }
    if (strcmp(target, "/cut-chunked") == 0) {
        server_text(x, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
        return false;
    }
    if (strcmp(target, "/nothing") == 0) {
        return false;
    }
    if (strcmp(target, "/noise") == 0) {
        server_text(x, "this is not HTTP\r\n\r\n");
        return false;
    }
    if (strcmp(target, "/silent") == 0) {
        return wait_for_stop(x);
    }
    if (strcmp(target, "/stuck") == 0) {
        server_text(x, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst");
        return wait_for_stop(x);
    }
    if (strcmp(target, "/loop") == 0) {
        return server_reply(x, 302, "Location: /loop\r\n", "");
    }
    if (strcmp(target, "/cookie") == 0) {
        return server_reply(x, 302,
                            "Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\n"
                            "Location: echo\r\n",
                            "");
    }
    if (strcmp(target, "/continue") == 0) {
        return server_text(x, "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n") &&
               server_reply(x, 200, "", "late");
    }
    if (strncmp(target, "/redirect/", 10) == 0) {
        return reply_redirect(x, target + 10);
    }
    return server_reply(x, 404, "", "no such path");
}

/* ---- Tests ---- */

static void requests_carry_the_defaults(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, &(ab_http_options){.user_agent = "test/1"}, answer);
    ab_http_response *r = fetch(&f, "/echo");
    assert_int_equal(r->failure, AB_HTTP_NO_FAILURE);
    assert_int_equal(r->status, 200);
    assert_body(r, "GET|User-Agent=test/1|Accept=*/*|Accept-Encoding=gzip, "
                   "deflate|Connection=keep-alive|");
    ab_http_response_unref(r);
    close_fixture(&f);
}

static void methods_and_bodies_go_out_as_requests_sends_them(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        const char *body;
        const char *want;
    } rows[] = {
        {"POST", "{\"a\": 1}",
         "POST|Content-Type=application/json|User-Agent=t|Accept=text/x|"
         "Accept-Encoding=gzip, deflate|Connection=keep-alive|"
         "Content-Length=8|X-Empty=|{\"a\": 1}"},
        {"GET", "x",
         "GET|Content-Type=application/json|User-Agent=t|Accept=text/x|Accept-Encoding="
         "gzip, deflate|Connection=keep-alive|Content-Length=1|X-Empty=|x"},
        {"DELETE", "",
         "DELETE|Content-Type=application/json|User-Agent=t|Accept=text/x|"
         "Accept-Encoding=gzip, deflate|Connection=keep-alive|Content-Length=0|"
         "X-Empty=|"},
        {"PATCH", "y",
         "PATCH|Content-Type=application/json|User-Agent=t|Accept=text/x|"
         "Accept-Encoding=gzip, deflate|Connection=keep-alive|Content-Length=1|"
         "X-Empty=|y"},
    };
    fixture f;
    open_fixture(&f, &(ab_http_options){.user_agent = "t"}, answer);
    ab_header headers[] = {{AB_STR("accept"), AB_STR("text/x")},
                           {AB_STR("Content-Type"), AB_STR("application/json")},
                           {AB_STR("Content-Length"), AB_STR("999")},
                           {AB_STR("X-Empty"), AB_STR("")}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_http_request request = get(server_url(&f.server, "/echo"));
        request.method = ab_str_of(rows[i].method);
        request.body = ab_str_of(rows[i].body);
        request.headers = (ab_headers){headers, 4, 4};
        ab_http_response *r = ab_http_fetch(f.session, &request);
        assert_body(r, rows[i].want);
        ab_http_response_unref(r);
    }
    close_fixture(&f);
}

static void responses_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int status;
        ab_http_failure failure;
        const char *body; /* NULL: any */
        const char *problem;
    } rows[] = {
        {"/chunked", 200, AB_HTTP_NO_FAILURE, "hello world", ""},
        {"/gzip", 200, AB_HTTP_NO_FAILURE, "{\"records\": [1, 2, 3]}", ""},
        {"/continue", 200, AB_HTTP_NO_FAILURE, "late", ""},
        {"/none", 404, AB_HTTP_NO_FAILURE, "no such path", ""},
        {"/gzip-cut", 200, AB_HTTP_CONTENT_DECODING_ERROR, NULL,
         "The response from 127.0.0.1 cannot be decompressed: the compressed data ends too early"},
        {"/gzip-bad", 200, AB_HTTP_CONTENT_DECODING_ERROR, NULL,
         "The response from 127.0.0.1 cannot be decompressed: the compressed data is broken"},
        {"/cut", 200, AB_HTTP_CHUNKED_ENCODING_ERROR, "only this",
         "The response from 127.0.0.1 broke off: transfer closed with 91 bytes remaining to read"},
        {"/cut-chunked", 200, AB_HTTP_CHUNKED_ENCODING_ERROR, NULL,
         "The response from 127.0.0.1 broke off: transfer closed with outstanding read data "
         "remaining"},
        {"/nothing", 0, AB_HTTP_CONNECTION_ERROR, "",
         "The request to 127.0.0.1 failed: Empty reply from server"},
        {"/noise", 0, AB_HTTP_CONNECTION_ERROR, "",
         "The request to 127.0.0.1 failed: Received HTTP/0.9 when not allowed"},
    };
    fixture f;
    open_fixture(&f, NULL, answer);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_http_response *r = fetch(&f, rows[i].path);
        bool whole;
        assert_str(ab_str_of(r->problem), rows[i].problem);
        assert_int_equal(r->failure, rows[i].failure);
        assert_int_equal(r->status, rows[i].status);
        assert_true(ab_body_is_complete(r->body, &whole));
        assert_int_equal(whole, rows[i].failure == AB_HTTP_NO_FAILURE);
        if (rows[i].body) {
            assert_body(r, rows[i].body);
        }
        ab_http_response_unref(r);
    }
    ab_http_response *r = fetch(&f, "/chunked");
    assert_str(ab_headers_text(&r->headers, "X-A"), "1, 2");
    assert_str(ab_headers_text(&r->headers, "x-latin"), "caf\xc3\xa9");
    assert_null(ab_headers_get(&r->headers, AB_STR("Trailer")));
    assert_false(r->gzip_encoded);
    ab_http_response_unref(r);
    close_fixture(&f);
}

static void connections_are_used_again(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, NULL, answer);
    for (int i = 0; i < 5; i++) {
        ab_http_response_unref(fetch(&f, i % 2 ? "/echo" : "/chunked"));
    }
    assert_int_equal(server_count(&f.server, &f.server.connections), 1);
    close_fixture(&f);
}

static void redirects_change_method_and_body(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *method;
        const char *want; /* the start of the echo */
        bool keeps_body;
    } rows[] = {
        {301, "POST", "GET|Authorization=Bearer x|User-Agent", false},
        {302, "PUT", "GET|Authorization=Bearer x|User-Agent", false},
        {303, "POST", "GET|Authorization=Bearer x|User-Agent", false},
        {307, "POST", "POST|Authorization=Bearer x|Content-Type=text/plain|User-Agent", true},
        {308, "PUT", "PUT|Authorization=Bearer x|Content-Type=text/plain|User-Agent", true},
        {301, "PUT", "PUT|Authorization=Bearer x|User-Agent", false},
    };
    fixture f;
    open_fixture(&f, &(ab_http_options){.user_agent = "t"}, answer);
    ab_header headers[] = {{AB_STR("Authorization"), AB_STR("Bearer x")},
                           {AB_STR("Content-Type"), AB_STR("text/plain")}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char path[32];
        snprintf(path, sizeof(path), "/redirect/%d", rows[i].status);
        ab_http_request request = get(server_url(&f.server, path));
        request.method = ab_str_of(rows[i].method);
        request.body = AB_STR("data");
        request.headers = (ab_headers){headers, 2, 2};
        ab_http_response *r = ab_http_fetch(f.session, &request);
        ab_buf scratch;
        ab_buf_init(&scratch, AB_BUF_NO_MAX);
        ab_str body;
        assert_true(ab_body_whole(r->body, &scratch, &body, NULL));
        assert_str(ab_str_sub(body, 0, strlen(rows[i].want)), rows[i].want);
        assert_int_equal(ab_str_ends(body, AB_STR("|data")), rows[i].keeps_body);
        assert_int_equal(r->redirects, 1);
        assert_str(r->url, server_url(&f.server, "/echo"));
        ab_buf_free(&scratch);
        ab_http_response_unref(r);
    }
    close_fixture(&f);
}

static void redirect_loops_end(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, NULL, answer);
    ab_http_response *r = fetch(&f, "/loop");
    assert_int_equal(r->failure, AB_HTTP_TOO_MANY_REDIRECTS);
    assert_str(ab_str_of(r->problem), "Exceeded 30 redirects.");
    assert_int_equal(server_count(&f.server, &f.server.requests), 31);
    ab_http_response_unref(r);
    ab_http_request request = get(server_url(&f.server, "/loop"));
    request.keep_redirects = true;
    r = ab_http_fetch(f.session, &request);
    assert_int_equal(r->status, 302);
    ab_http_response_unref(r);
    close_fixture(&f);
}

static void cookies_last_for_the_session(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, &(ab_http_options){.user_agent = "t"}, answer);
    ab_http_response *r = fetch(&f, "/cookie");
    assert_body(r, "GET|Cookie=a=1; b=2|User-Agent=t|Accept=*/*|Accept-Encoding=gzip, "
                   "deflate|Connection=keep-alive|");
    ab_http_response_unref(r);
    ab_http_session *other = ab_http_session_new(f.http);
    ab_http_request request = get(server_url(&f.server, "/echo"));
    r = ab_http_fetch(other, &request);
    assert_body(r, "GET|User-Agent=t|Accept=*/*|Accept-Encoding=gzip, "
                   "deflate|Connection=keep-alive|");
    ab_http_response_unref(r);
    ab_http_session_free(other);
    close_fixture(&f);
}

static void silence_is_a_timeout(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, NULL, answer);
    static const char *const paths[] = {"/silent", "/stuck"};
    for (size_t i = 0; i < 2; i++) {
        ab_http_request request = get(server_url(&f.server, paths[i]));
        request.read_timeout_ms = 50;
        ab_http_response *r = ab_http_fetch(f.session, &request);
        assert_int_equal(r->failure, AB_HTTP_READ_TIMEOUT);
        assert_str(ab_str_of(r->problem), "No data from 127.0.0.1 for 0.05 s");
        ab_http_response_unref(r);
    }
    ab_http_request request = get(server_url(&f.server, "/silent"));
    request.total_timeout_ms = 50;
    ab_http_response *r = ab_http_fetch(f.session, &request);
    assert_int_equal(r->failure, AB_HTTP_READ_TIMEOUT);
    assert_str(ab_str_of(r->problem), "No data from 127.0.0.1 for 0.05 s");
    ab_http_response_unref(r);
    close_fixture(&f);
}

static void what_cannot_be_sent_fails_at_once(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        ab_header header;
        ab_http_failure failure;
        const char *problem;
    } rows[] = {
        {"ftp://h/x",
         {AB_STR("A"), AB_STR("b")},
         AB_HTTP_INVALID_SCHEMA,
         "No connection adapters were found for 'ftp://h/x'"},
        {"h.example/x",
         {AB_STR("A"), AB_STR("b")},
         AB_HTTP_MISSING_SCHEMA,
         "Invalid URL 'h.example/x': No scheme supplied. Perhaps you meant https://h.example/x?"},
        {"http:///x",
         {AB_STR("A"), AB_STR("b")},
         AB_HTTP_INVALID_URL,
         "Invalid URL 'http:///x': No host supplied"},
        {"http://127.0.0.1:1/",
         {AB_STR("A"), AB_STR("b\r\nEvil: 1")},
         AB_HTTP_INVALID_HEADER,
         "Invalid leading whitespace, reserved character(s), or return character(s) in the header "
         "'A'"},
        {"http://127.0.0.1:1/",
         {AB_STR("A B"), AB_STR("b")},
         AB_HTTP_INVALID_HEADER,
         "Invalid leading whitespace, reserved character(s), or return character(s) in the header "
         "'A B'"},
    };
    ab_http *http = ab_http_new(NULL);
    ab_http_session *session = ab_http_session_new(http);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_http_request request = get(rows[i].url);
        ab_header header = rows[i].header;
        request.headers = (ab_headers){&header, 1, 1};
        ab_http_response *r = ab_http_fetch(session, &request);
        assert_int_equal(r->failure, rows[i].failure);
        assert_str(ab_str_of(r->problem), rows[i].problem);
        assert_int_equal(r->status, 0);
        assert_int_equal(ab_body_size(r->body), 0);
        ab_http_response_unref(r);
    }
    ab_http_session_free(session);
    ab_http_free(http);
}

/* A port nobody listens on: bound, and not listening. */
static void refused_connections_say_so(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, NULL, answer);
    char url[64];
    snprintf(url, sizeof(url), "%s", server_url(&f.server, "/"));
    close_fixture(&f);
    ab_http *http = ab_http_new(NULL);
    ab_http_session *session = ab_http_session_new(http);
    ab_http_request request = get(url);
    ab_http_response *r = ab_http_fetch(session, &request);
    assert_int_equal(r->failure, AB_HTTP_CONNECTION_ERROR);
    assert_true(ab_str_starts(ab_str_of(r->problem), AB_STR("The request to 127.0.0.1 failed: ")));
    ab_http_response_unref(r);
    ab_http_session_free(session);
    ab_http_free(http);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_carry_the_defaults),
        cmocka_unit_test(methods_and_bodies_go_out_as_requests_sends_them),
        cmocka_unit_test(responses_are_read),
        cmocka_unit_test(connections_are_used_again),
        cmocka_unit_test(redirects_change_method_and_body),
        cmocka_unit_test(redirect_loops_end),
        cmocka_unit_test(cookies_last_for_the_session),
        cmocka_unit_test(silence_is_a_timeout),
        cmocka_unit_test(what_cannot_be_sent_fails_at_once),
        cmocka_unit_test(refused_connections_say_so),
    };
    return cmocka_run_group_tests_name("transfers", tests, NULL, NULL);
}
