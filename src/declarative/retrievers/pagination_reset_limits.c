/* PaginationResetLimits. */
#include "declarative/retrievers/simple.h"

static const ab_field pagination_reset_limits_fields[] = {
    {"number_of_records", AB_FIELD_INT, AB_AT(ab_pagination_reset_limits, number_of_records),
     .help = "After so many records the pagination starts over."},
    {0},
};

const ab_component_type ab_component_pagination_reset_limits = {
    .name = "PaginationResetLimits",
    .family = AB_FAMILY_NONE,
    .fields = pagination_reset_limits_fields,
    .options_size = sizeof(ab_pagination_reset_limits),
    .help = "Limits after which the pagination starts over.",
};
