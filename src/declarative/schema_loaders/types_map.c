/* TypesMap. */
#include "declarative/schema_loaders/schema_loader.h"

typedef struct types_map {
    ab_str target_type_text;
    ab_strings target_type_list;
    const ab_component *target_type;
    ab_str current_type_text;
    ab_strings current_type_list;
    const ab_template *condition;
} types_map;

static const ab_field types_map_fields[] = {
    {"target_type", AB_FIELD_STRING, AB_AT(types_map, target_type_text), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_STRING},
    {"target_type", AB_FIELD_STRINGS, AB_AT(types_map, target_type_list),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_ARRAY},
    {"target_type", AB_FIELD_CHILD, AB_AT(types_map, target_type), .flags = AB_FIELD_REQUIRED,
     .of = "ComplexFieldType", .takes = AB_TAKES_OBJECT},
    {"current_type", AB_FIELD_STRING, AB_AT(types_map, current_type_text),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_STRING},
    {"current_type", AB_FIELD_STRINGS, AB_AT(types_map, current_type_list),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_ARRAY},
    {"condition", AB_FIELD_CONDITION, AB_AT(types_map, condition)},
    {0},
};

const ab_component_type ab_component_types_map = {
    .name = "TypesMap",
    .family = AB_FAMILY_NONE,
    .fields = types_map_fields,
    .options_size = sizeof(types_map),
    .untyped = true,
};
