/* ComplexFieldType. */
#include "declarative/schema_loaders/schema_loader.h"

typedef struct complex_field_type {
    ab_str field_type;
    ab_str items_text;
    const ab_component *items;
} complex_field_type;

static const ab_field complex_field_type_fields[] = {
    {"field_type", AB_FIELD_STRING, AB_AT(complex_field_type, field_type),
     .flags = AB_FIELD_REQUIRED},
    {"items", AB_FIELD_STRING, AB_AT(complex_field_type, items_text), .takes = AB_TAKES_STRING},
    {"items", AB_FIELD_CHILD, AB_AT(complex_field_type, items), .of = "ComplexFieldType",
     .takes = AB_TAKES_OBJECT},
    {0},
};

const ab_component_type ab_component_complex_field_type = {
    .name = "ComplexFieldType",
    .family = AB_FAMILY_NONE,
    .fields = complex_field_type_fields,
    .options_size = sizeof(complex_field_type),
    .untyped = true,
};
