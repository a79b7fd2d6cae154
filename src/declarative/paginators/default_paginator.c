/* DefaultPaginator. */
#include "declarative/paginators/paginator.h"

typedef struct default_paginator {
    const ab_component *pagination_strategy;
    const ab_component *page_size_option;
    const ab_component *page_token_option;
} default_paginator;

static const ab_field default_paginator_fields[] = {
    {"pagination_strategy", AB_FIELD_CHILD, AB_AT(default_paginator, pagination_strategy),
     .flags = AB_FIELD_REQUIRED,
     .of = "PageIncrement|OffsetIncrement|CursorPagination|"
           "CustomPaginationStrategy"},
    {"page_size_option", AB_FIELD_CHILD, AB_AT(default_paginator, page_size_option),
     .of = "RequestOption"},
    {"page_token_option", AB_FIELD_CHILD, AB_AT(default_paginator, page_token_option),
     .of = "RequestOption|RequestPath"},
    {0},
};

const ab_component_type ab_component_default_paginator = {
    .name = "DefaultPaginator",
    .family = AB_FAMILY_PAGINATOR,
    .fields = default_paginator_fields,
    .options_size = sizeof(default_paginator),
};
