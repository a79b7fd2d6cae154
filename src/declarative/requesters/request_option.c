/* RequestOption. */
#include "declarative/requesters/requester.h"

static const ab_field request_option_fields[] = {
    {"inject_into", AB_FIELD_ENUM, AB_AT(ab_request_option, inject_into),
     .flags = AB_FIELD_REQUIRED, .of = "request_parameter|header|body_data|body_json",
     .help = "Where the value goes: a query parameter, a header, or a member of the body."},
    {"field_name", AB_FIELD_TEMPLATE, AB_AT(ab_request_option, field_name),
     .help = "The name of the parameter, header or member."},
    {"field_path", AB_FIELD_TEMPLATES, AB_AT(ab_request_option, field_path),
     .help = "The keys that lead to the member in a JSON body."},
    {0},
};

const ab_component_type ab_component_request_option = {
    .name = "RequestOption",
    .family = AB_FAMILY_NONE,
    .fields = request_option_fields,
    .options_size = sizeof(ab_request_option),
    .help = "A place in a request.",
};
