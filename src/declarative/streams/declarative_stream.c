/* DeclarativeStream. */
#include "declarative/streams/stream.h"

static const ab_field declarative_stream_fields[] = {
    {"name", AB_FIELD_STRING, AB_AT(ab_declarative_stream_options, name),
     .help = "The name of the stream in the catalog."},
    {"retriever", AB_FIELD_CHILD, AB_AT(ab_declarative_stream_options, retriever),
     .flags = AB_FIELD_REQUIRED, .of = "SimpleRetriever|AsyncRetriever|CustomRetriever",
     .help = "Finds the records of a slice."},
    {"incremental_sync", AB_FIELD_CHILD, AB_AT(ab_declarative_stream_options, incremental_sync),
     .of = "DatetimeBasedCursor|IncrementingCountCursor",
     .help = "Makes the stream incremental: slices it and keeps its state."},
    {"primary_key", AB_FIELD_JSON, AB_AT(ab_declarative_stream_options, primary_key),
     .takes = AB_TAKES_STRING | AB_TAKES_ARRAY,
     .help = "The field, the fields, or the paths of fields that tell records apart."},
    {"schema_loader", AB_FIELD_CHILD_OR_LIST, AB_AT(ab_declarative_stream_options, schema_loader),
     .of = "InlineSchemaLoader|DynamicSchemaLoader|JsonFileSchemaLoader|"
           "CustomSchemaLoader",
     .help = "Where the JSON schema comes from; of several the first that knows a property wins."},
    {"transformations", AB_FIELD_CHILDREN, AB_AT(ab_declarative_stream_options, transformations),
     .of = "AddFields|RemoveFields|KeysToLower|KeysToSnakeCase|"
           "FlattenFields|DpathFlattenFields|KeysReplace|"
           "CustomTransformation",
     .help = "What is done to each record, in order."},
    {"state_migrations", AB_FIELD_CHILDREN, AB_AT(ab_declarative_stream_options, state_migrations),
     .of = "LegacyToPerPartitionStateMigration|CustomStateMigration",
     .help = "Turn states of earlier versions of the source into those of this one."},
    {"file_uploader", AB_FIELD_CHILD, AB_AT(ab_declarative_stream_options, file_uploader),
     .of = "FileUploader", .help = "Downloads a file for each record."},
    {0},
};

const ab_component_type ab_component_declarative_stream = {
    .name = "DeclarativeStream",
    .family = AB_FAMILY_STREAM,
    .fields = declarative_stream_fields,
    .options_size = sizeof(ab_declarative_stream_options),
    .help = "A stream: how its records are found, transformed and described.",
};
