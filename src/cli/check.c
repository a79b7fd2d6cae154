#include "cli/session.h"

static int run(const ab_invocation *invocation);

static const ab_option *const options[] = {ab_config_options, ab_source_options,
                                           ab_run_option_table, NULL};
static const ab_example examples[] = {
    {"--config secrets/config.json", "tells whether the connector can connect with it"},
    {0},
};

const ab_command ab_command_check = {
    .name = "check",
    .summary = "tell whether a configuration works",
    .options = options,
    .examples = examples,
    .run = run,
};

static int check(ab_session *session)
{
    return ab_engine_check(&session->runtime, session->source, session->config);
}

static int run(const ab_invocation *invocation)
{
    ab_run_options run_options;
    if (!ab_read_run_options(invocation, &run_options)) {
        return AB_EXIT_USAGE;
    }
    run_options.check = true;
    return ab_session_run(invocation, &run_options, AB_CONFIG_CHECKED, check);
}
