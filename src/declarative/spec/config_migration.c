/* ConfigMigration. */
#include "declarative/spec/rules.h"

static const ab_field config_migration_fields[] = {
    {"description", AB_FIELD_STRING, AB_AT(ab_config_migration, description)},
    {"transformations", AB_FIELD_CHILDREN, AB_AT(ab_config_migration, transformations),
     .flags = AB_FIELD_REQUIRED,
     .of = "ConfigRemapField|ConfigAddFields|ConfigRemoveFields|"
           "CustomConfigTransformation"},
    {0},
};

const ab_component_type ab_component_config_migration = {
    .name = "ConfigMigration",
    .family = AB_FAMILY_NONE,
    .fields = config_migration_fields,
    .options_size = sizeof(ab_config_migration),
};
