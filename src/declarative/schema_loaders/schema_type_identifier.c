/* SchemaTypeIdentifier. */
#include "declarative/schema_loaders/schema_loader.h"

typedef struct schema_type_identifier {
    ab_templates schema_pointer;
    ab_templates key_pointer;
    ab_templates type_pointer;
    ab_components types_mapping;
} schema_type_identifier;

static const ab_field schema_type_identifier_fields[] = {
    {"schema_pointer", AB_FIELD_TEMPLATES, AB_AT(schema_type_identifier, schema_pointer)},
    {"key_pointer", AB_FIELD_TEMPLATES, AB_AT(schema_type_identifier, key_pointer),
     .flags = AB_FIELD_REQUIRED},
    {"type_pointer", AB_FIELD_TEMPLATES, AB_AT(schema_type_identifier, type_pointer)},
    {"types_mapping", AB_FIELD_CHILDREN, AB_AT(schema_type_identifier, types_mapping),
     .of = "TypesMap"},
    {0},
};

const ab_component_type ab_component_schema_type_identifier = {
    .name = "SchemaTypeIdentifier",
    .family = AB_FAMILY_NONE,
    .fields = schema_type_identifier_fields,
    .options_size = sizeof(schema_type_identifier),
    .untyped = true,
};
