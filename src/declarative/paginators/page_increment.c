/* PageIncrement. */
#include "declarative/paginators/paginator.h"

typedef struct page_increment {
    const ab_template *page_size;
    int64_t start_from_page;
    bool inject_on_first_request;
} page_increment;

static const ab_field page_increment_fields[] = {
    {"page_size", AB_FIELD_TEMPLATE, AB_AT(page_increment, page_size),
     .takes = AB_TAKES_INT | AB_TAKES_STRING},
    {"start_from_page", AB_FIELD_INT, AB_AT(page_increment, start_from_page), .deflt = "0"},
    {"inject_on_first_request", AB_FIELD_BOOL, AB_AT(page_increment, inject_on_first_request)},
    {0},
};

const ab_component_type ab_component_page_increment = {
    .name = "PageIncrement",
    .family = AB_FAMILY_PAGINATION_STRATEGY,
    .fields = page_increment_fields,
    .options_size = sizeof(page_increment),
};
