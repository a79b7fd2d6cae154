/* CursorPagination. */
#include "declarative/paginators/paginator.h"

typedef struct cursor_pagination {
    const ab_template *cursor_value;
    const ab_template *page_size;
    const ab_template *stop_condition;
} cursor_pagination;

static const ab_field cursor_pagination_fields[] = {
    {"cursor_value", AB_FIELD_TEMPLATE, AB_AT(cursor_pagination, cursor_value),
     .flags = AB_FIELD_REQUIRED},
    {"page_size", AB_FIELD_TEMPLATE, AB_AT(cursor_pagination, page_size),
     .takes = AB_TAKES_INT | AB_TAKES_STRING},
    {"stop_condition", AB_FIELD_CONDITION, AB_AT(cursor_pagination, stop_condition)},
    {0},
};

const ab_component_type ab_component_cursor_pagination = {
    .name = "CursorPagination",
    .family = AB_FAMILY_PAGINATION_STRATEGY,
    .fields = cursor_pagination_fields,
    .options_size = sizeof(cursor_pagination),
};
