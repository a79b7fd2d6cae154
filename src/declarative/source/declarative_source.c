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
     .of = "CheckStream|CheckDynamicStream"},
    {"streams", AB_FIELD_CHILDREN, AB_AT(declarative_source, streams),
     .of = "ConditionalStreams|DeclarativeStream|StateDelegatingStream"},
    {"dynamic_streams", AB_FIELD_CHILDREN, AB_AT(declarative_source, dynamic_streams),
     .of = "DynamicDeclarativeStream"},
    {"version", AB_FIELD_STRING, AB_AT(declarative_source, version), .flags = AB_FIELD_REQUIRED},
    {"schemas", AB_FIELD_JSON, AB_AT(declarative_source, schemas), .takes = AB_TAKES_OBJECT},
    {"definitions", AB_FIELD_JSON, AB_AT(declarative_source, definitions),
     .takes = AB_TAKES_OBJECT},
    {"spec", AB_FIELD_CHILD, AB_AT(declarative_source, spec), .of = "Spec"},
    {"concurrency_level", AB_FIELD_CHILD, AB_AT(declarative_source, concurrency_level),
     .of = "ConcurrencyLevel"},
    {"api_budget", AB_FIELD_CHILD, AB_AT(declarative_source, api_budget), .of = "HTTPAPIBudget"},
    {"stream_groups", AB_FIELD_CHILD_MAP, AB_AT(declarative_source, stream_groups),
     .of = "StreamGroup"},
    {"max_concurrent_async_job_count", AB_FIELD_TEMPLATE,
     AB_AT(declarative_source, max_concurrent_async_job_count),
     .takes = AB_TAKES_INT | AB_TAKES_STRING},
    {"metadata", AB_FIELD_JSON, AB_AT(declarative_source, metadata), .takes = AB_TAKES_OBJECT},
    {"description", AB_FIELD_STRING, AB_AT(declarative_source, description)},
    {0},
};

const ab_component_type ab_component_declarative_source = {
    .name = "DeclarativeSource",
    .family = AB_FAMILY_NONE,
    .fields = declarative_source_fields,
    .options_size = sizeof(declarative_source),
    .closed = true,
};
