/* KeysToSnakeCase. */
#include "declarative/transformations/transformation.h"

const ab_component_type ab_component_keys_to_snake_case = {
    .name = "KeysToSnakeCase",
    .family = AB_FAMILY_TRANSFORMATION,
};
