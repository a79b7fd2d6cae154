/* DefaultErrorHandler. */
#include "declarative/error_handlers/error_handler.h"

typedef struct default_error_handler {
    ab_components backoff_strategies;
    const ab_template *max_retries;
    ab_components response_filters;
} default_error_handler;

static const ab_field default_error_handler_fields[] = {
    {"backoff_strategies", AB_FIELD_CHILDREN, AB_AT(default_error_handler, backoff_strategies),
     .of = "ConstantBackoffStrategy|ExponentialBackoffStrategy|"
           "WaitTimeFromHeader|WaitTimeFromResponse|"
           "WaitUntilTimeFromHeader|CustomBackoffStrategy"},
    {"max_retries", AB_FIELD_TEMPLATE, AB_AT(default_error_handler, max_retries),
     .takes = AB_TAKES_INT | AB_TAKES_STRING, .deflt = "5"},
    {"response_filters", AB_FIELD_CHILDREN, AB_AT(default_error_handler, response_filters),
     .of = "HttpResponseFilter"},
    {0},
};

const ab_component_type ab_component_default_error_handler = {
    .name = "DefaultErrorHandler",
    .family = AB_FAMILY_ERROR_HANDLER,
    .fields = default_error_handler_fields,
    .options_size = sizeof(default_error_handler),
};
