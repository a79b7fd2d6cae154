/* Clamping. */
#include "declarative/cursors/cursor.h"

typedef struct clamping {
    const ab_template *target;
    const ab_value *target_details;
} clamping;

static const ab_field clamping_fields[] = {
    {"target", AB_FIELD_TEMPLATE, AB_AT(clamping, target), .flags = AB_FIELD_REQUIRED},
    {"target_details", AB_FIELD_JSON, AB_AT(clamping, target_details), .takes = AB_TAKES_OBJECT},
    {0},
};

const ab_component_type ab_component_clamping = {
    .name = "Clamping",
    .family = AB_FAMILY_NONE,
    .fields = clamping_fields,
    .options_size = sizeof(clamping),
    .untyped = true,
};
