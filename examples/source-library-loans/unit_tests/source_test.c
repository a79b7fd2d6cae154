/* The source in this process, by scripted responses and a clock that stands still: no network, no
 * sleeping. <airbyte/test.h> tells what there is. */
#include "source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <airbyte/test.h>

#define API "https://loans.library.example/api"
#define FIRST API "/books"

/* sample_files/sample_config.json, embedded by CMakeLists.txt. */
extern const char sample_config[];

static int set_up(void **state)
{
    ab_test *test = ab_test_new(&source_library_loans);
    *state = test;
    return 0;
}

static int tear_down(void **state)
{
    ab_test_free(*state);
    return 0;
}

/* Reads the first stream alone. */
static int read_stream(ab_test *test)
{
    static const char catalog[] =
        "{\"streams\": [{\"stream\": {\"name\": \"books\", \"json_schema\": {}, "
        "\"supported_sync_modes\": [\"full_refresh\"]}, \"sync_mode\": \"full_refresh\", "
        "\"destination_sync_mode\": \"overwrite\"}]}";
    return ab_test_read(test, sample_config, catalog, NULL);
}

static void every_stream_has_a_schema_with_its_key(void **state)
{
    ab_test *test = *state;
    assert_int_equal(ab_test_discover(test, sample_config), 0);
    const ab_value *catalog = ab_item_of(ab_test_bodies(test, "CATALOG"), 0);
    const ab_value *streams = ab_member_of(catalog, "streams");
    assert_true(ab_count_of(streams) > 0);
    for (size_t i = 0; i < ab_count_of(streams); i++) {
        const ab_value *stream = ab_item_of(streams, i);
        const ab_value *properties =
            ab_member_of(ab_member_of(stream, "json_schema"), "properties");
        const ab_value *key = ab_member_of(stream, "source_defined_primary_key");
        assert_string_equal(ab_test_text(test, key), "[[\"id\"]]");
        assert_non_null(ab_member_of(properties, "id"));
    }
}

static void a_check_tells_whether_the_api_answers(void **state)
{
    ab_test *test = *state;
    ab_test_respond(test, "GET", FIRST, 200, NULL, "{}");
    ab_test_respond(test, "GET", FIRST, 401, NULL, "");
    assert_int_equal(ab_test_check(test, sample_config), 0);
    assert_string_equal(ab_test_error(test), "");
    assert_int_equal(ab_test_check(test, sample_config), 0);
    assert_non_null(strstr(ab_test_error(test), "401"));
}

#define PAGE(next, records) "{\"next\": " next ", \"items\": " records "}"

static void records_come_by_pages(void **state)
{
    ab_test *test = *state;
    ab_test_respond(test, "GET", FIRST, 200, NULL,
                    PAGE("\"" API "/more?page=2\"", "[{\"id\": 1}, {\"id\": 2}]"));
    ab_test_respond(test, "GET", API "/more?page=2", 200, NULL, PAGE("null", "[{\"id\": 3}]"));
    assert_int_equal(read_stream(test), 0);
    assert_int_equal(ab_count_of(ab_test_records(test, "books")), 3);
    assert_string_equal(ab_test_statuses(test, "books"), "STARTED RUNNING COMPLETE");
}

static void the_next_page_stays_with_the_api(void **state)
{
    ab_test *test = *state;
    ab_test_respond(test, "GET", FIRST, 200, NULL,
                    PAGE("\"https://elsewhere.invalid/more\"", "[{\"id\": 1}]"));
    assert_int_equal(read_stream(test), 1);
    assert_non_null(strstr(ab_test_error(test), "https://elsewhere.invalid"));
    assert_int_equal(ab_test_unused(test), 0);
}

static void a_rate_limit_is_waited_for(void **state)
{
    ab_test *test = *state;
    ab_test_respond(test, "GET", FIRST, 429, "Retry-After: 60", "");
    ab_test_respond(test, "GET", FIRST, 200, NULL, PAGE("null", "[{\"id\": 1}]"));
    assert_int_equal(read_stream(test), 0);
    assert_int_equal(ab_count_of(ab_test_records(test, "books")), 1);
    assert_int_equal(ab_test_waited_ms(test), 60000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_stream_has_a_schema_with_its_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_check_tells_whether_the_api_answers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(records_come_by_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_next_page_stays_with_the_api, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_rate_limit_is_waited_for, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
