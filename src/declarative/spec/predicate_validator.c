/* PredicateValidator: a value that the manifest makes of the config has to be valid. */
#include "declarative/spec/rules.h"

typedef struct predicate_validator {
    const ab_template_tree *value;
    const ab_component *validation_strategy;
} predicate_validator;

static bool validate(const ab_config_validator *base, ab_arena *arena, const ab_value *config,
                     ab_error *error)
{
    const ab_value_validator *self = (const ab_value_validator *)base;
    const predicate_validator *o = self->options;
    ab_scope scope = ab_config_scope(self->env, arena, config);
    ab_value value;
    return ab_scope_tree(&scope, o->value, self->parameters, &value, error) &&
           self->strategy->validate(self->strategy, arena, config, &value, error);
}

static void *build_validator(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    (void)args;
    const predicate_validator *o = component->options;
    return ab_value_validator_build(build, component, o->validation_strategy,
                                    (ab_config_validator){validate}, error);
}

static const ab_field predicate_validator_fields[] = {
    {"value", AB_FIELD_NESTED, AB_AT(predicate_validator, value), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_STRING | AB_TAKES_NUMBER | AB_TAKES_OBJECT | AB_TAKES_ARRAY | AB_TAKES_BOOL |
              AB_TAKES_NULL,
     .help = "The value, with templates that see the config."},
    {"validation_strategy", AB_FIELD_CHILD, AB_AT(predicate_validator, validation_strategy),
     .flags = AB_FIELD_REQUIRED, .of = "ValidateAdheresToSchema|CustomValidationStrategy",
     .help = "What the value has to be like."},
    {0},
};

const ab_component_type ab_component_predicate_validator = {
    .name = "PredicateValidator",
    .family = AB_FAMILY_CONFIG_VALIDATOR,
    .fields = predicate_validator_fields,
    .options_size = sizeof(predicate_validator),
    .build = build_validator,
    .help = "Validates a value that is made of the config.",
};
