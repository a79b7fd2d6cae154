/* Requests made of templates, merged options, and query properties, without a network. */
#include "fixture.h"

#include "declarative/requesters/query_properties.h"
#include "declarative/requesters/requester.h"

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof(*f));
    fixture_open(f, "{\"n\":5,\"word\":\"a b\"}");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture_close(*state);
    free(*state);
    return 0;
}

static const ab_component *component(fixture *f, const char *members)
{
    ab_str yaml =
        ab_arena_printf(f->arena, "{type: HttpRequester, url_base: \"http://h/v\", %s}", members);
    return fixture_yaml(f, yaml.p);
}

static ab_value json(fixture *f, const char *text)
{
    ab_value v = {0};
    assert_true(!text || ab_json_parse(f->arena, ab_str_of(text), NULL, &v, NULL));
    return v;
}

static void requests_are_made(void **state)
{
    static const struct {
        const char *members;
        const char *path; /* of the paginator */
        const char *extra_params;
        const char *extra_json;
        const char *want; /* method, URL, headers, body; or the error */
    } rows[] = {
        {"path: /a", "", NULL, NULL, "GET http://h/v/a -"},
        {"path: \"a?x=1\", request_parameters: {x: \"1\", y: \"{{ config.n }}\"}", "", NULL, NULL,
         "GET http://h/v/a?x=1&y=5 -"},
        {"path: /a", "http://o/next?page=2", NULL, NULL, "GET http://o/next?page=2 -"},
        {"path: /a", "", "{\"limit\":7}", NULL, "GET http://h/v/a?limit=7 -"},
        {"path: /a, request_parameters: {limit: \"7\"}", "", "{\"limit\":\"7\"}", NULL,
         "Request body collision, duplicate keys detected at key path: limit. Please ensure that "
         "all keys in the request are unique."},
        {"path: /a, request_parameters: \"{{ {'p': {'q': 1}} }}\"", "", NULL, NULL,
         "Invalid value for `p` parameter. The values of request params cannot be an object."},
        {"path: /a, request_headers: {X-A: \"{{ config.n }}\", x-a: b}", "", NULL, NULL,
         "GET http://h/v/a x-a=b; -"},
        {"path: /a, request_headers: {X-A: \" b\"}", "", NULL, NULL,
         "Invalid leading whitespace, reserved character(s), or return character(s) in the header "
         "'X-A'"},
        {"path: /a, request_headers: \"{{ config.word }}\"", "", NULL, NULL,
         "Request headers cannot be a string"},
        {"path: /a, http_method: POST, request_body_json: {a: {b: 1}}", "", NULL,
         "{\"a\":{\"b\":1,\"c\":2}}",
         "POST http://h/v/a Content-Type=application/json; {\"a\": {\"b\": 1, \"c\": 2}}"},
        {"path: /a, http_method: POST, request_body_json: {a: {b: 1}}", "", NULL,
         "{\"a\":{\"b\":2}}",
         "Request body collision, duplicate keys detected at key path: a.b. Please ensure that all "
         "keys in the request are unique."},
        {"path: /a, http_method: POST, request_body_data: {a: \"{{ config.word }}\"}", "", NULL,
         "{\"b\":1}",
         "At the same time only one of the 'request_body_data' and 'request_body_json' functions "
         "can return data"},
        {"path: /a, http_method: POST, request_body: {type: RequestBodyPlainText, value: \"<{{ "
         "config.word }}>\"}",
         "", NULL, NULL, "POST http://h/v/a <a b>"},
        {"path: /a, url_base: \"h/v\"", "", NULL, NULL,
         "Invalid URL 'h/v/a': No scheme supplied. Perhaps you meant https://h/v/a?"},
    };
    fixture *f = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_error error = {0};
        ab_requester_args args = {.name = AB_STR("items")};
        ab_requester *r =
            ab_requester_build(&f->build, component(f, rows[i].members), &args, &error);
        assert_non_null(r);
        ab_request_options extra = {.params = json(f, rows[i].extra_params),
                                    .body_json = json(f, rows[i].extra_json)};
        ab_scope scope = ab_scope_new(&f->env, f->arena);
        ab_prepared_request got;
        if (!r->ops->prepare(r, &scope, ab_str_of(rows[i].path), &extra, &got, &error)) {
            assert_string_equal(error.message, rows[i].want);
            ab_error_clear(&error);
            continue;
        }
        ab_str text =
            ab_arena_printf(f->arena, "%.*s %.*s ", AB_STR_ARG(got.method), AB_STR_ARG(got.url));
        for (size_t k = 0; k < got.headers.n; k++) {
            text = ab_arena_printf(f->arena, "%.*s%.*s=%.*s; ", AB_STR_ARG(text),
                                   AB_STR_ARG(got.headers.at[k].name),
                                   AB_STR_ARG(got.headers.at[k].value));
        }
        ab_str body = ab_is(&got.body, AB_NULL) ? AB_STR("-") : ab_text(&got.body);
        assert_str(ab_arena_printf(f->arena, "%.*s%.*s", AB_STR_ARG(text), AB_STR_ARG(body)),
                   rows[i].want);
    }
}

#define PROPERTIES "request_parameters: {f: {type: QueryProperties, property_list: [a, bb, ccc]"
#define CHUNKING ", property_chunking: {type: PropertyChunking, property_limit_type: "

static void properties_are_cut(void **state)
{
    static const struct {
        const char *members;
        bool is_chunked;
        const char *want;
    } rows[] = {
        {PROPERTIES "}}", false, "a bb ccc|"},
        {PROPERTIES ", always_include_properties: [id]}}", false, "id a bb ccc|"},
        {PROPERTIES CHUNKING "property_count, property_limit: 2}}}", true, "a bb|ccc|"},
        {PROPERTIES ", always_include_properties: [id]" CHUNKING
                    "property_count, property_limit: 1}}}",
         true, "id a|id bb|id ccc|"},
        /* 4, 5 and 6 characters */
        {PROPERTIES CHUNKING "characters, property_limit: 9}}}", true, "a bb|ccc|"},
        /* A name beyond the limit leaves an empty chunk before it. */
        {PROPERTIES CHUNKING "characters, property_limit: 3}}}", true, "|a|bb|ccc|"},
        {PROPERTIES ", always_include_properties: [id]" CHUNKING "property_count}}}", true,
         "a bb ccc id|"},
    };
    fixture *f = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_query_properties *properties;
        ab_str key;
        const ab_strings *chunks;
        size_t count;
        assert_true(ab_query_properties_of(&f->build, component(f, rows[i].members), &properties,
                                           &key, NULL));
        assert_str(key, "f");
        assert_int_equal(ab_query_properties_is_chunked(properties), rows[i].is_chunked);
        ab_scope scope = ab_scope_new(&f->env, f->arena);
        assert_true(ab_query_properties_chunks(properties, &scope, &chunks, &count, NULL));
        ab_str got = {"", 0};
        for (size_t k = 0; k < count; k++) {
            for (size_t n = 0; n < chunks[k].n; n++) {
                got = ab_arena_printf(f->arena, "%.*s%s%.*s", AB_STR_ARG(got), n ? " " : "",
                                      AB_STR_ARG(chunks[k].at[n]));
            }
            got = ab_arena_printf(f->arena, "%.*s|", AB_STR_ARG(got));
        }
        assert_str(got, rows[i].want);
    }
}

static void parts_have_keys(void **state)
{
    static const struct {
        const char *strategy;
        const char *record;
        const char *want; /* the key, or the error */
    } rows[] = {
        {"", "{\"id\":\"x\"}", "x"},
        {"", "{\"id\":\"\"}", ""},
        {"", "{}", ""},
        {"", "{\"id\":1}",
         "The value of \"id\", by which parts of a record are merged, must be a text, not integer"},
        {", record_merge_strategy: {type: GroupByKeyMergeStrategy, key: [a, b]}",
         "{\"a\":\"x\",\"b\":\"y\"}", "x,y"},
        {", record_merge_strategy: {type: GroupByKeyMergeStrategy, key: [a, b]}", "{\"a\":\"x\"}",
         ""},
        {", record_merge_strategy: {type: GroupByKeyMergeStrategy, key: a}", "{\"a\":\"x\"}", "x"},
    };
    fixture *f = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_query_properties *properties;
        ab_str key;
        ab_error error = {0};
        ab_str members =
            ab_arena_printf(f->arena, PROPERTIES CHUNKING "property_count, property_limit: 2%s}}}",
                            rows[i].strategy);
        assert_true(
            ab_query_properties_of(&f->build, component(f, members.p), &properties, &key, NULL));
        ab_value record = json(f, rows[i].record);
        if (ab_query_properties_merge_key(properties, &record, f->arena, &key, &error)) {
            assert_str(key, rows[i].want);
        } else {
            assert_string_equal(error.message, rows[i].want);
            ab_error_clear(&error);
        }
    }
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(requests_are_made),
        WITH_FIXTURE(properties_are_cut),
        WITH_FIXTURE(parts_have_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
