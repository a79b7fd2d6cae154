/* ConfigRemapField. */
#include "declarative/spec/spec.h"

typedef struct config_remap_field {
    const ab_template_tree *map;
    ab_templates field_path;
} config_remap_field;

static const ab_field config_remap_field_fields[] = {
    {"map", AB_FIELD_NESTED, AB_AT(config_remap_field, map), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_OBJECT | AB_TAKES_STRING},
    {"field_path", AB_FIELD_TEMPLATES, AB_AT(config_remap_field, field_path),
     .flags = AB_FIELD_REQUIRED},
    {0},
};

const ab_component_type ab_component_config_remap_field = {
    .name = "ConfigRemapField",
    .family = AB_FAMILY_CONFIG_TRANSFORMATION,
    .fields = config_remap_field_fields,
    .options_size = sizeof(config_remap_field),
};
