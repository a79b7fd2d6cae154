/* Command lines taken apart by tables, and the numbers among the options. */
#include "check.h"

#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- What a usage error says: stderr while `call` runs. ---- */

static char said[4096];

static void catch_stderr(int saved[2])
{
    fflush(stderr);
    FILE *file = tmpfile();
    saved[0] = dup(STDERR_FILENO);
    saved[1] = dup(fileno(file));
    dup2(saved[1], STDERR_FILENO);
    fclose(file);
}

static void release_stderr(int saved[2])
{
    fflush(stderr);
    dup2(saved[0], STDERR_FILENO);
    ssize_t n = pread(saved[1], said, sizeof(said) - 1, 0);
    said[n > 0 ? n : 0] = '\0';
    char *end = strchr(said, '\n'); /* the first line is the reason */
    if (end) {
        *end = '\0';
    }
    close(saved[0]);
    close(saved[1]);
}

/* ---- Usage ---- */

static const struct {
    const char *line[8];
    const char *says;
} wrong[] = {
    {{"main"}, "main: a command is required"},
    {{"/usr/bin/x", "fly"}, "x: unknown command \"fly\""},
    {{"main", "read"}, "main read: --config FILE is required"},
    {{"main", "read", "--config", "c"}, "main read: --catalog FILE is required"},
    {{"main", "read", "--config"}, "main read: --config needs a FILE"},
    {{"main", "check", "--conf", "c"}, "main check: unknown option --conf"},
    {{"main", "check", "--config", "c", "more"}, "main check: unexpected argument \"more\""},
    {{"main", "check", "--debug=1"}, "main check: --debug takes no value"},
    {{"main", "check", "--config", "c", "--workers", "0"},
     "main check: --workers: \"0\" is not a number from 1 to 1000"},
    {{"main", "check", "--config=c", "--workers=two"},
     "main check: --workers: \"two\" is not a number from 1 to 1000"},
    {{"main", "check", "--config=c", "--memory=1K"},
     "main check: --memory: \"1K\" is not a number from 65536 to 1099511627776"},
    {{"main", "check", "--config=c", "--memory=K"},
     "main check: --memory: \"K\" is not a number from 65536 to 1099511627776"},
    {{"main", "check", "--config=c", "--memory=99999999999999999999"},
     "main check: --memory: \"99999999999999999999\" is not a number from 65536 to 1099511627776"},
    {{"main", "check", "--config=c", "--record=a", "--replay=b"},
     "main check: --record and --replay exclude each other"},
};

static void wrong_usage_is_told_in_one_line(void **state)
{
    (void)state;
    static const ab_sources none = {0};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        char *argv[9] = {0};
        int argc = 0, saved[2];
        for (; argc < 8 && wrong[i].line[argc]; argc++) {
            argv[argc] = (char *)wrong[i].line[argc];
        }
        catch_stderr(saved);
        int status = ab_cli_run(argc, argv, &none);
        release_stderr(saved);
        assert_int_equal(status, AB_EXIT_USAGE);
        assert_string_equal(said, wrong[i].says);
    }
}

/* ---- Options ---- */

static const ab_option *const tables[] = {ab_run_option_table, ab_source_options, NULL};
static const ab_command command = {.name = "test", .options = tables};

static const struct {
    const char *memory;
    size_t bytes;
} sizes[] = {{"65536", 65536},  {"64K", 65536},     {"64k", 65536},
             {"12M", 12 << 20}, {"1G", 1024 << 20}, {"0100K", 102400}};

static void sizes_have_units(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        ab_invocation invocation = {
            .command = &command, .program = "main", .values = {sizes[i].memory, "7"}};
        ab_run_options options;
        assert_true(ab_read_run_options(&invocation, &options));
        assert_int_equal(options.memory_bytes, sizes[i].bytes);
        assert_int_equal(options.workers, 7);
    }
}

static void debug_comes_by_option_or_environment(void **state)
{
    (void)state;
    ab_invocation invocation = {.command = &command, .program = "main"};
    ab_run_options options;
    unsetenv("LOG_LEVEL");
    assert_true(ab_read_run_options(&invocation, &options));
    assert_false(options.debug);
    setenv("LOG_LEVEL", "DEBUG", 1);
    assert_true(ab_read_run_options(&invocation, &options));
    assert_true(options.debug);
    setenv("LOG_LEVEL", "INFO", 1);
    invocation.values[6] = ""; /* --debug, as a flag is kept */
    assert_true(ab_read_run_options(&invocation, &options));
    assert_true(options.debug);
    unsetenv("LOG_LEVEL");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_usage_is_told_in_one_line),
        cmocka_unit_test(sizes_have_units),
        cmocka_unit_test(debug_comes_by_option_or_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
