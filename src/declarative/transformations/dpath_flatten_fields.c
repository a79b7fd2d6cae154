/* DpathFlattenFields. */
#include "declarative/transformations/transformation.h"

typedef struct dpath_flatten_fields {
    ab_strings field_path;
    bool delete_origin_value;
    bool replace_record;
    const ab_component *key_transformation;
} dpath_flatten_fields;

static const ab_field dpath_flatten_fields_fields[] = {
    {"field_path", AB_FIELD_STRINGS, AB_AT(dpath_flatten_fields, field_path),
     .flags = AB_FIELD_REQUIRED},
    {"delete_origin_value", AB_FIELD_BOOL, AB_AT(dpath_flatten_fields, delete_origin_value)},
    {"replace_record", AB_FIELD_BOOL, AB_AT(dpath_flatten_fields, replace_record)},
    {"key_transformation", AB_FIELD_CHILD, AB_AT(dpath_flatten_fields, key_transformation),
     .of = "KeyTransformation"},
    {0},
};

const ab_component_type ab_component_dpath_flatten_fields = {
    .name = "DpathFlattenFields",
    .family = AB_FAMILY_TRANSFORMATION,
    .fields = dpath_flatten_fields_fields,
    .options_size = sizeof(dpath_flatten_fields),
};
