/* InlineSchemaLoader. */
#include "declarative/schema_loaders/schema_loader.h"

typedef struct inline_schema_loader {
    const ab_value *schema;
} inline_schema_loader;

static const ab_field inline_schema_loader_fields[] = {
    {"schema", AB_FIELD_JSON, AB_AT(inline_schema_loader, schema), .takes = AB_TAKES_OBJECT},
    {0},
};

const ab_component_type ab_component_inline_schema_loader = {
    .name = "InlineSchemaLoader",
    .family = AB_FAMILY_SCHEMA_LOADER,
    .fields = inline_schema_loader_fields,
    .options_size = sizeof(inline_schema_loader),
};
