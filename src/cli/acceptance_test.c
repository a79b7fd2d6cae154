#include "cli/options.h"

#include "acceptance/acceptance.h"

static int run(const ab_invocation *invocation);

static const ab_option own_options[] = {
    {"--config", "FILE", "the tests' configuration (default acceptance-test-config.yml)", false},
    {"--connector", "NAME", "the program or the image to test (default: this program)", false},
    {"--manifest-path", "FILE", "test this manifest (default: manifest.yaml beside --config)",
     false},
    {"--previous", "NAME", "the version before, for compatibility: program, image, manifest",
     false},
    {"--tests", "TEXT", "only tests whose name or section has this in it", false},
    {"--report", "FILE", "write a report: JUnit XML to FILE.xml, else JSON", false},
    {"--docker-options", "TEXT", "for an image: more options of docker run", false},
    {"--list", NULL, "print the tests and what they check", false},
    {0},
};
static const ab_option *const options[] = {own_options, NULL};
static const ab_example examples[] = {
    {"", "tests the connector of this folder by its acceptance-test-config.yml"},
    {"--report report.xml", "the same, with a report for a CI"},
    {"--tests basic_read", "only the tests of one section"},
    {"--connector ./source-example", "tests another program"},
    {"--connector airbyte/source-stock-ticker:dev", "tests an image, where docker is"},
    {0},
};

const ab_command ab_command_acceptance_test = {
    .name = "acceptance-test",
    .summary = "run Airbyte's standard acceptance tests on a connector",
    .options = options,
    .examples = examples,
    .run = run,
};

static int run(const ab_invocation *invocation)
{
    char self[AB_SELF_BYTES];
    if (ab_option_value(invocation, "--list")) {
        ab_acceptance_list(stdout);
        return fflush(stdout) != 0;
    }
    const char *config = ab_option_value(invocation, "--config");
    const ab_acceptance_options acceptance = {
        .config = config ? config : "acceptance-test-config.yml",
        .connector = ab_option_value(invocation, "--connector"),
        .self = ab_self(self),
        .manifest_path = ab_option_value(invocation, "--manifest-path"),
        .previous = ab_option_value(invocation, "--previous"),
        .docker_options = ab_option_value(invocation, "--docker-options"),
        .tests = ab_option_value(invocation, "--tests"),
        .report = ab_option_value(invocation, "--report"),
        .out = stdout,
    };
    ab_error error = {0};
    int status = ab_acceptance_run(&acceptance, &error);
    if (ab_error_is_set(&error)) {
        fprintf(stderr, "%s acceptance-test: %s\n", invocation->program, error.message);
    }
    ab_error_clear(&error);
    return status;
}
