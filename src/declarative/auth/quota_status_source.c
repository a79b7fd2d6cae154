/* QuotaStatusSource. */
#include "declarative/auth/authenticator.h"

typedef struct quota_status_source {
    const ab_template *url;
    int http_method;
    ab_mapping request_headers;
    ab_ints unavailable_status_codes;
} quota_status_source;

static const ab_field quota_status_source_fields[] = {
    {"url", AB_FIELD_TEMPLATE, AB_AT(quota_status_source, url), .flags = AB_FIELD_REQUIRED},
    {"http_method", AB_FIELD_ENUM, AB_AT(quota_status_source, http_method), .of = "GET|POST",
     .deflt = "\"GET\""},
    {"request_headers", AB_FIELD_MAPPING, AB_AT(quota_status_source, request_headers),
     .flags = AB_FIELD_TEXT_VALUES, .takes = AB_TAKES_OBJECT},
    {"unavailable_status_codes", AB_FIELD_INTS,
     AB_AT(quota_status_source, unavailable_status_codes), .flags = AB_FIELD_UNIQUE},
    {0},
};

const ab_component_type ab_component_quota_status_source = {
    .name = "QuotaStatusSource",
    .family = AB_FAMILY_NONE,
    .fields = quota_status_source_fields,
    .options_size = sizeof(quota_status_source),
};
