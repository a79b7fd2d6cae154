/* DynamicStreamCheckConfig. */
#include "declarative/checks/check.h"

typedef struct dynamic_stream_check_config {
    ab_str dynamic_stream_name;
    int64_t stream_count;
} dynamic_stream_check_config;

static const ab_field dynamic_stream_check_config_fields[] = {
    {"dynamic_stream_name", AB_FIELD_STRING,
     AB_AT(dynamic_stream_check_config, dynamic_stream_name), .flags = AB_FIELD_REQUIRED},
    {"stream_count", AB_FIELD_INT, AB_AT(dynamic_stream_check_config, stream_count),
     .flags = AB_FIELD_MIN, .min = 1},
    {0},
};

const ab_component_type ab_component_dynamic_stream_check_config = {
    .name = "DynamicStreamCheckConfig",
    .family = AB_FAMILY_NONE,
    .fields = dynamic_stream_check_config_fields,
    .options_size = sizeof(dynamic_stream_check_config),
};
