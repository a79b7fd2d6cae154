/* Call-rate budgets on a clock that moves only when told to. */
#include "check.h"

#include "http/budget.h"

enum { S = 1000000 };

static ab_http_request request_of(const char *method, const char *url)
{
    return (ab_http_request){.method = ab_str_of(method), .url = ab_str_of(url)};
}

/* One step of a story: the clocks move on, a call is tried. */
typedef struct step {
    int64_t after_us;
    int64_t want_wait_us; /* 0: the call may be made */
} step;

static void play(const ab_call_policy *policy, const step *steps, size_t n)
{
    ab_fake_clock fake;
    ab_fake_clock_init(&fake, 0);
    ab_call_budget_options options = {.policies = policy, .policy_count = 1};
    ab_call_budget *budget = ab_call_budget_new(&options, &fake.clock, NULL);
    assert_non_null(budget);
    ab_http_request request = request_of("GET", "https://h/a");
    for (size_t i = 0; i < n; i++) {
        fake.real_us += steps[i].after_us;
        fake.monotonic_us += steps[i].after_us;
        int64_t wait;
        bool may = ab_call_budget_try_acquire(budget, &request, &wait, NULL);
        assert_int_equal(wait, steps[i].want_wait_us);
        assert_int_equal(may, steps[i].want_wait_us == 0);
    }
    ab_call_budget_free(budget);
}

#define PLAY(policy, steps) play(&(policy), (steps), sizeof(steps) / sizeof((steps)[0]))

static void moving_windows_let_calls_leave_one_by_one(void **state)
{
    (void)state;
    static const ab_call_rate rates[] = {{3, 60 * S}, {2, 10 * S}};
    static const ab_call_policy policy = {
        .kind = AB_CALL_MOVING_WINDOW, .rates = rates, .rate_count = 2};
    static const step steps[] = {
        {0, 0},           {1 * S, 0}, {1 * S, 8 * S + 1}, /* two in ten seconds */
        {8 * S, 1},       {1, 0},                         /* the first left the short window */
        {10 * S, 40 * S}, /* three in sixty: the first leaves at 60 s and an instant */
        {40 * S, 0},
    };
    PLAY(policy, steps);
}

static void fixed_windows_begin_anew(void **state)
{
    (void)state;
    static const ab_call_rate rates[] = {{2, 10 * S}};
    static const ab_call_policy policy = {
        .kind = AB_CALL_FIXED_WINDOW, .rates = rates, .rate_count = 1, .next_reset_real_us = 5 * S};
    static const step steps[] = {
        {0, 0}, {0, 0}, {0, 5 * S + 1}, {5 * S, 1}, {1, 0}, {0, 0}, {0, 10 * S},
    };
    PLAY(policy, steps);
}

static void without_limit_nothing_waits(void **state)
{
    (void)state;
    static const ab_call_policy policy = {.kind = AB_CALL_UNLIMITED};
    static const step steps[] = {{0, 0}, {0, 0}, {0, 0}};
    PLAY(policy, steps);
}

static void weights_are_counted(void **state)
{
    (void)state;
    static const ab_call_rate rates[] = {{5, 10 * S}};
    static const ab_call_matcher matchers[] = {
        {.url_path_pattern = {"^/heavy", 6 + 1}, .weight = 3},
        {.url_path_pattern = {"^/huge", 6}, .weight = 6},
        {.method = {"GET", 3}},
    };
    static const ab_call_policy policies[] = {{.kind = AB_CALL_MOVING_WINDOW,
                                               .matchers = matchers,
                                               .matcher_count = 3,
                                               .rates = rates,
                                               .rate_count = 1}};
    ab_fake_clock fake;
    ab_fake_clock_init(&fake, 0);
    ab_call_budget_options options = {.policies = policies, .policy_count = 1};
    ab_call_budget *budget = ab_call_budget_new(&options, &fake.clock, NULL);
    ab_http_request heavy = request_of("GET", "https://h/heavy");
    ab_http_request light = request_of("GET", "https://h/light");
    ab_http_request huge = request_of("GET", "https://h/huge");
    ab_http_request post = request_of("POST", "https://h/light");
    int64_t wait;
    ab_error error = {0};
    assert_true(ab_call_budget_try_acquire(budget, &heavy, &wait, &error));
    assert_false(ab_call_budget_try_acquire(budget, &heavy, &wait, &error));
    assert_int_equal(wait, 10 * S + 1);
    assert_true(ab_call_budget_try_acquire(budget, &light, &wait, &error));
    assert_true(ab_call_budget_try_acquire(budget, &light, &wait, &error));
    assert_false(ab_call_budget_try_acquire(budget, &light, &wait, &error));
    assert_true(ab_call_budget_try_acquire(budget, &post, &wait, &error)); /* no policy matches */
    assert_false(ab_error_is_set(&error));
    assert_false(ab_call_budget_try_acquire(budget, &huge, &wait, &error));
    assert_string_equal(error.message, "Weight can not exceed the lowest configured rate limit");
    assert_int_equal(error.kind, AB_ERROR_CONFIG);
    ab_error_clear(&error);
    ab_call_budget_free(budget);
}

static void requests_are_matched(void **state)
{
    (void)state;
    static const ab_header params[] = {{{"a", 1}, {"1 x", 3}}};
    static const ab_header headers[] = {{{"X-Key", 5}, {"k", 1}}};
    static const struct {
        ab_call_matcher matcher;
        const char *method;
        const char *url;
        bool matches;
    } rows[] = {
        {{.method = {"get", 3}}, "GET", "https://h/", true},
        {{.method = {"POST", 4}}, "GET", "https://h/", false},
        {{.url_base = {"https://h/", 10}}, "GET", "https://h/a", true},
        {{.url_base = {"https://h", 9}}, "GET", "https://h:8/a", false},
        {{.url_base = {"https://h", 9}}, "GET", "http://h/a", false},
        {{.url_path_pattern = {"^/v\\d+/a$", 9}}, "GET", "https://h/v2/a/?b", true},
        {{.url_path_pattern = {"^/v\\d+/a$", 9}}, "GET", "https://h/v/a", false},
        {{.params = params, .param_count = 1}, "GET", "https://h/?b=2&a=1+x", true},
        {{.params = params, .param_count = 1}, "GET", "https://h/?a=1%20x&a=2", false},
        {{.params = params, .param_count = 1}, "GET", "https://h/?a=1%20x&a=", true},
        {{.params = params, .param_count = 1}, "GET", "https://h/", false},
        {{.headers = headers, .header_count = 1}, "GET", "https://h/", true},
    };
    static const ab_call_rate rates[] = {{1, 10 * S}};
    ab_fake_clock fake;
    ab_fake_clock_init(&fake, 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_call_policy policy = {.kind = AB_CALL_MOVING_WINDOW,
                                 .matchers = &rows[i].matcher,
                                 .matcher_count = 1,
                                 .rates = rates,
                                 .rate_count = 1};
        ab_call_budget_options options = {.policies = &policy, .policy_count = 1};
        ab_call_budget *budget = ab_call_budget_new(&options, &fake.clock, NULL);
        ab_http_request request = request_of(rows[i].method, rows[i].url);
        ab_header sent = {AB_STR("x-key"), AB_STR("k")};
        request.headers = (ab_headers){&sent, 1, 1};
        int64_t wait;
        ab_call_budget_try_acquire(budget, &request, &wait, NULL);
        /* Only a policy that matches runs out. */
        assert_int_equal(!ab_call_budget_try_acquire(budget, &request, &wait, NULL),
                         rows[i].matches);
        ab_call_budget_free(budget);
    }
}

static void responses_correct_the_counters(void **state)
{
    (void)state;
    static const struct {
        ab_call_policy_kind kind;
        int status;
        const char *remaining;
        const char *reset;
        int64_t want_wait_us;
    } rows[] = {
        {AB_CALL_FIXED_WINDOW, 200, "0", "", 10 * S + 1},
        {AB_CALL_FIXED_WINDOW, 200, "0", "30", 30 * S + 1},
        {AB_CALL_FIXED_WINDOW, 200, "7", "", 0},
        {AB_CALL_FIXED_WINDOW, 429, "", "", 10 * S + 1},
        {AB_CALL_FIXED_WINDOW, 200, "many", "", 0},
        {AB_CALL_MOVING_WINDOW, 200, "0", "", 10 * S + 1},
        {AB_CALL_MOVING_WINDOW, 429, "", "", 10 * S + 1},
        {AB_CALL_MOVING_WINDOW, 200, "0", "30", 0},
        {AB_CALL_MOVING_WINDOW, 200, "1", "", 0},
    };
    static const ab_call_rate rates[] = {{5, 10 * S}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_fake_clock fake;
        ab_fake_clock_init(&fake, 0);
        ab_call_policy policy = {
            .kind = rows[i].kind, .rates = rates, .rate_count = 1, .next_reset_real_us = 10 * S};
        ab_call_budget_options options = {.policies = &policy, .policy_count = 1};
        ab_call_budget *budget = ab_call_budget_new(&options, &fake.clock, NULL);
        ab_http_request request = request_of("GET", "https://h/");
        int64_t wait;
        assert_true(ab_call_budget_try_acquire(budget, &request, &wait, NULL));
        ab_header headers[] = {{AB_STR("RateLimit-Remaining"), ab_str_of(rows[i].remaining)},
                               {AB_STR("RateLimit-Reset"), ab_str_of(rows[i].reset)}};
        ab_call_budget_update(budget, &request, rows[i].status, &(ab_headers){headers, 2, 2});
        ab_call_budget_try_acquire(budget, &request, &wait, NULL);
        assert_int_equal(wait, rows[i].want_wait_us);
        ab_call_budget_free(budget);
    }
}

static void bad_budgets_are_refused(void **state)
{
    (void)state;
    static const ab_call_rate zero[] = {{0, S}};
    static const ab_call_rate one[] = {{1, S}};
    static const ab_call_matcher bad[] = {{.url_path_pattern = {"a(", 2}}};
    static const struct {
        ab_call_policy policy;
        const char *message;
    } rows[] = {
        {{.kind = AB_CALL_MOVING_WINDOW}, "The list of rates can not be empty"},
        {{.kind = AB_CALL_MOVING_WINDOW, .rates = zero, .rate_count = 1},
         "A call rate needs a limit and an interval above 0"},
        {{.kind = AB_CALL_MOVING_WINDOW,
          .rates = one,
          .rate_count = 1,
          .matchers = bad,
          .matcher_count = 1},
         "Bad url_path_pattern 'a(' at offset 2: missing closing parenthesis"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_call_budget_options options = {.policies = &rows[i].policy, .policy_count = 1};
        ab_error error = {0};
        assert_null(ab_call_budget_new(&options, ab_clock_system(), &error));
        assert_string_equal(error.message, rows[i].message);
        assert_int_equal(error.kind, AB_ERROR_CONFIG);
        ab_error_clear(&error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moving_windows_let_calls_leave_one_by_one),
        cmocka_unit_test(fixed_windows_begin_anew),
        cmocka_unit_test(without_limit_nothing_waits),
        cmocka_unit_test(weights_are_counted),
        cmocka_unit_test(requests_are_matched),
        cmocka_unit_test(responses_correct_the_counters),
        cmocka_unit_test(bad_budgets_are_refused),
    };
    return cmocka_run_group_tests_name("call budgets", tests, NULL, NULL);
}
