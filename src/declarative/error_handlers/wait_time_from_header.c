/* WaitTimeFromHeader. */
#include "declarative/error_handlers/error_handler.h"

typedef struct wait_time_from_header {
    const ab_template *header;
    const ab_template *regex;
    const ab_template *max_waiting_time_in_seconds;
} wait_time_from_header;

static const ab_field wait_time_from_header_fields[] = {
    {"header", AB_FIELD_TEMPLATE, AB_AT(wait_time_from_header, header), .flags = AB_FIELD_REQUIRED},
    {"regex", AB_FIELD_TEMPLATE, AB_AT(wait_time_from_header, regex)},
    {"max_waiting_time_in_seconds", AB_FIELD_TEMPLATE,
     AB_AT(wait_time_from_header, max_waiting_time_in_seconds),
     .takes = AB_TAKES_NUMBER | AB_TAKES_STRING},
    {0},
};

const ab_component_type ab_component_wait_time_from_header = {
    .name = "WaitTimeFromHeader",
    .family = AB_FAMILY_BACKOFF_STRATEGY,
    .fields = wait_time_from_header_fields,
    .options_size = sizeof(wait_time_from_header),
};
