/* All scenarios of a folder, one after another. */
#include "base/clock.h"
#include "base/vec.h"
#include "scenario/run.h"

typedef AB_VEC(ab_at_result) results;

static bool choose_connector(ab_scenario_suite *suite, ab_error *error)
{
    const ab_scenario_options *options = suite->options;
    const char *program = options->connector ? options->connector : options->self;
    suite->connector =
        (ab_at_connector){.program = program, .manifest_path = options->manifest_path};
    if (!program || ab_at_is_image(program)) {
        return ab_error_set(error, AB_ERROR_CONFIG, "--connector: %s is no program",
                            program ? program : "(none)");
    }
    if (!options->connector && !options->manifest_path) {
        suite->connector.manifest_path = ab_scenario_manifest(suite->arena, options->folder);
    }
    return true;
}

/* Progress, where the result itself does not go to `out`. */
static void tell(const ab_scenario_suite *suite, const ab_at_result *result)
{
    if (suite->options->format == AB_AT_TEXT_FORMAT) {
        ab_at_print_result(suite->options->out, result);
    }
}

static bool run_one(ab_scenario_suite *suite, const ab_scenario *scenario, results *out)
{
    const ab_clock *clock = ab_clock_process();
    int64_t begin = ab_clock_monotonic_us(clock);
    ab_scenario_outcome outcome = {0};
    ab_scenario_run(suite, scenario, &outcome);
    const ab_at_result result = {
        .section = "",
        .name = scenario->name,
        .input = scenario->command,
        .status = outcome.passed ? AB_AT_PASSED : AB_AT_FAILED,
        .text = outcome.text,
        .took_us = ab_clock_monotonic_us(clock) - begin,
    };
    if (!outcome.interrupted) {
        AB_VEC_PUSH(out, result);
        tell(suite, &result);
    }
    return !outcome.interrupted;
}

static bool finish(const ab_scenario_suite *suite, const ab_at_report *report, ab_error *error)
{
    const ab_scenario_options *options = suite->options;
    if (options->format == AB_AT_TEXT_FORMAT) {
        ab_at_print_totals(options->out, report);
    } else {
        ab_buf text;
        ab_buf_init(&text, AB_BUF_NO_MAX);
        ab_at_report_text(report, options->format, &text);
        fwrite(text.p, 1, text.n, options->out);
        ab_buf_free(&text);
    }
    return !options->report || ab_at_write_report(report, options->report, error);
}

static int run_all(ab_scenario_suite *suite, const ab_scenarios *scenarios, ab_error *error)
{
    results all = {0};
    bool whole = true;
    if (suite->options->format == AB_AT_TEXT_FORMAT) {
        const ab_at_connector *connector = &suite->connector;
        fprintf(suite->options->out, "testing the program %s%s%s\n", connector->program,
                connector->manifest_path ? " with " : "",
                connector->manifest_path ? connector->manifest_path : "");
    }
    for (size_t i = 0; i < scenarios->n && whole; i++) {
        whole = run_one(suite, &scenarios->at[i], &all);
    }
    const ab_at_report report = {.subject = "scenarios",
                                 .name = ab_str_of(suite->options->folder),
                                 .results = all.at,
                                 .count = all.n};
    int status = !finish(suite, &report, error) ? 2
                 : whole                        ? ab_at_count(&report, AB_AT_FAILED) > 0
                                                : ab_process_interrupt_status();
    AB_VEC_FREE(&all);
    return status;
}

int ab_scenario_run_all(const ab_scenario_options *options, ab_error *error)
{
    ab_scenario_suite suite = {.options = options, .arena = ab_arena_new()};
    ab_scenarios scenarios = {0};
    bool record = options->mode == AB_SCENARIO_RECORD;
    int status = 2;
    if (choose_connector(&suite, error) &&
        ab_scenarios_read(suite.arena, options->folder, options->tests, record, &scenarios,
                          error) &&
        (!options->config ||
         ab_scenario_json(suite.arena, options->config, &suite.config, error))) {
        status = options->config && !suite.config
                     ? (ab_error_set(error, AB_ERROR_CONFIG, "--config: there is no file %s",
                                     options->config),
                        2)
                     : run_all(&suite, &scenarios, error);
    }
    AB_VEC_FREE(&scenarios);
    ab_arena_free(suite.arena);
    return status;
}
