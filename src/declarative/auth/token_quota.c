/* TokenQuota. */
#include "declarative/auth/authenticator.h"

typedef struct token_quota {
    ab_str name;
    ab_strings remaining_path;
    ab_strings reset_path;
    ab_strings limit_path;
    ab_components matchers;
    ab_str remaining_header;
    ab_str reset_header;
    ab_str limit_header;
    ab_ints exhaustion_status_codes;
} token_quota;

static const ab_field token_quota_fields[] = {
    {"name", AB_FIELD_STRING, AB_AT(token_quota, name), .flags = AB_FIELD_REQUIRED},
    {"remaining_path", AB_FIELD_STRINGS, AB_AT(token_quota, remaining_path),
     .flags = AB_FIELD_REQUIRED},
    {"reset_path", AB_FIELD_STRINGS, AB_AT(token_quota, reset_path), .flags = AB_FIELD_REQUIRED},
    {"limit_path", AB_FIELD_STRINGS, AB_AT(token_quota, limit_path)},
    {"matchers", AB_FIELD_CHILDREN, AB_AT(token_quota, matchers), .of = "HttpRequestRegexMatcher"},
    {"remaining_header", AB_FIELD_STRING, AB_AT(token_quota, remaining_header)},
    {"reset_header", AB_FIELD_STRING, AB_AT(token_quota, reset_header)},
    {"limit_header", AB_FIELD_STRING, AB_AT(token_quota, limit_header)},
    {"exhaustion_status_codes", AB_FIELD_INTS, AB_AT(token_quota, exhaustion_status_codes)},
    {0},
};

const ab_component_type ab_component_token_quota = {
    .name = "TokenQuota",
    .family = AB_FAMILY_NONE,
    .fields = token_quota_fields,
    .options_size = sizeof(token_quota),
};
