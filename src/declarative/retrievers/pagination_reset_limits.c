/* PaginationResetLimits. */
#include "declarative/retrievers/retriever.h"

typedef struct pagination_reset_limits {
    int64_t number_of_records;
} pagination_reset_limits;

static const ab_field pagination_reset_limits_fields[] = {
    {"number_of_records", AB_FIELD_INT, AB_AT(pagination_reset_limits, number_of_records)},
    {0},
};

const ab_component_type ab_component_pagination_reset_limits = {
    .name = "PaginationResetLimits",
    .family = AB_FAMILY_NONE,
    .fields = pagination_reset_limits_fields,
    .options_size = sizeof(pagination_reset_limits),
};
