/* GroupingPartitionRouter. */
#include "declarative/partition_routers/partition_router.h"

typedef struct grouping_partition_router {
    int64_t group_size;
    const ab_component *underlying_partition_router;
    bool deduplicate;
} grouping_partition_router;

static const ab_field grouping_partition_router_fields[] = {
    {"group_size", AB_FIELD_INT, AB_AT(grouping_partition_router, group_size),
     .flags = AB_FIELD_REQUIRED},
    {"underlying_partition_router", AB_FIELD_CHILD,
     AB_AT(grouping_partition_router, underlying_partition_router), .flags = AB_FIELD_REQUIRED,
     .of = "ListPartitionRouter|SubstreamPartitionRouter|"
           "UnionPartitionRouter|CustomPartitionRouter"},
    {"deduplicate", AB_FIELD_BOOL, AB_AT(grouping_partition_router, deduplicate), .deflt = "true"},
    {0},
};

const ab_component_type ab_component_grouping_partition_router = {
    .name = "GroupingPartitionRouter",
    .family = AB_FAMILY_PARTITION_ROUTER,
    .fields = grouping_partition_router_fields,
    .options_size = sizeof(grouping_partition_router),
};
