/* CompositeErrorHandler. */
#include "declarative/error_handlers/error_handler.h"

typedef struct composite_error_handler {
    ab_components error_handlers;
} composite_error_handler;

static const ab_field composite_error_handler_fields[] = {
    {"error_handlers", AB_FIELD_CHILDREN, AB_AT(composite_error_handler, error_handlers),
     .flags = AB_FIELD_REQUIRED,
     .of = "CompositeErrorHandler|DefaultErrorHandler|CustomErrorHandler"},
    {0},
};

const ab_component_type ab_component_composite_error_handler = {
    .name = "CompositeErrorHandler",
    .family = AB_FAMILY_ERROR_HANDLER,
    .fields = composite_error_handler_fields,
    .options_size = sizeof(composite_error_handler),
};
