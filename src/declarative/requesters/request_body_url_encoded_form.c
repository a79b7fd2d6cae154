/* RequestBodyUrlEncodedForm. */
#include "declarative/requesters/requester.h"

typedef struct request_body_url_encoded_form {
    ab_mapping value;
} request_body_url_encoded_form;

static const ab_field request_body_url_encoded_form_fields[] = {
    {"value", AB_FIELD_MAPPING, AB_AT(request_body_url_encoded_form, value),
     .flags = AB_FIELD_REQUIRED | AB_FIELD_TEXT_VALUES, .takes = AB_TAKES_OBJECT},
    {0},
};

const ab_component_type ab_component_request_body_url_encoded_form = {
    .name = "RequestBodyUrlEncodedForm",
    .family = AB_FAMILY_NONE,
    .fields = request_body_url_encoded_form_fields,
    .options_size = sizeof(request_body_url_encoded_form),
};
