#include "engine/engine.h"
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
