/* The rules of requests that need no connection: redirects, cookies, proxies, headers, failures. */
#include "check.h"

#include "http/attempt.h"
#include "http/cookies.h"
#include "http/private_address.h"
#include "http/proxy.h"
#include "http/redirect.h"
#include "json/json.h"

#include <arpa/inet.h>
#include <stdlib.h>

static void authorization_is_stripped_across_hosts(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        const char *to;
        bool strips;
    } rows[] = {
        {"http://h/a", "http://h/b", false},       {"http://h/a", "http://other/b", true},
        {"http://h/a", "https://h/b", false},      {"http://h:80/a", "https://h:443/b", false},
        {"https://h/a", "http://h/b", true},       {"http://h:8080/a", "https://h/b", true},
        {"https://h/a", "https://h:443/b", false}, {"https://h/a", "https://h:8443/b", true},
        {"https://H/a", "https://h/b", false},     {"https://h:1/a", "https://h:1/b", false},
        {"https://sub.h/a", "https://h/b", true},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(ab_redirect_strips_auth(ab_str_of(rows[i].from), ab_str_of(rows[i].to)),
                         rows[i].strips);
    }
}

static void redirects_lead_on(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        const char *location;
        const char *want;
    } rows[] = {
        {"http://h/a/b", "c?d=1", "http://h/a/c?d=1"},
        {"http://h/a", "//o/x", "http://o/x"},
        {"http://h/a#part", "/b", "http://h/b#part"},
        {"http://h/a#part", "/b#own", "http://h/b#own"},
        {"http://h/a", "https://o/x y", "https://o/x%20y"},
        /* The header's UTF-8 bytes, read as latin-1 */
        {"http://h/a", "/caf\xc3\x83\xc2\xa9", "http://h/caf%C3%A9"},
    };
    ab_arena *arena = ab_arena_new();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_http_request request = {.method = AB_STR("GET"), .url = ab_str_of(rows[i].url)};
        ab_redirect_next(arena, &request, 302, ab_str_of(rows[i].location));
        assert_str(request.url, rows[i].want);
    }
    ab_headers headers = {0};
    ab_str location;
    ab_headers_set(arena, &headers, AB_STR("location"), AB_STR("/x"));
    assert_true(ab_redirect_location(308, &headers, &location));
    assert_str(location, "/x");
    assert_false(ab_redirect_location(304, &headers, &location));
    assert_false(ab_redirect_location(300, &headers, &location));
    assert_false(ab_redirect_location(301, &(ab_headers){0}, &location));
    ab_arena_free(arena);
}

enum { NOW_S = 1700000000 };

static void cookies_follow_the_jar_of_python(void **state)
{
    (void)state;
    static const struct {
        const char *set_url;
        const char *set; /* Set-Cookie values, parted by '\n' */
        const char *url;
        const char *want;
    } rows[] = {
        {"https://h.example/a/b", "s=1", "https://h.example/a/c", "s=1"},
        {"https://h.example/a/b", "s=1", "https://h.example/other", ""},
        {"https://h.example/a/b", "s=1; Path=/", "https://h.example/other", "s=1"},
        {"https://h.example/", "s=1; Path=/ab", "https://h.example/abc", ""},
        {"https://h.example/", "s=1; Path=/ab", "https://h.example/ab/c", "s=1"},
        {"https://h.example/", "s=1; Secure", "http://h.example/", ""},
        {"https://h.example/", "s=1; Secure; HttpOnly", "https://h.example/", "s=1"},
        {"https://a.h.example/", "s=1; Domain=h.example", "https://b.h.example/", "s=1"},
        {"https://a.h.example/", "s=1; Domain=.h.example", "https://h.example/", "s=1"},
        {"https://a.h.example/", "s=1; Domain=other.example", "https://a.h.example/", ""},
        {"https://a.h.example/", "s=1; Domain=example", "https://a.h.example/", ""},
        {"https://h.example/", "s=1", "https://evilh.example/", ""},
        {"https://h.example/", "s=1; Max-Age=10", "https://h.example/", "s=1"},
        {"https://h.example/", "s=1; Max-Age=0", "https://h.example/", ""},
        {"https://h.example/", "s=1\ns=2; Max-Age=-5", "https://h.example/", ""},
        {"https://h.example/", "s=1; Expires=Wed, 01 Jan 2020 00:00:00 GMT", "https://h.example/",
         ""},
        {"https://h.example/", "s=1; Expires=Wed, 01 Jan 2070 00:00:00 GMT", "https://h.example/",
         "s=1"},
        {"https://h.example/", "s=1; Max-Age=9; Expires=Wed, 01 Jan 2020 00:00:00 GMT",
         "https://h.example/", "s=1"},
        {"https://h.example/", "s=1\ns=2", "https://h.example/", "s=2"},
        {"https://h.example/", "a=1; Path=/\nb=2; Path=/x/y\nc=3; Path=/x",
         "https://h.example/x/y/z", "b=2; c=3; a=1"},
        {"https://h.example/", "q=\"a b\"; x", "https://h.example/", "q=\"a b\""},
        {"https://h.example/", "=nothing", "https://h.example/", ""},
        {"https://h.example/", "flag", "https://h.example/", "flag"},
        {"https://h.example/", "", "https://h.example/", ""},
        {"http://127.0.0.1:80/", "s=1", "http://127.0.0.1:8080/", "s=1"},
        {"https://example/", "s=1", "https://h.example/", ""},
        {"https://h.example/", "s=1", "https://a.h.example/", "s=1"},
        {"https://h.example/", "s=1\ns=2; Domain=h.example", "https://h.example/", "s=1; s=2"},
        {"https://h.example/", "s=1; Max-Age=soon", "https://h.example/", ""},
        {"https://h.example/", "s=1; Path=/a; Path=/", "https://h.example/", ""},
        {"https://h.example/", "s=1; Path", "https://h.example/", ""},
        {"https://h.example/", "s=1; Domain=", "https://h.example/", ""},
        {"https://h.example/", "s=1; Expires=never", "https://h.example/", "s=1"},
    };
    ab_arena *arena = ab_arena_new();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_cookies cookies;
        ab_cookies_init(&cookies);
        int64_t now = (int64_t)NOW_S * 1000000;
        const char *at = rows[i].set;
        while (at) {
            const char *end = strchr(at, '\n');
            ab_str one = {at, end ? (size_t)(end - at) : strlen(at)};
            ab_cookies_store(&cookies, ab_str_of(rows[i].set_url), one, now);
            at = end ? end + 1 : NULL;
        }
        assert_str(ab_cookies_header(arena, &cookies, ab_str_of(rows[i].url), now), rows[i].want);
        ab_cookies_free(&cookies);
    }
    ab_arena_free(arena);
}

static void cookies_expire(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_cookies cookies;
    ab_cookies_init(&cookies);
    ab_cookies_store(&cookies, AB_STR("http://h/"), AB_STR("s=1; Max-Age=10"), 0);
    assert_str(ab_cookies_header(arena, &cookies, AB_STR("http://h/"), 9999999), "s=1");
    assert_str(ab_cookies_header(arena, &cookies, AB_STR("http://h/"), 10000000), "");
    ab_cookies_free(&cookies);
    ab_arena_free(arena);
}

/* An environment of one test: NAME=VALUE texts. */
static const char *const *environment;

static const char *get_variable(const char *name)
{
    size_t n = strlen(name);
    for (const char *const *e = environment; *e; e++) {
        if (strncmp(*e, name, n) == 0 && (*e)[n] == '=') {
            return *e + n + 1;
        }
    }
    return NULL;
}

static void proxies_come_from_the_environment(void **state)
{
    (void)state;
    static const struct {
        const char *environment[4];
        const char *url;
        const char *want;
    } rows[] = {
        {{NULL}, "http://h/", ""},
        {{"http_proxy=http://p:1"}, "http://h/", "http://p:1"},
        {{"HTTP_PROXY=p:1"}, "http://h/", "http://p:1"},
        {{"http_proxy=http://p:1"}, "https://h/", ""},
        {{"https_proxy=http://p:2", "http_proxy=http://p:1"}, "https://h/", "http://p:2"},
        {{"http_proxy=http://low", "HTTP_PROXY=http://up"}, "http://h/", "http://low"},
        {{"http_proxy=", "HTTP_PROXY=http://up"}, "http://h/", ""},
        {{"all_proxy=socks5://p:3"}, "https://h/", "socks5://p:3"},
        {{"http_proxy=http://p", "no_proxy=h"}, "http://h/", ""},
        {{"http_proxy=http://p", "NO_PROXY=*"}, "http://h/", ""},
        {{"http_proxy=http://p", "no_proxy=example"}, "http://h.example/", ""},
        {{"http_proxy=http://p", "no_proxy=.h.example"}, "http://h.example/", ""},
        {{"http_proxy=http://p", "no_proxy=ample"}, "http://h.example/", "http://p"},
        {{"http_proxy=http://p", "no_proxy=h:81"}, "http://h/", "http://p"},
        {{"http_proxy=http://p", "no_proxy=a, h:80"}, "http://h:80/", ""},
        {{"http_proxy=http://p", "no_proxy=10.0.0.0/8"}, "http://10.1.2.3/", ""},
        {{"http_proxy=http://p", "no_proxy=10.0.0.0/8"}, "http://11.1.2.3/", "http://p"},
        {{"http_proxy=http://p", "no_proxy=127.0.0.1"}, "http://127.0.0.1:8/", ""},
        {{"http_proxy=http://p", "no_proxy=10.0.0.0/99"}, "http://10.1.2.3/", "http://p"},
        {{"HTTP_PROXY=http://p", "REQUEST_METHOD=GET"}, "http://h/", ""},
    };
    ab_arena *arena = ab_arena_new();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        environment = rows[i].environment;
        assert_str(ab_proxy_for(arena, ab_str_of(rows[i].url), get_variable), rows[i].want);
    }
    ab_arena_free(arena);
}

static void headers_keep_order_and_case(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_headers headers = {0};
    ab_headers_set(arena, &headers, AB_STR("Accept"), AB_STR("1"));
    ab_headers_set(arena, &headers, AB_STR("B"), AB_STR("2"));
    ab_headers_set(arena, &headers, AB_STR("ACCEPT"), AB_STR("3"));
    ab_headers_add(arena, &headers, AB_STR("b"), AB_STR("4"));
    assert_int_equal(headers.n, 2);
    assert_str(headers.at[0].name, "ACCEPT");
    assert_str(headers.at[0].value, "3");
    assert_str(headers.at[1].name, "B");
    assert_str(headers.at[1].value, "2, 4");
    ab_headers other = {0};
    ab_headers_set(arena, &other, AB_STR("b"), AB_STR("5"));
    ab_headers_merge(arena, &headers, &other);
    assert_str(ab_headers_text(&headers, "B"), "5");
    assert_true(ab_headers_remove(&headers, AB_STR("accept")));
    assert_false(ab_headers_remove(&headers, AB_STR("accept")));
    assert_int_equal(headers.n, 1);
    ab_arena_free(arena);
}

static void header_bytes_are_latin1(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    assert_str(ab_header_from_bytes(arena, AB_STR("caf\xe9 \xc3\xa9")),
               "caf\xc3\xa9 \xc3\x83\xc2\xa9");
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    ab_header_to_bytes(&out, AB_STR("caf\xc3\xa9 \xe2\x82\xac \xc3"));
    assert_str(ab_buf_str(&out), "caf\xe9 \xe2\x82\xac \xc3");
    ab_buf_free(&out);
    ab_arena_free(arena);
}

static void retry_after_is_seconds_or_a_date(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        bool valid;
        int64_t seconds;
    } rows[] = {
        {"120", true, 120},
        {" 5 ", true, 5},
        {"0", true, 0},
        {"Tue, 14 Nov 2023 22:13:30 GMT", true, 10},
        {"Tue, 14 Nov 2023 22:13:10 GMT", true, 0},
        {"Tuesday, 14-Nov-23 22:14:20 GMT", true, 60},
        {"soon", false, 0},
        {"", false, 0},
        {"-1", false, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t wait = -1;
        bool valid = ab_http_retry_after(ab_str_of(rows[i].value), (int64_t)NOW_S * 1000000, &wait);
        assert_int_equal(valid, rows[i].valid);
        if (valid) {
            assert_int_equal(wait, rows[i].seconds * 1000000);
        }
    }
}

static void private_addresses_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        bool is_private;
    } rows[] = {
        {"127.0.0.1", true},
        {"10.1.2.3", true},
        {"172.16.0.1", true},
        {"172.32.0.1", false},
        {"192.168.9.9", true},
        {"169.254.169.254", true},
        {"8.8.8.8", false},
        {"0.0.0.0", true},
        {"198.19.0.1", true},
        {"198.20.0.1", false},
        {"192.0.0.9", false},
        {"192.0.0.8", true},
        {"240.0.0.1", true},
        {"255.255.255.255", true},
        {"100.64.0.1", false},
        {"::1", true},
        {"::", true},
        {"fe80::1", true},
        {"fd00::1", true},
        {"2001:db8::1", true},
        {"2606:4700::1111", false},
        {"::ffff:10.0.0.1", true},
        {"::ffff:8.8.8.8", false},
        {"2001:20::1", false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct sockaddr_storage storage = {0};
        struct sockaddr_in in = {.sin_family = AF_INET};
        struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
        if (inet_pton(AF_INET, rows[i].address, &in.sin_addr) == 1) {
            memcpy(&storage, &in, sizeof(in));
        } else {
            assert_int_equal(inet_pton(AF_INET6, rows[i].address, &in6.sin6_addr), 1);
            memcpy(&storage, &in6, sizeof(in6));
        }
        assert_int_equal(ab_address_is_private((struct sockaddr *)&storage), rows[i].is_private);
    }
}

static void failures_have_the_classes_of_requests(void **state)
{
    (void)state;
    static const struct {
        ab_http_failure failure;
        const char *name;
        bool is;
    } rows[] = {
        {AB_HTTP_CONNECT_TIMEOUT, "ConnectTimeout", true},
        {AB_HTTP_CONNECT_TIMEOUT, "ConnectionError", true},
        {AB_HTTP_CONNECT_TIMEOUT, "Timeout", true},
        {AB_HTTP_CONNECT_TIMEOUT, "RequestException", true},
        {AB_HTTP_READ_TIMEOUT, "ConnectionError", false},
        {AB_HTTP_SSL_ERROR, "ConnectionError", true},
        {AB_HTTP_INVALID_URL, "RequestException", true},
        {AB_HTTP_CANCELLED, "RequestException", false},
        {AB_HTTP_NO_FAILURE, "RequestException", false},
        {AB_HTTP_NO_FAILURE, "", false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(ab_http_failure_is(rows[i].failure, rows[i].name), rows[i].is);
    }
}

static void bodies_are_made_as_requests_makes_them(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value v;
    ab_http_request request = {0};
    ab_error error = {0};
    assert_true(
        ab_json_parse(arena, AB_STR("{\"a\":[1,2.50],\"b\":\"\xc3\xa9\"}"), NULL, &v, NULL));
    assert_true(ab_http_request_set_json(arena, &request, &v, &error));
    assert_true(ab_str_starts(request.body, AB_STR("{\"a\": [1, 2.5")));
    assert_true(ab_str_ends(request.body, AB_STR("\"b\": \"\\u00e9\"}")));
    assert_str(ab_headers_text(&request.headers, "content-type"), "application/json");
    ab_http_request_set_form(arena, &request, &v);
    assert_str(request.body, "a=1&a=2.5&b=%C3%A9");
    assert_str(ab_headers_text(&request.headers, "content-type"), "application/json");
    request.headers.n = 0;
    ab_http_request_set_form(arena, &request, &v);
    assert_str(ab_headers_text(&request.headers, "Content-Type"),
               "application/x-www-form-urlencoded");
    assert_true(ab_json_parse(arena, AB_STR("{\"a\":[NaN]}"), NULL, &v, NULL));
    assert_false(ab_http_request_set_json(arena, &request, &v, &error));
    assert_int_equal(error.kind, AB_ERROR_CONFIG);
    assert_string_equal(error.message,
                        "The request body has a number that JSON cannot say (NaN or infinite)");
    ab_error_clear(&error);
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(authorization_is_stripped_across_hosts),
        cmocka_unit_test(redirects_lead_on),
        cmocka_unit_test(cookies_follow_the_jar_of_python),
        cmocka_unit_test(cookies_expire),
        cmocka_unit_test(proxies_come_from_the_environment),
        cmocka_unit_test(headers_keep_order_and_case),
        cmocka_unit_test(header_bytes_are_latin1),
        cmocka_unit_test(retry_after_is_seconds_or_a_date),
        cmocka_unit_test(private_addresses_are_known),
        cmocka_unit_test(failures_have_the_classes_of_requests),
        cmocka_unit_test(bodies_are_made_as_requests_makes_them),
    };
    return cmocka_run_group_tests_name("rules of requests", tests, NULL, NULL);
}
