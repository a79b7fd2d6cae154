/* HTTPAPIBudget. */
#include "declarative/requesters/requester.h"

typedef struct http_api_budget {
    ab_components policies;
    ab_str ratelimit_reset_header;
    ab_str ratelimit_remaining_header;
    ab_ints status_codes_for_ratelimit_hit;
} http_api_budget;

static const ab_field http_api_budget_fields[] = {
    {"policies", AB_FIELD_CHILDREN, AB_AT(http_api_budget, policies), .flags = AB_FIELD_REQUIRED,
     .of = "FixedWindowCallRatePolicy|MovingWindowCallRatePolicy|"
           "UnlimitedCallRatePolicy"},
    {"ratelimit_reset_header", AB_FIELD_STRING, AB_AT(http_api_budget, ratelimit_reset_header),
     .deflt = "\"ratelimit-reset\""},
    {"ratelimit_remaining_header", AB_FIELD_STRING,
     AB_AT(http_api_budget, ratelimit_remaining_header), .deflt = "\"ratelimit-remaining\""},
    {"status_codes_for_ratelimit_hit", AB_FIELD_INTS,
     AB_AT(http_api_budget, status_codes_for_ratelimit_hit), .deflt = "[429]"},
    {0},
};

const ab_component_type ab_component_http_api_budget = {
    .name = "HTTPAPIBudget",
    .family = AB_FAMILY_NONE,
    .fields = http_api_budget_fields,
    .options_size = sizeof(http_api_budget),
};
