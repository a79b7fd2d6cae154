/* RequestWindowSplitting. */
#include "declarative/retrievers/retriever.h"

typedef struct request_window_splitting {
    ab_str failure_message;
    ab_str min_split_window;
} request_window_splitting;

static const ab_field request_window_splitting_fields[] = {
    {"failure_message", AB_FIELD_STRING, AB_AT(request_window_splitting, failure_message)},
    {"min_split_window", AB_FIELD_STRING, AB_AT(request_window_splitting, min_split_window)},
    {0},
};

const ab_component_type ab_component_request_window_splitting = {
    .name = "RequestWindowSplitting",
    .family = AB_FAMILY_NONE,
    .fields = request_window_splitting_fields,
    .options_size = sizeof(request_window_splitting),
};
