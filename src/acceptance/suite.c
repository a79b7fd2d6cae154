/* Runs the tests by the configuration, one after another. */
#include "acceptance/suite.h"

#include "base/clock.h"
#include "base/file.h"
#include "yaml/yaml.h"

#include <unistd.h>

#define MAX_METADATA_BYTES ((size_t)4 << 20)
#define SECOND_US INT64_C(1000000)

/* Seconds that a test may take, unless its entry says otherwise. */
static const int section_seconds[AB_AT_SECTIONS] = {
    [AB_AT_SPEC] = 60,        [AB_AT_CONNECTION] = 60,     [AB_AT_DISCOVERY] = 300,
    [AB_AT_BASIC_READ] = 600, [AB_AT_FULL_REFRESH] = 1200, [AB_AT_INCREMENTAL] = 1200,
    [AB_AT_ATTRIBUTES] = 300, [AB_AT_DOCUMENTATION] = 60,
};

/* ---------------------------------------------------------------- setting up */

/* The version before: a program, an image, or a manifest that this program runs. */
static ab_at_connector previous_connector(const ab_at_connector *now,
                                          const ab_acceptance_options *options)
{
    ab_at_connector previous = *now;
    ab_str name = ab_str_of(options->previous);
    bool manifest = ab_str_ends(name, AB_STR(".yaml")) || ab_str_ends(name, AB_STR(".yml"));
    previous.program = manifest ? options->self : options->previous;
    previous.manifest_path = manifest ? options->previous : NULL;
    previous.is_image = previous.program && ab_at_is_image(previous.program);
    return previous;
}

static bool choose_connector(ab_at_suite *suite, ab_error *error)
{
    const ab_acceptance_options *options = suite->options;
    ab_at_connector *connector = &suite->connector;
    const char *beside = ab_at_join(suite->arena, suite->config.base_path, AB_STR("manifest.yaml"));
    *connector = (ab_at_connector){
        .program = options->connector ? options->connector : options->self,
        .manifest_path = options->manifest_path,
        .docker_options = options->docker_options,
        .environment = suite->config.environment,
    };
    if (!connector->program) {
        return ab_error_set(error, AB_ERROR_CONFIG, "Name the program to test by --connector");
    }
    if (!options->connector && !options->manifest_path && access(beside, R_OK) == 0) {
        connector->manifest_path = beside;
    }
    connector->is_image = ab_at_is_image(connector->program);
    suite->previous = previous_connector(connector, options);
    return true;
}

static bool read_metadata(ab_at_suite *suite, ab_error *error)
{
    const char *path = ab_at_join(suite->arena, suite->config.base_path, AB_STR("metadata.yaml"));
    ab_value *root = AB_ARENA_NEW(suite->arena, ab_value);
    ab_str text;
    if (access(path, F_OK) != 0) {
        return true;
    }
    if (!ab_file_read(suite->arena, path, MAX_METADATA_BYTES, &text, error) ||
        !ab_yaml_parse(suite->arena, text, path, root, error)) {
        return false;
    }
    suite->metadata = ab_get(root, "data");
    return true;
}

/* ---------------------------------------------------------------- one test */

static int64_t limit_us(const ab_at_test *test, const ab_value *entry)
{
    const ab_value *own = ab_get(entry, "timeout_seconds");
    ab_value number;
    int64_t seconds = 0;
    if (ab_is(own, AB_STRING) && ab_value_from_digits(own->text, &number)) {
        own = &number;
    }
    if (!own || !ab_value_int64(own, &seconds) || seconds <= 0 || seconds > INT32_MAX) {
        seconds = section_seconds[test->section];
    }
    return seconds * SECOND_US;
}

static void add_result(ab_at_suite *suite, ab_at_result result)
{
    AB_VEC_PUSH(&suite->results, result);
    ab_at_print_result(suite->options->out, &result);
}

static void run_test(ab_at_suite *suite, const ab_at_test *test, const ab_value *entry,
                     const char *input)
{
    const ab_clock *clock = ab_clock_process();
    int64_t begin = ab_clock_monotonic_us(clock);
    ab_at_case c = {.suite = suite, .test = test, .entry = entry, .arena = ab_arena_new()};
    c.deadline_us = begin + limit_us(test, entry);
    ab_buf_init(&c.text, AB_BUF_NO_MAX);
    ab_buf_init(&c.warnings, AB_BUF_NO_MAX);
    if (ab_is(ab_get(entry, "client_container_config"), AB_OBJECT)) {
        ab_at_warn(&c, "client_container_config has no effect: nothing was set up");
    }
    test->run(&c);
    add_result(suite, (ab_at_result){
                          .section = ab_at_section_name(test->section),
                          .input = input,
                          .name = test->name,
                          .status = c.status,
                          .text = ab_arena_str(suite->arena, ab_buf_str(&c.text)),
                          .warnings = ab_arena_str(suite->arena, ab_buf_str(&c.warnings)),
                          .took_us = ab_clock_monotonic_us(clock) - begin,
                      });
    ab_buf_free(&c.text);
    ab_buf_free(&c.warnings);
    ab_arena_free(c.arena);
}

static bool is_chosen(const ab_at_suite *suite, const ab_at_test *test)
{
    ab_str part = ab_str_of(suite->options->tests);
    return part.n == 0 || ab_str_find(ab_str_of(test->name), part, 0) >= 0 ||
           ab_str_find(ab_str_of(ab_at_section_name(test->section)), part, 0) >= 0;
}

static const char *input_name(ab_at_suite *suite, const ab_value *entry, uint32_t i, uint32_t n)
{
    ab_str path = ab_get_text(entry, "config_path");
    if (path.n == 0) {
        path = ab_get_text(entry, "spec_path");
    }
    if (path.n == 0) {
        path = AB_STR("secrets/config.json");
    }
    return n > 1 ? ab_arena_printf(suite->arena, "%.*s #%u", AB_STR_ARG(path), i + 1).p
                 : ab_arena_cstr(suite->arena, path);
}

/* ---------------------------------------------------------------- sections */

static void skip_section(ab_at_suite *suite, ab_at_section section, ab_at_status status,
                         const char *reason)
{
    for (const ab_at_test *test = ab_at_tests; test->name; test++) {
        if (test->section == section && is_chosen(suite, test)) {
            add_result(suite, (ab_at_result){.section = ab_at_section_name(section),
                                             .input = "",
                                             .name = test->name,
                                             .status = status,
                                             .text = ab_str_of(reason)});
        }
    }
}

static void run_entries(ab_at_suite *suite, ab_at_section section, const ab_value *entries)
{
    for (uint32_t i = 0; i < entries->count; i++) {
        const char *input = input_name(suite, &entries->items[i], i, entries->count);
        for (const ab_at_test *test = ab_at_tests; test->name && !suite->interrupted; test++) {
            if (test->section == section && is_chosen(suite, test)) {
                run_test(suite, test, &entries->items[i], input);
            }
        }
    }
}

static void run_section(ab_at_suite *suite, ab_at_section section)
{
    const ab_at_section_config *config = &suite->config.sections[section];
    if (config->tests) {
        run_entries(suite, section, config->tests);
    } else if (config->bypass_reason.n) {
        skip_section(
            suite, section, AB_AT_SKIPPED,
            ab_arena_printf(suite->arena, "bypass_reason: %.*s", AB_STR_ARG(config->bypass_reason))
                .p);
    } else if (suite->config.high && ab_at_section_mandatory(section)) {
        skip_section(suite, section, AB_AT_FAILED,
                     "strictness high: the section needs tests or a bypass_reason");
    } else {
        skip_section(suite, section, AB_AT_SKIPPED, "the configuration has no tests for it");
    }
}

/* ---------------------------------------------------------------- the whole */

static int exit_status(const ab_at_suite *suite, const ab_at_report *report)
{
    ab_at_print_totals(suite->options->out, report);
    if (suite->interrupted) {
        return ab_process_interrupt_status();
    }
    return ab_at_count(report, AB_AT_FAILED) > 0 || ab_at_count(report, AB_AT_PASSED) == 0;
}

static int run_all(ab_at_suite *suite, ab_error *error)
{
    const ab_at_connector *connector = &suite->connector;
    if (!ab_at_config_read(suite->arena, suite->options->config, &suite->config, error) ||
        !choose_connector(suite, error) || !read_metadata(suite, error)) {
        return 2;
    }
    fprintf(suite->options->out, "testing %s %s%s%s, strictness %s\n",
            connector->is_image ? "the image" : "the program", connector->program,
            connector->manifest_path ? " with " : "",
            connector->manifest_path ? connector->manifest_path : "",
            suite->config.high ? "high" : "low");
    for (int section = 0; section < AB_AT_SECTIONS && !suite->interrupted; section++) {
        run_section(suite, (ab_at_section)section);
    }
    const ab_at_report report = {
        .subject = "connector_image",
        .name = suite->config.connector_image,
        .strictness = suite->config.high ? "high" : "low",
        .results = suite->results.at,
        .count = suite->results.n,
    };
    const char *path = suite->options->report;
    bool reported = !path || ab_at_write_report(&report, path, error);
    int status = exit_status(suite, &report);
    return reported ? status : 2;
}

int ab_acceptance_run(const ab_acceptance_options *options, ab_error *error)
{
    ab_at_suite suite = {.options = options, .arena = ab_arena_new()};
    int status = run_all(&suite, error);
    AB_VEC_FREE(&suite.results);
    AB_VEC_FREE(&suite.cache);
    ab_arena_free(suite.arena);
    return status;
}

void ab_acceptance_list(FILE *out)
{
    for (const ab_at_test *test = ab_at_tests; test->name; test++) {
        fprintf(out, "%-24s %-46s %s\n", ab_at_section_name(test->section), test->name,
                test->summary);
    }
}
