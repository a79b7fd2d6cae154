/* SubstreamPartitionRouter. */
#include "declarative/partition_routers/partition_router.h"

typedef struct substream_partition_router {
    ab_components parent_stream_configs;
} substream_partition_router;

static const ab_field substream_partition_router_fields[] = {
    {"parent_stream_configs", AB_FIELD_CHILDREN,
     AB_AT(substream_partition_router, parent_stream_configs), .flags = AB_FIELD_REQUIRED,
     .of = "ParentStreamConfig"},
    {0},
};

const ab_component_type ab_component_substream_partition_router = {
    .name = "SubstreamPartitionRouter",
    .family = AB_FAMILY_PARTITION_ROUTER,
    .fields = substream_partition_router_fields,
    .options_size = sizeof(substream_partition_router),
};
