/* ConfigNormalizationRules. */
#include "declarative/spec/spec.h"

typedef struct config_normalization_rules {
    ab_components config_migrations;
    ab_components transformations;
    ab_components validations;
} config_normalization_rules;

static const ab_field config_normalization_rules_fields[] = {
    {"config_migrations", AB_FIELD_CHILDREN, AB_AT(config_normalization_rules, config_migrations),
     .of = "ConfigMigration"},
    {"transformations", AB_FIELD_CHILDREN, AB_AT(config_normalization_rules, transformations),
     .of = "ConfigRemapField|ConfigAddFields|ConfigRemoveFields|"
           "CustomConfigTransformation"},
    {"validations", AB_FIELD_CHILDREN, AB_AT(config_normalization_rules, validations),
     .of = "DpathValidator|PredicateValidator"},
    {0},
};

const ab_component_type ab_component_config_normalization_rules = {
    .name = "ConfigNormalizationRules",
    .family = AB_FAMILY_NONE,
    .fields = config_normalization_rules_fields,
    .options_size = sizeof(config_normalization_rules),
    .closed = true,
};
