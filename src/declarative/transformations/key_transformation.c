/* KeyTransformation. */
#include "declarative/transformations/transformation.h"

typedef struct key_transformation {
    ab_str prefix;
    ab_str suffix;
} key_transformation;

static const ab_field key_transformation_fields[] = {
    {"prefix", AB_FIELD_STRING, AB_AT(key_transformation, prefix)},
    {"suffix", AB_FIELD_STRING, AB_AT(key_transformation, suffix)},
    {0},
};

const ab_component_type ab_component_key_transformation = {
    .name = "KeyTransformation",
    .family = AB_FAMILY_NONE,
    .fields = key_transformation_fields,
    .options_size = sizeof(key_transformation),
};
