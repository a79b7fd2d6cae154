/* IncrementingCountCursor. */
#include "declarative/cursors/cursor.h"

typedef struct incrementing_count_cursor {
    const ab_template *cursor_field;
    bool allow_catalog_defined_cursor_field;
    const ab_template *start_value;
    const ab_component *start_value_option;
} incrementing_count_cursor;

static const ab_field incrementing_count_cursor_fields[] = {
    {"cursor_field", AB_FIELD_TEMPLATE, AB_AT(incrementing_count_cursor, cursor_field),
     .flags = AB_FIELD_REQUIRED},
    {"allow_catalog_defined_cursor_field", AB_FIELD_BOOL,
     AB_AT(incrementing_count_cursor, allow_catalog_defined_cursor_field)},
    {"start_value", AB_FIELD_TEMPLATE, AB_AT(incrementing_count_cursor, start_value),
     .takes = AB_TAKES_STRING | AB_TAKES_INT},
    {"start_value_option", AB_FIELD_CHILD, AB_AT(incrementing_count_cursor, start_value_option),
     .of = "RequestOption"},
    {0},
};

const ab_component_type ab_component_incrementing_count_cursor = {
    .name = "IncrementingCountCursor",
    .family = AB_FAMILY_CURSOR,
    .fields = incrementing_count_cursor_fields,
    .options_size = sizeof(incrementing_count_cursor),
};
