/* DynamicSchemaLoader. */
#include "declarative/schema_loaders/schema_loader.h"

typedef struct dynamic_schema_loader {
    const ab_component *retriever;
    const ab_component *schema_filter;
    ab_components schema_transformations;
    const ab_component *schema_type_identifier;
} dynamic_schema_loader;

static const ab_field dynamic_schema_loader_fields[] = {
    {"retriever", AB_FIELD_CHILD, AB_AT(dynamic_schema_loader, retriever),
     .flags = AB_FIELD_REQUIRED, .of = "SimpleRetriever|AsyncRetriever|CustomRetriever"},
    {"schema_filter", AB_FIELD_CHILD, AB_AT(dynamic_schema_loader, schema_filter),
     .of = "RecordFilter|CustomRecordFilter"},
    {"schema_transformations", AB_FIELD_CHILDREN,
     AB_AT(dynamic_schema_loader, schema_transformations),
     .of = "AddFields|RemoveFields|KeysToLower|KeysToSnakeCase|"
           "FlattenFields|DpathFlattenFields|KeysReplace|"
           "CustomTransformation"},
    {"schema_type_identifier", AB_FIELD_CHILD, AB_AT(dynamic_schema_loader, schema_type_identifier),
     .flags = AB_FIELD_REQUIRED, .of = "SchemaTypeIdentifier"},
    {0},
};

const ab_component_type ab_component_dynamic_schema_loader = {
    .name = "DynamicSchemaLoader",
    .family = AB_FAMILY_SCHEMA_LOADER,
    .fields = dynamic_schema_loader_fields,
    .options_size = sizeof(dynamic_schema_loader),
};
