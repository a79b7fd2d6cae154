/* HttpResponseFilter. */
#include "declarative/error_handlers/error_handler.h"

typedef struct http_response_filter {
    int action;
    int failure_type;
    const ab_template *error_message;
    ab_str error_message_contains;
    ab_ints http_codes;
    const ab_template *predicate;
} http_response_filter;

static const ab_field http_response_filter_fields[] = {
    {"action", AB_FIELD_ENUM, AB_AT(http_response_filter, action),
     .of = "SUCCESS|FAIL|RETRY|IGNORE|RESET_PAGINATION|RATE_LIMITED|"
           "REFRESH_TOKEN_THEN_RETRY|REDUCE_PAGE_SIZE|"
           "SPLIT_REQUEST_WINDOW"},
    {"failure_type", AB_FIELD_ENUM, AB_AT(http_response_filter, failure_type),
     .of = "system_error|config_error|transient_error"},
    {"error_message", AB_FIELD_TEMPLATE, AB_AT(http_response_filter, error_message)},
    {"error_message_contains", AB_FIELD_STRING,
     AB_AT(http_response_filter, error_message_contains)},
    {"http_codes", AB_FIELD_INTS, AB_AT(http_response_filter, http_codes),
     .flags = AB_FIELD_UNIQUE},
    {"predicate", AB_FIELD_CONDITION, AB_AT(http_response_filter, predicate)},
    {0},
};

const ab_component_type ab_component_http_response_filter = {
    .name = "HttpResponseFilter",
    .family = AB_FAMILY_NONE,
    .fields = http_response_filter_fields,
    .options_size = sizeof(http_response_filter),
};
