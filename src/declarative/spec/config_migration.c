/* ConfigMigration. */
#include "declarative/spec/spec.h"

typedef struct config_migration {
    ab_str description;
    ab_components transformations;
} config_migration;

static const ab_field config_migration_fields[] = {
    {"description", AB_FIELD_STRING, AB_AT(config_migration, description)},
    {"transformations", AB_FIELD_CHILDREN, AB_AT(config_migration, transformations),
     .flags = AB_FIELD_REQUIRED,
     .of = "ConfigRemapField|ConfigAddFields|ConfigRemoveFields|"
           "CustomConfigTransformation"},
    {0},
};

const ab_component_type ab_component_config_migration = {
    .name = "ConfigMigration",
    .family = AB_FAMILY_NONE,
    .fields = config_migration_fields,
    .options_size = sizeof(config_migration),
};
