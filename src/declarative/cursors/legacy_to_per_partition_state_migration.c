/* LegacyToPerPartitionStateMigration. */
#include "declarative/cursors/cursor.h"

const ab_component_type ab_component_legacy_to_per_partition_state_migration = {
    .name = "LegacyToPerPartitionStateMigration",
    .family = AB_FAMILY_STATE_MIGRATION,
    .untyped = true,
};
