/* WaitTimeFromResponse. */
#include "declarative/error_handlers/error_handler.h"

typedef struct wait_time_from_response {
    const ab_template *wait_time_in_seconds;
    const ab_template *max_waiting_time_in_seconds;
} wait_time_from_response;

static const ab_field wait_time_from_response_fields[] = {
    {"wait_time_in_seconds", AB_FIELD_TEMPLATE,
     AB_AT(wait_time_from_response, wait_time_in_seconds), .flags = AB_FIELD_REQUIRED},
    {"max_waiting_time_in_seconds", AB_FIELD_TEMPLATE,
     AB_AT(wait_time_from_response, max_waiting_time_in_seconds),
     .takes = AB_TAKES_NUMBER | AB_TAKES_STRING},
    {0},
};

const ab_component_type ab_component_wait_time_from_response = {
    .name = "WaitTimeFromResponse",
    .family = AB_FAMILY_BACKOFF_STRATEGY,
    .fields = wait_time_from_response_fields,
    .options_size = sizeof(wait_time_from_response),
};
