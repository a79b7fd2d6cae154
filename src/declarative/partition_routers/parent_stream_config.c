/* ParentStreamConfig. */
#include "declarative/partition_routers/partition_router.h"

typedef struct parent_stream_config {
    const ab_component *stream;
    const ab_template *parent_key;
    const ab_template *partition_field;
    const ab_component *request_option;
    bool incremental_dependency;
    ab_templates lazy_read_pointer;
    ab_string_lists extra_fields;
} parent_stream_config;

static const ab_field parent_stream_config_fields[] = {
    {"stream", AB_FIELD_CHILD, AB_AT(parent_stream_config, stream), .flags = AB_FIELD_REQUIRED,
     .of = "DeclarativeStream|StateDelegatingStream"},
    {"parent_key", AB_FIELD_TEMPLATE, AB_AT(parent_stream_config, parent_key),
     .flags = AB_FIELD_REQUIRED},
    {"partition_field", AB_FIELD_TEMPLATE, AB_AT(parent_stream_config, partition_field),
     .flags = AB_FIELD_REQUIRED},
    {"request_option", AB_FIELD_CHILD, AB_AT(parent_stream_config, request_option),
     .of = "RequestOption"},
    {"incremental_dependency", AB_FIELD_BOOL, AB_AT(parent_stream_config, incremental_dependency)},
    {"lazy_read_pointer", AB_FIELD_TEMPLATES, AB_AT(parent_stream_config, lazy_read_pointer)},
    {"extra_fields", AB_FIELD_STRING_LISTS, AB_AT(parent_stream_config, extra_fields)},
    {0},
};

const ab_component_type ab_component_parent_stream_config = {
    .name = "ParentStreamConfig",
    .family = AB_FAMILY_NONE,
    .fields = parent_stream_config_fields,
    .options_size = sizeof(parent_stream_config),
};
