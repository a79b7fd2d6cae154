/* The reference connector by <airbyte/test.h>, as its author would test it: no network, no
 * sleeping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <airbyte/test.h>

#include "stock_ticker/stock_ticker.h"

#define API "https://api.polygon.io"
#define PRICES API "/v2/aggs/ticker/IBM/range/1/day/"
#define CONFIG                                                                                     \
    "{\"api_key\": \"the-key\", \"stock_tickers\": [\"IBM\"], \"start_date\": \"2024-01-02\"}"
#define DAY_1 "{\"t\": 1704171600000, \"c\": 1.10}" /* 2024-01-02 */
#define DAY_2 "{\"t\": 1704258000000, \"c\": 2}"
#define DAY_3 "{\"t\": 1704344400000, \"c\": 3}"
#define PRICES_ONLY                                                                                \
    "{\"streams\": [{\"stream\": {\"name\": \"stock_prices\", \"json_schema\": {}, "               \
    "\"supported_sync_modes\": [\"incremental\"]}, \"sync_mode\": \"incremental\", "               \
    "\"destination_sync_mode\": \"append\"}]}"

static int set_up(void **state)
{
    *state = ab_test_new(&ab_stock_ticker);
    ab_test_set_now_ms(*state, INT64_C(1704542400000)); /* 2024-01-06T12:00:00Z */
    return 0;
}

static int tear_down(void **state)
{
    ab_test_free(*state);
    return 0;
}

static const char *request_url(ab_test *test, size_t index)
{
    return ab_test_text(test, ab_member_of(ab_item_of(ab_test_requests(test), index), "url"));
}

static int read_prices(ab_test *test, const char *state)
{
    return ab_test_read(test, CONFIG, PRICES_ONLY, state);
}

static void a_check_asks_for_the_first_ticker(void **state)
{
    ab_test *test = *state;
    ab_test_respond(test, "GET", API "/v3/reference/tickers/IBM", 200, NULL, "{\"results\": {}}");
    assert_int_equal(ab_test_check(test, CONFIG), 0);
    assert_string_equal(ab_test_error(test), "");
    assert_string_equal(request_url(test, 0), API "/v3/reference/tickers/IBM");
    const ab_value *headers = ab_member_of(ab_item_of(ab_test_requests(test), 0), "headers");
    assert_string_equal(ab_test_text(test, ab_member_of(headers, "Authorization")),
                        "Bearer the-key");
}

static void refusals_are_told_in_words(void **state)
{
    static const struct {
        int status;
        const char *body;
        const char *told;
    } rows[] = {
        {401, "{\"error\": \"Unknown API Key\"}",
         "The API refused the API key (status 401): Unknown API Key"},
        {403, "{\"message\": \"No entitlement\"}",
         "The API refused the API key (status 403): No entitlement"},
        {404, "", "The API knows no such ticker: " API "/v3/reference/tickers/IBM"},
    };
    ab_test *test = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ab_test_respond(test, "GET", API "/*", rows[i].status, NULL, rows[i].body);
        assert_int_equal(ab_test_check(test, CONFIG), 0);
        assert_string_equal(ab_test_error(test), rows[i].told);
        assert_int_equal(ab_count_of(ab_test_requests(test)), 1); /* none is worth a retry */
    }
}

static void prices_come_by_pages_up_to_yesterday(void **state)
{
    ab_test *test = *state;
    ab_test_respond(test, "GET", PRICES "2024-01-02/2024-01-05?*", 200, NULL,
                    "{\"results\": [" DAY_1 "," DAY_2 "], \"next_url\": \"" API "/more?page=2\"}");
    ab_test_respond(test, "GET", API "/more?page=2", 200, NULL, "{\"results\": [" DAY_3 "]}");
    assert_int_equal(read_prices(test, NULL), 0);
    const ab_value *records = ab_test_records(test, "stock_prices");
    assert_int_equal(ab_count_of(records), 3);
    /* The number is as the API wrote it. */
    assert_string_equal(ab_test_text(test, ab_member_of(ab_item_of(records, 0), "c")), "1.10");
    assert_string_equal(ab_test_text(test, ab_member_of(ab_item_of(records, 2), "date")),
                        "2024-01-04");
    assert_string_equal(ab_test_text(test, ab_member_of(ab_item_of(records, 2), "ticker")), "IBM");
    assert_string_equal(ab_test_statuses(test, "stock_prices"), "STARTED RUNNING COMPLETE");
    assert_int_equal(ab_test_unused(test), 0);
}

static void the_next_read_goes_on_after_the_last_day(void **state)
{
    ab_test *test = *state;
    ab_test_respond(test, "GET", PRICES "2024-01-02/2024-01-05", 200, NULL,
                    "{\"results\": [" DAY_1 "," DAY_2 "]}");
    ab_test_respond(test, "GET", PRICES "2024-01-03/2024-01-05", 200, NULL,
                    "{\"results\": [" DAY_2 "," DAY_3 "]}");
    assert_int_equal(read_prices(test, NULL), 0);
    assert_int_equal(read_prices(test, ab_test_last_state(test)), 0);
    const ab_value *records = ab_test_records(test, "stock_prices");
    assert_int_equal(ab_count_of(records), 1); /* the day that was reached comes once */
    assert_string_equal(ab_test_text(test, ab_member_of(ab_item_of(records, 0), "date")),
                        "2024-01-04");
    /* Up to date: no request at all. */
    ab_test_set_now_ms(test, INT64_C(1704369600000)); /* 2024-01-04T12:00:00Z */
    assert_int_equal(read_prices(test, ab_test_last_state(test)), 0);
    assert_int_equal(ab_count_of(ab_test_requests(test)), 0);
}

static void a_rate_limit_is_waited_for(void **state)
{
    ab_test *test = *state;
    ab_test_respond(test, "GET", PRICES "*", 429, "Retry-After: 60", "");
    ab_test_respond(test, "GET", PRICES "*", 200, NULL, "{\"results\": [" DAY_1 "]}");
    assert_int_equal(read_prices(test, NULL), 0);
    assert_int_equal(ab_count_of(ab_test_records(test, NULL)), 1);
    assert_int_equal(ab_test_waited_ms(test), 60000);
}

static void a_failure_that_stays_leaves_the_state_where_it_was(void **state)
{
    ab_test *test = *state;
    ab_test_respond(test, "GET", PRICES "*", 200, NULL,
                    "{\"results\": [" DAY_1 "], \"next_url\": \"" API "/more\"}");
    ab_test_respond_with(
        test, &(ab_test_response){.url = API "/more", .status = 503, .times = AB_TEST_ALWAYS});
    assert_int_equal(read_prices(test, NULL), 1);
    assert_string_equal(ab_test_statuses(test, "stock_prices"), "STARTED RUNNING INCOMPLETE");
    const char *last = ab_test_last_state(test);
    assert_non_null(strstr(last, "\"2024-01-02\"")); /* the page that was whole */
    ab_test_clear(test);
    ab_test_respond(test, "GET", PRICES "2024-01-02/*", 200, NULL,
                    "{\"results\": [" DAY_1 "," DAY_2 "]}");
    assert_int_equal(read_prices(test, last), 0);
    assert_int_equal(ab_count_of(ab_test_records(test, NULL)), 1);
}

static void the_key_goes_to_no_other_host(void **state)
{
    ab_test *test = *state;
    ab_test_respond(test, "GET", PRICES "*", 200, NULL,
                    "{\"results\": [" DAY_1 "], \"next_url\": \"https://elsewhere.invalid/\"}");
    assert_int_equal(read_prices(test, NULL), 1);
    assert_int_equal(ab_count_of(ab_test_requests(test)), 1);
    assert_non_null(strstr(ab_test_error(test), "https://elsewhere.invalid"));
}

static void each_ticker_has_a_day_of_its_own(void **state)
{
    static const char config[] = "{\"api_key\": \"the-key\", \"stock_tickers\": [\"IBM\", \"KO\"], "
                                 "\"start_date\": \"2024-01-02\"}";
    ab_test *test = *state;
    ab_test_respond(test, "GET", PRICES "2024-01-02/2024-01-05", 200, NULL,
                    "{\"results\": [" DAY_2 "], \"next_url\": null}");
    ab_test_respond(test, "GET", API "/v2/aggs/ticker/KO/range/1/day/2024-01-02/2024-01-05", 200,
                    NULL, "{\"results\": []}");
    assert_int_equal(ab_test_read(test, config, PRICES_ONLY, NULL), 0);
    const ab_value *states = ab_test_states(test, "stock_prices");
    assert_string_equal(ab_test_text(test, ab_item_of(states, ab_count_of(states) - 1)),
                        "{\"states\":[{\"partition\":{\"ticker\":\"IBM\"},\"cursor\":{\"date\":"
                        "\"2024-01-03\"}}]}");
    ab_test_respond(test, "GET", PRICES "2024-01-03/2024-01-05", 200, NULL, "{\"results\": []}");
    ab_test_respond(test, "GET", API "/v2/aggs/ticker/KO/range/1/day/2024-01-02/2024-01-05", 200,
                    NULL, "{\"results\": [" DAY_3 "]}");
    assert_int_equal(ab_test_read(test, config, PRICES_ONLY, ab_test_last_state(test)), 0);
    assert_int_equal(ab_count_of(ab_test_records(test, "stock_prices")), 1);
    assert_int_equal(ab_test_unused(test), 0);
}

static void streams_are_described(void **state)
{
    ab_test *test = *state;
    assert_int_equal(ab_test_discover(test, CONFIG), 0);
    const ab_value *catalog = ab_item_of(ab_test_bodies(test, "CATALOG"), 0);
    const ab_value *prices = ab_item_of(ab_member_of(catalog, "streams"), 0);
    const ab_value *tickers = ab_item_of(ab_member_of(catalog, "streams"), 1);
    assert_string_equal(ab_test_text(test, ab_member_of(prices, "supported_sync_modes")),
                        "[\"full_refresh\",\"incremental\"]");
    assert_string_equal(ab_test_text(test, ab_member_of(prices, "default_cursor_field")),
                        "[\"date\"]");
    assert_string_equal(ab_test_text(test, ab_member_of(prices, "source_defined_cursor")), "true");
    assert_string_equal(ab_test_text(test, ab_member_of(prices, "source_defined_primary_key")),
                        "[[\"ticker\"],[\"date\"]]");
    assert_string_equal(ab_test_text(test, ab_member_of(tickers, "supported_sync_modes")),
                        "[\"full_refresh\"]");
    assert_null(ab_member_of(tickers, "default_cursor_field"));
}

static void details_are_the_second_stream(void **state)
{
    ab_test *test = *state;
    ab_test_respond(test, "GET", PRICES "*", 200, NULL, "{}");
    ab_test_respond(test, "GET", API "/v3/reference/tickers/IBM", 200, NULL,
                    "{\"results\": {\"ticker\": \"IBM\", \"active\": true}}");
    assert_int_equal(ab_test_read(test, CONFIG, NULL, NULL), 0);
    assert_string_equal(ab_test_text(test, ab_test_records(test, "tickers")),
                        "[{\"ticker\":\"IBM\",\"active\":true}]");
    assert_int_equal(ab_test_discover(test, CONFIG), 0);
    const ab_value *catalog = ab_item_of(ab_test_bodies(test, "CATALOG"), 0);
    assert_int_equal(ab_count_of(ab_member_of(catalog, "streams")), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_check_asks_for_the_first_ticker, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refusals_are_told_in_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(prices_come_by_pages_up_to_yesterday, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_next_read_goes_on_after_the_last_day, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_rate_limit_is_waited_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_failure_that_stays_leaves_the_state_where_it_was, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_key_goes_to_no_other_host, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_ticker_has_a_day_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(streams_are_described, set_up, tear_down),
        cmocka_unit_test_setup_teardown(details_are_the_second_stream, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
