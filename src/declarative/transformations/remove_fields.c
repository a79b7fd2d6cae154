/* RemoveFields. */
#include "declarative/transformations/transformation.h"

typedef struct remove_fields {
    const ab_template *condition;
    ab_string_lists field_pointers;
} remove_fields;

static const ab_field remove_fields_fields[] = {
    {"condition", AB_FIELD_CONDITION, AB_AT(remove_fields, condition)},
    {"field_pointers", AB_FIELD_STRING_LISTS, AB_AT(remove_fields, field_pointers),
     .flags = AB_FIELD_REQUIRED},
    {0},
};

const ab_component_type ab_component_remove_fields = {
    .name = "RemoveFields",
    .family = AB_FAMILY_TRANSFORMATION,
    .fields = remove_fields_fields,
    .options_size = sizeof(remove_fields),
};
