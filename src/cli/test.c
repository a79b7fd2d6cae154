#include "cli/options.h"

#include "scenario/scenario.h"

#include <stdio.h>

static int run(const ab_invocation *invocation);

static const ab_option own_options[] = {
    {"--manifest-path", "FILE", "test this manifest (default: manifest.yaml in or above FOLDER)",
     false},
    {"--connector", "FILE", "the program to test (default: this program)", false},
    {"--tests", "TEXT", "only scenarios whose name has this in it", false},
    {"--record", NULL, "ask the real API: write exchanges and expected messages anew", false},
    {"--config", "FILE", "for --record: where the secrets are that the scenarios have masked",
     false},
    {"--update", NULL, "write what the replay gives as what is expected", false},
    {"--format", "FORMAT", "of stdout: text (default), json or junit", false},
    {"--report", "FILE", "write a report: JUnit XML to FILE.xml, else JSON", false},
    {0},
};
static const ab_option *const options[] = {own_options, NULL};
static const ab_example examples[] = {
    {"sample_files/scenarios", "replays all scenarios there, without network"},
    {"sample_files/scenarios/prices --report report.xml", "one scenario, with a report for a CI"},
    {"sample_files/scenarios --record --config secrets/config.json",
     "asks the real API, and writes what came"},
    {"sample_files/scenarios --update --tests prices", "takes over what has changed on purpose"},
    {0},
};

const ab_command ab_command_test = {
    .name = "test",
    .summary = "replay a connector's scenarios (default tests/scenarios) and compare",
    .operand = "FOLDER",
    .options = options,
    .examples = examples,
    .run = run,
};

static const char *const formats[] = {[AB_AT_TEXT_FORMAT] = "text",
                                      [AB_AT_JSON_FORMAT] = "json",
                                      [AB_AT_JUNIT_FORMAT] = "junit",
                                      NULL};

/* False after a usage error. */
static bool take_mode(const ab_invocation *invocation, ab_scenario_mode *out)
{
    bool record = ab_option_value(invocation, "--record") != NULL;
    bool update = ab_option_value(invocation, "--update") != NULL;
    *out = record ? AB_SCENARIO_RECORD : update ? AB_SCENARIO_UPDATE : AB_SCENARIO_REPLAY;
    if (record && update) {
        ab_usage_error(invocation, "--record writes what is expected, too: leave out --update");
        return false;
    }
    if (!record && ab_option_value(invocation, "--config")) {
        ab_usage_error(invocation, "--config goes with --record");
        return false;
    }
    return true;
}

static int run(const ab_invocation *invocation)
{
    char self[AB_SELF_BYTES];
    ab_scenario_options wanted = {
        .folder = invocation->operand ? invocation->operand : "tests/scenarios",
        .self = ab_self(self),
        .connector = ab_option_value(invocation, "--connector"),
        .manifest_path = ab_option_value(invocation, "--manifest-path"),
        .config = ab_option_value(invocation, "--config"),
        .tests = ab_option_value(invocation, "--tests"),
        .report = ab_option_value(invocation, "--report"),
        .out = stdout,
    };
    size_t format;
    if (!ab_read_choice(invocation, "--format", formats, &format) ||
        !take_mode(invocation, &wanted.mode)) {
        return AB_EXIT_USAGE;
    }
    wanted.format = (ab_at_format)format;
    ab_error error = {0};
    int status = ab_scenario_run_all(&wanted, &error);
    if (ab_error_is_set(&error)) {
        fprintf(stderr, "%s test: %s\n", invocation->program, error.message);
    }
    ab_error_clear(&error);
    return status;
}
