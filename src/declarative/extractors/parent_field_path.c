/* ParentFieldPath. */
#include "declarative/extractors/extractor.h"

typedef struct parent_field_path {
    ab_templates parent_path;
    ab_templates record_path;
} parent_field_path;

static const ab_field parent_field_path_fields[] = {
    {"parent_path", AB_FIELD_TEMPLATES, AB_AT(parent_field_path, parent_path),
     .flags = AB_FIELD_REQUIRED},
    {"record_path", AB_FIELD_TEMPLATES, AB_AT(parent_field_path, record_path),
     .flags = AB_FIELD_REQUIRED},
    {0},
};

const ab_component_type ab_component_parent_field_path = {
    .name = "ParentFieldPath",
    .family = AB_FAMILY_NONE,
    .fields = parent_field_path_fields,
    .options_size = sizeof(parent_field_path),
};
