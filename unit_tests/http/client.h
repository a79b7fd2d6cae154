/* An engine, a session and a server that belong together, for the tests of transfers. */
#ifndef UNIT_TESTS_HTTP_CLIENT_H
#define UNIT_TESTS_HTTP_CLIENT_H

#include "check.h"

#include "http/http.h"
#include "server.h"

typedef struct fixture {
    ab_http *http;
    ab_http_session *session;
    server server;
} fixture;

/* The handler's context is the fixture. */
static inline void open_fixture(fixture *f, const ab_http_options *options, server_handler handle)
{
    memset(f, 0, sizeof(*f));
    server_start(&f->server, handle, f);
    f->http = ab_http_new(options);
    f->session = ab_http_session_new(f->http);
}

static inline void close_fixture(fixture *f)
{
    ab_http_session_free(f->session);
    ab_http_free(f->http);
    server_stop(&f->server);
}

/* `url` must outlive the request. */
static inline ab_http_request get(const char *url)
{
    return (ab_http_request){.method = AB_STR("GET"), .url = ab_str_of(url)};
}

static inline ab_http_response *fetch(fixture *f, const char *path)
{
    ab_http_request request = get(server_url(&f->server, path));
    return ab_http_fetch(f->session, &request);
}

static inline void assert_body(const ab_http_response *response, const char *want)
{
    ab_buf scratch;
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    ab_str got;
    assert_true(ab_body_whole(response->body, &scratch, &got, NULL));
    assert_str(got, want);
    ab_buf_free(&scratch);
}

#endif
