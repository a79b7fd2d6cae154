/* ConfigNormalizationRules. */
#include "declarative/spec/rules.h"

static const ab_field config_normalization_rules_fields[] = {
    {"config_migrations", AB_FIELD_CHILDREN, AB_AT(ab_config_rules, config_migrations),
     .of = "ConfigMigration", .help = "Changes of the config that last."},
    {"transformations", AB_FIELD_CHILDREN, AB_AT(ab_config_rules, transformations),
     .of = "ConfigRemapField|ConfigAddFields|ConfigRemoveFields|"
           "CustomConfigTransformation",
     .help = "Changes of the config for this run."},
    {"validations", AB_FIELD_CHILDREN, AB_AT(ab_config_rules, validations),
     .of = "DpathValidator|PredicateValidator",
     .help = "What the config has to be like when streams are read."},
    {0},
};

const ab_component_type ab_component_config_normalization_rules = {
    .name = "ConfigNormalizationRules",
    .family = AB_FAMILY_NONE,
    .fields = config_normalization_rules_fields,
    .options_size = sizeof(ab_config_rules),
    .closed = true,
    .help = "Rules that mend and validate a config.",
};
