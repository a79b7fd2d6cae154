/* PageSizeReduction. */
#include "declarative/retrievers/simple.h"

static const ab_field page_size_reduction_fields[] = {
    {"reduction_factor", AB_FIELD_NUMBER, AB_AT(ab_page_size_reduction, reduction_factor),
     .flags = AB_FIELD_ABOVE, .min = 1, .deflt = "2", .help = "What the page size is divided by."},
    {"minimum_page_size", AB_FIELD_INT, AB_AT(ab_page_size_reduction, minimum_page_size),
     .flags = AB_FIELD_MIN, .min = 1, .deflt = "1", .help = "The smallest page that is asked for."},
    {"max_attempts", AB_FIELD_INT, AB_AT(ab_page_size_reduction, max_attempts),
     .flags = AB_FIELD_MIN, .min = 1, .deflt = "5",
     .help = "Reductions in a row, without a page that succeeds, before the stream fails."},
    {"backoff_seconds", AB_FIELD_NUMBER, AB_AT(ab_page_size_reduction, backoff_seconds),
     .flags = AB_FIELD_MIN, .deflt = "0.5",
     .help = "Pause before the page is asked for again, times the attempts in a row."},
    {"retries_at_minimum_page_size", AB_FIELD_INT,
     AB_AT(ab_page_size_reduction, retries_at_minimum_page_size), .flags = AB_FIELD_MIN,
     .deflt = "0", .help = "How often the same page is asked for again at the smallest size."},
    {"failure_message", AB_FIELD_STRING, AB_AT(ab_page_size_reduction, failure_message),
     .help = "Advice that is added to the error."},
    {"reset_policy", AB_FIELD_ENUM, AB_AT(ab_page_size_reduction, reset_policy),
     .of = "NEVER|AFTER_SUCCESSFUL_PAGE", .deflt = "\"NEVER\"",
     .help = "Whether the configured page size comes back after a page that succeeded."},
    {0},
};

const ab_component_type ab_component_page_size_reduction = {
    .name = "PageSizeReduction",
    .family = AB_FAMILY_NONE,
    .fields = page_size_reduction_fields,
    .options_size = sizeof(ab_page_size_reduction),
    .help = "Asks for smaller pages where the API finds them too large.",
};
