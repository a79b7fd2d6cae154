/* CheckStream. */
#include "declarative/checks/check.h"

typedef struct check_stream {
    ab_strings stream_names;
    ab_components dynamic_streams_check_configs;
    const ab_value *config_overrides;
} check_stream;

static const ab_field check_stream_fields[] = {
    {"stream_names", AB_FIELD_STRINGS, AB_AT(check_stream, stream_names)},
    {"dynamic_streams_check_configs", AB_FIELD_CHILDREN,
     AB_AT(check_stream, dynamic_streams_check_configs), .of = "DynamicStreamCheckConfig"},
    {"config_overrides", AB_FIELD_JSON, AB_AT(check_stream, config_overrides),
     .takes = AB_TAKES_OBJECT},
    {0},
};

const ab_component_type ab_component_check_stream = {
    .name = "CheckStream",
    .family = AB_FAMILY_CHECK,
    .fields = check_stream_fields,
    .options_size = sizeof(check_stream),
};
