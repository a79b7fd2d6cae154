/* RequestWindowSplitting. */
#include "declarative/retrievers/simple.h"

static const ab_field request_window_splitting_fields[] = {
    {"failure_message", AB_FIELD_STRING, AB_AT(ab_request_window_splitting, failure_message),
     .help = "Advice that is added to the error."},
    {"min_split_window", AB_FIELD_STRING, AB_AT(ab_request_window_splitting, min_split_window),
     .help = "The smallest window that is still split, as an ISO 8601 duration."},
    {0},
};

const ab_component_type ab_component_request_window_splitting = {
    .name = "RequestWindowSplitting",
    .family = AB_FAMILY_NONE,
    .fields = request_window_splitting_fields,
    .options_size = sizeof(ab_request_window_splitting),
    .help = "Splits a window of time that the API finds too large.",
};
