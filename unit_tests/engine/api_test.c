/* The authors' HTTP helper against a server in the test's own process. */
#include "fake.h"

#include "../http/server.h"
#include "airbyte/date.h"
#include "airbyte/http.h"
#include "json/json.h"

#include <stdio.h>

/* ---------------------------------------------------------------- a server of pages */

/* /v1/KIND: a page that names its next in one of several ways. Those of another origin are refused
 * unasked. */
static bool serve_named(exchange *x)
{
    static const char *const next[][2] = {
        {"/v1/path", "\"/pages?p=3\""},
        {"/v1/query", "\"?p=2\""},
        {"/v1/absolute", NULL}, /* the same as /v1/path */
        {"/v1/null", "null"},
        {"/v1/elsewhere", "\"https://elsewhere.invalid:8443/x?token=t\""},
        {"/v1/scheme", "\"https://127.0.0.1/x\""},
    };
    if (ab_str_find(x->target, AB_STR("?p=2"), 0) > 0) {
        return server_reply(x, 200, "", "{\"data\":{\"items\":[{\"n\":6}]}}");
    }
    for (size_t i = 0; i < sizeof(next) / sizeof(next[0]); i++) {
        if (ab_str_starts(x->target, ab_str_of(next[i][0]))) {
            char url[128], body[256];
            snprintf(url, sizeof(url), "\"%s\"", server_url(x->server, "/pages?p=3"));
            snprintf(body, sizeof(body),
                     "{\"data\":{\"items\":[{\"n\":1}]},\"paging\":{\"next\":%s}}",
                     next[i][1] ? next[i][1] : url);
            return server_reply(x, 200, "", body);
        }
    }
    return server_reply(x, 404, "", "{}");
}

/* /pages?p=N: three pages of two records; /same: a page whose next is itself; /breaks: a page whose
 * next is refused or cut; other paths answer by their name. */
static bool serve_page(exchange *x)
{
    int page = 1;
    ptrdiff_t at = ab_str_find(x->target, AB_STR("p="), 0);
    if (at > 0) {
        page = x->target.p[at + 2] - '0';
    }
    char body[256], next[64] = "null";
    if (page < 3) {
        snprintf(next, sizeof(next), "\"/pages?p=%d\"", page + 1);
    }
    snprintf(body, sizeof(body), "{\"data\":{\"items\":[{\"n\":%d},{\"n\":%d}]},\"next\":%s}",
             page * 2 - 1, page * 2, next);
    return server_reply(x, 200, "", body);
}

static bool serve(exchange *x)
{
    if (ab_str_starts(x->target, AB_STR("/v1/"))) {
        return serve_named(x);
    }
    if (ab_str_starts(x->target, AB_STR("/pages"))) {
        return serve_page(x);
    }
    if (ab_str_starts(x->target, AB_STR("/same"))) {
        return server_reply(x, 200, "", "{\"data\":{\"items\":[{\"n\":1}]},\"next\":\"/same\"}");
    }
    if (ab_str_starts(x->target, AB_STR("/breaks"))) {
        return server_reply(x, 200, "",
                            ab_str_starts(x->target, AB_STR("/breaks?cut"))
                                ? "{\"data\":{\"items\":[{\"n\":1}]},\"next\":\"/cut\"}"
                                : "{\"data\":{\"items\":[{\"n\":1}]},\"next\":\"/404\"}");
    }
    if (ab_str_is(x->target, "/cut")) { /* its good first record must not leave */
        return server_reply(x, 200, "Retry-After: 0\r\n", "{\"data\":{\"items\":[{\"n\":2},{\"n\"");
    }
    if (ab_str_is(x->target, "/flaky") && x->number < 3) {
        return server_reply(x, x->number == 1 ? 503 : 429, "Retry-After: 0\r\n", "{}");
    }
    if (ab_str_is(x->target, "/html")) {
        return server_reply(x, 200, "Retry-After: 0\r\n", "<html>");
    }
    if (ab_str_is(x->target, "/gateway")) { /* answers once in place of the API */
        return x->number == 1 ? server_reply(x, 200, "Retry-After: 0\r\n", "<html>")
                              : serve_page(x);
    }
    if (ab_str_is(x->target, "/none")) {
        return server_reply(x, 204, "", "");
    }
    if (ab_str_is(x->target, "/401")) {
        return server_reply(x, 401, "", "{\"error\":\"bad key\"}");
    }
    if (ab_str_is(x->target, "/500")) {
        return server_reply(x, 500, "Retry-After: 0\r\n", "oops");
    }
    if (ab_str_is(x->target, "/404")) {
        return server_reply(x, 404, "", "{}");
    }
    return server_reply(x, 200, "X-Kind: plain\r\n", "{\"ok\":1}");
}

typedef struct fixture {
    fake_output out;
    server server;
    ab_sink_hooks hooks;
    ab_sink *sink;
    ab_buf records; /* of all, with blanks between */
    int stop_after; /* records; 0: never */
    int count;
} fixture;

static bool hear(void *context, ab_str json)
{
    fixture *f = context;
    ab_buf_add_str(&f->records, json);
    ab_buf_add_char(&f->records, ' ');
    return ++f->count != f->stop_after;
}

static void start(fixture *f, const ab_run_options *options)
{
    memset(f, 0, sizeof(*f));
    fake_open(&f->out, options);
    server_start(&f->server, serve, f);
    ab_buf_init(&f->records, AB_BUF_NO_MAX);
    f->hooks = (ab_sink_hooks){.record = hear, .context = f};
    f->sink = ab_sink_new_hooked(&f->out.runtime, &f->hooks);
}

static void stop(fixture *f)
{
    ab_sink_free(f->sink);
    fake_close(&f->out);
    server_stop(&f->server);
    ab_buf_free(&f->records);
    fake_free(&f->out);
}

/* ---------------------------------------------------------------- paging */

static bool next_page(void *context, const ab_api_response *response, ab_api_request *next,
                      ab_arena *arena)
{
    fixture *f = context;
    ab_str path = ab_string_of(ab_member_of(response->body, "next"));
    if (path.n == 0) {
        return false;
    }
    next->url = server_url(&f->server, ab_arena_cstr(arena, path));
    return true;
}

static bool on_record(void *context, ab_value *record, ab_arena *arena, ab_sink *sink,
                      ab_error *error)
{
    (void)context, (void)arena;
    return ab_emit_record(sink, record, error);
}

/* Without `records`: the author walks the page himself. */
static bool on_page(void *context, const ab_api_response *response, ab_arena *arena, ab_sink *sink,
                    ab_error *error)
{
    (void)context, (void)arena;
    const ab_value *items = ab_member_of(ab_member_of(response->body, "data"), "items");
    for (size_t i = 0; i < ab_count_of(items); i++) {
        if (!ab_emit_record(sink, ab_item_of(items, i), error)) {
            return false;
        }
    }
    return ab_kind_of(response->body) == AB_OBJECT ||
           ab_error_set(error, AB_ERROR_SYSTEM, "no page");
}

static const struct {
    const char *name;
    const char *path;
    bool by_page; /* on_page instead of records and on_record */
    int stop_after;
    uint64_t limit; /* so much as to forbid sending ahead */
    const char *records;
    const char *error; /* its beginning; NULL: none */
    unsigned requests;
} pagings[] = {
    {"by records", "/pages", false, 0, 0,
     "{\"n\":1} {\"n\":2} {\"n\":3} {\"n\":4} {\"n\":5} {\"n\":6} ", NULL, 3},
    {"by pages", "/pages", true, 0, 0,
     "{\"n\":1} {\"n\":2} {\"n\":3} {\"n\":4} {\"n\":5} {\"n\":6} ", NULL, 3},
    {"nothing ahead", "/pages", false, 3, 9, "{\"n\":1} {\"n\":2} {\"n\":3} ", NULL, 2},
    {"no body", "/none", false, 0, 0, "", NULL, 1},
    {"endless", "/same", false, 0, 0, "{\"n\":1} {\"n\":1} {\"n\":1} ",
     "The API gives the same page again and again", 0},
    {"the next page fails", "/breaks", false, 0, 0, "{\"n\":1} ", "127.0.0.1", 2},
    {"the next page is cut", "/breaks?cut", false, 0, 0, "{\"n\":1} ",
     "127.0.0.1/cut answered with no valid JSON, in every attempt: Invalid JSON at line 1", 7},
    {"stopped before the next page", "/breaks", false, 1, 0, "{\"n\":1} ", NULL, 0},
    {"no JSON", "/html", false, 0, 0, "", "127.0.0.1/html answered with no valid JSON", 6},
    {"no JSON by pages", "/html", true, 0, 0, "", "127.0.0.1/html answered with no valid JSON", 6},
    {"no JSON once", "/gateway", false, 1, 1, "{\"n\":1} ", NULL, 2},
    {"no JSON once by pages", "/gateway", true, 1, 1, "{\"n\":1} ", NULL, 2},
    {"another shape", "/plain", false, 0, 0, "", NULL, 1},
};

static void pages_are_read_to_their_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pagings) / sizeof(pagings[0]); i++) {
        fixture f;
        start(&f, &(ab_run_options){.limit = pagings[i].limit});
        f.stop_after = pagings[i].stop_after;
        ab_api_pages pages = {.first = {.url = server_url(&f.server, pagings[i].path)},
                              .next_page = next_page,
                              .context = &f};
        if (pagings[i].by_page) {
            pages.on_page = on_page;
        } else {
            pages.records = "data.items";
            pages.on_record = on_record;
        }
        ab_error error = {0};
        bool good = ab_api_read_pages(&f.out.runtime, f.sink, &pages, &error);
        assert_int_equal(good, pagings[i].error == NULL);
        assert_true(ab_str_starts(ab_str_of(error.message), ab_str_of(pagings[i].error)));
        assert_str(ab_buf_str(&f.records), pagings[i].records);
        if (pagings[i].requests) {
            assert_int_equal(server_count(&f.server, &f.server.requests), pagings[i].requests);
        }
        ab_error_clear(&error);
        stop(&f);
    }
}

static const struct {
    const char *path;
    const char *records;
    const char *error; /* its beginning; NULL: none */
    const char *saw;   /* the last request; NULL: there is only one */
} named_pages[] = {
    {"path", "{\"n\":1} {\"n\":5} {\"n\":6} ", NULL, "GET /pages?p=3 HTTP/1.1"},
    {"query", "{\"n\":1} {\"n\":6} ", NULL, "GET /v1/query?p=2 HTTP/1.1"},
    {"absolute", "{\"n\":1} {\"n\":5} {\"n\":6} ", NULL, "GET /pages?p=3 HTTP/1.1"},
    {"null", "{\"n\":1} ", NULL, NULL},
    {"elsewhere", "",
     "The API names a next page on another server than 127.0.0.1: https://elsewhere.invalid:8443",
     NULL},
    {"scheme", "", "The API names a next page on another server than 127.0.0.1: https://127.0.0.1",
     NULL},
};

static void the_next_page_may_be_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(named_pages) / sizeof(named_pages[0]); i++) {
        fixture f;
        start(&f, NULL);
        const ab_api_pair query[] = {{"first", "1"}};
        char base[64];
        snprintf(base, sizeof(base), "%s", server_url(&f.server, "/v1/"));
        ab_api_pages pages = {.first = {.base = base,
                                        .url = named_pages[i].path,
                                        .query = query,
                                        .query_count = 1,
                                        .bearer = "s3cr3t"},
                              .next_url = "paging.next",
                              .records = "data.items",
                              .on_record = on_record,
                              .context = &f};
        ab_error error = {0};
        bool good = ab_api_read_pages(&f.out.runtime, f.sink, &pages, &error);
        assert_int_equal(good, named_pages[i].error == NULL);
        assert_str(ab_str_of(error.message), named_pages[i].error ? named_pages[i].error : "");
        assert_str(ab_buf_str(&f.records), named_pages[i].records);
        assert_true(server_saw(&f.server, "?first=1 HTTP/1.1"));
        assert_int_equal(server_count(&f.server, &f.server.requests), named_pages[i].saw ? 2 : 1);
        assert_true(!named_pages[i].saw || server_saw(&f.server, named_pages[i].saw));
        ab_error_clear(&error);
        stop(&f);
    }
}

/* ---------------------------------------------------------------- days */

static void days_are_texts(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        const char *day;
    } rows[] = {
        {0, "1970-01-01"},
        {-1, "1969-12-31"},
        {INT64_C(951782400000), "2000-02-29"},
        {INT64_C(951868799999), "2000-02-29"},
        {INT64_C(951868800000), "2000-03-01"},
        {INT64_C(253402300799999), "9999-12-31"},
        {-INT64_C(62167219200000), "0000-01-01"},
    };
    ab_arena *arena = ab_arena_new();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_str day = ab_date_of_ms(arena, rows[i].ms);
        assert_str(day, rows[i].day);
        assert_int_equal(day.p[day.n], '\0');
    }
    ab_arena_free(arena);
}

/* ---------------------------------------------------------------- single requests */

static ab_api_verdict ignore_404(void *context, const ab_api_response *response, ab_error *error)
{
    (void)context, (void)error;
    return response->status == 404 ? AB_API_IGNORE : AB_API_DEFAULT;
}

static ab_api_verdict explain_401(void *context, const ab_api_response *response, ab_error *error)
{
    (void)context;
    if (response->status == 401) {
        ab_str why = ab_string_of(ab_member_of(response->body, "error"));
        ab_error_set(error, AB_ERROR_CONFIG, "told: %.*s", AB_STR_ARG(why));
        return AB_API_FAIL;
    }
    return AB_API_DEFAULT;
}

static int64_t at_once(void *context, const ab_api_response *response, unsigned attempt)
{
    (void)context, (void)response, (void)attempt;
    return 0;
}

static const ab_api_policy ignoring = {.judge = ignore_404};
static const ab_api_policy explaining = {.judge = explain_401};
static const ab_api_policy impatient = {.max_retries = 2, .wait_ms = at_once};
static const ab_api_policy any_body = {.any_body = true};

static const struct {
    const char *path;
    const ab_api_policy *policy;
    const char *body; /* as JSON; "" if there is none */
    const char *error;
    ab_error_kind kind;
    unsigned requests;
} fetches[] = {
    {"/plain", NULL, "{\"ok\":1}", NULL, AB_ERROR_NONE, 1},
    {"/none", NULL, "", NULL, AB_ERROR_NONE, 1},
    {"/html", &any_body, "", NULL, AB_ERROR_NONE, 1},
    {"/html", &impatient, "",
     "127.0.0.1/html answered with no valid JSON, in every attempt: Invalid JSON at line 1, column "
     "1 "
     "(byte 0): expected a value",
     AB_ERROR_TRANSIENT, 3},
    {"/gateway", NULL, "{\"data\":{\"items\":[{\"n\":1},{\"n\":2}]},\"next\":\"/pages?p=2\"}", NULL,
     AB_ERROR_NONE, 2},
    {"/flaky", NULL, "{\"ok\":1}", NULL, AB_ERROR_NONE, 3},
    {"/404", &ignoring, "", NULL, AB_ERROR_NONE, 1},
    {"/404", NULL, "", "127.0.0.1/404 answered with HTTP status 404", AB_ERROR_SYSTEM, 1},
    {"/401", NULL, "", "127.0.0.1/401 answered with HTTP status 401: the credentials were refused",
     AB_ERROR_CONFIG, 1},
    {"/401", &explaining, "", "told: bad key", AB_ERROR_CONFIG, 1},
    {"/500", &impatient, "", "127.0.0.1/500 answered with HTTP status 500, in every attempt",
     AB_ERROR_TRANSIENT, 3},
};

static void responses_are_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(fetches) / sizeof(fetches[0]); i++) {
        fixture f;
        start(&f, NULL);
        ab_api_request request = {.url = server_url(&f.server, fetches[i].path)};
        ab_api_response response = {0};
        ab_error error = {0};
        bool good = ab_api_fetch(&f.out.runtime, f.sink, &request, fetches[i].policy, f.out.arena,
                                 &response, &error);
        assert_int_equal(good, fetches[i].error == NULL);
        assert_str(ab_str_of(error.message), fetches[i].error ? fetches[i].error : "");
        assert_int_equal(error.kind, fetches[i].kind);
        ab_str body =
            response.body ? ab_json_text(f.out.arena, response.body, AB_JSON_COMPACT) : AB_STR("");
        assert_str(body, fetches[i].body);
        assert_int_equal(server_count(&f.server, &f.server.requests), fetches[i].requests);
        ab_error_clear(&error);
        stop(&f);
    }
}

static void a_short_read_shows_a_failure_at_once(void **state)
{
    (void)state;
    fixture f;
    start(&f, &(ab_run_options){.short_read = {.wanted = true}});
    ab_api_request request = {.url = server_url(&f.server, "/flaky")};
    ab_api_response response;
    ab_error error = {0};
    assert_false(
        ab_api_fetch(&f.out.runtime, f.sink, &request, NULL, f.out.arena, &response, &error));
    assert_str(ab_str_of(error.message), "127.0.0.1/flaky answered with HTTP status 503");
    assert_int_equal(server_count(&f.server, &f.server.requests), 1);
    ab_error_clear(&error);
    stop(&f);
}

/* ---------------------------------------------------------------- records */

/* What authors do to a record that is parsed no further than they read it. */
static bool add_twice(ab_value *record, ab_arena *arena)
{
    int64_t n;
    ab_put_int(arena, record, "twice", ab_int_of(ab_member_of(record, "n"), &n) ? n * 2 : -1);
    return ab_kind_of(record) == AB_OBJECT;
}

static bool nest(ab_value *record, ab_arena *arena)
{
    ab_value *copy = ab_new_copy(arena, record);
    ab_value *list = ab_new_array(arena);
    ab_push(arena, list, copy);
    ab_push(arena, list, record);
    ab_put(arena, record, "self", list);
    return ab_equal(copy, ab_item_of(list, 1));
}

static bool add_text(ab_value *record, ab_arena *arena)
{
    ab_put_cstring(arena, record, "n", "\xff\"");
    ab_put_cstring(arena, record, "text", ab_json_of(arena, record).p);
    return true;
}

static bool walk(ab_value *record, ab_arena *arena)
{
    ab_str key;
    ab_put_bool(arena, record, "b", true);
    const ab_value *second = ab_entry_of(record, 1, &key);
    ab_put_double(arena, record, "c", (double)ab_count_of(record));
    return ab_str_is(key, "b") && ab_bool_of(second, false) && !ab_entry_of(record, 3, NULL) &&
           !ab_member_of(record, "x");
}

typedef struct record_step {
    const char *name;
    bool (*step)(ab_value *record, ab_arena *arena); /* what it expects held */
    const char *emitted;                             /* of {"n":1} */
} record_step;

static const record_step record_steps[] = {
    {"a member read, one added", add_twice, "{\"n\":1,\"twice\":2} "},
    {"copied and nested", nest, "{\"n\":1,\"self\":[{\"n\":1},{\"n\":1}]} "},
    {"replaced and written", add_text,
     "{\"n\":\"\xef\xbf\xbd\\\"\",\"text\":\"{\\\"n\\\":\\\"\xef\xbf\xbd\\\\\\\"\\\"}\"} "},
    {"walked", walk, "{\"n\":1,\"b\":true,\"c\":2.0} "},
};

typedef struct changing {
    fixture f; /* first: `hear` gets it */
    bool (*step)(ab_value *record, ab_arena *arena);
} changing;

static bool change_record(void *context, ab_value *record, ab_arena *arena, ab_sink *sink,
                          ab_error *error)
{
    const changing *c = context;
    assert_true(c->step(record, arena));
    return ab_emit_record(sink, record, error);
}

static void records_may_be_changed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(record_steps) / sizeof(record_steps[0]); i++) {
        changing c;
        start(&c.f, NULL);
        c.f.stop_after = 1;
        c.step = record_steps[i].step;
        ab_api_pages pages = {.first = {.url = server_url(&c.f.server, "/pages?p=1")},
                              .records = "data.items",
                              .on_record = change_record,
                              .context = &c};
        assert_true(ab_api_read_pages(&c.f.out.runtime, c.f.sink, &pages, NULL));
        assert_str(ab_buf_str(&c.f.records), record_steps[i].emitted);
        stop(&c.f);
    }
}

/* ---------------------------------------------------------------- requests */

static void requests_carry_what_they_were_given(void **state)
{
    (void)state;
    fixture f;
    start(&f, NULL);
    const ab_api_pair headers[] = {{"X-One", "1"}};
    const ab_api_pair query[] = {{"q", "a b"}, {"tag", "x"}, {"tag", "y"}};
    ab_api_request request = {.method = "POST",
                              .url = server_url(&f.server, "/plain?z=1"),
                              .headers = headers,
                              .header_count = 1,
                              .query = query,
                              .query_count = 3,
                              .bearer = "s3cr3t",
                              .body = AB_STR("{}")};
    ab_api_response response;
    assert_true(ab_api_fetch(&f.out.runtime, NULL, &request, NULL, f.out.arena, &response, NULL));
    assert_true(server_saw(&f.server, "POST /plain?z=1&q=a+b&tag=x&tag=y HTTP/1.1"));
    assert_true(server_saw(&f.server, "X-One: 1"));
    assert_true(server_saw(&f.server, "Authorization: Bearer s3cr3t"));
    assert_str(ab_api_header(&response, "x-kind"), "plain");
    assert_str(ab_api_header(&response, "absent"), "");
    assert_str(ab_mask_text(f.out.runtime.mask, f.out.arena, AB_STR("my s3cr3t")), "my ****");
    stop(&f);
}

static void an_invalid_url_is_the_users(void **state)
{
    (void)state;
    fixture f;
    start(&f, NULL);
    ab_api_request request = {.url = "not a url"};
    ab_api_response response;
    ab_error error = {0};
    assert_false(
        ab_api_fetch(&f.out.runtime, NULL, &request, NULL, f.out.arena, &response, &error));
    assert_int_equal(error.kind, AB_ERROR_CONFIG);
    assert_true(ab_str_starts(ab_str_of(error.message), AB_STR("The URL is not valid: ")));
    ab_error_clear(&error);
    stop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_read_to_their_end),
        cmocka_unit_test(the_next_page_may_be_named),
        cmocka_unit_test(days_are_texts),
        cmocka_unit_test(responses_are_judged),
        cmocka_unit_test(a_short_read_shows_a_failure_at_once),
        cmocka_unit_test(records_may_be_changed),
        cmocka_unit_test(requests_carry_what_they_were_given),
        cmocka_unit_test(an_invalid_url_is_the_users),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
