/* StreamConfig. */
#include "declarative/resolvers/resolver.h"

typedef struct stream_config {
    ab_templates configs_pointer;
    const ab_value *default_values;
} stream_config;

static const ab_field stream_config_fields[] = {
    {"configs_pointer", AB_FIELD_TEMPLATES, AB_AT(stream_config, configs_pointer),
     .flags = AB_FIELD_REQUIRED},
    {"default_values", AB_FIELD_JSON, AB_AT(stream_config, default_values),
     .takes = AB_TAKES_ARRAY},
    {0},
};

const ab_component_type ab_component_stream_config = {
    .name = "StreamConfig",
    .family = AB_FAMILY_NONE,
    .fields = stream_config_fields,
    .options_size = sizeof(stream_config),
};
