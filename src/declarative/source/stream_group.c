/* StreamGroup. */
#include "declarative/component.h"

typedef struct stream_group {
    ab_components streams;
    const ab_component *action;
} stream_group;

static const ab_field stream_group_fields[] = {
    {"streams", AB_FIELD_CHILDREN, AB_AT(stream_group, streams), .flags = AB_FIELD_REQUIRED,
     .of = "DeclarativeStream", .help = "References to the streams of the group."},
    {"action", AB_FIELD_CHILD, AB_AT(stream_group, action), .flags = AB_FIELD_REQUIRED,
     .of = "BlockSimultaneousSyncsAction",
     .help = "What is done with a stream whose group is busy."},
    {0},
};

const ab_component_type ab_component_stream_group = {
    .name = "StreamGroup",
    .family = AB_FAMILY_NONE,
    .fields = stream_group_fields,
    .options_size = sizeof(stream_group),
    .untyped = true,
    .help = "Streams that share something which allows no simultaneous reads.",
};
