/* ConditionalStreams. */
#include "declarative/component.h"

typedef struct conditional_streams {
    const ab_template *condition;
    ab_components streams;
} conditional_streams;

static const ab_field conditional_streams_fields[] = {
    {"condition", AB_FIELD_CONDITION, AB_AT(conditional_streams, condition),
     .flags = AB_FIELD_REQUIRED, .help = "The streams are there if this holds for the config."},
    {"streams", AB_FIELD_CHILDREN, AB_AT(conditional_streams, streams), .flags = AB_FIELD_REQUIRED,
     .of = "DeclarativeStream", .help = "The streams that depend on it."},
    {0},
};

const ab_component_type ab_component_conditional_streams = {
    .name = "ConditionalStreams",
    .family = AB_FAMILY_NONE,
    .fields = conditional_streams_fields,
    .options_size = sizeof(conditional_streams),
    .help = "Streams that the source has only under a condition.",
};
