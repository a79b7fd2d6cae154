/* What a test asks for: specs, catalogs, configs, runs; and how it says that it failed. */
#include "acceptance/suite.h"

#include "base/clock.h"
#include "base/file.h"
#include "yaml/yaml.h"
#include "json/json.h"

#include <stdarg.h>
#include <unistd.h>

/* Expected records and catalogs of large connectors have some MB. */
#define MAX_FILE_BYTES ((size_t)1 << 30)
static const char default_config_path[] = "secrets/config.json";

/* ---------------------------------------------------------------- outcomes */

static void add_line(ab_buf *to, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
static void add_line(ab_buf *to, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    char *room = ab_buf_reserve(to, (size_t)n + 2);
    if (room) {
        size_t lead = to->n > 0 ? 1 : 0;
        room[0] = '\n';
        vsnprintf(room + lead, (size_t)n + 1, format, again);
        to->n += (size_t)n + lead;
    }
    va_end(again);
}

void ab_at_fail(ab_at_case *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (c->status != AB_AT_FAILED) {
        ab_buf_clear(&c->text);
    }
    c->status = AB_AT_FAILED;
    add_line(&c->text, format, args);
    va_end(args);
}

void ab_at_skip(ab_at_case *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (c->status == AB_AT_PASSED) {
        c->status = AB_AT_SKIPPED;
        add_line(&c->text, format, args);
    }
    va_end(args);
}

void ab_at_warn(ab_at_case *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_line(&c->warnings, format, args);
    va_end(args);
}

/* ---------------------------------------------------------------- files */

const ab_value *ab_at_file(ab_at_case *c, ab_str path, bool missing_ok)
{
    const char *whole = ab_at_join(c->arena, c->suite->config.base_path, path);
    ab_value *value = AB_ARENA_NEW(c->arena, ab_value);
    ab_error error = {0};
    ab_str text;
    if (missing_ok && access(whole, F_OK) != 0) {
        return NULL;
    }
    bool yaml = ab_str_ends(path, AB_STR(".yaml")) || ab_str_ends(path, AB_STR(".yml"));
    const ab_json_options options = {.source = whole};
    bool good = ab_file_read(c->arena, whole, MAX_FILE_BYTES, &text, &error) &&
                (yaml ? ab_yaml_parse(c->arena, text, whole, value, &error)
                      : ab_json_parse(c->arena, text, &options, value, &error));
    if (!good) {
        ab_at_fail(c, "%s", error.message);
    }
    ab_error_clear(&error);
    return good ? value : NULL;
}

static const char *config_file(ab_at_case *c)
{
    ab_str path = ab_get_text(c->entry, "config_path");
    if (path.n == 0) {
        path = AB_STR(default_config_path);
    }
    return ab_at_join(c->arena, c->suite->config.base_path, path);
}

const ab_value *ab_at_connector_config(ab_at_case *c)
{
    const char *newest = ab_at_newest_config(c->arena, config_file(c));
    ab_value *value = AB_ARENA_NEW(c->arena, ab_value);
    ab_error error = {0};
    ab_str text;
    bool good = ab_file_read(c->arena, newest, MAX_FILE_BYTES, &text, &error) &&
                ab_json_parse(c->arena, text, NULL, value, &error);
    if (good && !ab_is(value, AB_OBJECT)) {
        good = ab_error_set(&error, AB_ERROR_CONFIG, "it is not an object");
    }
    if (!good) {
        ab_at_fail(c, "The config %s: %s", newest, error.message);
    }
    ab_error_clear(&error);
    return good ? value : NULL;
}

/* ---------------------------------------------------------------- runs */

ab_str ab_at_last_error(ab_arena *arena, const ab_at_output *out)
{
    ab_value traces = ab_at_bodies(arena, out, "TRACE");
    for (uint32_t i = traces.count; i-- > 0;) {
        const ab_value *error = ab_get(&traces.items[i], "error");
        if (error) {
            return ab_get_text(error, "message");
        }
    }
    ab_str err = ab_str_trim(out->process.err);
    for (size_t i = err.n; i-- > 0;) {
        if (err.p[i] == '\n') {
            return ab_str_sub(err, i + 1, err.n);
        }
    }
    return err;
}

static void take_updates(ab_at_case *c, const ab_at_output *out)
{
    ab_value controls = ab_at_bodies(c->arena, out, "CONTROL");
    for (uint32_t i = 0; i < controls.count; i++) {
        const ab_value *config = ab_get(ab_get(&controls.items[i], "connectorConfig"), "config");
        ab_error error = {0};
        if (ab_is(config, AB_OBJECT) &&
            !ab_at_store_config(c->arena, config_file(c), config, &error)) {
            ab_at_warn(c, "The updated config is lost: %s", error.message);
        }
        ab_error_clear(&error);
    }
}

/* Runs a command of either version of the connector. */
static bool run(ab_at_case *c, const ab_at_connector *connector, ab_at_call *call,
                bool demand_success, ab_at_output *out)
{
    ab_error error = {0};
    int64_t now = ab_clock_monotonic_us(ab_clock_process());
    call->deployment_mode = ab_get_text(c->entry, "deployment_mode");
    call->limit_us = c->deadline_us > now ? c->deadline_us - now : 0;
    if (!ab_at_connector_run(c->arena, connector, call, out, &error)) {
        ab_at_fail(c, "%s", error.message);
        ab_error_clear(&error);
        return false;
    }
    take_updates(c, out);
    if (out->process.interrupted) {
        c->suite->interrupted = true;
        ab_at_fail(c, "%s was interrupted", call->command);
        return false;
    }
    if (out->process.timed_out) {
        ab_at_fail(c, "%s did not end in time and was killed (timeout_seconds changes the limit)",
                   call->command);
        return false;
    }
    if (demand_success && out->process.status != 0) {
        ab_str why = ab_at_last_error(c->arena, out);
        ab_at_fail(c, "%s ended with status %d: %.*s", call->command, out->process.status,
                   AB_STR_ARG(why));
        return false;
    }
    return true;
}

bool ab_at_run(ab_at_case *c, const char *command, const ab_value *catalog, const ab_value *state,
               bool demand_success, ab_at_output *out)
{
    ab_at_call call = {.command = command, .catalog = catalog, .state = state};
    call.config = ab_at_connector_config(c);
    return call.config && run(c, &c->suite->connector, &call, demand_success, out);
}

/* ---------------------------------------------------------------- specs and catalogs, once */

static const ab_value *ask_spec(ab_at_case *c, const ab_at_connector *connector)
{
    ab_at_output out;
    ab_at_call call = {.command = "spec"};
    if (!run(c, connector, &call, true, &out)) {
        return NULL;
    }
    ab_value specs = ab_at_bodies(c->arena, &out, "SPEC");
    if (specs.count != 1) {
        ab_at_fail(c, "spec must print exactly one SPEC message, and printed %u", specs.count);
        return NULL;
    }
    if (!ab_is(ab_get(&specs.items[0], "connectionSpecification"), AB_OBJECT)) {
        ab_at_fail(c, "The SPEC message has no connectionSpecification");
        return NULL;
    }
    return &specs.items[0];
}

static const ab_value *ask_streams(ab_at_case *c, const ab_at_connector *connector)
{
    ab_at_output out;
    ab_at_call call = {.command = "discover", .config = ab_at_connector_config(c)};
    if (!call.config || !run(c, connector, &call, true, &out)) {
        return NULL;
    }
    ab_value catalogs = ab_at_bodies(c->arena, &out, "CATALOG");
    const ab_value *streams =
        catalogs.count ? ab_get(&catalogs.items[catalogs.count - 1], "streams") : NULL;
    if (!ab_is(streams, AB_ARRAY)) {
        ab_at_fail(c, "discover printed no CATALOG with streams");
        return NULL;
    }
    return streams;
}

static const ab_value *cached(ab_at_case *c, ab_str key, const ab_at_connector *connector,
                              const ab_value *(*ask)(ab_at_case *, const ab_at_connector *))
{
    ab_at_suite *suite = c->suite;
    for (size_t i = 0; i < suite->cache.n; i++) {
        const ab_at_cached *found = &suite->cache.at[i];
        if (ab_str_eq(found->key, key)) {
            if (!found->value) {
                ab_at_fail(c, "%.*s", AB_STR_ARG(found->failure));
            }
            return found->value;
        }
    }
    const ab_value *value = ask(c, connector);
    ab_at_cached entry = {.key = ab_arena_str(suite->arena, key)};
    if (value) {
        ab_value *kept = AB_ARENA_NEW(suite->arena, ab_value);
        *kept = ab_value_copy(suite->arena, value);
        entry.value = kept;
    } else {
        entry.failure = ab_arena_str(suite->arena, ab_buf_str(&c->text));
    }
    AB_VEC_PUSH(&suite->cache, entry);
    return entry.value;
}

static ab_str cache_key(ab_at_case *c, const ab_at_connector *connector, const char *what)
{
    return ab_arena_printf(c->arena, "%s %s %s %.*s %s", what, connector->program,
                           connector->manifest_path ? connector->manifest_path : "",
                           AB_STR_ARG(ab_get_text(c->entry, "deployment_mode")),
                           *what == 'd' ? config_file(c) : "");
}

const ab_value *ab_at_spec(ab_at_case *c)
{
    const ab_at_connector *connector = &c->suite->connector;
    return cached(c, cache_key(c, connector, "spec"), connector, ask_spec);
}

const ab_value *ab_at_streams(ab_at_case *c)
{
    const ab_at_connector *connector = &c->suite->connector;
    return cached(c, cache_key(c, connector, "discover"), connector, ask_streams);
}

static bool has_previous(ab_at_case *c)
{
    if (!c->suite->previous.program) {
        ab_at_skip(c, "no earlier version to compare with: name one by --previous");
        return false;
    }
    const ab_value *options = ab_get(c->entry, "backward_compatibility_tests_config");
    ab_str disabled = ab_get_text(options, "disable_for_version");
    const char *version = strrchr(c->suite->previous.program, ':');
    if (disabled.n && version && ab_str_is(disabled, version + 1)) {
        ab_at_skip(c, "disabled for version %.*s (disable_for_version)", AB_STR_ARG(disabled));
        return false;
    }
    return true;
}

const ab_value *ab_at_previous_spec(ab_at_case *c)
{
    const ab_at_connector *previous = &c->suite->previous;
    return has_previous(c) ? cached(c, cache_key(c, previous, "spec"), previous, ask_spec) : NULL;
}

const ab_value *ab_at_previous_streams(ab_at_case *c)
{
    const ab_at_connector *previous = &c->suite->previous;
    return has_previous(c) ? cached(c, cache_key(c, previous, "discover"), previous, ask_streams)
                           : NULL;
}

/* ---------------------------------------------------------------- rules on the configuration */

bool ab_at_is_certified(const ab_at_suite *suite)
{
    int64_t level;
    const ab_value *quality = ab_get(ab_get(suite->metadata, "ab_internal"), "ql");
    return quality && ab_value_int64(quality, &level) && level >= 400;
}

bool ab_at_demand_reasons(ab_at_case *c, const ab_value *list, const char *what)
{
    bool good = true;
    for (uint32_t i = 0; c->suite->config.high && ab_is(list, AB_ARRAY) && i < list->count; i++) {
        if (ab_get_text(&list->items[i], "bypass_reason").n == 0) {
            ab_str name = ab_is(&list->items[i], AB_STRING) ? list->items[i].text
                                                            : ab_get_text(&list->items[i], "name");
            ab_at_fail(c, "strictness high: %s: %.*s needs a bypass_reason", what,
                       AB_STR_ARG(name));
            good = false;
        }
    }
    return good;
}

bool ab_at_list_has(const ab_value *list, ab_str name)
{
    for (uint32_t i = 0; ab_is(list, AB_ARRAY) && i < list->count; i++) {
        const ab_value *item = &list->items[i];
        if (ab_str_eq(ab_is(item, AB_STRING) ? item->text : ab_get_text(item, "name"), name)) {
            return true;
        }
    }
    return false;
}
