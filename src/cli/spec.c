#include "cli/session.h"

static int run(const ab_invocation *invocation);

static const ab_option *const options[] = {ab_source_options, NULL};
static const ab_example examples[] = {
    {"", "prints the specification of the built-in connector"},
    {"--manifest-path manifest.yaml", "prints the specification that the manifest has"},
    {0},
};

const ab_command ab_command_spec = {
    .name = "spec",
    .summary = "print which configuration the connector wants",
    .options = options,
    .examples = examples,
    .run = run,
};

static int print_spec(ab_session *session)
{
    return ab_engine_spec(&session->runtime, session->spec);
}

static int run(const ab_invocation *invocation)
{
    ab_run_options run_options;
    if (!ab_read_run_options(invocation, &run_options)) {
        return AB_EXIT_USAGE;
    }
    return ab_session_run(invocation, &run_options, AB_CONFIG_NONE, print_spec);
}
