/* ComponentMappingDefinition. */
#include "declarative/resolvers/resolver.h"

typedef struct component_mapping_definition {
    ab_templates field_path;
    const ab_template *value;
    int value_type;
    bool create_or_update;
    const ab_template *condition;
} component_mapping_definition;

static const ab_field component_mapping_definition_fields[] = {
    {"field_path", AB_FIELD_TEMPLATES, AB_AT(component_mapping_definition, field_path),
     .flags = AB_FIELD_REQUIRED},
    {"value", AB_FIELD_TEMPLATE, AB_AT(component_mapping_definition, value),
     .flags = AB_FIELD_REQUIRED},
    {"value_type", AB_FIELD_ENUM, AB_AT(component_mapping_definition, value_type),
     .of = "string|number|integer|boolean"},
    {"create_or_update", AB_FIELD_BOOL, AB_AT(component_mapping_definition, create_or_update)},
    {"condition", AB_FIELD_CONDITION, AB_AT(component_mapping_definition, condition)},
    {0},
};

const ab_component_type ab_component_component_mapping_definition = {
    .name = "ComponentMappingDefinition",
    .family = AB_FAMILY_NONE,
    .fields = component_mapping_definition_fields,
    .options_size = sizeof(component_mapping_definition),
};
