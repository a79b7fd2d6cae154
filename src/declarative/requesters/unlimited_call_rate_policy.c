/* UnlimitedCallRatePolicy. */
#include "declarative/requesters/requester.h"

typedef struct unlimited_call_rate_policy {
    ab_components matchers;
} unlimited_call_rate_policy;

static const ab_field unlimited_call_rate_policy_fields[] = {
    {"matchers", AB_FIELD_CHILDREN, AB_AT(unlimited_call_rate_policy, matchers),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequestRegexMatcher"},
    {0},
};

const ab_component_type ab_component_unlimited_call_rate_policy = {
    .name = "UnlimitedCallRatePolicy",
    .family = AB_FAMILY_NONE,
    .fields = unlimited_call_rate_policy_fields,
    .options_size = sizeof(unlimited_call_rate_policy),
};
