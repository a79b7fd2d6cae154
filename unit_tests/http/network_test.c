/* What lies between us and the server: connecting, proxies, forbidden addresses; and the descriptor
 * that is watched. */
#include "client.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- Connecting ---- */

/* Opens connections until the kernel takes no more: the next one gets no answer. Returns how many.
 */
static size_t fill_backlog(const struct sockaddr_in *address, int *fds, size_t max)
{
    for (size_t n = 0; n < max; n++) {
        fds[n] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        struct pollfd fd = {fds[n], POLLOUT, 0};
        if (connect(fds[n], (const struct sockaddr *)address, sizeof(*address)) != 0 &&
            poll(&fd, 1, 50) == 0) {
            return n + 1;
        }
    }
    return max;
}

static void connecting_has_a_limit(void **state)
{
    (void)state;
    enum { FULL = 16 };
    drop_proxies();
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(listener, 0), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    int fds[FULL];
    size_t n = fill_backlog(&address, fds, FULL);
    char url[64];
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/", ntohs(address.sin_port));
    ab_http *http = ab_http_new(NULL);
    ab_http_session *session = ab_http_session_new(http);
    ab_http_request request = get(url);
    request.connect_timeout_ms = 50;
    ab_http_response *r = ab_http_fetch(session, &request);
    assert_int_equal(r->failure, AB_HTTP_CONNECT_TIMEOUT);
    assert_string_equal(r->problem, "No connection to 127.0.0.1 within 0.05 s");
    ab_http_response_unref(r);
    ab_http_session_free(session);
    ab_http_free(http);
    for (size_t i = 0; i < n; i++) {
        close(fds[i]);
    }
    close(listener);
}

/* ---- Proxies, the watched descriptor, cloud rules ---- */

static bool answer_proxy(exchange *x)
{
    if (ab_str_is(x->method, "CONNECT")) {
        server_reply(x, 403, "", "no");
        return false;
    }
    char body[256];
    snprintf(body, sizeof(body), "via proxy: %.*s", AB_STR_ARG(x->target));
    return server_reply(x, 200, "", body);
}

static void plain_requests_reach_the_proxy_in_absolute_form(void **state)
{
    (void)state;
    fixture f;
    open_fixture(&f, NULL, answer_proxy);
    setenv("http_proxy", server_url(&f.server, ""), 1);
    setenv("https_proxy", server_url(&f.server, ""), 1);
    ab_http_request request = get("http://api.example:8080/v1?x=1");
    ab_http_response *r = ab_http_fetch(f.session, &request);
    assert_body(r, "via proxy: http://api.example:8080/v1?x=1");
    assert_false(server_saw(&f.server, "Proxy-Connection"));
    ab_http_response_unref(r);
    request = get("https://api.example/");
    r = ab_http_fetch(f.session, &request);
    assert_int_equal(r->failure, AB_HTTP_PROXY_ERROR);
    assert_true(ab_str_starts(ab_str_of(r->problem),
                              AB_STR("The proxy 127.0.0.1 does not connect to api.example: ")));
    ab_http_response_unref(r);
    close_fixture(&f);
    ab_http *http = ab_http_new(NULL); /* the proxy is gone now */
    ab_http_session *session = ab_http_session_new(http);
    request = get("http://api.example/");
    r = ab_http_fetch(session, &request);
    assert_int_equal(r->failure, AB_HTTP_PROXY_ERROR);
    ab_http_response_unref(r);
    ab_http_session_free(session);
    ab_http_free(http);
    unsetenv("http_proxy");
    unsetenv("https_proxy");
}

static void the_cloud_allows_public_https_only(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        ab_http_failure failure;
        const char *problem;
    } rows[] = {
        {"http://api.example/", AB_HTTP_INVALID_SCHEMA,
         "Invalid Protocol Scheme: The endpoint that data is being requested from is using an "
         "invalid or insecure protocol 'http'. Valid protocol schemes: https"},
        {"https://127.0.0.1/", AB_HTTP_PRIVATE_ADDRESS,
         "Invalid URL endpoint: The endpoint that data is being requested from belongs to a "
         "private network. Source connectors only support requesting data from public API "
         "endpoints."},
        {"https://[::1]/", AB_HTTP_PRIVATE_ADDRESS,
         "Invalid URL endpoint: The endpoint that data is being requested from belongs to a "
         "private network. Source connectors only support requesting data from public API "
         "endpoints."},
    };
    setenv("DEPLOYMENT_MODE", "Cloud", 1);
    ab_http *http = ab_http_new(NULL);
    unsetenv("DEPLOYMENT_MODE");
    ab_http_session *session = ab_http_session_new(http);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_http_request request = get(rows[i].url);
        ab_http_response *r = ab_http_fetch(session, &request);
        assert_int_equal(r->failure, rows[i].failure);
        assert_string_equal(r->problem, rows[i].problem);
        ab_error error = {0};
        assert_false(ab_http_response_error(r, &error));
        assert_int_equal(error.kind, AB_ERROR_CONFIG);
        ab_error_clear(&error);
        ab_http_response_unref(r);
    }
    ab_http_session_free(session);
    ab_http_free(http);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connecting_has_a_limit),
        cmocka_unit_test(plain_requests_reach_the_proxy_in_absolute_form),
        cmocka_unit_test(the_cloud_allows_public_https_only),
    };
    return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
