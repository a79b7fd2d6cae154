/* MinMaxDatetime. */
#include "declarative/cursors/cursor.h"

typedef struct min_max_datetime {
    const ab_template *datetime;
    ab_str datetime_format;
    const ab_template *max_datetime;
    const ab_template *min_datetime;
} min_max_datetime;

static const ab_field min_max_datetime_fields[] = {
    {"datetime", AB_FIELD_TEMPLATE, AB_AT(min_max_datetime, datetime), .flags = AB_FIELD_REQUIRED},
    {"datetime_format", AB_FIELD_STRING, AB_AT(min_max_datetime, datetime_format)},
    {"max_datetime", AB_FIELD_TEMPLATE, AB_AT(min_max_datetime, max_datetime)},
    {"min_datetime", AB_FIELD_TEMPLATE, AB_AT(min_max_datetime, min_datetime)},
    {0},
};

const ab_component_type ab_component_min_max_datetime = {
    .name = "MinMaxDatetime",
    .family = AB_FAMILY_NONE,
    .fields = min_max_datetime_fields,
    .options_size = sizeof(min_max_datetime),
};
