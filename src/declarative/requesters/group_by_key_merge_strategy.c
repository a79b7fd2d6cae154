/* GroupByKeyMergeStrategy. */
#include "declarative/requesters/requester.h"

typedef struct group_by_key_merge_strategy {
    ab_str key_text;
    ab_strings key_list;
} group_by_key_merge_strategy;

static const ab_field group_by_key_merge_strategy_fields[] = {
    {"key", AB_FIELD_STRING, AB_AT(group_by_key_merge_strategy, key_text),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_STRING},
    {"key", AB_FIELD_STRINGS, AB_AT(group_by_key_merge_strategy, key_list),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_ARRAY},
    {0},
};

const ab_component_type ab_component_group_by_key_merge_strategy = {
    .name = "GroupByKeyMergeStrategy",
    .family = AB_FAMILY_NONE,
    .fields = group_by_key_merge_strategy_fields,
    .options_size = sizeof(group_by_key_merge_strategy),
};
