/* ConfigRemoveFields. */
#include "declarative/spec/spec.h"

typedef struct config_remove_fields {
    ab_string_lists field_pointers;
    const ab_template *condition;
} config_remove_fields;

static const ab_field config_remove_fields_fields[] = {
    {"field_pointers", AB_FIELD_STRING_LISTS, AB_AT(config_remove_fields, field_pointers),
     .flags = AB_FIELD_REQUIRED},
    {"condition", AB_FIELD_CONDITION, AB_AT(config_remove_fields, condition)},
    {0},
};

const ab_component_type ab_component_config_remove_fields = {
    .name = "ConfigRemoveFields",
    .family = AB_FAMILY_CONFIG_TRANSFORMATION,
    .fields = config_remove_fields_fields,
    .options_size = sizeof(config_remove_fields),
};
