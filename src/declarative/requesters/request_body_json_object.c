/* RequestBodyJsonObject. */
#include "declarative/requesters/requester.h"

typedef struct request_body_json_object {
    const ab_template_tree *value;
} request_body_json_object;

static const ab_field request_body_json_object_fields[] = {
    {"value", AB_FIELD_NESTED, AB_AT(request_body_json_object, value), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_OBJECT},
    {0},
};

const ab_component_type ab_component_request_body_json_object = {
    .name = "RequestBodyJsonObject",
    .family = AB_FAMILY_NONE,
    .fields = request_body_json_object_fields,
    .options_size = sizeof(request_body_json_object),
};
