/* ConfigMigration. */
#include "declarative/spec/rules.h"

static const ab_field config_migration_fields[] = {
    {"description", AB_FIELD_STRING, AB_AT(ab_config_migration, description),
     .help = "What the migration is for."},
    {"transformations", AB_FIELD_CHILDREN, AB_AT(ab_config_migration, transformations),
     .flags = AB_FIELD_REQUIRED,
     .of = "ConfigRemapField|ConfigAddFields|ConfigRemoveFields|"
           "CustomConfigTransformation",
     .help = "The changes, one after the other."},
    {0},
};

const ab_component_type ab_component_config_migration = {
    .name = "ConfigMigration",
    .family = AB_FAMILY_NONE,
    .fields = config_migration_fields,
    .options_size = sizeof(ab_config_migration),
    .help = "A lasting change of the config: its file is written anew and the platform is told.",
};
