/* FixedWindowCallRatePolicy. */
#include "declarative/requesters/requester.h"

typedef struct fixed_window_call_rate_policy {
    ab_str period;
    int64_t call_limit;
    ab_components matchers;
} fixed_window_call_rate_policy;

static const ab_field fixed_window_call_rate_policy_fields[] = {
    {"period", AB_FIELD_STRING, AB_AT(fixed_window_call_rate_policy, period),
     .flags = AB_FIELD_REQUIRED},
    {"call_limit", AB_FIELD_INT, AB_AT(fixed_window_call_rate_policy, call_limit),
     .flags = AB_FIELD_REQUIRED},
    {"matchers", AB_FIELD_CHILDREN, AB_AT(fixed_window_call_rate_policy, matchers),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequestRegexMatcher"},
    {0},
};

const ab_component_type ab_component_fixed_window_call_rate_policy = {
    .name = "FixedWindowCallRatePolicy",
    .family = AB_FAMILY_NONE,
    .fields = fixed_window_call_rate_policy_fields,
    .options_size = sizeof(fixed_window_call_rate_policy),
};
