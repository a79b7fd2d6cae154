/* PageSizeReduction. */
#include "declarative/retrievers/retriever.h"

typedef struct page_size_reduction {
    double reduction_factor;
    int64_t minimum_page_size;
    int64_t max_attempts;
    double backoff_seconds;
    int64_t retries_at_minimum_page_size;
    ab_str failure_message;
    int reset_policy;
} page_size_reduction;

static const ab_field page_size_reduction_fields[] = {
    {"reduction_factor", AB_FIELD_NUMBER, AB_AT(page_size_reduction, reduction_factor),
     .flags = AB_FIELD_ABOVE, .min = 1, .deflt = "2"},
    {"minimum_page_size", AB_FIELD_INT, AB_AT(page_size_reduction, minimum_page_size),
     .flags = AB_FIELD_MIN, .min = 1, .deflt = "1"},
    {"max_attempts", AB_FIELD_INT, AB_AT(page_size_reduction, max_attempts), .flags = AB_FIELD_MIN,
     .min = 1, .deflt = "5"},
    {"backoff_seconds", AB_FIELD_NUMBER, AB_AT(page_size_reduction, backoff_seconds),
     .flags = AB_FIELD_MIN, .deflt = "0.5"},
    {"retries_at_minimum_page_size", AB_FIELD_INT,
     AB_AT(page_size_reduction, retries_at_minimum_page_size), .flags = AB_FIELD_MIN, .deflt = "0"},
    {"failure_message", AB_FIELD_STRING, AB_AT(page_size_reduction, failure_message)},
    {"reset_policy", AB_FIELD_ENUM, AB_AT(page_size_reduction, reset_policy),
     .of = "NEVER|AFTER_SUCCESSFUL_PAGE", .deflt = "\"NEVER\""},
    {0},
};

const ab_component_type ab_component_page_size_reduction = {
    .name = "PageSizeReduction",
    .family = AB_FAMILY_NONE,
    .fields = page_size_reduction_fields,
    .options_size = sizeof(page_size_reduction),
};
