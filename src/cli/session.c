#include "cli/session.h"

#include "base/file.h"
#include "engine/signals.h"
#include "json/json.h"

#include <unistd.h>

/* Larger inputs are mistakes: the largest states that platforms keep are of some ten MB. */
#define MAX_INPUT_BYTES ((size_t)1 << 30)

bool ab_session_read_json(ab_session *session, const char *path, const char *what,
                          const ab_value **out, ab_error *error)
{
    ab_str text;
    ab_value *value = AB_ARENA_NEW(session->arena, ab_value);
    if (!ab_file_read(session->arena, path, MAX_INPUT_BYTES, &text, error)) {
        return ab_error_wrap(error, "Could not read the %s", what);
    }
    if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0) { /* some editors' BOM */
        text = ab_str_sub(text, 3, text.n);
    }
    const ab_json_options options = {.source = path};
    if (!ab_json_parse(session->arena, text, &options, value, error)) {
        ab_error_wrap(error, "The %s %s is not valid JSON", what, path);
        error->kind = AB_ERROR_CONFIG;
        return false;
    }
    *out = value;
    return true;
}

static bool read_config(ab_session *session, ab_error *error)
{
    const char *path = ab_option_value(session->invocation, "--config");
    if (!ab_session_read_json(session, path, "config", &session->raw, error)) {
        return false;
    }
    if (session->raw->kind != AB_OBJECT) {
        return ab_error_set(error, AB_ERROR_CONFIG, "The content of the config %s is not an object",
                            path);
    }
    return true;
}

/* Opens source and config. False: *status is that of the failure. */
static bool open_all(ab_session *session, ab_config_use use, int *status)
{
    ab_error error = {0};
    ab_engine_inputs inputs = {0};
    bool good = (use == AB_CONFIG_NONE || read_config(session, &error)) &&
                ab_session_open_source(session, &error);
    if (good) {
        good = ab_engine_begin(&session->runtime, session->source, use, session->raw,
                               ab_option_value(session->invocation, "--config"), session->arena,
                               &inputs, status);
    } else {
        *status = ab_engine_fail(&session->runtime, &error);
    }
    session->spec = inputs.spec;
    session->config = inputs.config;
    ab_error_clear(&error);
    return good;
}

int ab_session_run(const ab_invocation *invocation, const ab_run_options *options,
                   ab_config_use use, int (*body)(ab_session *session))
{
    return ab_session_run_to(invocation, options, use, STDOUT_FILENO, NULL, body);
}

/* In a replay nobody is there to be waited for; --now stops the time that the connector sees. */
static void settle_clock(const ab_run_options *options)
{
    static ab_passing_clock clock;
    if (options->replay_dir || options->stopped) {
        ab_passing_clock_init(&clock);
        if (options->stopped) {
            ab_passing_clock_stop(&clock, options->stopped_at_us);
        }
        if (!options->replay_dir) {
            clock.clock.pass_us = NULL; /* a live API wants its pauses */
        }
        ab_clock_set_process(&clock.clock);
    }
}

int ab_session_run_to(const ab_invocation *invocation, const ab_run_options *options,
                      ab_config_use use, int fd, void *context, int (*body)(ab_session *session))
{
    ab_session session = {.invocation = invocation, .arena = ab_arena_new(), .context = context};
    int status = 0;
    settle_clock(options);
    ab_runtime_open(&session.runtime, options, fd, NULL);
    ab_signals_start(&session.runtime);
    if (open_all(&session, use, &status)) {
        status = body(&session);
    }
    ab_writer_flush(session.runtime.writer);
    ab_signals_end();
    if (session.source && session.source->close) {
        session.source->close(session.source->self);
    }
    ab_runtime_close(&session.runtime);
    ab_arena_free(session.arena);
    return status;
}
