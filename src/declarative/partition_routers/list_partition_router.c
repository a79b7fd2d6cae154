/* ListPartitionRouter. */
#include "declarative/partition_routers/partition_router.h"

typedef struct list_partition_router {
    const ab_template *cursor_field;
    const ab_template *values_text;
    ab_strings values_list;
    const ab_component *request_option;
} list_partition_router;

static const ab_field list_partition_router_fields[] = {
    {"cursor_field", AB_FIELD_TEMPLATE, AB_AT(list_partition_router, cursor_field),
     .flags = AB_FIELD_REQUIRED},
    {"values", AB_FIELD_TEMPLATE, AB_AT(list_partition_router, values_text),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_STRING},
    {"values", AB_FIELD_STRINGS, AB_AT(list_partition_router, values_list),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_ARRAY},
    {"request_option", AB_FIELD_CHILD, AB_AT(list_partition_router, request_option),
     .of = "RequestOption"},
    {0},
};

const ab_component_type ab_component_list_partition_router = {
    .name = "ListPartitionRouter",
    .family = AB_FAMILY_PARTITION_ROUTER,
    .fields = list_partition_router_fields,
    .options_size = sizeof(list_partition_router),
};
