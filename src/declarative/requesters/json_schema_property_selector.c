/* JsonSchemaPropertySelector. */
#include "declarative/requesters/requester.h"

typedef struct json_schema_property_selector {
    ab_components transformations;
} json_schema_property_selector;

static const ab_field json_schema_property_selector_fields[] = {
    {"transformations", AB_FIELD_CHILDREN, AB_AT(json_schema_property_selector, transformations),
     .of = "AddFields|RemoveFields|KeysToLower|KeysToSnakeCase|"
           "FlattenFields|DpathFlattenFields|KeysReplace|"
           "CustomTransformation"},
    {0},
};

const ab_component_type ab_component_json_schema_property_selector = {
    .name = "JsonSchemaPropertySelector",
    .family = AB_FAMILY_NONE,
    .fields = json_schema_property_selector_fields,
    .options_size = sizeof(json_schema_property_selector),
};
