/* URLs: what requests 2.x and urllib.parse make of the same input. */
#include "check.h"

#include "http/url.h"
#include "json/json.h"

static void urls_are_prepared(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        const char *params; /* JSON, or NULL */
        const char *want;
    } rows[] = {
        {"http://h.example", NULL, "http://h.example/"},
        {"  https://H.Example/a b?q=\xc3\xbc", NULL, "https://h.example/a%20b?q=%C3%BC"},
        {"https://h/a/../b/./c//d", NULL, "https://h/b/c//d"},
        {"https://h/%7euser/%2f%zz", NULL, "https://h/%257Euser/%252F%25zz"},
        {"https://h/p?x=1", "{\"y\":[1,2],\"n\":null,\"t\":true,\"f\":1.50,\"s\":\"a b&c\"}",
         "https://h/p?x=1&y=1&y=2&t=True&f=1.5&s=a+b%26c"},
        {"https://u:p%40w@h:0443/x#frag", NULL, "https://u:p%40w@h:443/x#frag"},
        {"https://h/p?", NULL, "https://h/p"},
        {"https://h:0/p", NULL, "https://h/p"},
        {"https://h?x=[1]{2}|\\", NULL, "https://h/?x=%5B1%5D%7B2%7D%7C%5C"},
        {"HTTP://EXAMPLE.com:80/a;b=1,2?c=d'e\"f", NULL, "http://example.com:80/a;b=1,2?c=d'e%22f"},
        {"https://h/a%20b?c=%e4", NULL, "https://h/a%20b?c=%E4"},
        {"https://h/..", NULL, "https://h/"},
        {"https://h/a/..", NULL, "https://h/"},
        {"https://[::1]:8080/x", NULL, "https://[::1]:8080/x"},
        {"https://h/\xc3\xa9?\xc3\xa9=%C3%A9#\xc3\xa9", NULL,
         "https://h/%C3%A9?%C3%A9=%C3%A9#%C3%A9"},
        {"https://M\xc3\x9cLLER.test/\xc3\xa9", NULL, "https://xn--mller-kva.test/%C3%A9"},
        {"https://\xd0\xbf\xd1\x80\xd0\xb8\xd0\xbc\xd0\xb5\xd1\x80.\xd1\x80\xd1\x84", NULL,
         "https://xn--e1afmkfd.xn--p1ai/"},
        {"https://h/", "{\"a\":[\"x\",[\"y\",null]]}", "https://h/?a=x&a=y&a=None"},
        {"https://h/a?b=c", "{}", "https://h/a?b=c"},
        {"https://h/a", "{\"k\":{\"a\":1}}", "https://h/a?k=a"},
        {"https://h/a?x=1%2C2+3", NULL, "https://h/a?x=1%2C2+3"},
        {"https://h/%41%2D%7E", NULL, "https://h/A-~"},
        {"https://h/a#f?x", "{\"p\":1}", "https://h/a?p=1#f?x"},
    };
    ab_arena *arena = ab_arena_new();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_value params = {0};
        ab_str got = {NULL, 0};
        ab_str problem;
        ab_http_failure failure;
        if (rows[i].params) {
            assert_true(ab_json_parse(arena, ab_str_of(rows[i].params), NULL, &params, NULL));
        }
        assert_true(
            ab_url_prepare(arena, ab_str_of(rows[i].url), &params, &got, &failure, &problem));
        assert_str(got, rows[i].want);
        ab_str again;
        assert_true(ab_url_prepare(arena, got, NULL, &again, &failure, &problem));
        assert_str(again, rows[i].want);
    }
    ab_arena_free(arena);
}

static void bad_urls_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        ab_http_failure failure;
        const char *problem;
    } rows[] = {
        {"//h/x", AB_HTTP_MISSING_SCHEMA,
         "Invalid URL '//h/x': No scheme supplied. Perhaps you meant https:////h/x?"},
        {"h.example/x", AB_HTTP_MISSING_SCHEMA,
         "Invalid URL 'h.example/x': No scheme supplied. Perhaps you meant https://h.example/x?"},
        {"", AB_HTTP_MISSING_SCHEMA,
         "Invalid URL '': No scheme supplied. Perhaps you meant https://?"},
        {"/only", AB_HTTP_MISSING_SCHEMA,
         "Invalid URL '/only': No scheme supplied. Perhaps you meant https:///only?"},
        {"h:80/x", AB_HTTP_INVALID_SCHEMA, "No connection adapters were found for 'h:80/x'"},
        {"ftp://h/x", AB_HTTP_INVALID_SCHEMA, "No connection adapters were found for 'ftp://h/x'"},
        {"httpx://h/x", AB_HTTP_INVALID_SCHEMA,
         "No connection adapters were found for 'httpx://h/x'"},
        {"https:///x", AB_HTTP_INVALID_URL, "Invalid URL 'https:///x': No host supplied"},
        {"https://*.h/x", AB_HTTP_INVALID_URL, "URL has an invalid label."},
        {"https://\xc3.h/x", AB_HTTP_INVALID_URL, "URL has an invalid label."},
        {"https://\xc3\xa9..h/x", AB_HTTP_INVALID_URL, "URL has an invalid label."},
        {"https://h:99999/", AB_HTTP_INVALID_URL, "Failed to parse: https://h:99999/"},
        {"https://h:8a/", AB_HTTP_INVALID_URL, "Failed to parse: https://h:8a/"},
        {"https://h /x", AB_HTTP_INVALID_URL, "Failed to parse: https://h /x"},
        {"https://{{ host }}/x", AB_HTTP_INVALID_URL, "Failed to parse: https://{{ host }}/x"},
        {"https://a%7b/x", AB_HTTP_INVALID_URL, "Failed to parse: https://a%7b/x"},
        {"https://[::1/x", AB_HTTP_INVALID_URL, "Failed to parse: https://[::1/x"},
    };
    ab_arena *arena = ab_arena_new();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_str got;
        ab_str problem = {NULL, 0};
        ab_http_failure failure = AB_HTTP_NO_FAILURE;
        assert_false(ab_url_prepare(arena, ab_str_of(rows[i].url), NULL, &got, &failure, &problem));
        assert_str(problem, rows[i].problem);
        assert_int_equal(failure, rows[i].failure);
    }
    ab_arena_free(arena);
}

static void urls_are_joined(void **state)
{
    (void)state;
    static const struct {
        const char *base;
        const char *reference;
        const char *want;
    } rows[] = {
        {"http://h/a/b?q=1", "c", "http://h/a/c"},
        {"http://h/a/b", "../c", "http://h/c"},
        {"http://h/a/b", "/c/./d", "http://h/c/d"},
        {"http://h/a/b", "?x=2", "http://h/a/b?x=2"},
        {"http://h/a/b?q", "#f", "http://h/a/b?q#f"},
        {"http://h/a/b", "//o/x", "http://o/x"},
        {"http://h/a/b", "https://o/x", "https://o/x"},
        {"http://h", "x", "http://h/x"},
        {"http://h/a/b/", "../../../c/", "http://h/c/"},
        {"http://h/a/b", "..", "http://h/"},
        {"http://h:8/a//b/c", "d", "http://h:8/a/b/d"},
        {"http://u@h:8/a", "", "http://u@h:8/a"},
        {"http://h/a//b", "/c//d", "http://h/c//d"},
        {"http://h/a/b", "///c", "http://h/c"},
        {" http://h/a /", "b", "http://h/a /b"},
        {"a.b/c/", "d", "a.b/c/d"},
        {"/c/", "d", "/c/d"},
        {"http://h/a/b", "c;", "http://h/a/c"},
        {"http://h/a/b", "c;x", "http://h/a/c;x"},
    };
    ab_arena *arena = ab_arena_new();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_str(ab_url_join(arena, ab_str_of(rows[i].base), ab_str_of(rows[i].reference)),
                   rows[i].want);
    }
    ab_arena_free(arena);
}

static void text_is_quoted(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *quoted;
        const char *plus;
    } rows[] = {
        {"a b/c", "a%20b/c", "a+b%2Fc"},
        {"~_.-", "~_.-", "~_.-"},
        {"\xc3\xa9+&", "%C3%A9%2B%26", "%C3%A9%2B%26"},
        {"", "", ""},
        {"100%", "100%25", "100%25"},
    };
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_buf_clear(&out);
        ab_url_quote(&out, ab_str_of(rows[i].text), "/");
        assert_str(ab_buf_str(&out), rows[i].quoted);
        ab_buf_clear(&out);
        ab_url_unquote(&out, ab_str_of(rows[i].quoted));
        assert_str(ab_buf_str(&out), rows[i].text);
        ab_buf_clear(&out);
        ab_url_quote_plus(&out, ab_str_of(rows[i].text));
        assert_str(ab_buf_str(&out), rows[i].plus);
    }
    ab_buf_clear(&out);
    ab_url_unquote(&out, AB_STR("%4x%4"));
    assert_str(ab_buf_str(&out), "%4x%4");
    ab_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_are_prepared),
        cmocka_unit_test(bad_urls_are_refused),
        cmocka_unit_test(urls_are_joined),
        cmocka_unit_test(text_is_quoted),
    };
    return cmocka_run_group_tests_name("URLs", tests, NULL, NULL);
}
