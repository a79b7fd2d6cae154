/* JsonFileSchemaLoader. */
#include "declarative/schema_loaders/schema_loader.h"

typedef struct json_file_schema_loader {
    const ab_template *file_path;
} json_file_schema_loader;

static const ab_field json_file_schema_loader_fields[] = {
    {"file_path", AB_FIELD_TEMPLATE, AB_AT(json_file_schema_loader, file_path)},
    {0},
};

const ab_component_type ab_component_json_file_schema_loader = {
    .name = "JsonFileSchemaLoader",
    .family = AB_FAMILY_SCHEMA_LOADER,
    .fields = json_file_schema_loader_fields,
    .options_size = sizeof(json_file_schema_loader),
};
