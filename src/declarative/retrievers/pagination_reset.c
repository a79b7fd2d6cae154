/* PaginationReset. */
#include "declarative/retrievers/retriever.h"

typedef struct pagination_reset {
    int action;
    const ab_component *limits;
} pagination_reset;

static const ab_field pagination_reset_fields[] = {
    {"action", AB_FIELD_ENUM, AB_AT(pagination_reset, action), .flags = AB_FIELD_REQUIRED,
     .of = "SPLIT_USING_CURSOR|RESET"},
    {"limits", AB_FIELD_CHILD, AB_AT(pagination_reset, limits), .of = "PaginationResetLimits"},
    {0},
};

const ab_component_type ab_component_pagination_reset = {
    .name = "PaginationReset",
    .family = AB_FAMILY_NONE,
    .fields = pagination_reset_fields,
    .options_size = sizeof(pagination_reset),
};
