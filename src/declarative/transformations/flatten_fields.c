/* FlattenFields. */
#include "declarative/transformations/transformation.h"

typedef struct flatten_fields {
    bool flatten_lists;
} flatten_fields;

static const ab_field flatten_fields_fields[] = {
    {"flatten_lists", AB_FIELD_BOOL, AB_AT(flatten_fields, flatten_lists), .deflt = "true"},
    {0},
};

const ab_component_type ab_component_flatten_fields = {
    .name = "FlattenFields",
    .family = AB_FAMILY_TRANSFORMATION,
    .fields = flatten_fields_fields,
    .options_size = sizeof(flatten_fields),
};
