/* PredicateValidator. */
#include "declarative/spec/spec.h"

typedef struct predicate_validator {
    const ab_template_tree *value;
    const ab_component *validation_strategy;
} predicate_validator;

static const ab_field predicate_validator_fields[] = {
    {"value", AB_FIELD_NESTED, AB_AT(predicate_validator, value), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_STRING | AB_TAKES_NUMBER | AB_TAKES_OBJECT | AB_TAKES_ARRAY | AB_TAKES_BOOL |
              AB_TAKES_NULL},
    {"validation_strategy", AB_FIELD_CHILD, AB_AT(predicate_validator, validation_strategy),
     .flags = AB_FIELD_REQUIRED, .of = "ValidateAdheresToSchema|CustomValidationStrategy"},
    {0},
};

const ab_component_type ab_component_predicate_validator = {
    .name = "PredicateValidator",
    .family = AB_FAMILY_CONFIG_VALIDATOR,
    .fields = predicate_validator_fields,
    .options_size = sizeof(predicate_validator),
};
