/* RecordFilter. */
#include "declarative/selectors/selector.h"

typedef struct record_filter {
    const ab_template *condition;
} record_filter;

static const ab_field record_filter_fields[] = {
    {"condition", AB_FIELD_CONDITION, AB_AT(record_filter, condition)},
    {0},
};

const ab_component_type ab_component_record_filter = {
    .name = "RecordFilter",
    .family = AB_FAMILY_RECORD_FILTER,
    .fields = record_filter_fields,
    .options_size = sizeof(record_filter),
};
