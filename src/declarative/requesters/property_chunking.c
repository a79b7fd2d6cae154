/* PropertyChunking. */
#include "declarative/requesters/requester.h"

typedef struct property_chunking {
    int property_limit_type;
    int64_t property_limit;
    const ab_component *record_merge_strategy;
} property_chunking;

static const ab_field property_chunking_fields[] = {
    {"property_limit_type", AB_FIELD_ENUM, AB_AT(property_chunking, property_limit_type),
     .flags = AB_FIELD_REQUIRED, .of = "characters|property_count"},
    {"property_limit", AB_FIELD_INT, AB_AT(property_chunking, property_limit)},
    {"record_merge_strategy", AB_FIELD_CHILD, AB_AT(property_chunking, record_merge_strategy),
     .of = "GroupByKeyMergeStrategy"},
    {0},
};

const ab_component_type ab_component_property_chunking = {
    .name = "PropertyChunking",
    .family = AB_FAMILY_NONE,
    .fields = property_chunking_fields,
    .options_size = sizeof(property_chunking),
};
