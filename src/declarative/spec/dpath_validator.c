/* DpathValidator: values of the config have to be valid. */
#include "declarative/path.h"
#include "declarative/spec/rules.h"

typedef struct dpath_validator {
    ab_templates field_path;
    const ab_component *validation_strategy;
} dpath_validator;

static bool validate_one(const ab_value_validator *self, ab_arena *arena, const ab_value *config,
                         ab_dpath path, ab_error *error)
{
    const ab_value *found;
    if (!ab_dpath_get(config, path, &found, error)) {
        return false;
    }
    if (!found) {
        ab_log(self->env->log, AB_LOG_INFO, "Validation skipped. Key not found: %.*s",
               AB_STR_ARG(path.segments[path.n - 1]));
        return true;
    }
    return self->strategy->validate(self->strategy, arena, config, found, error);
}

/* With a * in the path every value that it leads to is validated, else the one that is there. */
static bool validate(const ab_config_validator *base, ab_arena *arena, const ab_value *config,
                     ab_error *error)
{
    const ab_value_validator *self = (const ab_value_validator *)base;
    ab_dpath path;
    ab_scope scope = ab_config_scope(self->env, arena, NULL);
    const dpath_validator *o = self->options;
    if (!ab_scope_path(&scope, &o->field_path, self->parameters, &path, error)) {
        return false;
    }
    if (!path.n) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "Field path is empty");
    }
    if (!ab_dpath_has_star(path)) {
        return validate_one(self, arena, config, path, error);
    }
    ab_value values = ab_value_array();
    bool ok = ab_dpath_values(arena, config, path, &values, error);
    for (size_t i = 0; ok && i < values.count; i++) {
        ok = self->strategy->validate(self->strategy, arena, config, &values.items[i], error);
    }
    return ok;
}

static void *build_validator(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    (void)args;
    const dpath_validator *o = component->options;
    return ab_value_validator_build(build, component, o->validation_strategy,
                                    (ab_config_validator){validate}, error);
}

static const ab_field dpath_validator_fields[] = {
    {"field_path", AB_FIELD_TEMPLATES, AB_AT(dpath_validator, field_path),
     .flags = AB_FIELD_REQUIRED,
     .help = "Keys that lead to the value; * stands for each member. What is absent is valid."},
    {"validation_strategy", AB_FIELD_CHILD, AB_AT(dpath_validator, validation_strategy),
     .flags = AB_FIELD_REQUIRED, .of = "ValidateAdheresToSchema|CustomValidationStrategy",
     .help = "What the value has to be like."},
    {0},
};

const ab_component_type ab_component_dpath_validator = {
    .name = "DpathValidator",
    .family = AB_FAMILY_CONFIG_VALIDATOR,
    .fields = dpath_validator_fields,
    .options_size = sizeof(dpath_validator),
    .build = build_validator,
    .help = "Validates values of the config.",
};
