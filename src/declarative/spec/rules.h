/* Options of the components that hold a config's rules. */
#ifndef AB_DECLARATIVE_SPEC_RULES_H
#define AB_DECLARATIVE_SPEC_RULES_H

#include "declarative/spec/spec.h"

/* ConfigNormalizationRules */
typedef struct ab_config_rules {
    ab_components config_migrations;
    ab_components transformations;
    ab_components validations;
} ab_config_rules;
/* ConfigMigration */
typedef struct ab_config_migration {
    ab_str description;
    ab_components transformations;
} ab_config_migration;

#endif
