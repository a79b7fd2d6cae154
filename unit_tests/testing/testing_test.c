/* <airbyte/test.h>, on a source that is as small as one can be. */
#include "check.h"

#include "airbyte/http.h"
#include "airbyte/test.h"
#include "testing/script.h"

#include <stdlib.h>
#include <unistd.h>

#define CONFIG "{\"api_key\": \"sesame-open\"}"
#define PEOPLE "https://api.example.com/people"

/* ---- A source: people by pages, incremental by date ---- */

static bool spec(void *self, ab_runtime *runtime, ab_arena *arena, const ab_value **out,
                 ab_error *error)
{
    (void)self, (void)runtime;
    static const char text[] =
        "{\"connectionSpecification\": {\"type\": \"object\", \"required\": [\"api_key\"], "
        "\"properties\": {\"api_key\": {\"type\": \"string\", \"airbyte_secret\": true}}}}";
    *out = ab_new_json(arena, ab_str_of(text), error);
    return *out != NULL;
}

static ab_check check(void *self, ab_runtime *runtime, const ab_value *config, ab_error *error)
{
    (void)self;
    ab_arena *arena = ab_arena_new();
    ab_api_request request = {
        .url = PEOPLE,
        .bearer = ab_arena_cstr(arena, ab_string_of(ab_member_of(config, "api_key")))};
    ab_api_response response;
    bool reached = ab_api_fetch(runtime, NULL, &request, NULL, arena, &response, error);
    ab_arena_free(arena);
    return reached ? AB_CHECK_SUCCEEDED : AB_CHECK_FAILED;
}

static bool describe(void *self, ab_runtime *runtime, const ab_value *config, ab_arena *arena,
                     ab_stream_info *info, ab_error *error)
{
    (void)self, (void)runtime, (void)config;
    *info = (ab_stream_info){.incremental = true, .default_cursor_field = "at"};
    info->json_schema =
        ab_new_json(arena, AB_STR("{\"type\": \"object\", \"properties\": {}}"), error);
    return info->json_schema != NULL;
}

static bool next_page(void *context, const ab_api_response *response, ab_api_request *next,
                      ab_arena *arena)
{
    (void)context;
    ab_str url = ab_string_of(ab_member_of(response->body, "next"));
    next->url = ab_arena_cstr(arena, url);
    return url.n > 0;
}

static bool on_record(void *context, ab_value *record, ab_arena *arena, ab_sink *sink,
                      ab_error *error)
{
    (void)context, (void)arena;
    return ab_emit_record(sink, record, error);
}

static bool read_people(void *self, const ab_read_request *request, ab_partition *partition,
                        ab_sink *sink, ab_error *error)
{
    (void)self;
    ab_str since = ab_string_of(ab_member_of(request->state, "at"));
    ab_api_pair query[] = {{"since", ab_arena_cstr(partition->arena, since)}};
    ab_api_pages pages = {.first = {.url = PEOPLE, .query = query, .query_count = since.n > 0},
                          .next_page = next_page,
                          .records = "people",
                          .on_record = on_record};
    return ab_api_read_pages(request->runtime, sink, &pages, error);
}

static bool close_people(void *self, const ab_read_request *request, ab_partition *partition,
                         ab_sink *sink, ab_error *error)
{
    (void)self, (void)request;
    ab_value *state = ab_new_object(partition->arena);
    ab_put_cstring(partition->arena, state, "at", "2026-01-02");
    return ab_emit_state(sink, state, error);
}

static const ab_stream people = {.name = "people",
                                 .describe = describe,
                                 .read_partition = read_people,
                                 .close_partition = close_people};

static bool streams(void *self, ab_runtime *runtime, const ab_value *config, ab_purpose purpose,
                    const ab_value *catalog, const ab_value *state, ab_stream_list *list,
                    ab_error *error)
{
    (void)self, (void)runtime, (void)config, (void)purpose, (void)catalog, (void)state, (void)error;
    ab_stream_list_add(list, &people);
    return true;
}

static void close_source(void *self)
{
    ++*(int *)self;
}

static int closed;
static const ab_source source = {.self = &closed,
                                 .name = "source-people",
                                 .version = "1",
                                 .spec = spec,
                                 .check = check,
                                 .streams = streams,
                                 .close = close_source};

/* ---- Tests ---- */

static void patterns(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        const char *text;
        bool fits;
    } rows[] = {
        {"", "", true},         {"", "a", false},         {"*", "", true},
        {"*", "abc", true},     {"a*c", "abbc", true},    {"a*c", "abcd", false},
        {"*b*b", "abab", true}, {"*ab*", "aaab", true},   {"a*", "b", false},
        {"a**c", "ac", true},   {"*a*b*c", "abac", true}, {"abc", "ab", false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool fits = ab_script_fits(ab_str_of(rows[i].pattern), ab_str_of(rows[i].text));
        if (fits != rows[i].fits) {
            fail_msg("%s on %s", rows[i].pattern, rows[i].text);
        }
    }
}

static void short_commands(void **state)
{
    (void)state;
    closed = 0;
    ab_test *test = ab_test_new(&source);
    assert_int_equal(ab_test_spec(test), 0);
    const ab_value *specs = ab_test_bodies(test, "SPEC");
    assert_non_null(ab_member_of(ab_item_of(specs, 0), "connectionSpecification"));

    assert_int_equal(ab_test_discover(test, CONFIG), 0);
    const ab_value *catalog = ab_item_of(ab_test_bodies(test, "CATALOG"), 0);
    const ab_value *stream = ab_item_of(ab_member_of(catalog, "streams"), 0);
    assert_str(ab_string_of(ab_member_of(stream, "name")), "people");

    assert_int_equal(ab_test_check(test, "{}"), 0);
    assert_string_equal(ab_test_error(test),
                        "Config validation error: 'api_key' is a required property");
    assert_int_equal(ab_test_discover(test, "{}"), 1);
    assert_int_equal(ab_test_read(test, "{", NULL, NULL), 1);
    assert_string_equal(ab_test_error(test),
                        "The config is not valid JSON: Invalid JSON at line 1, column 2 (byte 1): "
                        "expected a member's name in double quotes (the text ends here)");
    assert_int_equal(closed, 0);
    ab_test_free(test);
    assert_int_equal(closed, 1);
}

static void a_check_and_what_it_asked(void **state)
{
    (void)state;
    ab_test *test = ab_test_new(&source);
    ab_test_respond(test, "GET", PEOPLE, 200, NULL, "{}");
    assert_int_equal(ab_test_check(test, CONFIG), 0);
    assert_string_equal(ab_test_error(test), "");
    const ab_value *request = ab_item_of(ab_test_requests(test), 0);
    const ab_value *headers = ab_member_of(request, "headers");
    assert_str(ab_string_of(ab_member_of(request, "url")), PEOPLE);
    assert_str(ab_string_of(ab_member_of(headers, "Authorization")), "Bearer sesame-open");
    /* Used up: the next one finds nothing, and no secret is told. */
    assert_int_equal(ab_test_check(test, CONFIG), 0);
    assert_string_equal(ab_test_error(test), "The test has no response for GET " PEOPLE);
    assert_false(ab_test_logged(test, "sesame-open"));
    ab_test_respond(test, NULL, "*", 403, NULL, "");
    assert_int_equal(ab_test_check(test, CONFIG), 0);
    assert_string_equal(ab_test_error(test),
                        "api.example.com/people answered with HTTP status 403: the "
                        "credentials do not allow this request");
    ab_test_free(test);
}

static void pages_retries_and_the_clock(void **state)
{
    (void)state;
    ab_test *test = ab_test_new(&source);
    ab_test_set_now_ms(test, 1000);
    ab_test_respond(test, "GET", PEOPLE, 429, "Retry-After: 30\nX-Other: y", "");
    ab_test_respond_with(test, &(ab_test_response){.url = PEOPLE}); /* the connection fails */
    ab_test_respond(test, "GET", PEOPLE, 200, NULL,
                    "{\"people\": [{\"id\": 1}], \"next\": \"" PEOPLE "?page=2\"}");
    ab_test_respond(test, "GET", PEOPLE "?page=2", 200, NULL, "{\"people\": [{\"id\": 2}]}");
    ab_test_respond(test, "GET", PEOPLE "?page=3", 200, NULL, "{}");
    assert_int_equal(ab_test_read(test, CONFIG, NULL, NULL), 0);
    const ab_value *records = ab_test_records(test, "people");
    assert_int_equal(ab_count_of(records), 2);
    assert_string_equal(ab_test_text(test, ab_item_of(records, 1)), "{\"id\":2}");
    assert_string_equal(ab_test_text(test, NULL), "");
    assert_string_equal(ab_test_statuses(test, "people"),
                        "STARTED RUNNING RUNNING COMPLETE"); /* one is RATE_LIMITED */
    assert_int_equal(ab_test_waited_ms(test), 32000);
    assert_int_equal(ab_test_now_ms(test), 33000);
    assert_int_equal(ab_count_of(ab_test_requests(test)), 4);
    assert_int_equal(ab_test_unused(test), 1);
    assert_true(ab_test_logged(test, "trying again in 30.0 seconds"));
    assert_true(ab_test_logged(test,
                               "Making outbound API request {\"method\":\"GET\",\"url\":\"" PEOPLE
                               "\",\"headers\":\"{}\",\"request_body\":\"\"}"));
    assert_true(ab_test_logged(test, "Receiving response {\"status\":\"429\",\"headers\":\"{"));
    ab_test_free(test);
}

static void states_go_from_read_to_read(void **state)
{
    ab_arena *arena = *state;
    ab_test *test = ab_test_new(&source);
    ab_test_respond_with(test, &(ab_test_response){.url = PEOPLE "?since=2026-01-02",
                                                   .times = AB_TEST_ALWAYS,
                                                   .status = 200,
                                                   .body = "{\"people\": []}"});
    ab_test_respond(test, "GET", PEOPLE, 200, NULL, "{\"people\": [{\"id\": 1}]}");
    assert_int_equal(ab_test_read(test, CONFIG, NULL, NULL), 0);
    assert_int_equal(ab_count_of(ab_test_records(test, NULL)), 1);
    assert_str(ab_json_of(arena, ab_test_states(test, "people")), "[{\"at\":\"2026-01-02\"}]");
    for (int i = 0; i < 2; i++) {
        const char *catalog =
            "{\"streams\": [{\"stream\": {\"name\": \"people\", \"json_schema\": {}, "
            "\"supported_sync_modes\": [\"incremental\"]}, \"sync_mode\": "
            "\"incremental\", \"destination_sync_mode\": \"append\"}]}";
        assert_int_equal(ab_test_read(test, CONFIG, catalog, ab_test_last_state(test)), 0);
        assert_int_equal(ab_count_of(ab_test_records(test, "people")), 0);
    }
    assert_int_equal(ab_test_unused(test), 0);
    ab_test_free(test);
}

static void a_body_is_chosen_by_the_request(void **state)
{
    (void)state;
    ab_test *test = ab_test_new(&source);
    ab_test_respond_with(test, &(ab_test_response){.url = PEOPLE, .body_has = "x", .status = 200});
    assert_int_equal(ab_test_check(test, CONFIG), 0);
    assert_string_equal(ab_test_error(test), "The test has no response for GET " PEOPLE);
    ab_test_clear(test);
    assert_int_equal(ab_test_unused(test), 0);
    ab_test_respond_with(
        test,
        &(ab_test_response){
            .url = PEOPLE, .times = 2, .status = 200, .body = "{} and more", .body_length = 2});
    assert_int_equal(ab_test_check(test, CONFIG), 0);
    assert_int_equal(ab_test_unused(test), 1);
    ab_test_free(test);
}

static const char people_manifest[] =
    "version: 6.0.0\ntype: DeclarativeSource\ncheck: {type: CheckStream, stream_names: [people]}\n"
    "streams:\n  - type: DeclarativeStream\n    name: people\n    retriever:\n"
    "      type: SimpleRetriever\n      requester:\n        type: HttpRequester\n"
    "        url_base: https://api.example.com\n        path: /people\n"
    "        request_parameters: {day: \"{{ now_utc().strftime('%Y-%m-%d') }}\"}\n"
    "      record_selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: "
    "[people]}}\n    schema_loader: {type: InlineSchemaLoader, schema: {type: object}}\n"
    "spec: {type: Spec, connection_specification: {type: object, properties: {}}}\n";

static void a_manifest_sees_the_clock_and_waits_for_nothing(void **state)
{
    (void)state;
    char path[] = "/tmp/ab-test-XXXXXX";
    int fd = mkstemp(path);
    assert_int_equal(write(fd, people_manifest, sizeof(people_manifest) - 1),
                     sizeof(people_manifest) - 1);
    close(fd);
    ab_test *test = ab_test_new_manifest(path);
    ab_test_respond(test, "GET", PEOPLE "?day=2026-01-01", 503, NULL, "");
    ab_test_respond(test, "GET", PEOPLE, 200, NULL, "{\"people\": [{\"id\": 1.0}]}");
    assert_int_equal(ab_test_read(test, "{}", NULL, NULL), 0);
    assert_string_equal(ab_test_text(test, ab_test_records(test, "people")), "[{\"id\":1.0}]");
    assert_true(ab_test_waited_ms(test) > 0);
    assert_int_equal(ab_test_check(test, "{}"), 0); /* opened anew */
    assert_string_equal(ab_test_error(test), "'Stream people is not available: The test has no "
                                             "response for GET " PEOPLE "?day=2026-01-01'");
    ab_test_free(test);
    unlink(path);
}

static void a_manifest_that_is_not_there(void **state)
{
    (void)state;
    ab_test *test = ab_test_new_manifest("/nowhere/manifest.yaml");
    assert_int_equal(ab_test_check(test, CONFIG), 1);
    assert_non_null(strstr(ab_test_error(test), "/nowhere/manifest.yaml"));
    ab_test_free(test);
}

static int set_up(void **state)
{
    *state = ab_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    ab_arena_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns),
        cmocka_unit_test(short_commands),
        cmocka_unit_test(a_check_and_what_it_asked),
        cmocka_unit_test(pages_retries_and_the_clock),
        cmocka_unit_test(states_go_from_read_to_read),
        cmocka_unit_test(a_body_is_chosen_by_the_request),
        cmocka_unit_test(a_manifest_sees_the_clock_and_waits_for_nothing),
        cmocka_unit_test(a_manifest_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
