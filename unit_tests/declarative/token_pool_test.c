/* Pools of tokens: rotation, waits and what responses say, with times that the test gives. */
#include "check.h"

#include "base/error.h"
#include "declarative/auth/token_pool.h"

#include <stdio.h>

#define S INT64_C(1000000)
#define RESET (1000 * S) /* when all quotas are full again */

enum { TOKENS = 2 };

typedef struct fixture {
    ab_token_pool pool;
    ab_str names[TOKENS];
    ab_quota_state states[TOKENS];
} fixture;

/* Two tokens with one quota; -1: nothing is tracked for the token. */
static void set_up(fixture *f, int64_t left_a, int64_t left_b)
{
    const int64_t left[TOKENS] = {left_a, left_b};
    *f = (fixture){.names = {AB_STR("a"), AB_STR("b")}};
    f->pool = (ab_token_pool){
        .tokens = f->names,
        .token_count = TOKENS,
        .quota_count = 1,
        .max_wait_us = 3600 * S,
        .reserve_fraction = 0.1,
        .states = f->states,
    };
    pthread_mutex_init(&f->pool.lock, NULL);
    ab_quota_state states[TOKENS];
    for (size_t i = 0; i < TOKENS; i++) {
        states[i] = (ab_quota_state){
            .remaining = left[i] < 0 ? 0 : left[i],
            .limit = 100,
            .reset_us = RESET,
            .tracked = left[i] >= 0,
        };
    }
    ab_token_pool_seed(&f->pool, states);
}

/* Takes calls until `count` are had or one fails; "a b wait 5.0": tokens and waits in order. */
static void take(fixture *f, int count, int64_t now_s, char *out, size_t size)
{
    int64_t deadline = 0;
    size_t used = 0;
    out[0] = 0;
    for (int i = 0; i < count; i++) {
        ab_error error = {0};
        size_t token = 0;
        int64_t wait = 0;
        ab_pool_now now = {now_s * S, now_s * S + 7};
        ab_pool_result result =
            ab_token_pool_acquire(&f->pool, 0, "core", now, &deadline, &token, &wait, &error);
        const char *text = result == AB_POOL_FAILED      ? error.message
                           : result == AB_POOL_EXHAUSTED ? "none"
                                                         : f->names[token].p;
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? " " : "", text);
        if (wait) {
            used += (size_t)snprintf(out + used, size - used, "+%.1f", (double)wait / (double)S);
        }
        bool failed = result == AB_POOL_FAILED;
        ab_error_clear(&error);
        if (failed) {
            return;
        }
    }
}

static void test_acquire(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t left_a;
        int64_t left_b;
        int64_t max_wait_s;
        int64_t now_s;
        int calls;
        const char *want;
    } rows[] = {
        {"the first is used up, then the next", 2, 90, 3600, 0, 4, "a a b b"},
        {"one that is used up is passed over", 0, 90, 3600, 0, 2, "b b"},
        {"below the reserve calls are spread", 3, 2, 3600, 900, 2, "a+10.0 a+10.0"},
        {"the last ones before the reset", 3, 2, 3600, 992, 4, "a+2.0 a+2.7 a+4.0 b+8.0"},
        {"past the reset nothing is spread", 3, 2, 3600, 1001, 1, "a"},
        {"all are used up: wait for the reset", 0, 0, 3600, 900, 1, "none+100.0"},
        {"never less than 5 s", 0, 0, 3600, 1200, 1, "none+5.0"},
        {"never more than the maximum", 0, 0, 3, 1200, 1, "none+3.0"},
        {"the reset is too far", 0, 0, 60, 900, 1,
         "Rate limit is exceeded for all provided tokens."},
        {"nothing is tracked: each in its turn", -1, -1, 3600, 0, 3, "a b a"},
        {"one of them is tracked", 1, -1, 3600, 0, 3, "a b b"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        char got[256];
        set_up(&f, rows[i].left_a, rows[i].left_b);
        f.pool.max_wait_us = rows[i].max_wait_s * S;
        take(&f, rows[i].calls, rows[i].now_s, got, sizeof got);
        if (strcmp(got, rows[i].want) != 0) {
            fail_msg("%s: got %s", rows[i].name, got);
        }
        pthread_mutex_destroy(&f.pool.lock);
    }
}

/* max_wait_time counts for the whole wait, however often the quotas are fetched. */
static void test_deadline(void **state)
{
    (void)state;
    fixture f;
    set_up(&f, 0, 0);
    f.pool.max_wait_us = 10 * S;
    int64_t deadline = 0;
    size_t token;
    int64_t wait;
    ab_error error = {0};
    ab_pool_now now = {RESET, 100 * S};
    assert_int_equal(ab_token_pool_acquire(&f.pool, 0, "q", now, &deadline, &token, &wait, &error),
                     AB_POOL_EXHAUSTED);
    assert_int_equal(wait, 5 * S);
    now.monotonic_us += 7 * S;
    assert_int_equal(ab_token_pool_acquire(&f.pool, 0, "q", now, &deadline, &token, &wait, &error),
                     AB_POOL_EXHAUSTED);
    assert_int_equal(wait, 3 * S);
    now.monotonic_us += 3 * S;
    assert_int_equal(ab_token_pool_acquire(&f.pool, 0, "q", now, &deadline, &token, &wait, &error),
                     AB_POOL_FAILED);
    assert_int_equal(error.kind, AB_ERROR_TRANSIENT);
    ab_error_clear(&error);
    pthread_mutex_destroy(&f.pool.lock);
}

static void test_correct(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        ab_quota_report report;
        int64_t remaining; /* of 50 at first */
        int64_t limit;     /* of 100 */
        int64_t reset_us;
    } rows[] = {
        {"nothing is said", {0}, 50, 100, RESET},
        {"fewer are left", {.has_remaining = true, .remaining = 40}, 40, 100, RESET},
        {"a late response says more", {.has_remaining = true, .remaining = 60}, 50, 100, RESET},
        {"a new window",
         {.has_remaining = true, .remaining = 90, .has_reset = true, .reset_us = RESET + S},
         90,
         100,
         RESET + S},
        {"a new window without a count",
         {.has_reset = true, .reset_us = RESET + S, .has_limit = true, .limit = 200},
         200,
         200,
         RESET + S},
        {"an old window",
         {.has_remaining = true,
          .remaining = 1,
          .has_reset = true,
          .reset_us = RESET - 61 * S,
          .has_limit = true,
          .limit = 7},
         50,
         100,
         RESET},
        {"a reset that is told a little differently",
         {.has_remaining = true, .remaining = 1, .has_reset = true, .reset_us = RESET - 60 * S},
         1,
         100,
         RESET},
        {"refused without a count", {.is_exhaustion = true}, 0, 100, RESET},
        {"refused, by an old reset",
         {.is_exhaustion = true, .has_reset = true, .reset_us = RESET - 900 * S},
         0,
         100,
         RESET},
        {"refused for another reason",
         {.is_exhaustion = true, .has_remaining = true, .remaining = 30},
         30,
         100,
         RESET},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        set_up(&f, 50, 50);
        ab_token_pool_correct(&f.pool, 1, 0, &rows[i].report);
        const ab_quota_state *got = &f.states[1];
        if (got->remaining != rows[i].remaining || got->limit != rows[i].limit ||
            got->reset_us != rows[i].reset_us || f.states[0].remaining != 50) {
            fail_msg("%s: %lld of %lld", rows[i].name, (long long)got->remaining,
                     (long long)got->limit);
        }
        pthread_mutex_destroy(&f.pool.lock);
    }
}

static void test_other(void **state)
{
    (void)state;
    static const struct {
        int64_t left_a;
        int64_t left_b;
        bool has_other; /* for the first */
        bool exhausted;
    } rows[] = {
        {0, 1, true, false},   {1, 1, false, false},  {0, 0, false, true},
        {-1, 1, false, false}, {0, -1, false, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        set_up(&f, rows[i].left_a, rows[i].left_b);
        assert_int_equal(ab_token_pool_has_other(&f.pool, 0, 0), rows[i].has_other);
        assert_int_equal(ab_token_pool_is_exhausted(&f.pool, 0), rows[i].exhausted);
        pthread_mutex_destroy(&f.pool.lock);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_acquire),
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_correct),
        cmocka_unit_test(test_other),
    };
    return cmocka_run_group_tests_name("token pool", tests, NULL, NULL);
}
