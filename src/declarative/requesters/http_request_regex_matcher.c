/* HttpRequestRegexMatcher. */
#include "declarative/requesters/requester.h"

typedef struct http_request_regex_matcher {
    ab_str method;
    ab_str url_base;
    ab_str url_path_pattern;
    const ab_value *params;
    const ab_value *headers;
    const ab_template *weight;
} http_request_regex_matcher;

static const ab_field http_request_regex_matcher_fields[] = {
    {"method", AB_FIELD_STRING, AB_AT(http_request_regex_matcher, method)},
    {"url_base", AB_FIELD_STRING, AB_AT(http_request_regex_matcher, url_base)},
    {"url_path_pattern", AB_FIELD_STRING, AB_AT(http_request_regex_matcher, url_path_pattern)},
    {"params", AB_FIELD_JSON, AB_AT(http_request_regex_matcher, params), .takes = AB_TAKES_OBJECT},
    {"headers", AB_FIELD_JSON, AB_AT(http_request_regex_matcher, headers),
     .takes = AB_TAKES_OBJECT},
    {"weight", AB_FIELD_TEMPLATE, AB_AT(http_request_regex_matcher, weight),
     .takes = AB_TAKES_INT | AB_TAKES_STRING},
    {0},
};

const ab_component_type ab_component_http_request_regex_matcher = {
    .name = "HttpRequestRegexMatcher",
    .family = AB_FAMILY_NONE,
    .fields = http_request_regex_matcher_fields,
    .options_size = sizeof(http_request_regex_matcher),
    .untyped = true,
};
