/* DeclarativeStream. */
#include "declarative/streams/stream.h"

static const ab_field declarative_stream_fields[] = {
    {"name", AB_FIELD_STRING, AB_AT(ab_declarative_stream_options, name)},
    {"retriever", AB_FIELD_CHILD, AB_AT(ab_declarative_stream_options, retriever),
     .flags = AB_FIELD_REQUIRED, .of = "SimpleRetriever|AsyncRetriever|CustomRetriever"},
    {"incremental_sync", AB_FIELD_CHILD, AB_AT(ab_declarative_stream_options, incremental_sync),
     .of = "DatetimeBasedCursor|IncrementingCountCursor"},
    {"primary_key", AB_FIELD_JSON, AB_AT(ab_declarative_stream_options, primary_key),
     .takes = AB_TAKES_STRING | AB_TAKES_ARRAY},
    {"schema_loader", AB_FIELD_CHILD_OR_LIST, AB_AT(ab_declarative_stream_options, schema_loader),
     .of = "InlineSchemaLoader|DynamicSchemaLoader|JsonFileSchemaLoader|"
           "CustomSchemaLoader"},
    {"transformations", AB_FIELD_CHILDREN, AB_AT(ab_declarative_stream_options, transformations),
     .of = "AddFields|RemoveFields|KeysToLower|KeysToSnakeCase|"
           "FlattenFields|DpathFlattenFields|KeysReplace|"
           "CustomTransformation"},
    {"state_migrations", AB_FIELD_CHILDREN, AB_AT(ab_declarative_stream_options, state_migrations),
     .of = "LegacyToPerPartitionStateMigration|CustomStateMigration"},
    {"file_uploader", AB_FIELD_CHILD, AB_AT(ab_declarative_stream_options, file_uploader),
     .of = "FileUploader"},
    {0},
};

const ab_component_type ab_component_declarative_stream = {
    .name = "DeclarativeStream",
    .family = AB_FAMILY_STREAM,
    .fields = declarative_stream_fields,
    .options_size = sizeof(ab_declarative_stream_options),
};
