/* RateLimitedMultipleTokenAuthenticator. */
#include "declarative/auth/authenticator.h"

typedef struct rate_limited_multiple_token_authenticator {
    const ab_template *tokens_text;
    ab_templates tokens_list;
    ab_str token_delimiter;
    ab_str auth_method;
    ab_str header;
    const ab_component *quota_status_source;
    ab_components quotas;
    const ab_template *max_wait_time;
    double budget_reserve_fraction;
    int64_t budget_min_reserve;
} rate_limited_multiple_token_authenticator;

static const ab_field rate_limited_multiple_token_authenticator_fields[] = {
    {"tokens", AB_FIELD_TEMPLATE, AB_AT(rate_limited_multiple_token_authenticator, tokens_text),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_STRING},
    {"tokens", AB_FIELD_TEMPLATES, AB_AT(rate_limited_multiple_token_authenticator, tokens_list),
     .flags = AB_FIELD_REQUIRED | AB_FIELD_NOT_EMPTY, .min = 1, .takes = AB_TAKES_ARRAY},
    {"token_delimiter", AB_FIELD_STRING,
     AB_AT(rate_limited_multiple_token_authenticator, token_delimiter), .deflt = "\",\""},
    {"auth_method", AB_FIELD_STRING, AB_AT(rate_limited_multiple_token_authenticator, auth_method),
     .deflt = "\"Bearer\""},
    {"header", AB_FIELD_STRING, AB_AT(rate_limited_multiple_token_authenticator, header),
     .deflt = "\"Authorization\""},
    {"quota_status_source", AB_FIELD_CHILD,
     AB_AT(rate_limited_multiple_token_authenticator, quota_status_source),
     .flags = AB_FIELD_REQUIRED, .of = "QuotaStatusSource"},
    {"quotas", AB_FIELD_CHILDREN, AB_AT(rate_limited_multiple_token_authenticator, quotas),
     .flags = AB_FIELD_REQUIRED | AB_FIELD_NOT_EMPTY, .min = 1, .of = "TokenQuota"},
    {"max_wait_time", AB_FIELD_TEMPLATE,
     AB_AT(rate_limited_multiple_token_authenticator, max_wait_time), .deflt = "\"PT2H\""},
    {"budget_reserve_fraction", AB_FIELD_NUMBER,
     AB_AT(rate_limited_multiple_token_authenticator, budget_reserve_fraction), .deflt = "0.1"},
    {"budget_min_reserve", AB_FIELD_INT,
     AB_AT(rate_limited_multiple_token_authenticator, budget_min_reserve), .deflt = "50"},
    {0},
};

const ab_component_type ab_component_rate_limited_multiple_token_authenticator = {
    .name = "RateLimitedMultipleTokenAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = rate_limited_multiple_token_authenticator_fields,
    .options_size = sizeof(rate_limited_multiple_token_authenticator),
};
