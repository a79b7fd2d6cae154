/* StateDelegatingStream. */
#include "declarative/streams/stream.h"

typedef struct state_delegating_stream {
    ab_str name;
    const ab_component *full_refresh_stream;
    const ab_component *incremental_stream;
    ab_str api_retention_period;
} state_delegating_stream;

static const ab_field state_delegating_stream_fields[] = {
    {"name", AB_FIELD_STRING, AB_AT(state_delegating_stream, name), .flags = AB_FIELD_REQUIRED},
    {"full_refresh_stream", AB_FIELD_CHILD, AB_AT(state_delegating_stream, full_refresh_stream),
     .flags = AB_FIELD_REQUIRED, .of = "DeclarativeStream"},
    {"incremental_stream", AB_FIELD_CHILD, AB_AT(state_delegating_stream, incremental_stream),
     .flags = AB_FIELD_REQUIRED, .of = "DeclarativeStream"},
    {"api_retention_period", AB_FIELD_STRING, AB_AT(state_delegating_stream, api_retention_period)},
    {0},
};

const ab_component_type ab_component_state_delegating_stream = {
    .name = "StateDelegatingStream",
    .family = AB_FAMILY_STREAM,
    .fields = state_delegating_stream_fields,
    .options_size = sizeof(state_delegating_stream),
};
