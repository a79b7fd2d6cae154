#include "declarative/source/source.h"

#include "base/alloc.h"
#include "base/map.h"
#include "declarative/parse.h"
#include "declarative/requesters/api_budget.h"
#include "declarative/source/engine_stream.h"
#include "declarative/source/groups.h"
#include "declarative/source/parents.h"
#include "engine/runtime.h"
#include "protocol/state.h"
#include "json/json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- Streams ---- */

/* The budget is shared by all requesters; a manifest has one at most. */
static bool build_budget(ab_declarative_source *source, ab_build *build, ab_error *error)
{
    const ab_value *node = ab_get(&source->manifest.resolved, "api_budget");
    if (!node || source->env.budget) {
        return true;
    }
    ab_parse parse = {.arena = source->arena, .file = source->manifest.file};
    const ab_component *component =
        ab_component_parse(&parse, node, "HTTPAPIBudget", AB_STR("api_budget"));
    bool ok = component && ab_parse_result(&parse, AB_PROBLEM_USE, error);
    if (!component) {
        ab_parse_result(&parse, AB_PROBLEM_LOAD, error);
    }
    ab_parse_end(&parse);
    source->env.budget = ok ? ab_api_budget_build(build, component, error) : NULL;
    return source->env.budget != NULL;
}

bool ab_source_build(ab_declarative_source *source, const ab_stream_definition *definitions,
                     size_t count, const ab_stream_definitions *all, ab_declarative_stream ***out,
                     ab_error *error)
{
    if (source->spec && !ab_spec_validate(source->spec, source->arena, source->given, error)) {
        return false;
    }
    ab_map parents = {0};
    ab_source_parent_names(all, &parents);
    ab_build build = {.arena = source->arena, .env = &source->env};
    *out = AB_ARENA_ARRAY(source->arena, ab_declarative_stream *, count + 1);
    bool ok = build_budget(source, &build, error);
    for (size_t i = 0; ok && i < count; i++) {
        ab_declarative_stream_args args = {.use_cache = ab_map_has(&parents, definitions[i].name)};
        (*out)[i] = ab_declarative_stream_from_node(&build, definitions[i].node,
                                                    definitions[i].path, &args, error);
        ok = (*out)[i] != NULL;
        if (ok) {
            AB_VEC_PUSH(&source->streams, (*out)[i]);
        }
    }
    ab_map_free(&parents, NULL);
    return ok && ab_source_apply_groups(source, *out, count, error);
}

static bool list_streams(void *self, ab_runtime *runtime, const ab_value *config,
                         ab_purpose purpose, const ab_value *catalog, const ab_value *state,
                         ab_stream_list *list, ab_error *error)
{
    (void)runtime;
    (void)config;
    (void)purpose;
    ab_declarative_source *source = self;
    source->env.catalog = catalog;
    ab_state_input *states = AB_ARENA_NEW(source->arena, ab_state_input);
    if (state && !ab_state_input_read(source->arena, state, states, error)) {
        return false;
    }
    source->env.states = state ? states : NULL;
    ab_stream_definitions definitions = {0};
    ab_declarative_stream **streams;
    bool ok = ab_source_definitions(source, false, &definitions, error) &&
              ab_source_build(source, definitions.at, definitions.n, &definitions, &streams, error);
    for (size_t i = 0; ok && i < definitions.n; i++) {
        ab_engine_stream *stream = ab_engine_stream_new(streams[i]);
        AB_VEC_PUSH(&source->engine_streams, stream);
        ab_stream_list_add(list, ab_engine_stream_slots(stream));
    }
    AB_VEC_FREE(&definitions);
    return ok;
}

/* ---- Spec and config ---- */

static bool tell_spec(void *self, ab_runtime *runtime, ab_arena *arena, const ab_value **spec,
                      ab_error *error)
{
    (void)runtime;
    ab_declarative_source *source = self;
    if (!source->spec) {
        ab_error_set(error, AB_ERROR_SYSTEM, "The manifest has no \"spec\".");
        return ab_error_at(error, source->manifest.file, source->manifest.source.line, 0);
    }
    ab_value *message = AB_ARENA_NEW(arena, ab_value);
    *spec = message;
    return ab_spec_message(source->spec, arena, message, error);
}

static bool write_config(const char *path, const ab_value *config, ab_error *error)
{
    FILE *file = fopen(path, "w");
    if (!file) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "Cannot write the config %s: %s", path,
                            strerror(errno));
    }
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_json_write(&text, config, AB_JSON_PYTHON);
    bool ok = fwrite(text.p, 1, text.n, file) == text.n;
    ab_buf_free(&text);
    ok = fclose(file) == 0 && ok;
    return ok || ab_error_set(error, AB_ERROR_SYSTEM, "Cannot write the config %s: %s", path,
                              strerror(errno));
}

static bool migrate(ab_declarative_source *source, ab_runtime *runtime, const char *path,
                    ab_arena *arena, ab_value *config, ab_error *error)
{
    bool changed = false;
    if (!source->spec) {
        return true;
    }
    if (ab_error_is_set(&source->no_rules)) {
        ab_error_move(error, &source->no_rules);
        return false;
    }
    if (!ab_spec_migrate(source->spec, arena, config, &changed, error)) {
        return false;
    }
    if (changed && ((path && !write_config(path, config, error)) ||
                    !ab_runtime_update_config(runtime, config, error))) {
        return false;
    }
    return ab_spec_transform(source->spec, arena, config, error);
}

/* max_concurrent_async_job_count: an integer or a template; what is neither counts as 1. */
static int64_t async_jobs(ab_declarative_source *source, ab_arena *arena)
{
    const ab_value *written = ab_get(&source->manifest.resolved, "max_concurrent_async_job_count");
    ab_value value = written ? *written : ab_value_int(1);
    ab_error error = {0};
    int64_t jobs = 1;
    if (ab_is(written, AB_STRING)) {
        ab_scope scope = ab_scope_new(&source->env, arena);
        ab_value none = ab_value_object();
        const ab_template *t =
            ab_template_compile(source->arena, written->text, AB_TEMPLATE_STRING, 0, &error);
        if (!t || !ab_scope_value(&scope, t, &none, &value, &error)) {
            ab_log(source->env.log, AB_LOG_WARN,
                   "Error interpolating max job count: %.*s. Setting to 1. %s",
                   AB_STR_ARG(written->text), error.message);
            ab_error_clear(&error);
        }
    }
    if (ab_value_int64(&value, &jobs) && jobs < 1) {
        ab_log(source->env.log, AB_LOG_WARN,
               "The `max_concurrent_async_job_count` property is less than 1: %" PRId64
               ". Setting to 1. Please update the source manifest to set a valid value.",
               jobs);
        jobs = 1;
    }
    return jobs;
}

static bool configure(void *self, ab_runtime *runtime, const ab_value *raw, const char *path,
                      ab_arena *arena, const ab_value **config, ab_error *error)
{
    ab_declarative_source *source = self;
    ab_value *own = AB_ARENA_NEW(arena, ab_value);
    *own = ab_value_clone(arena, raw);
    if (!migrate(source, runtime, path, arena, own, error)) {
        return false;
    }
    source->env.config = ab_config_store_new(own);
    source->given = ab_config_get(source->env.config);
    source->env.max_async_jobs = async_jobs(source, arena);
    *config = source->given;
    return true;
}

static int concurrency(void *self, const ab_value *config, ab_error *error)
{
    return ab_source_concurrency(self, config, error);
}

/* ---- Open and close ---- */

static void close_source(void *self)
{
    ab_declarative_source *source = self;
    for (size_t i = 0; i < source->engine_streams.n; i++) {
        ab_engine_stream_free(source->engine_streams.at[i]);
    }
    for (size_t i = 0; i < source->streams.n; i++) {
        ab_declarative_stream_destroy(source->streams.at[i]);
    }
    AB_VEC_FREE(&source->engine_streams);
    AB_VEC_FREE(&source->streams);
    ab_error_clear(&source->no_rules);
    ab_env_destroy(&source->env);
    ab_config_store_free(source->env.config);
    ab_arena_free(source->arena);
    free(source);
}

static bool build_spec(ab_declarative_source *source, ab_error *error)
{
    const ab_value *node = ab_get(&source->manifest.resolved, "spec");
    if (!node) {
        return true;
    }
    ab_parse parse = {.arena = source->arena, .file = source->manifest.file};
    const ab_component *component = ab_component_parse(&parse, node, "Spec", AB_STR("spec"));
    ab_build build = {.arena = source->arena, .env = &source->env};
    if (ab_parse_result(&parse, AB_PROBLEM_LOAD, error)) {
        bool runs = ab_parse_result(&parse, AB_PROBLEM_USE, &source->no_rules);
        ab_spec *spec = runs ? ab_spec_build(&build, component, &source->no_rules) : NULL;
        source->spec = spec ? spec : ab_spec_without_rules(&build, component);
    }
    ab_parse_end(&parse);
    return source->spec != NULL;
}

static bool load(ab_declarative_source *source, const ab_manifest_place *place, ab_error *error)
{
    bool ok = place->path ? ab_manifest_load(source->arena, place->path, &source->manifest, error)
                          : ab_manifest_from_value(source->arena, place->manifest,
                                                   &source->manifest, error);
    if (!ok || !ab_manifest_validate(&source->manifest, error)) {
        return false;
    }
    source->env.manifest = &source->manifest.resolved;
    source->env.manifest_file = source->manifest.file;
    return build_spec(source, error);
}

static void set_limits(ab_declarative_source *source, const ab_short_read *read)
{
    source->env.limits = (ab_limits){
        .records = read->records,
        .pages_per_slice = read->pages_per_slice,
        .slices = read->slices,
        .no_retries = read->wanted,
        .no_cache = read->wanted,
    };
}

const ab_source *ab_declarative_source_open(ab_runtime *runtime, const ab_manifest_place *place,
                                            ab_error *error)
{
    ab_declarative_source *source = ab_xcalloc(1, sizeof *source);
    source->arena = ab_arena_new();
    ab_env_init(&source->env, source->arena);
    source->env.runtime = runtime;
    source->env.log = ab_runtime_logger(runtime);
    set_limits(source, &runtime->options.short_read);
    source->slots = (ab_source){
        .self = source,
        .name = "source-declarative-manifest",
        .version = "0",
        .spec = tell_spec,
        .configure = configure,
        .check = ab_source_check,
        .streams = list_streams,
        .concurrency = concurrency,
        .close = close_source,
    };
    if (!load(source, place, error)) {
        close_source(source);
        return NULL;
    }
    return &source->slots;
}
