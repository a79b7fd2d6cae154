/* Command lines taken apart by tables, and the numbers among the options. */
#include "check.h"

#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- What is printed on stderr or stdout. ---- */

static char said[65536];

typedef struct caught {
    FILE *stream;
    int saved; /* the descriptor's own file */
    FILE *file;
} caught;

static caught catch_output(FILE *stream)
{
    caught c = {stream, dup(fileno(stream)), tmpfile()};
    fflush(stream);
    dup2(fileno(c.file), fileno(stream));
    return c;
}

static void release_output(caught c)
{
    fflush(c.stream);
    dup2(c.saved, fileno(c.stream));
    close(c.saved);
    ssize_t n = pread(fileno(c.file), said, sizeof(said) - 1, 0);
    said[n > 0 ? n : 0] = '\0';
    fclose(c.file);
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
        int argc = 0;
        for (; argc < 8 && wrong[i].line[argc]; argc++) {
            argv[argc] = (char *)wrong[i].line[argc];
        }
        caught c = catch_output(stderr);
        int status = ab_cli_run(argc, argv, &none);
        release_output(c);
        said[strcspn(said, "\n")] = '\0'; /* the first line is the reason */
        assert_int_equal(status, AB_EXIT_USAGE);
        assert_string_equal(said, wrong[i].says);
    }
}

/* ---- What is made from the tables ---- */

static const struct {
    const char *line[3];
    const char *dashes; /* how "--" is spelt in it */
} from_tables[] = {
    {{"main", "completion", "bash"}, "--"},
    {{"main", "completion", "fish"}, "-l "},
    {{"main", "man", NULL}, "\\-\\-"},
};

static void every_command_and_option_is_told(void **state)
{
    (void)state;
    static const ab_sources none = {0};
    for (size_t i = 0; i < sizeof(from_tables) / sizeof(from_tables[0]); i++) {
        char *argv[] = {(char *)from_tables[i].line[0], (char *)from_tables[i].line[1],
                        (char *)from_tables[i].line[2], NULL};
        caught c = catch_output(stdout);
        int status = ab_cli_run(argv[2] ? 3 : 2, argv, &none);
        release_output(c);
        assert_int_equal(status, 0);
        for (const ab_command *const *one = ab_commands; *one; one++) {
            assert_non_null(strstr(said, (*one)->name));
        }
        char workers[32];
        snprintf(workers, sizeof(workers), "%sworkers", from_tables[i].dashes);
        assert_non_null(strstr(said, workers));
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

static void a_time_stops_the_clock(void **state)
{
    (void)state;
    ab_invocation invocation = {.command = &command, .program = "main"};
    ab_run_options options;
    assert_true(ab_read_run_options(&invocation, &options));
    assert_false(options.stopped);
    invocation.values[4] = "2026-01-31T00:00:00Z"; /* --now */
    assert_true(ab_read_run_options(&invocation, &options));
    assert_true(options.stopped);
    assert_int_equal(options.stopped_at_us, INT64_C(1769817600000000));
    invocation.values[4] = "soon";
    assert_false(ab_read_run_options(&invocation, &options));
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
    invocation.values[7] = ""; /* --debug, as a flag is kept */
    assert_true(ab_read_run_options(&invocation, &options));
    assert_true(options.debug);
    unsetenv("LOG_LEVEL");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_usage_is_told_in_one_line),
        cmocka_unit_test(every_command_and_option_is_told),
        cmocka_unit_test(sizes_have_units),
        cmocka_unit_test(a_time_stops_the_clock),
        cmocka_unit_test(debug_comes_by_option_or_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
