/* DpathValidator. */
#include "declarative/spec/spec.h"

typedef struct dpath_validator {
    ab_templates field_path;
    const ab_component *validation_strategy;
} dpath_validator;

static const ab_field dpath_validator_fields[] = {
    {"field_path", AB_FIELD_TEMPLATES, AB_AT(dpath_validator, field_path),
     .flags = AB_FIELD_REQUIRED},
    {"validation_strategy", AB_FIELD_CHILD, AB_AT(dpath_validator, validation_strategy),
     .flags = AB_FIELD_REQUIRED, .of = "ValidateAdheresToSchema|CustomValidationStrategy"},
    {0},
};

const ab_component_type ab_component_dpath_validator = {
    .name = "DpathValidator",
    .family = AB_FAMILY_CONFIG_VALIDATOR,
    .fields = dpath_validator_fields,
    .options_size = sizeof(dpath_validator),
};
