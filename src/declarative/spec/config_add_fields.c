/* ConfigAddFields. */
#include "declarative/spec/spec.h"

typedef struct config_add_fields {
    ab_components fields;
    const ab_template *condition;
} config_add_fields;

static const ab_field config_add_fields_fields[] = {
    {"fields", AB_FIELD_CHILDREN, AB_AT(config_add_fields, fields), .flags = AB_FIELD_REQUIRED,
     .of = "AddedFieldDefinition"},
    {"condition", AB_FIELD_CONDITION, AB_AT(config_add_fields, condition)},
    {0},
};

const ab_component_type ab_component_config_add_fields = {
    .name = "ConfigAddFields",
    .family = AB_FAMILY_CONFIG_TRANSFORMATION,
    .fields = config_add_fields_fields,
    .options_size = sizeof(config_add_fields),
};
