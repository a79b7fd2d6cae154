/* KeysToLower. */
#include "declarative/transformations/transformation.h"

const ab_component_type ab_component_keys_to_lower = {
    .name = "KeysToLower",
    .family = AB_FAMILY_TRANSFORMATION,
};
