/* AddFields. */
#include "declarative/transformations/transformation.h"

typedef struct add_fields {
    ab_components fields;
    const ab_template *condition;
} add_fields;

static const ab_field add_fields_fields[] = {
    {"fields", AB_FIELD_CHILDREN, AB_AT(add_fields, fields), .flags = AB_FIELD_REQUIRED,
     .of = "AddedFieldDefinition"},
    {"condition", AB_FIELD_CONDITION, AB_AT(add_fields, condition)},
    {0},
};

const ab_component_type ab_component_add_fields = {
    .name = "AddFields",
    .family = AB_FAMILY_TRANSFORMATION,
    .fields = add_fields_fields,
    .options_size = sizeof(add_fields),
};
