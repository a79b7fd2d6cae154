/* DeclarativeSource. */
#include "declarative/component.h"

typedef struct declarative_source {
    const ab_component *check;
    ab_components streams;
    ab_components dynamic_streams;
    ab_str version;
    const ab_value *schemas;
    const ab_value *definitions;
    const ab_component *spec;
    const ab_component *concurrency_level;
    const ab_component *api_budget;
    ab_components stream_groups;
    const ab_template *max_concurrent_async_job_count;
    const ab_value *metadata;
    ab_str description;
} declarative_source;

static const ab_field declarative_source_fields[] = {
    {"check", AB_FIELD_CHILD, AB_AT(declarative_source, check), .flags = AB_FIELD_REQUIRED,
     .of = "CheckStream|CheckDynamicStream",
     .help = "How `check` finds out whether the config works."},
    {"streams", AB_FIELD_CHILDREN, AB_AT(declarative_source, streams),
     .of = "ConditionalStreams|DeclarativeStream|StateDelegatingStream",
     .help = "The streams of the source; this or dynamic_streams is needed."},
    {"dynamic_streams", AB_FIELD_CHILDREN, AB_AT(declarative_source, dynamic_streams),
     .of = "DynamicDeclarativeStream",
     .help = "Templates of streams whose number and names are known at run time only."},
    {"version", AB_FIELD_STRING, AB_AT(declarative_source, version), .flags = AB_FIELD_REQUIRED,
     .help =
         "The version of the language that the manifest was written for; nothing depends on it."},
    {"schemas", AB_FIELD_JSON, AB_AT(declarative_source, schemas), .takes = AB_TAKES_OBJECT,
     .help = "JSON schemas by stream, for references from schema loaders."},
    {"definitions", AB_FIELD_JSON, AB_AT(declarative_source, definitions), .takes = AB_TAKES_OBJECT,
     .help = "Parts of the manifest that $ref members refer to."},
    {"spec", AB_FIELD_CHILD, AB_AT(declarative_source, spec), .of = "Spec",
     .help = "Describes the config; without it nothing in the config is validated or migrated."},
    {"concurrency_level", AB_FIELD_CHILD, AB_AT(declarative_source, concurrency_level),
     .of = "ConcurrencyLevel", .help = "How many requests are under way at once; 2 if absent."},
    {"api_budget", AB_FIELD_CHILD, AB_AT(declarative_source, api_budget), .of = "HTTPAPIBudget",
     .help = "How many calls the API allows in some time."},
    {"stream_groups", AB_FIELD_CHILD_MAP, AB_AT(declarative_source, stream_groups),
     .of = "StreamGroup",
     .help = "Groups of streams, by name, that are not read at the same time."},
    {"max_concurrent_async_job_count", AB_FIELD_TEMPLATE,
     AB_AT(declarative_source, max_concurrent_async_job_count),
     .takes = AB_TAKES_INT | AB_TAKES_STRING,
     .help = "How many jobs of AsyncRetrievers the API runs at once."},
    {"metadata", AB_FIELD_JSON, AB_AT(declarative_source, metadata), .takes = AB_TAKES_OBJECT,
     .help = "Notes of the tools that write manifests; not looked at."},
    {"description", AB_FIELD_STRING, AB_AT(declarative_source, description),
     .help = "What the source is, for people."},
    {0},
};

const ab_component_type ab_component_declarative_source = {
    .name = "DeclarativeSource",
    .family = AB_FAMILY_NONE,
    .fields = declarative_source_fields,
    .options_size = sizeof(declarative_source),
    .closed = true,
    .help = "The manifest as a whole: the streams of a source and what they share.",
};
