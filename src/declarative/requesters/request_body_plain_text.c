/* RequestBodyPlainText. */
#include "declarative/requesters/requester.h"

typedef struct request_body_plain_text {
    ab_str value;
} request_body_plain_text;

static const ab_field request_body_plain_text_fields[] = {
    {"value", AB_FIELD_STRING, AB_AT(request_body_plain_text, value), .flags = AB_FIELD_REQUIRED},
    {0},
};

const ab_component_type ab_component_request_body_plain_text = {
    .name = "RequestBodyPlainText",
    .family = AB_FAMILY_NONE,
    .fields = request_body_plain_text_fields,
    .options_size = sizeof(request_body_plain_text),
};
