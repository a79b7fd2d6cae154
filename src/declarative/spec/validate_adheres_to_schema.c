/* ValidateAdheresToSchema. */
#include "declarative/spec/spec.h"

typedef struct validate_adheres_to_schema {
    const ab_template_tree *base_schema;
} validate_adheres_to_schema;

static const ab_field validate_adheres_to_schema_fields[] = {
    {"base_schema", AB_FIELD_NESTED, AB_AT(validate_adheres_to_schema, base_schema),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_STRING | AB_TAKES_OBJECT},
    {0},
};

const ab_component_type ab_component_validate_adheres_to_schema = {
    .name = "ValidateAdheresToSchema",
    .family = AB_FAMILY_NONE,
    .fields = validate_adheres_to_schema_fields,
    .options_size = sizeof(validate_adheres_to_schema),
};
