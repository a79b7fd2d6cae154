/* Spec. */
#include "declarative/spec/spec.h"

typedef struct spec {
    const ab_value *connection_specification;
    ab_str documentation_url;
    const ab_component *advanced_auth;
    const ab_component *config_normalization_rules;
} spec;

static const ab_field spec_fields[] = {
    {"connection_specification", AB_FIELD_JSON, AB_AT(spec, connection_specification),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_OBJECT},
    {"documentation_url", AB_FIELD_STRING, AB_AT(spec, documentation_url)},
    {"advanced_auth", AB_FIELD_CHILD, AB_AT(spec, advanced_auth), .of = "AuthFlow"},
    {"config_normalization_rules", AB_FIELD_CHILD, AB_AT(spec, config_normalization_rules),
     .of = "ConfigNormalizationRules"},
    {0},
};

const ab_component_type ab_component_spec = {
    .name = "Spec",
    .family = AB_FAMILY_NONE,
    .fields = spec_fields,
    .options_size = sizeof(spec),
};
