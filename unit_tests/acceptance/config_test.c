/* acceptance-test-config.yml: what is read of it, and what is refused. */
#include "check.h"

#include "acceptance/config.h"

#include <stdlib.h>
#include <unistd.h>

typedef struct file {
    char path[64];
} file;

static file write_file(const char *text)
{
    file f = {"/tmp/ab-acceptance-config-XXXXXX"};
    int fd = mkstemp(f.path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    return f;
}

#define HEAD "connector_image: x\nacceptance_tests:\n"

static const struct {
    const char *text;
    const char *error; /* what follows the path */
} refused[] = {
    {"[]\n", ":1:1: acceptance-test-config.yml: must be an object"},
    {"{}\n", ":1:1: connector_image: is required"},
    {"connector_image: x\n", ":1:1: acceptance_tests: is required"},
    {"connector_image: x\nacceptance_tests:\n", ":2:18: acceptance_tests: must have a value"},
    {HEAD "  specs: {}\n", ":3:3: acceptance_tests has no key \"specs\"; did you mean spec?"},
    {HEAD "  spec: {zzzzzz: 1}\n", ":3:10: a section has no key \"zzzzzz\""},
    {HEAD "  spec: {tests: {}}\n", ":3:17: tests: must be a list"},
    {HEAD "  spec: {tests: [1]}\n", ":3:18: an entry of spec: must be an object"},
    {HEAD "  spec: {tests: [{config_path: []}]}\n", ":3:32: config_path: must be a text"},
    {HEAD "  spec: {tests: [{timeout_seconds: soon}]}\n",
     ":3:36: timeout_seconds: must be a whole number of at least 0"},
    {HEAD "  spec: {tests: [{deployment_mode: moon}]}\n",
     ":3:36: deployment_mode: must be cloud or oss"},
    {HEAD "  basic_read: {tests: [{validate_schema: 1}]}\n",
     ":3:42: validate_schema: must be true or false"},
    {HEAD "  basic_read: {tests: [{empty_streams: [a]}]}\n",
     ":3:41: a list's entry: must be an object"},
    {HEAD "  basic_read: {tests: [{file_types: {bypass_reason: a}}]}\n",
     ":3:37: file_types: bypass_reason is only for a test that is skipped by skip_test"},
    {HEAD "  full_refresh: {tests: [{ignored_fields: [a]}]}\n",
     ":3:43: ignored_fields: must be an object of lists"},
    {HEAD "  incremental: {tests: [{future_state_path: a}]}\n",
     ":3:26: an entry of incremental has no key \"future_state_path\"; did you mean future_state?"},
    {"test_strictness_level: highest\n" HEAD "  spec: {}\n",
     ":1:24: test_strictness_level: must be low or high"},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        ab_arena *arena = ab_arena_new();
        ab_at_config config;
        ab_error error = {0};
        file f = write_file(refused[i].text);
        assert_false(ab_at_config_read(arena, f.path, &config, &error));
        assert_int_equal(error.kind, AB_ERROR_CONFIG);
        assert_str(ab_str_of(error.message),
                   ab_arena_printf(arena, "%s%s", f.path, refused[i].error).p);
        unlink(f.path);
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

static void test_parts(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_at_config config;
    file f = write_file("connector_image: x:dev\n"
                        "base_path: here\n"
                        "test_strictness_level: high\n"
                        "custom_environment_variables: {A: 1}\n"
                        "acceptance_tests:\n"
                        "  spec: {tests: [{spec_path: s.json, timeout_seconds: '60'}]}\n"
                        "  connection: {tests: []}\n"
                        "  discovery: {bypass_reason: no time}\n"
                        "  basic_read: null\n");
    assert_true(ab_at_config_read(arena, f.path, &config, NULL));
    assert_str(config.connector_image, "x:dev");
    assert_string_equal(config.base_path, "/tmp/here");
    assert_true(config.high);
    assert_int_equal(config.environment->count, 1);
    assert_int_equal(config.sections[AB_AT_SPEC].tests->count, 1);
    assert_true(config.sections[AB_AT_CONNECTION].present);
    assert_null(config.sections[AB_AT_CONNECTION].tests);
    assert_str(config.sections[AB_AT_DISCOVERY].bypass_reason, "no time");
    assert_false(config.sections[AB_AT_BASIC_READ].present);
    assert_false(config.sections[AB_AT_INCREMENTAL].present);
    unlink(f.path);
    ab_arena_free(arena);
}

static void test_legacy(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_at_config config;
    file f = write_file("connector_image: x\n"
                        "tests:\n"
                        "  basic_read: [{config_path: c, empty_streams: [a, b]}]\n"
                        "  full_refresh: [{ignored_fields: {a: [b]}}]\n"
                        "  incremental: [{config_path: c, future_state_path: f.json}]\n");
    assert_true(ab_at_config_read(arena, f.path, &config, NULL));
    assert_false(config.high);
    assert_string_equal(config.base_path, "/tmp");
    const ab_value *entry = &config.sections[AB_AT_INCREMENTAL].tests->items[0];
    assert_str(ab_get_text(ab_get(entry, "future_state"), "future_state_path"), "f.json");
    assert_null(ab_get(entry, "future_state_path"));
    assert_int_equal(config.sections[AB_AT_BASIC_READ].tests->count, 1);
    unlink(f.path);
    ab_arena_free(arena);
}

static void test_paths(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    assert_string_equal(ab_at_join(arena, "a/b", AB_STR("c.json")), "a/b/c.json");
    assert_string_equal(ab_at_join(arena, "a/b", AB_STR("/c.json")), "/c.json");
    assert_string_equal(ab_at_section_name(AB_AT_ATTRIBUTES), "connector_attributes");
    assert_true(ab_at_section_mandatory(AB_AT_INCREMENTAL));
    assert_false(ab_at_section_mandatory(AB_AT_ATTRIBUTES));
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_legacy),
        cmocka_unit_test(test_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
