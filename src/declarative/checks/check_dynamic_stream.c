/* CheckDynamicStream. */
#include "declarative/checks/check.h"

typedef struct check_dynamic_stream {
    int64_t stream_count;
    bool use_check_availability;
    const ab_value *config_overrides;
} check_dynamic_stream;

static const ab_field check_dynamic_stream_fields[] = {
    {"stream_count", AB_FIELD_INT, AB_AT(check_dynamic_stream, stream_count),
     .flags = AB_FIELD_REQUIRED},
    {"use_check_availability", AB_FIELD_BOOL, AB_AT(check_dynamic_stream, use_check_availability),
     .deflt = "true"},
    {"config_overrides", AB_FIELD_JSON, AB_AT(check_dynamic_stream, config_overrides),
     .takes = AB_TAKES_OBJECT},
    {0},
};

const ab_component_type ab_component_check_dynamic_stream = {
    .name = "CheckDynamicStream",
    .family = AB_FAMILY_CHECK,
    .fields = check_dynamic_stream_fields,
    .options_size = sizeof(check_dynamic_stream),
};
