/* Error handlers, filters, back-off strategies and the loops of retries, without a network. */
#include "fixture.h"

#include "declarative/error_handlers/error_handler.h"
#include "declarative/error_handlers/error_message.h"
#include "declarative/requesters/attempts.h"

#define NOW_S 1700000000

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof(*f));
    fixture_open(f, "{\"n\":3,\"wait\":7.5,\"word\":\"many\"}");
    ab_fake_clock_init(&f->clock, NOW_S * INT64_C(1000000));
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture_close(*state);
    free(*state);
    return 0;
}

static ab_error_handler *handler(fixture *f, const char *yaml)
{
    ab_error error = {0};
    ab_build build = {.arena = f->arena, .env = &f->env};
    ab_error_handler *h =
        ab_error_handler_build(&build, yaml ? fixture_yaml(f, yaml) : NULL, &error);
    if (!h) {
        fail_msg("%s: %s", yaml, error.message);
    }
    return h;
}

/* `headers` is a JSON object or NULL. */
static ab_response *response(fixture *f, int status, const char *body, const char *headers)
{
    ab_response *r = AB_ARENA_NEW(f->arena, ab_response);
    r->status = status;
    r->url = AB_STR("http://u:p@api.test:8080/items?key=secret#f");
    r->headers = ab_value_object();
    if (headers) {
        assert_true(ab_json_parse(f->arena, ab_str_of(headers), NULL, &r->headers, NULL));
    }
    r->text = ab_str_of(body);
    r->arena = f->arena;
    return r;
}

/* ---- What a response means ---- */

#define FILTERS "{type: DefaultErrorHandler, response_filters: ["
#define END "]}"

static void responses_are_judged(void **state)
{
    static const struct {
        const char *handler; /* NULL: the defaults */
        int status;
        const char *body;
        ab_action action;
        ab_error_kind failure;
        const char *message;
    } rows[] = {
        {NULL, 200, "{}", AB_ACTION_SUCCESS, AB_ERROR_NONE, ""},
        {NULL, 304, "", AB_ACTION_SUCCESS, AB_ERROR_NONE, ""},
        {NULL, 404, "", AB_ACTION_FAIL, AB_ERROR_SYSTEM,
         "HTTP Status Code: 404. Error: Not found. The requested resource was not found on the "
         "server."},
        {NULL, 403, "", AB_ACTION_FAIL, AB_ERROR_CONFIG,
         "HTTP Status Code: 403. Error: Forbidden. You don't have permission to access this "
         "resource."},
        {NULL, 429, "", AB_ACTION_RATE_LIMITED, AB_ERROR_TRANSIENT,
         "HTTP Status Code: 429. Error: Too many requests."},
        {NULL, 503, "", AB_ACTION_RETRY, AB_ERROR_TRANSIENT,
         "HTTP Status Code: 503. Error: Service unavailable."},
        {NULL, 409, "taken", AB_ACTION_RETRY, AB_ERROR_SYSTEM,
         "Response was not ok: `409 Client Error: Conflict for url: "
         "http://u:p@api.test:8080/items?key=secret#f`. Response content is: taken"},
        {NULL, 599, "", AB_ACTION_RETRY, AB_ERROR_SYSTEM,
         "Response was not ok: `599 Server Error:  for url: "
         "http://u:p@api.test:8080/items?key=secret#f`. Response content is: "},
        {FILTERS "{type: HttpResponseFilter, http_codes: [404], action: IGNORE}" END, 404, "",
         AB_ACTION_IGNORE, AB_ERROR_SYSTEM,
         "HTTP Status Code: 404. Error: Not found. The requested resource was not found on the "
         "server."},
        {FILTERS "{type: HttpResponseFilter, http_codes: [404], action: IGNORE}" END, 403, "",
         AB_ACTION_FAIL, AB_ERROR_CONFIG,
         "HTTP Status Code: 403. Error: Forbidden. You don't have permission to access this "
         "resource."},
        {FILTERS "{type: HttpResponseFilter, predicate: \"{{ response.code == 7 }}\", action: "
                 "FAIL, failure_type: config_error, error_message: \"{{ response.why }} at {{ "
                 "request_url }}, {{ headers['x-id'] }}, {{ config.n }}\"}" END,
         200, "{\"code\":7,\"why\":\"bad\"}", AB_ACTION_FAIL, AB_ERROR_CONFIG,
         "bad at http://api.test:8080/items, 9, 3"},
        {FILTERS
         "{type: HttpResponseFilter, predicate: \"{{ config is none }}\", action: RETRY}" END,
         200, "[]", AB_ACTION_RETRY, AB_ERROR_SYSTEM, ""},
        {FILTERS
         "{type: HttpResponseFilter, error_message_contains: quota, action: RATE_LIMITED}" END,
         400, "{\"errors\":[{\"message\":\"a\"},{\"detail\":\"quota is used up\"}]}",
         AB_ACTION_RATE_LIMITED, AB_ERROR_SYSTEM,
         "HTTP Status Code: 400. Error: Bad request. Please check your request parameters."},
        {FILTERS "{type: HttpResponseFilter, error_message_contains: html, action: IGNORE}" END,
         500, "<html>", AB_ACTION_IGNORE, AB_ERROR_TRANSIENT,
         "HTTP Status Code: 500. Error: Internal server error."},
        /* Only FAIL takes the filter's failure_type. */
        {FILTERS "{type: HttpResponseFilter, http_codes: [500], action: RETRY, failure_type: "
                 "config_error, error_message: later}" END,
         500, "", AB_ACTION_RETRY, AB_ERROR_TRANSIENT, "later"},
        /* The first filter that matches decides. */
        {FILTERS "{type: HttpResponseFilter, http_codes: [400], action: FAIL, error_message: a}, "
                 "{type: HttpResponseFilter, http_codes: [400], action: IGNORE}" END,
         400, "", AB_ACTION_FAIL, AB_ERROR_SYSTEM, "a"},
        /* A body that is no JSON is {} for predicates. */
        {FILTERS "{type: HttpResponseFilter, predicate: \"{{ response == {} }}\", action: "
                 "REDUCE_PAGE_SIZE}" END,
         200, "no json", AB_ACTION_REDUCE_PAGE_SIZE, AB_ERROR_SYSTEM, ""},
        /* After FAIL the next handler is asked, after RETRY not. */
        {"{type: CompositeErrorHandler, error_handlers: [{type: DefaultErrorHandler, "
         "response_filters: [{type: HttpResponseFilter, http_codes: [403], action: FAIL, "
         "error_message: first}]}, {type: DefaultErrorHandler, response_filters: [{type: "
         "HttpResponseFilter, http_codes: [403], action: IGNORE, error_message: second}]}]}",
         403, "", AB_ACTION_IGNORE, AB_ERROR_CONFIG, "second"},
        {"{type: CompositeErrorHandler, error_handlers: [{type: DefaultErrorHandler}, {type: "
         "DefaultErrorHandler, response_filters: [{type: HttpResponseFilter, http_codes: [503], "
         "action: IGNORE}]}]}",
         503, "", AB_ACTION_RETRY, AB_ERROR_TRANSIENT,
         "HTTP Status Code: 503. Error: Service unavailable."},
    };
    fixture *f = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_error_handler *h = handler(f, rows[i].handler);
        ab_scope scope = ab_scope_new(&f->env, f->arena);
        ab_answer answer = {.response =
                                response(f, rows[i].status, rows[i].body, "{\"X-Id\":\"9\"}")};
        ab_resolution got = {0};
        ab_error error = {0};
        if (!h->ops->interpret(h, &scope, &answer, &got, &error)) {
            fail_msg("row %zu: %s", i, error.message);
        }
        assert_int_equal(got.action, rows[i].action);
        assert_int_equal(got.failure, rows[i].failure);
        assert_str(got.message, rows[i].message);
    }
}

static void failures_are_judged(void **state)
{
    static const struct {
        ab_http_failure failure;
        ab_action action;
        ab_error_kind kind;
        const char *message;
    } rows[] = {
        {AB_HTTP_INVALID_SCHEMA, AB_ACTION_FAIL, AB_ERROR_CONFIG,
         "Invalid Protocol Schema: The endpoint that data is being requested from is using an "
         "invalid or insecure. Exception: requests.exceptions.InvalidSchema"},
        {AB_HTTP_INVALID_URL, AB_ACTION_RETRY, AB_ERROR_TRANSIENT,
         "Invalid URL specified or DNS error occurred: The endpoint that data is being requested "
         "from is not a valid URL. Exception: requests.exceptions.InvalidURL"},
        {AB_HTTP_READ_TIMEOUT, AB_ACTION_RETRY, AB_ERROR_TRANSIENT, "ReadTimeout: why"},
        {AB_HTTP_CONNECTION_ERROR, AB_ACTION_RETRY, AB_ERROR_TRANSIENT, "ConnectionError: why"},
    };
    fixture *f = *state;
    /* Filters look at responses only. */
    ab_error_handler *h = handler(
        f, FILTERS "{type: HttpResponseFilter, predicate: \"{{ true }}\", action: IGNORE}" END);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_scope scope = ab_scope_new(&f->env, f->arena);
        ab_answer answer = {.failure = rows[i].failure, .problem = AB_STR("why")};
        ab_resolution got = {0};
        assert_true(h->ops->interpret(h, &scope, &answer, &got, NULL));
        assert_int_equal(got.action, rows[i].action);
        assert_int_equal(got.failure, rows[i].kind);
        assert_str(got.message, rows[i].message);
    }
}

static void error_messages_are_found(void **state)
{
    static const struct {
        const char *body;
        const char *want;
    } rows[] = {
        {"{\"message\":\"m\",\"error\":\"e\"}", "m"},
        {"{\"message\":\"\",\"error\":{\"detail\":\"d\"}}", "d"},
        {"{\"errors\":[\"a\",{\"msg\":\"b\"},7,null]}", "a, b"},
        {"\"text\"", "text"},
        {"{\"error\":5}", ""},
        {"{\"code\":1}", ""},
        {"{}", ""},
        {"plain text", "plain text"},
        {"\xff\xfe", ""},
    };
    fixture *f = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_str(ab_error_message_of(response(f, 400, rows[i].body, NULL)), rows[i].want);
    }
}

/* ---- Waits ---- */

#define STRATEGY "{type: DefaultErrorHandler, backoff_strategies: ["

static void strategies_say_how_long(void **state)
{
    static const struct {
        const char *strategies;
        const char *headers; /* NULL: a failure of the network */
        int attempt;
        double seconds; /* negative: none */
        const char *error;
    } rows[] = {
        {"", "{}", 1, -1, NULL},
        {"{type: ConstantBackoffStrategy, backoff_time_in_seconds: 5}", "{}", 3, 5, NULL},
        {"{type: ConstantBackoffStrategy, backoff_time_in_seconds: \"{{ config.wait }}\"}", NULL, 1,
         7.5, NULL},
        {"{type: ConstantBackoffStrategy, backoff_time_in_seconds: \"{{ config.word }}\"}", "{}", 1,
         -1, "backoff_time_in_seconds did not evaluate to a number (got 'many')"},
        {"{type: ConstantBackoffStrategy, backoff_time_in_seconds: 0}, {type: "
         "ConstantBackoffStrategy, backoff_time_in_seconds: 2}",
         "{}", 1, 2, NULL},
        {"{type: ExponentialBackoffStrategy}", "{}", 1, 10, NULL},
        {"{type: ExponentialBackoffStrategy, factor: 0.5}", "{}", 4, 8, NULL},
        {"{type: WaitTimeFromHeader, header: Retry-After}", "{\"retry-after\":\"12\"}", 1, 12,
         NULL},
        {"{type: WaitTimeFromHeader, header: Retry-After}", "{}", 1, -1, NULL},
        {"{type: WaitTimeFromHeader, header: Retry-After}", "{\"Retry-After\":\"soon\"}", 1, -1,
         NULL},
        {"{type: WaitTimeFromHeader, header: Retry-After}", NULL, 1, -1, NULL},
        {"{type: WaitTimeFromHeader, header: W, regex: \"[0-9]+\"}", "{\"W\":\"34s\"}", 1, 34,
         NULL},
        {"{type: WaitTimeFromHeader, header: W, regex: \"[0-9]+\"}", "{\"W\":\"in 34\"}", 1, -1,
         NULL},
        {"{type: WaitTimeFromHeader, header: W, regex: \"[\"}", "{\"W\":\"34\"}", 1, -1,
         "The regular expression '[' is not valid: missing terminating ] for character class"},
        {"{type: WaitTimeFromHeader, header: W, max_waiting_time_in_seconds: 30}", "{\"W\":\"30\"}",
         1, -1, "The rate limit wait time is longer than the connector is allowed to wait."},
        {"{type: WaitTimeFromHeader, header: W, max_waiting_time_in_seconds: 30}", "{\"W\":\"29\"}",
         1, 29, NULL},
        {"{type: WaitTimeFromHeader, header: W, max_waiting_time_in_seconds: 0}", "{\"W\":\"0\"}",
         1, -1, NULL},
        {"{type: WaitUntilTimeFromHeader, header: U}", "{\"U\":\"1700000060\"}", 1, 60, NULL},
        {"{type: WaitUntilTimeFromHeader, header: U}", "{\"U\":\"1600000000\"}", 1, -1, NULL},
        {"{type: WaitUntilTimeFromHeader, header: U, min_wait: 90}", "{\"U\":\"1700000060\"}", 1,
         90, NULL},
        {"{type: WaitUntilTimeFromHeader, header: U, min_wait: 90}", "{}", 1, 90, NULL},
        {"{type: WaitUntilTimeFromHeader, header: U, max_waiting_time_in_seconds: 60}",
         "{\"U\":\"1700000060\"}", 1, -1,
         "The rate limit wait time is longer than the connector is allowed to wait."},
        {"{type: WaitTimeFromResponse, wait_time_in_seconds: \"{{ response.wait * 2 }}\"}", "{}", 1,
         8, NULL},
        {"{type: WaitTimeFromResponse, wait_time_in_seconds: \"{{ headers['w'] }}\"}",
         "{\"W\":\"3\"}", 1, 3, NULL},
        {"{type: WaitTimeFromResponse, wait_time_in_seconds: \"{{ response.gone.x }}\"}, {type: "
         "ConstantBackoffStrategy, backoff_time_in_seconds: 2}",
         "{}", 1, 2, NULL},
        {"{type: WaitTimeFromResponse, wait_time_in_seconds: \"{{ response.wait - 9 }}\"}", "{}", 1,
         -1, NULL},
        {"{type: WaitTimeFromResponse, wait_time_in_seconds: \"{{ response.wait }}\", "
         "max_waiting_time_in_seconds: 4}",
         "{}", 1, -1, "The rate limit wait time is longer than the connector is allowed to wait."},
    };
    fixture *f = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_str yaml = ab_arena_printf(f->arena, STRATEGY "%s" END, rows[i].strategies);
        ab_error_handler *h = handler(f, yaml.p);
        ab_scope scope = ab_scope_new(&f->env, f->arena);
        ab_answer answer = {.failure = AB_HTTP_READ_TIMEOUT};
        if (rows[i].headers) {
            answer = (ab_answer){.response = response(f, 429, "{\"wait\":4}", rows[i].headers)};
        }
        ab_error error = {0};
        bool found = false;
        double seconds = -1;
        bool ok = h->ops->backoff(h, &scope, &answer, rows[i].attempt, &found, &seconds, &error);
        if (rows[i].error) {
            assert_false(ok);
            assert_string_equal(error.message, rows[i].error);
            ab_error_clear(&error);
            continue;
        }
        assert_true(ok);
        assert_int_equal(found, rows[i].seconds >= 0);
        assert_true(!found || seconds == rows[i].seconds);
    }
}

static void jitter_adds_up_to_twice_its_range(void **state)
{
    fixture *f = *state;
    ab_error_handler *h =
        handler(f, STRATEGY "{type: ConstantBackoffStrategy, backoff_time_in_seconds: 5, "
                            "jitter_range_in_seconds: 2}" END);
    ab_scope scope = ab_scope_new(&f->env, f->arena);
    ab_answer answer = {.failure = AB_HTTP_READ_TIMEOUT};
    for (int i = 0; i < 50; i++) {
        bool found;
        double seconds;
        assert_true(h->ops->backoff(h, &scope, &answer, 1, &found, &seconds, NULL));
        assert_true(seconds >= 5 && seconds <= 9);
    }
}

static void retries_are_counted(void **state)
{
    static const struct {
        const char *handler;
        int64_t want;
        const char *error;
    } rows[] = {
        {NULL, 5, NULL},
        {"{type: DefaultErrorHandler}", 5, NULL},
        {"{type: DefaultErrorHandler, max_retries: 0}", 0, NULL},
        {"{type: DefaultErrorHandler, max_retries: \"{{ config.n }}\"}", 3, NULL},
        {"{type: DefaultErrorHandler, max_retries: \"{{ config.word }}\"}", 0,
         "DefaultErrorHandler.max_retries did not evaluate to an integer (got 'many')"},
        {"{type: CompositeErrorHandler, error_handlers: [{type: DefaultErrorHandler, max_retries: "
         "2}, {type: DefaultErrorHandler, max_retries: 9}]}",
         2, NULL},
    };
    fixture *f = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_error_handler *h = handler(f, rows[i].handler);
        ab_scope scope = ab_scope_new(&f->env, f->arena);
        ab_error error = {0};
        int64_t got;
        bool ok = h->ops->max_retries(h, &scope, &got, &error);
        assert_int_equal(ok, rows[i].error == NULL);
        if (ok) {
            assert_int_equal(got, rows[i].want);
        } else {
            assert_string_equal(error.message, rows[i].error);
            ab_error_clear(&error);
        }
    }
}

/* ---- The loops ---- */

/* Tries that all fail alike; each takes no time, pauses take what they say. */
static void tries_end(void **state)
{
    (void)state;
    static const struct {
        ab_retry_loop loop;
        int64_t max_retries;
        double strategy;
        int waits; /* how many there are */
        int64_t first_s;
        int64_t last_s;
        int64_t total_s;
    } rows[] = {
        {AB_RETRY_DEFAULT, 5, 0, 5, 1, 16, 31},
        {AB_RETRY_DEFAULT, 0, 0, 0, 0, 0, 0},
        {AB_RETRY_DEFAULT, -4, 0, 0, 0, 0, 0},
        /* 600 s in total: the last wait is cut, and one more try is made. */
        {AB_RETRY_DEFAULT, 100, 0, 10, 1, 89, 600},
        {AB_RETRY_RATE_LIMITED, 5, 0, 5, 1, 16, 31},
        {AB_RETRY_RATE_LIMITED, 11, 0, 11, 1, 1024, 2047},
        {AB_RETRY_STRATEGY, 3, 4, 3, 5, 5, 15},
        {AB_RETRY_STRATEGY, 100, 199, 3, 200, 200, 600},
        {AB_RETRY_STRATEGY, 1, -5, 1, 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t now = 77;
        int64_t wait = 0;
        int64_t first = 0;
        int waits = 0;
        ab_attempts a;
        ab_attempts_begin(&a, rows[i].max_retries, now);
        while (ab_attempts_next(&a, rows[i].loop, rows[i].strategy, &wait)) {
            first = waits++ ? first : wait;
            now += wait;
            ab_attempts_resume(&a, rows[i].loop, now);
        }
        assert_int_equal(waits, rows[i].waits);
        assert_int_equal(first, rows[i].first_s * 1000000);
        assert_int_equal(now - 77, rows[i].total_s * 1000000);
        assert_int_equal(wait, rows[i].last_s * 1000000);
    }
}

/* A default retry starts the inner loops anew: the tries multiply. */
static void loops_are_nested(void **state)
{
    (void)state;
    int64_t wait;
    ab_attempts a;
    ab_attempts_begin(&a, 1, 0);
    assert_true(ab_attempts_next(&a, AB_RETRY_STRATEGY, 1, &wait));
    ab_attempts_resume(&a, AB_RETRY_STRATEGY, 0);
    assert_true(ab_attempts_next(&a, AB_RETRY_DEFAULT, 0, &wait));
    assert_int_equal(wait, 1000000);
    ab_attempts_resume(&a, AB_RETRY_DEFAULT, 0);
    assert_true(ab_attempts_next(&a, AB_RETRY_STRATEGY, 1, &wait));
    ab_attempts_resume(&a, AB_RETRY_STRATEGY, 0);
    assert_false(ab_attempts_next(&a, AB_RETRY_STRATEGY, 1, &wait));
    assert_false(ab_attempts_next(&a, AB_RETRY_DEFAULT, 1, &wait));
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(responses_are_judged),
        WITH_FIXTURE(failures_are_judged),
        WITH_FIXTURE(error_messages_are_found),
        WITH_FIXTURE(strategies_say_how_long),
        WITH_FIXTURE(jitter_adds_up_to_twice_its_range),
        WITH_FIXTURE(retries_are_counted),
        cmocka_unit_test(tries_end),
        cmocka_unit_test(loops_are_nested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
