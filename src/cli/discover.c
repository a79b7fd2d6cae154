#include "cli/session.h"

static int run(const ab_invocation *invocation);

static const ab_option *const options[] = {ab_config_options, ab_source_options,
                                           ab_run_option_table, NULL};
static const ab_example examples[] = {
    {"--config secrets/config.json", "prints the catalog: streams, schemas, keys, cursors"},
    {0},
};

const ab_command ab_command_discover = {
    .name = "discover",
    .summary = "print the catalog of streams",
    .options = options,
    .examples = examples,
    .run = run,
};

static int discover(ab_session *session)
{
    return ab_engine_discover(&session->runtime, session->source, session->config);
}

static int run(const ab_invocation *invocation)
{
    ab_run_options run_options;
    if (!ab_read_run_options(invocation, &run_options)) {
        return AB_EXIT_USAGE;
    }
    return ab_session_run(invocation, &run_options, AB_CONFIG_DISCOVER, discover);
}
