#include "cli/session.h"

static int run(const ab_invocation *invocation);

static const ab_option own_options[] = {
    {"--catalog", "FILE", "the configured catalog: which streams, and how", true},
    {"--state", "FILE", "the state that an earlier read printed", false},
    {"--streams", "NAMES", "only these streams of the catalog (names with commas between)", false},
    {"--limit", "N", "at most N records of each stream", false},
    {"--keep-nulls", NULL, "keep null members at the top level of records", false},
    {0},
};
static const ab_option *const options[] = {ab_config_options, own_options, ab_source_options,
                                           ab_run_option_table, NULL};
static const ab_example examples[] = {
    {"--config secrets/config.json --catalog sample_files/configured_catalog.json",
     "prints the records and states of the configured streams"},
    {"--config c.json --catalog k.json --state s.json", "goes on where that state ends"},
    {"--config c.json --catalog k.json --streams users --limit 5", "a quick look at one stream"},
    {0},
};

const ab_command ab_command_read = {
    .name = "read",
    .summary = "print records and states of the configured streams",
    .options = options,
    .examples = examples,
    .run = run,
};

static bool read_catalog(ab_session *session, ab_configured_catalog *catalog, ab_error *error)
{
    const ab_value *value;
    return ab_session_read_json(session, ab_option_value(session->invocation, "--catalog"),
                                "configured catalog", &value, error) &&
           ab_configured_catalog_read(session->arena, value, catalog, error);
}

static bool read_state(ab_session *session, ab_state_input *state, ab_error *error)
{
    const char *path = ab_option_value(session->invocation, "--state");
    const ab_value *value = NULL;
    return (!path || ab_session_read_json(session, path, "state", &value, error)) &&
           ab_state_input_read(session->arena, value, state, error);
}

static int read_streams(ab_session *session)
{
    ab_error error = {0};
    ab_configured_catalog catalog;
    ab_state_input state;
    int status;
    if (read_catalog(session, &catalog, &error) && read_state(session, &state, &error)) {
        status =
            ab_engine_read(&session->runtime, session->source, session->config, &catalog, &state);
    } else {
        status = ab_engine_fail(&session->runtime, &error);
    }
    ab_error_clear(&error);
    return status;
}

static int run(const ab_invocation *invocation)
{
    ab_run_options run_options;
    if (!ab_read_run_options(invocation, &run_options)) {
        return AB_EXIT_USAGE;
    }
    run_options.progress = true;
    return ab_session_run(invocation, &run_options, AB_CONFIG_REQUIRED, read_streams);
}
