/* TokenQuota: a kind of requests that an API counts by itself, for each token. */
#include "declarative/auth/token_pool.h"

#include <stddef.h>

static const ab_field token_quota_fields[] = {
    {"name", AB_FIELD_STRING, AB_AT(ab_token_quota, name), .flags = AB_FIELD_REQUIRED,
     .help = "What the quota is called in logs."},
    {"remaining_path", AB_FIELD_STRINGS, AB_AT(ab_token_quota, remaining_path),
     .flags = AB_FIELD_REQUIRED, .help = "Where the quota status says how many calls are left."},
    {"reset_path", AB_FIELD_STRINGS, AB_AT(ab_token_quota, reset_path), .flags = AB_FIELD_REQUIRED,
     .help = "Where it says when the quota is full again."},
    {"limit_path", AB_FIELD_STRINGS, AB_AT(ab_token_quota, limit_path),
     .help = "Where it says how many calls there are in all; what is left counts if absent."},
    {"matchers", AB_FIELD_CHILDREN, AB_AT(ab_token_quota, matchers),
     .of = "HttpRequestRegexMatcher",
     .help = "Which requests the quota is for; without any it is for all that no other takes."},
    {"remaining_header", AB_FIELD_STRING, AB_AT(ab_token_quota, remaining_header),
     .help = "Header of each response that says how many calls are left."},
    {"reset_header", AB_FIELD_STRING, AB_AT(ab_token_quota, reset_header),
     .help = "Header that says when the quota is full again."},
    {"limit_header", AB_FIELD_STRING, AB_AT(ab_token_quota, limit_header),
     .help = "Header that says how many calls there are in all."},
    {"exhaustion_status_codes", AB_FIELD_INTS, AB_AT(ab_token_quota, exhaustion_status_codes),
     .help = "Statuses by which a response says that no call is left."},
    {0},
};

const ab_component_type ab_component_token_quota = {
    .name = "TokenQuota",
    .family = AB_FAMILY_NONE,
    .fields = token_quota_fields,
    .options_size = sizeof(ab_token_quota),
    .help = "A quota of calls that an API has for each token.",
};
