/* DynamicStreamCheckConfig. */
#include "declarative/checks/streams.h"

static const ab_field dynamic_stream_check_config_fields[] = {
    {"dynamic_stream_name", AB_FIELD_STRING,
     AB_AT(ab_dynamic_stream_check_config, dynamic_stream_name), .flags = AB_FIELD_REQUIRED,
     .help = "The name of the dynamic stream, as the manifest has it."},
    {"stream_count", AB_FIELD_INT, AB_AT(ab_dynamic_stream_check_config, stream_count),
     .flags = AB_FIELD_MIN, .min = 1,
     .help = "How many of its streams are tried; all of them if absent."},
    {0},
};

const ab_component_type ab_component_dynamic_stream_check_config = {
    .name = "DynamicStreamCheckConfig",
    .family = AB_FAMILY_NONE,
    .fields = dynamic_stream_check_config_fields,
    .options_size = sizeof(ab_dynamic_stream_check_config),
    .help = "Tries some of the streams that a template makes.",
};
