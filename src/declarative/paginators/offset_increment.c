/* OffsetIncrement. */
#include "declarative/paginators/paginator.h"

typedef struct offset_increment {
    const ab_template *page_size;
    bool inject_on_first_request;
} offset_increment;

static const ab_field offset_increment_fields[] = {
    {"page_size", AB_FIELD_TEMPLATE, AB_AT(offset_increment, page_size),
     .takes = AB_TAKES_INT | AB_TAKES_STRING},
    {"inject_on_first_request", AB_FIELD_BOOL, AB_AT(offset_increment, inject_on_first_request)},
    {0},
};

const ab_component_type ab_component_offset_increment = {
    .name = "OffsetIncrement",
    .family = AB_FAMILY_PAGINATION_STRATEGY,
    .fields = offset_increment_fields,
    .options_size = sizeof(offset_increment),
};
