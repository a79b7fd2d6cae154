/* DeclarativeStream. */
#include "declarative/streams/stream.h"

typedef struct declarative_stream {
    ab_str name;
    const ab_component *retriever;
    const ab_component *incremental_sync;
    const ab_value *primary_key;
    ab_components schema_loader;
    ab_components transformations;
    ab_components state_migrations;
    const ab_component *file_uploader;
} declarative_stream;

static const ab_field declarative_stream_fields[] = {
    {"name", AB_FIELD_STRING, AB_AT(declarative_stream, name)},
    {"retriever", AB_FIELD_CHILD, AB_AT(declarative_stream, retriever), .flags = AB_FIELD_REQUIRED,
     .of = "SimpleRetriever|AsyncRetriever|CustomRetriever"},
    {"incremental_sync", AB_FIELD_CHILD, AB_AT(declarative_stream, incremental_sync),
     .of = "DatetimeBasedCursor|IncrementingCountCursor"},
    {"primary_key", AB_FIELD_JSON, AB_AT(declarative_stream, primary_key),
     .takes = AB_TAKES_STRING | AB_TAKES_ARRAY},
    {"schema_loader", AB_FIELD_CHILD_OR_LIST, AB_AT(declarative_stream, schema_loader),
     .of = "InlineSchemaLoader|DynamicSchemaLoader|JsonFileSchemaLoader|"
           "CustomSchemaLoader"},
    {"transformations", AB_FIELD_CHILDREN, AB_AT(declarative_stream, transformations),
     .of = "AddFields|RemoveFields|KeysToLower|KeysToSnakeCase|"
           "FlattenFields|DpathFlattenFields|KeysReplace|"
           "CustomTransformation"},
    {"state_migrations", AB_FIELD_CHILDREN, AB_AT(declarative_stream, state_migrations),
     .of = "LegacyToPerPartitionStateMigration|CustomStateMigration"},
    {"file_uploader", AB_FIELD_CHILD, AB_AT(declarative_stream, file_uploader),
     .of = "FileUploader"},
    {0},
};

const ab_component_type ab_component_declarative_stream = {
    .name = "DeclarativeStream",
    .family = AB_FAMILY_STREAM,
    .fields = declarative_stream_fields,
    .options_size = sizeof(declarative_stream),
};
