/* Commands of a source under test, run as the binary runs them. */
#include "testing/test.h"

#include "base/alloc.h"
#include "declarative/source/source.h"
#include "engine/engine.h"
#include "protocol/message_read.h"
#include "json/json.h"

#include <stdio.h>
#include <unistd.h>

#define US_PER_MS INT64_C(1000)
#define FIRST_NOW_US INT64_C(1767225600000000) /* 2026-01-01T00:00:00Z */

/* ---- Life ---- */

static ab_test *make(const ab_source *source, const char *manifest_path)
{
    ab_test *test = ab_xcalloc(1, sizeof(*test));
    test->source = source;
    test->manifest_path = ab_xstrdup(manifest_path);
    ab_script_init(&test->script);
    ab_passing_clock_init(&test->clock);
    ab_passing_clock_stop(&test->clock, FIRST_NOW_US);
    test->arena = ab_arena_new();
    test->messages = ab_value_array();
    test->script.requests = ab_value_array();
    return test;
}

ab_test *ab_test_new(const ab_source *source)
{
    return make(source, NULL);
}

ab_test *ab_test_new_manifest(const char *path)
{
    return make(NULL, path);
}

void ab_test_free(ab_test *test)
{
    if (!test) {
        return;
    }
    if (test->source && test->source->close) {
        test->source->close(test->source->self);
    }
    ab_script_free(&test->script);
    ab_arena_free(test->arena);
    free(test->manifest_path);
    free(test);
}

/* ---- The clock, the script ---- */

void ab_test_set_now_ms(ab_test *test, int64_t ms)
{
    ab_passing_clock_init(&test->clock);
    ab_passing_clock_stop(&test->clock, ms * US_PER_MS);
}

int64_t ab_test_now_ms(const ab_test *test)
{
    return ab_clock_real_us(&test->clock.clock) / US_PER_MS;
}

int64_t ab_test_waited_ms(const ab_test *test)
{
    return test->waited_us / US_PER_MS;
}

void ab_test_respond_with(ab_test *test, const ab_test_response *response)
{
    ab_script_add(&test->script, response);
}

void ab_test_respond(ab_test *test, const char *method, const char *url, int status,
                     const char *headers, const char *body)
{
    ab_test_respond_with(
        test,
        &(ab_test_response){
            .method = method, .url = url, .status = status, .headers = headers, .body = body});
}

size_t ab_test_unused(const ab_test *test)
{
    size_t unused = 0;
    for (size_t i = 0; i < test->script.entries.n; i++) {
        const ab_script_entry *entry = &test->script.entries.at[i];
        unsigned times = entry->response.times > 0 ? (unsigned)entry->response.times : 1;
        unused += entry->played < times;
    }
    return unused;
}

void ab_test_clear(ab_test *test)
{
    ab_script_clear(&test->script);
}

/* ---- A command ---- */

/* What a command's body works with. */
typedef struct run {
    ab_runtime runtime;
    ab_arena *arena; /* freed with the run */
    const ab_source *source;
    const ab_value *raw; /* the config as it came; NULL: the command has none */
    ab_engine_inputs inputs;
    const char *catalog;
    const char *state;
} run;

static bool parse(run *r, const char *text, const char *what, const ab_value **out, ab_error *error)
{
    ab_value *value = AB_ARENA_NEW(r->arena, ab_value);
    *out = value;
    return ab_json_parse(r->arena, ab_str_of(text), NULL, value, error) ||
           ab_error_wrap(error, "The %s is not valid JSON", what);
}

static bool open_source(const ab_test *test, run *r, ab_error *error)
{
    r->source = test->source;
    if (!r->source) {
        const ab_manifest_place place = {.path = test->manifest_path, .config = r->raw};
        r->source = ab_declarative_source_open(&r->runtime, &place, error);
    }
    return r->source != NULL;
}

/* False: *status is that of the failure. */
static bool open_all(const ab_test *test, run *r, const char *config, ab_config_use use,
                     int *status)
{
    ab_error error = {0};
    bool good = (use == AB_CONFIG_NONE || parse(r, config, "config", &r->raw, &error)) &&
                open_source(test, r, &error);
    if (good) {
        good = ab_engine_begin(&r->runtime, r->source, use, r->raw, NULL, r->arena, &r->inputs,
                               status);
    } else {
        *status = ab_engine_fail(&r->runtime, &error);
    }
    ab_error_clear(&error);
    return good;
}

/* The messages that were written to `file`. */
static void take_messages(ab_test *test, FILE *file)
{
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    char bytes[65536];
    size_t n;
    rewind(file);
    while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0) {
        ab_buf_add(&text, bytes, n);
    }
    ab_messages_read(test->arena, ab_arena_str(test->arena, ab_buf_str(&text)), &test->messages);
    ab_buf_free(&text);
}

static int run_command(ab_test *test, run *r, const char *config, ab_config_use use,
                       int (*body)(run *r))
{
    int status = 1;
    int64_t start_us = ab_clock_real_us(&test->clock.clock);
    ab_arena *before = test->arena; /* the state may be the last command's */
    const ab_run_options options = {.workers = 1,
                                    .debug = true,
                                    .check = use == AB_CONFIG_CHECKED,
                                    .player = &test->script.player};
    FILE *out = tmpfile();
    if (!out) {
        perror("ab_test: no temporary file");
        abort();
    }
    test->arena = ab_arena_new();
    ab_script_begin(&test->script, test->arena);
    r->arena = ab_arena_new();
    ab_clock_set_process(&test->clock.clock);
    ab_runtime_open(&r->runtime, &options, fileno(out), &test->clock.clock);
    if (open_all(test, r, config, use, &status)) {
        status = body(r);
    }
    ab_writer_flush(r->runtime.writer);
    if (!test->source && r->source) {
        r->source->close(r->source->self);
    }
    ab_runtime_close(&r->runtime);
    ab_clock_set_process(NULL);
    take_messages(test, out);
    fclose(out);
    ab_arena_free(r->arena);
    ab_arena_free(before);
    test->waited_us = ab_clock_real_us(&test->clock.clock) - start_us;
    return status;
}

/* ---- The commands ---- */

static int spec(run *r)
{
    return ab_engine_spec(&r->runtime, r->inputs.spec);
}

static int check(run *r)
{
    return ab_engine_check(&r->runtime, r->source, r->inputs.config);
}

static int discover(run *r)
{
    return ab_engine_discover(&r->runtime, r->source, r->inputs.config);
}

/* All streams that discover has. */
static bool whole_catalog(run *r, const ab_value **out, ab_error *error)
{
    ab_value found;
    ab_value *catalog = AB_ARENA_NEW(r->arena, ab_value);
    *out = catalog;
    if (!ab_engine_catalog(&r->runtime, r->source, r->inputs.config, r->arena, &found, error)) {
        return false;
    }
    *catalog = ab_configured_catalog_of(r->arena, ab_get(&found, "streams"));
    return true;
}

static int read_streams(run *r)
{
    ab_error error = {0};
    const ab_value *given = NULL, *states = NULL;
    ab_configured_catalog catalog;
    ab_state_input state;
    bool good = (r->catalog ? parse(r, r->catalog, "configured catalog", &given, &error)
                            : whole_catalog(r, &given, &error)) &&
                ab_configured_catalog_read(r->arena, given, &catalog, &error) &&
                (!r->state || parse(r, r->state, "state", &states, &error)) &&
                ab_state_input_read(r->arena, states, &state, &error);
    int status = good ? ab_engine_read(&r->runtime, r->source, r->inputs.config, &catalog, &state)
                      : ab_engine_fail(&r->runtime, &error);
    ab_error_clear(&error);
    return status;
}

int ab_test_spec(ab_test *test)
{
    return run_command(test, &(run){0}, NULL, AB_CONFIG_NONE, spec);
}

int ab_test_check(ab_test *test, const char *config)
{
    return run_command(test, &(run){0}, config, AB_CONFIG_CHECKED, check);
}

int ab_test_discover(ab_test *test, const char *config)
{
    return run_command(test, &(run){0}, config, AB_CONFIG_DISCOVER, discover);
}

int ab_test_read(ab_test *test, const char *config, const char *catalog, const char *state)
{
    return run_command(test, &(run){.catalog = catalog, .state = state}, config, AB_CONFIG_REQUIRED,
                       read_streams);
}
