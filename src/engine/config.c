#include "engine/slots.h"
#include "jsonschema/schema.h"

static bool is_internal(ab_str name)
{
    return ab_str_starts(name, AB_STR("__")) || ab_str_is(name, "_limit") ||
           ab_str_is(name, "_page_size");
}

static ab_value without_internal(ab_arena *arena, const ab_value *config)
{
    if (!ab_is(config, AB_OBJECT)) {
        return *config;
    }
    ab_value seen = ab_value_object();
    for (uint32_t i = 0; i < config->count; i++) {
        const ab_member *member = &config->object.members[i];
        if (!is_internal(member->key)) {
            ab_object_set(arena, &seen, member->key, member->value);
        }
    }
    return seen;
}

static bool validate(ab_arena *arena, const ab_value *specification, const ab_value *config,
                     ab_error *error)
{
    ab_schema *schema = ab_schema_compile(arena, specification, NULL, error);
    if (!schema) {
        return ab_error_wrap(error, "The spec's connectionSpecification is not valid");
    }
    ab_value seen = without_internal(arena, config);
    ab_schema_violations violations;
    if (ab_schema_validate(schema, &seen, NULL, arena, &violations)) {
        return true;
    }
    const ab_schema_violation *best = ab_schema_best_match(&violations);
    ab_error_set(error, AB_ERROR_CONFIG, "Config validation error: %.*s",
                 AB_STR_ARG(best->message));
    if (best->path_length > 0) { /* Python does not say where; people want to know */
        ab_str path = ab_schema_path_text(arena, best);
        ab_error_set(error, AB_ERROR_CONFIG, "Config validation error: %.*s (at %.*s)",
                     AB_STR_ARG(best->message), AB_STR_ARG(path));
    }
    return false;
}

bool ab_engine_validate_config(const ab_value *spec, const ab_value *config, ab_error *error)
{
    const ab_value *specification = ab_get(spec, "connectionSpecification");
    if (!specification) {
        return true;
    }
    ab_arena *arena = ab_arena_new();
    bool valid = validate(arena, specification, config, error);
    ab_arena_free(arena);
    return valid;
}

static void mask_config(ab_runtime *runtime, const ab_value *spec, const ab_value *config)
{
    ab_mask_add_config(runtime->mask, ab_get(spec, "connectionSpecification"), config);
}

static bool configure(ab_runtime *runtime, const ab_source *source, const ab_value *raw,
                      const char *path, ab_arena *arena, ab_engine_inputs *inputs, ab_error *error)
{
    *inputs = (ab_engine_inputs){.config = raw};
    if (!ab_source_get_spec(source, runtime, arena, &inputs->spec, error)) {
        return false;
    }
    if (!raw) {
        return true;
    }
    mask_config(runtime, inputs->spec, raw);
    if (source->configure &&
        !source->configure(source->self, runtime, raw, path, arena, &inputs->config, error)) {
        return false;
    }
    mask_config(runtime, inputs->spec, inputs->config);
    return true;
}

static bool needs_valid_config(const ab_source *source, ab_config_use use)
{
    return use != AB_CONFIG_NONE && (use != AB_CONFIG_DISCOVER || !source->discover_needs_config ||
                                     source->discover_needs_config(source->self));
}

bool ab_engine_begin(ab_runtime *runtime, const ab_source *source, ab_config_use use,
                     const ab_value *raw, const char *path, ab_arena *arena,
                     ab_engine_inputs *inputs, int *status)
{
    ab_error error = {0};
    bool good = configure(runtime, source, raw, path, arena, inputs, &error);
    if (!good) {
        *status = ab_engine_fail(runtime, &error);
    } else if (needs_valid_config(source, use) &&
               !ab_engine_validate_config(inputs->spec, inputs->config, &error)) {
        *status = use == AB_CONFIG_CHECKED ? ab_engine_check_failed(runtime, &error)
                                           : ab_engine_fail(runtime, &error);
        good = false;
    }
    ab_error_clear(&error);
    return good;
}

bool ab_engine_set_concurrency(ab_runtime *runtime, const ab_source *source, const ab_value *config,
                               ab_error *error)
{
    int level = runtime->options.workers;
    if (level == 0) {
        level = source->concurrency ? source->concurrency(source->self, config, error)
                                    : AB_CONCURRENCY_DEFAULT;
    }
    if (level > 0) {
        runtime->concurrency = level;
    }
    return level > 0;
}
