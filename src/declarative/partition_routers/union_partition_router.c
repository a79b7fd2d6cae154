/* UnionPartitionRouter. */
#include "declarative/partition_routers/partition_router.h"

typedef struct union_partition_router {
    const ab_template *partition_field;
    ab_components partition_routers;
} union_partition_router;

static const ab_field union_partition_router_fields[] = {
    {"partition_field", AB_FIELD_TEMPLATE, AB_AT(union_partition_router, partition_field),
     .flags = AB_FIELD_REQUIRED},
    {"partition_routers", AB_FIELD_CHILDREN, AB_AT(union_partition_router, partition_routers),
     .flags = AB_FIELD_REQUIRED | AB_FIELD_NOT_EMPTY, .min = 2,
     .of = "ListPartitionRouter|SubstreamPartitionRouter|"
           "UnionPartitionRouter|CustomPartitionRouter"},
    {0},
};

const ab_component_type ab_component_union_partition_router = {
    .name = "UnionPartitionRouter",
    .family = AB_FAMILY_PARTITION_ROUTER,
    .fields = union_partition_router_fields,
    .options_size = sizeof(union_partition_router),
};
