/* KeysReplace. */
#include "declarative/transformations/transformation.h"

typedef struct keys_replace {
    const ab_template *old;
    const ab_template *new;
} keys_replace;

static const ab_field keys_replace_fields[] = {
    {"old", AB_FIELD_TEMPLATE, AB_AT(keys_replace, old), .flags = AB_FIELD_REQUIRED},
    {"new", AB_FIELD_TEMPLATE, AB_AT(keys_replace, new), .flags = AB_FIELD_REQUIRED},
    {0},
};

const ab_component_type ab_component_keys_replace = {
    .name = "KeysReplace",
    .family = AB_FAMILY_TRANSFORMATION,
    .fields = keys_replace_fields,
    .options_size = sizeof(keys_replace),
};
