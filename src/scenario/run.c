#include "scenario/run.h"

#include "acceptance/config.h"
#include "base/clock.h"
#include "base/file.h"
#include "datetime/datetime.h"
#include "generate/write_file.h"
#include "protocol/catalog.h"
#include "protocol/message_read.h"
#include "scenario/expected.h"
#include "json/json.h"

#include <unistd.h>

#define MASKED "****" /* as the mask writes it */
enum { MAX_OPTIONS = 64, SHOWN_STDERR = 1000 };
#define SECOND_US INT64_C(1000000)
#define MAX_FILE_BYTES ((size_t)1 << 20) /* a scenario.yaml has some lines */

/* A scenario at work. */
typedef struct run {
    const ab_scenario_suite *suite;
    const ab_scenario *scenario;
    ab_arena *arena; /* freed with it */
    ab_mask *mask;
    ab_at_connector connector;
    const ab_value *config;  /* the scenario's, else the real one with its secrets masked */
    const ab_value *catalog; /* NULL: the command has none */
    const char *now;
    bool interrupted;
    ab_buf text;
} run;

/* ---------------------------------------------------------------- runs of the connector */

static bool needs(const run *r, const char *what)
{
    const char *command = r->scenario->command;
    return strcmp(what, "config") == 0 ? strcmp(command, "spec") != 0
                                       : strcmp(command, "read") == 0;
}

static bool failed(ab_error *error, const ab_at_output *out, const char *command)
{
    const ab_process_result *process = &out->process;
    ab_str err = ab_str_sub(ab_str_trim(process->err), 0, SHOWN_STDERR);
    if (process->timed_out) {
        const ab_value *last = ab_message_body(
            ab_at(&out->messages, out->messages.count ? out->messages.count - 1 : 0), "LOG");
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "%s did not end in time (timeout_seconds) and was killed; its last "
                            "words: %.*s",
                            command, AB_STR_ARG(ab_get_text(last, "message")));
    }
    if (process->status == 2) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "%s: wrong usage: %.*s", command,
                            AB_STR_ARG(err));
    }
    return ab_error_set(error, AB_ERROR_SYSTEM, "%s ended with status %d: %.*s", command,
                        process->status, AB_STR_ARG(err));
}

/* Runs a command; false if it did not end by itself, or with a status that no command has. */
static bool call(run *r, const char *command, const char *const *options, const ab_value *config,
                 const ab_value *catalog, const ab_value *state, ab_at_output *out, ab_error *error)
{
    const ab_at_call wanted = {.command = command,
                               .config = config,
                               .catalog = catalog,
                               .state = state,
                               .options = options,
                               .limit_us = r->scenario->limit_us};
    if (!ab_at_connector_run(r->arena, &r->connector, &wanted, out, error)) {
        return false;
    }
    r->interrupted = out->process.interrupted;
    return (!r->interrupted && !out->process.timed_out && out->process.status <= 1) ||
           failed(error, out, command);
}

/* `spec` makes no requests, and has no options for them. */
static void add_options(run *r, const char *mode, const char *cassette, const char **options)
{
    size_t n = 0;
    if (needs(r, "config")) {
        options[n++] = mode;
        options[n++] = cassette;
        options[n++] = "--workers"; /* one order of requests and records */
        options[n++] = "1";
        if (r->now) {
            options[n++] = "--now";
            options[n++] = r->now;
        }
    }
    for (const char *const *more = r->scenario->options; *more && n + 1 < MAX_OPTIONS; more++) {
        options[n++] = *more;
    }
    options[n] = NULL;
}

static bool run_command(run *r, const char *mode, const char *cassette, const ab_value *config,
                        ab_at_output *out, ab_error *error)
{
    const char *options[MAX_OPTIONS];
    bool reads = needs(r, "catalog");
    add_options(r, mode, cassette, options);
    return call(r, r->scenario->command, options, needs(r, "config") ? config : NULL,
                reads ? r->catalog : NULL, reads ? r->scenario->state : NULL, out, error);
}

static void mask_configs(run *r, const ab_value *schema)
{
    if (r->scenario->config) {
        ab_mask_add_config(r->mask, schema, r->scenario->config);
    }
    if (r->suite->config) {
        ab_mask_add_config(r->mask, schema, r->suite->config);
    }
}

/* The secrets of a config that the connector changed are secrets, too. */
static void mask_changes(run *r, const ab_value *schema, const ab_value *messages)
{
    ab_value changes = ab_message_bodies(r->arena, messages, "CONTROL");
    for (uint32_t i = 0; i < changes.count; i++) {
        const ab_value *config = ab_get(ab_get(&changes.items[i], "connectorConfig"), "config");
        if (ab_is(config, AB_OBJECT)) {
            ab_mask_add_config(r->mask, schema, config);
        }
    }
}

/* The ConnectorSpecification, which knows what is secret. */
static bool ask_spec(run *r, const ab_value **schema, ab_error *error)
{
    ab_at_output out;
    const char *const none[] = {NULL};
    if (!call(r, "spec", none, NULL, NULL, NULL, &out, error)) {
        return false;
    }
    ab_value *specs = AB_ARENA_NEW(r->arena, ab_value);
    *specs = ab_message_bodies(r->arena, &out.messages, "SPEC");
    *schema = ab_get(ab_at(specs, 0), "connectionSpecification");
    mask_configs(r, *schema);
    return true;
}

static bool take_lines(run *r, const ab_value *schema, const ab_at_output *out, ab_lines *lines,
                       ab_error *error)
{
    if (out->noise > 0) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "%zu lines of stdout are no messages",
                            out->noise);
    }
    mask_changes(r, schema, &out->messages);
    ab_lines_take(r->arena, &out->messages, out->process.status, r->mask, lines);
    return true;
}

/* Replays it without network. */
static bool replay(run *r, const ab_value *schema, ab_lines *lines, ab_error *error)
{
    ab_at_output out;
    return run_command(r, "--replay", r->scenario->cassette, r->config, &out, error) &&
           take_lines(r, schema, &out, lines, error);
}

/* ---------------------------------------------------------------- comparing, updating */

static bool compare(run *r, const ab_value *schema, ab_error *error)
{
    ab_lines want = {0}, got = {0};
    bool equal = ab_lines_read(r->arena, r->scenario->expected, r->mask, &want, error) &&
                 replay(r, schema, &got, error) &&
                 ab_lines_compare(r->arena, &want, &got, &r->text);
    AB_VEC_FREE(&want);
    AB_VEC_FREE(&got);
    return equal;
}

static bool write_expected(run *r, const ab_lines *lines, ab_error *error)
{
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_lines_text(lines, &text);
    bool good = ab_replace_file(r->arena, r->scenario->expected, ab_buf_str(&text), error);
    ab_buf_free(&text);
    return good;
}

/* An error that is expected from now on may not be the one that the author had in mind. */
static void note_failure(run *r, const ab_lines *lines)
{
    for (size_t i = 0; i < lines->n; i++) {
        const ab_value *value = &lines->at[i].value;
        const ab_value *error = ab_get(ab_get(value, "trace"), "error");
        const ab_value *status = ab_get(value, "connectionStatus");
        const ab_value *told = error ? error : status;
        if (error || ab_str_is(ab_get_text(status, "status"), "FAILED")) {
            ab_buf_printf(&r->text, "\nfrom now on this error is expected: %.*s",
                          AB_STR_ARG(ab_get_text(told, "message")));
            return;
        }
    }
}

static bool update(run *r, const ab_value *schema, ab_error *error)
{
    ab_lines got = {0};
    bool good = replay(r, schema, &got, error) && write_expected(r, &got, error);
    if (good) {
        ab_buf_printf(&r->text, "wrote %s, messages: %zu", r->scenario->expected, got.n);
        note_failure(r, &got);
    }
    AB_VEC_FREE(&got);
    return good;
}

/* ---------------------------------------------------------------- recording */

static bool write_json(run *r, const char *path, const ab_value *value, ab_error *error)
{
    ab_str text = ab_json_text(r->arena, value, AB_JSON_INDENTED);
    ab_str line = ab_arena_printf(r->arena, "%.*s\n", AB_STR_ARG(text));
    return ab_replace_file(r->arena, path, ab_mask_text(r->mask, r->arena, line), error);
}

/* The real config with its secrets masked, for the replays. */
static bool make_config(run *r, ab_error *error)
{
    ab_str text = ab_json_text(r->arena, r->suite->config, AB_JSON_COMPACT);
    ab_value *masked = AB_ARENA_NEW(r->arena, ab_value);
    r->config = masked;
    return ab_json_parse(r->arena, ab_mask_text(r->mask, r->arena, text), NULL, masked, error) &&
           write_json(r, r->scenario->config_path, r->suite->config, error);
}

/* All streams that discover has, incremental where they can be. */
static bool make_catalog(run *r, const ab_value *config, ab_error *error)
{
    const char *const none[] = {NULL};
    ab_at_output out;
    if (!call(r, "discover", none, config, NULL, NULL, &out, error)) {
        return false;
    }
    ab_value found = ab_message_bodies(r->arena, &out.messages, "CATALOG");
    const ab_value *streams = ab_get(ab_at(&found, 0), "streams");
    if (!ab_is(streams, AB_ARRAY)) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "there is no %s, and discover gave no catalog to make one of",
                            r->scenario->catalog_path);
    }
    ab_value *catalog = AB_ARENA_NEW(r->arena, ab_value);
    *catalog = ab_configured_catalog_of(r->arena, streams);
    r->catalog = catalog;
    return write_json(r, r->scenario->catalog_path, catalog, error);
}

/* The time of the recording, so that replays ask for the same dates. */
static bool make_now(run *r, ab_error *error)
{
    ab_str old = {0};
    ab_datetime time;
    int64_t now_us = ab_clock_real_us(ab_clock_process());
    if (!ab_datetime_from_epoch_us(now_us - now_us % SECOND_US, &time, error) ||
        (access(r->scenario->file, F_OK) == 0 &&
         !ab_file_read(r->arena, r->scenario->file, MAX_FILE_BYTES, &old, error))) {
        return false;
    }
    r->now = ab_datetime_isoformat(&time, 'T', r->arena).p;
    bool open_line = old.n > 0 && old.p[old.n - 1] != '\n';
    ab_str text_of_file =
        ab_arena_printf(r->arena, "%.*s%s%snow: \"%s\"\n", AB_STR_ARG(old), open_line ? "\n" : "",
                        old.n ? "" : "command: read\n", r->now);
    return ab_replace_file(r->arena, r->scenario->file, text_of_file, error);
}

/* The scenario's config with the masked values of the real one in their places, which are secrets
 * from now on, whatever the spec says; false where that has none. `*missing` is the name of such a
 * member. */
static bool fill_secrets(run *r, ab_value *value, const ab_value *real, ab_str *missing)
{
    bool is_object = ab_is(value, AB_OBJECT);
    for (uint32_t i = 0; (is_object || ab_is(value, AB_ARRAY)) && i < value->count; i++) {
        ab_member *member = is_object ? &value->object.members[i] : NULL;
        ab_value *part = member ? &member->value : &value->items[i];
        const ab_value *own = member ? ab_object_get(real, member->key) : ab_at(real, i);
        bool masked = ab_str_is(ab_text(part), MASKED);
        if (masked && own) {
            *part = *own;
            ab_mask_add(r->mask, ab_is(own, AB_STRING) ? ab_text(own) : ab_number_source(own));
        } else if (masked) {
            *missing = member ? member->key : AB_STR("an item");
            return false;
        } else if (!fill_secrets(r, part, own, missing)) {
            return false;
        }
    }
    return true;
}

/* What the recording is made with. */
static bool real_config(run *r, const ab_value **real, ab_error *error)
{
    const ab_value *own = r->scenario->config, *given = r->suite->config;
    ab_value *filled = AB_ARENA_NEW(r->arena, ab_value);
    ab_str missing;
    *real = own ? filled : given;
    if (!*real) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "there is no %s: name the real configuration by --config",
                            r->scenario->config_path);
    }
    if (!own) {
        return true;
    }
    *filled = ab_value_clone(r->arena, own);
    return fill_secrets(r, filled, given, &missing) ||
           ab_error_set(error, AB_ERROR_CONFIG, "%s: \"%.*s\" is masked%s",
                        r->scenario->config_path, AB_STR_ARG(missing),
                        given ? ", and the configuration of --config has nothing to put there"
                              : ": name the real configuration by --config");
}

static bool prepare(run *r, const ab_value **real, ab_error *error)
{
    *real = NULL;
    return !needs(r, "config") ||
           (real_config(r, real, error) && (r->config || make_config(r, error)) &&
            (r->now || make_now(r, error)) &&
            (!needs(r, "catalog") || r->catalog || make_catalog(r, *real, error)));
}

static size_t count(const ab_lines *lines, const char *type)
{
    size_t n = 0;
    for (size_t i = 0; i < lines->n; i++) {
        n += ab_str_is(lines->at[i].type, type);
    }
    return n;
}

/* Replays what was recorded: what cannot be repeated is to be known now. */
static bool check_recording(run *r, const ab_value *schema, const ab_lines *want, ab_error *error)
{
    ab_lines got = {0};
    bool good = replay(r, schema, &got, error);
    if (good && !ab_lines_compare(r->arena, want, &got, &r->text)) {
        good = ab_error_set(error, AB_ERROR_SYSTEM,
                            "recorded, but the replay differs from what was recorded");
    }
    if (good) {
        ab_buf_add_text(&r->text, "recorded");
        if (needs(r, "catalog")) {
            ab_buf_printf(&r->text, ": records: %zu", count(want, "RECORD"));
        }
        note_failure(r, want);
    }
    AB_VEC_FREE(&got);
    return good;
}

static bool record(run *r, const ab_value *schema, ab_error *error)
{
    const ab_value *real;
    ab_at_output out;
    ab_lines lines = {0};
    const char *fresh = ab_arena_printf(r->arena, "%s.new", r->scenario->cassette).p;
    ab_scenario_remove_cassette(r->arena, fresh);
    bool good = prepare(r, &real, error) && run_command(r, "--record", fresh, real, &out, error) &&
                take_lines(r, schema, &out, &lines, error) &&
                ab_scenario_mask_cassette(r->arena, fresh, r->mask, error) &&
                ab_scenario_replace_cassette(r->arena, r->scenario->cassette, fresh, error) &&
                write_expected(r, &lines, error) && check_recording(r, schema, &lines, error);
    ab_scenario_remove_cassette(r->arena, fresh); /* of a recording that failed */
    AB_VEC_FREE(&lines);
    return good;
}

/* ---------------------------------------------------------------- the whole */

static bool run_scenario(run *r, ab_error *error)
{
    const ab_value *schema = NULL;
    if (r->suite->options->mode != AB_SCENARIO_RECORD && needs(r, "config") && !r->config) {
        return ab_error_set(error, AB_ERROR_CONFIG, "there is no %s", r->scenario->config_path);
    }
    if (r->suite->options->mode != AB_SCENARIO_RECORD && needs(r, "catalog") && !r->catalog) {
        return ab_error_set(error, AB_ERROR_CONFIG, "there is no %s", r->scenario->catalog_path);
    }
    if (!ask_spec(r, &schema, error)) {
        return false;
    }
    switch (r->suite->options->mode) {
    case AB_SCENARIO_UPDATE:
        return update(r, schema, error);
    case AB_SCENARIO_RECORD:
        return record(r, schema, error);
    default:
        return compare(r, schema, error);
    }
}

void ab_scenario_run(const ab_scenario_suite *suite, const ab_scenario *scenario,
                     ab_scenario_outcome *outcome)
{
    ab_error error = {0};
    run r = {.suite = suite,
             .scenario = scenario,
             .arena = ab_arena_new(),
             .mask = ab_mask_new(),
             .connector = suite->connector,
             .config = scenario->config,
             .catalog = scenario->catalog,
             .now = scenario->now};
    ab_buf_init(&r.text, AB_BUF_NO_MAX);
    if (scenario->manifest_path) {
        r.connector.manifest_path = scenario->manifest_path;
    }
    outcome->passed = run_scenario(&r, &error);
    outcome->interrupted = r.interrupted;
    if (ab_error_is_set(&error)) {
        ab_buf_add_text(&r.text, error.message);
    }
    outcome->text = ab_mask_text(r.mask, suite->arena, ab_buf_str(&r.text));
    outcome->text = ab_arena_str(suite->arena, outcome->text);
    ab_error_clear(&error);
    ab_buf_free(&r.text);
    ab_mask_free(r.mask);
    ab_arena_free(r.arena);
}
