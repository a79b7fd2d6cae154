/* Options of the components that hold a config's rules. */
#ifndef AB_DECLARATIVE_SPEC_RULES_H
#define AB_DECLARATIVE_SPEC_RULES_H

#include "declarative/spec/spec.h"

/* ConfigNormalizationRules */
typedef struct ab_config_rules {
    ab_components config_migrations;
    ab_components transformations;
    ab_components validations;
} ab_config_rules;
/* ConfigMigration */
typedef struct ab_config_migration {
    ab_str description;
    ab_components transformations;
} ab_config_migration;

/* What a value has to be like. Immutable. */
typedef struct ab_validation_strategy ab_validation_strategy;
struct ab_validation_strategy {
    /* False with a config_error that says what is wrong with the value. */
    bool (*validate)(const ab_validation_strategy *strategy, ab_arena *arena,
                     const ab_value *config, const ab_value *value, ab_error *error);
};
/* `component` is a ValidateAdheresToSchema. */
static inline ab_validation_strategy *
ab_validation_strategy_build(ab_build *build, const ab_component *component, ab_error *error)
{
    return (ab_validation_strategy *)ab_component_build(build, component, AB_FAMILY_NONE, NULL,
                                                        error);
}

/* The scope of a config's rules: the config as it is at that moment, and nothing else. */
static inline ab_scope ab_config_scope(ab_env *env, ab_arena *arena, const ab_value *config)
{
    return (ab_scope){.env = env, .arena = arena, .config = config};
}

/* A validator that asks a strategy about one or more values. */
typedef struct ab_value_validator {
    ab_config_validator base;
    ab_env *env;
    const void *options; /* of the component */
    const ab_value *parameters;
    const ab_validation_strategy *strategy;
} ab_value_validator;
static inline ab_value_validator *
ab_value_validator_build(ab_build *build, const ab_component *component,
                         const ab_component *strategy, ab_config_validator base, ab_error *error)
{
    ab_value_validator *self = AB_ARENA_NEW(build->arena, ab_value_validator);
    *self = (ab_value_validator){
        .base = base,
        .env = build->env,
        .options = component->options,
        .parameters = component->parameters,
        .strategy = ab_validation_strategy_build(build, strategy, error),
    };
    return self->strategy ? self : NULL;
}

#endif
