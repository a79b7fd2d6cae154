/* Child processes: output, status, limit, environment, signals. */
#include "check.h"

#include "acceptance/process.h"
#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>

#define SECOND INT64_C(1000000)

static ab_process_result run(ab_arena *arena, const char *script, int64_t limit_us)
{
    const char *const argv[] = {"sh", "-c", script, NULL};
    const char *const environment[] = {"PATH=/usr/bin:/bin", "A=b c", NULL};
    ab_process_result result;
    ab_error error = {0};
    assert_true(ab_process_run(arena, argv, environment, limit_us, &result, &error));
    return result;
}

static const struct {
    const char *script;
    int status;
    const char *out;
    const char *err;
} rows[] = {
    {"true", 0, "", ""},
    {"exit 7", 7, "", ""},
    {"kill -9 $$", 128 + 9, "", ""},
    {"echo a; echo b >&2; echo c; exit 1", 1, "a\nc\n", "b\n"},
    {"echo \"$A\"", 0, "b c\n", ""},
    {"cat; echo end", 0, "end\n", ""},
    {"exec >&- 2>&-; exit 3", 3, "", ""},
    /* what it leaves behind is ended with it, and does not hold it up */
    {"sleep 600 & echo started", 0, "started\n", ""},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_process_result result = run(arena, rows[i].script, -1);
        assert_int_equal(result.status, rows[i].status);
        assert_false(result.timed_out);
        assert_false(result.interrupted);
        assert_false(result.cut);
        assert_str(result.out, rows[i].out);
        assert_str(result.err, rows[i].err);
        ab_arena_free(arena);
    }
}

static void test_much_output(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_process_result result =
        run(arena, "head -c 3000000 /dev/zero; head -c 300000 /dev/zero >&2", -1);
    assert_int_equal(result.out.n, 3000000);
    assert_int_equal(result.err.n, 300000);
    ab_arena_free(arena);
}

/* The shell and its child are gone: nobody of their group is left. */
static void test_limit(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_process_result result = run(arena, "trap '' TERM; sleep 600 & echo $$; wait", SECOND / 10);
    assert_true(result.timed_out);
    assert_int_equal(result.status, 128 + SIGKILL);
    int group = 0;
    for (size_t i = 0; i < result.out.n && result.out.p[i] != '\n'; i++) {
        group = group * 10 + (result.out.p[i] - '0');
    }
    /* a slow machine may not have come as far as the echo */
    for (int tries = 0; group > 1 && kill(-group, 0) == 0 && tries < 6000; tries++) {
        poll(NULL, 0, 10);
    }
    assert_true(group <= 1 || (kill(-group, 0) != 0 && errno == ESRCH));
    ab_arena_free(arena);
}

static void test_pending_signal(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    sigset_t set, old;
    int taken;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    assert_int_equal(pthread_sigmask(SIG_BLOCK, &set, &old), 0);
    assert_int_equal(raise(SIGTERM), 0);
    ab_process_result result = run(arena, "sleep 600", -1);
    assert_true(result.interrupted);
    assert_int_equal(sigwait(&set, &taken), 0); /* it was looked at, not taken */
    assert_int_equal(taken, SIGTERM);
    assert_int_equal(pthread_sigmask(SIG_SETMASK, &old, NULL), 0);
    ab_arena_free(arena);
}

static void test_no_program(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    const char *const argv[] = {"/no/such/program", NULL};
    ab_process_result result;
    ab_error error = {0};
    assert_false(ab_process_run(arena, argv, NULL, -1, &result, &error));
    assert_str(ab_str_of(error.message),
               "Could not run /no/such/program: No such file or directory");
    ab_error_clear(&error);
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),       cmocka_unit_test(test_much_output),
        cmocka_unit_test(test_limit),      cmocka_unit_test(test_pending_signal),
        cmocka_unit_test(test_no_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
