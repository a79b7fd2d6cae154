/* MovingWindowCallRatePolicy. */
#include "declarative/requesters/requester.h"

typedef struct moving_window_call_rate_policy {
    ab_components rates;
    ab_components matchers;
} moving_window_call_rate_policy;

static const ab_field moving_window_call_rate_policy_fields[] = {
    {"rates", AB_FIELD_CHILDREN, AB_AT(moving_window_call_rate_policy, rates),
     .flags = AB_FIELD_REQUIRED, .of = "Rate"},
    {"matchers", AB_FIELD_CHILDREN, AB_AT(moving_window_call_rate_policy, matchers),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequestRegexMatcher"},
    {0},
};

const ab_component_type ab_component_moving_window_call_rate_policy = {
    .name = "MovingWindowCallRatePolicy",
    .family = AB_FAMILY_NONE,
    .fields = moving_window_call_rate_policy_fields,
    .options_size = sizeof(moving_window_call_rate_policy),
};
