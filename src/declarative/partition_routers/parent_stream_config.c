/* ParentStreamConfig: how a parent's records become partitions. */
#include "declarative/partition_routers/options.h"

static const ab_field parent_stream_config_fields[] = {
    {"stream", AB_FIELD_CHILD, AB_AT(ab_parent_stream_options, stream), .flags = AB_FIELD_REQUIRED,
     .of = "DeclarativeStream|StateDelegatingStream", .help = "The parent stream."},
    {"parent_key", AB_FIELD_TEMPLATE, AB_AT(ab_parent_stream_options, parent_key),
     .flags = AB_FIELD_REQUIRED,
     .help = "The field of the parent's records that tells partitions apart; `a/b` is a nested "
             "one. Records without it make no partition."},
    {"partition_field", AB_FIELD_TEMPLATE, AB_AT(ab_parent_stream_options, partition_field),
     .flags = AB_FIELD_REQUIRED, .help = "The name of the partition's field."},
    {"request_option", AB_FIELD_CHILD, AB_AT(ab_parent_stream_options, request_option),
     .of = "RequestOption", .help = "Where requests say the parent's key."},
    {"incremental_dependency", AB_FIELD_BOOL,
     AB_AT(ab_parent_stream_options, incremental_dependency),
     .help = "Reads the parent incrementally: its state is kept in the child's."},
    {"lazy_read_pointer", AB_FIELD_TEMPLATES, AB_AT(ab_parent_stream_options, lazy_read_pointer),
     .help = "Where the parent's records hold the first page of the child's records."},
    {"extra_fields", AB_FIELD_STRING_LISTS, AB_AT(ab_parent_stream_options, extra_fields),
     .help = "Paths of further fields of the parent's records, handed on in the slice."},
    {0},
};

const ab_component_type ab_component_parent_stream_config = {
    .name = "ParentStreamConfig",
    .family = AB_FAMILY_NONE,
    .fields = parent_stream_config_fields,
    .options_size = sizeof(ab_parent_stream_options),
    .help = "Names a parent stream and the field of its records that partitions go by.",
};
