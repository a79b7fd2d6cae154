/* AddedFieldDefinition. */
#include "declarative/transformations/transformation.h"

typedef struct added_field_definition {
    ab_strings path;
    const ab_template *value;
    int value_type;
} added_field_definition;

static const ab_field added_field_definition_fields[] = {
    {"path", AB_FIELD_STRINGS, AB_AT(added_field_definition, path), .flags = AB_FIELD_REQUIRED},
    {"value", AB_FIELD_TEMPLATE, AB_AT(added_field_definition, value), .flags = AB_FIELD_REQUIRED},
    {"value_type", AB_FIELD_ENUM, AB_AT(added_field_definition, value_type),
     .of = "string|number|integer|boolean"},
    {0},
};

const ab_component_type ab_component_added_field_definition = {
    .name = "AddedFieldDefinition",
    .family = AB_FAMILY_NONE,
    .fields = added_field_definition_fields,
    .options_size = sizeof(added_field_definition),
};
