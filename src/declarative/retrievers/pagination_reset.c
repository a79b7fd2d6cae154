/* PaginationReset. */
#include "declarative/retrievers/simple.h"

static const ab_field pagination_reset_fields[] = {
    {"action", AB_FIELD_ENUM, AB_AT(ab_pagination_reset, action), .flags = AB_FIELD_REQUIRED,
     .of = "SPLIT_USING_CURSOR|RESET",
     .help = "Start over with what the cursor leaves of the slice, or with the slice as it is."},
    {"limits", AB_FIELD_CHILD, AB_AT(ab_pagination_reset, limits), .of = "PaginationResetLimits",
     .help = "When to start over without being asked to."},
    {0},
};

const ab_component_type ab_component_pagination_reset = {
    .name = "PaginationReset",
    .family = AB_FAMILY_NONE,
    .fields = pagination_reset_fields,
    .options_size = sizeof(ab_pagination_reset),
    .help = "Starts the pagination of a slice over: on RESET_PAGINATION, or after some records.",
};
