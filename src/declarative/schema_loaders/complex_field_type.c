/* ComplexFieldType. */
#include "declarative/schema_loaders/types.h"

typedef struct complex_field_type {
    ab_str field_type;
    ab_str items_text;
    const ab_component *items;
} complex_field_type;

bool ab_complex_field_type(ab_arena *arena, const ab_component *component, ab_value *schema,
                           ab_error *error)
{
    const complex_field_type *o = component->options;
    if (!ab_airbyte_type(arena, o->field_type, schema, error)) {
        return false;
    }
    if (!o->items && !o->items_text.n) {
        return true;
    }
    if (!ab_str_is(o->field_type, "array")) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "'items' can only be used when 'field_type' is an array.");
    }
    ab_value items;
    bool ok = o->items ? ab_complex_field_type(arena, o->items, &items, error)
                       : ab_airbyte_type(arena, o->items_text, &items, error);
    if (ok) {
        ab_set(arena, schema, "items", items);
    }
    return ok;
}

static const ab_field complex_field_type_fields[] = {
    {"field_type", AB_FIELD_STRING, AB_AT(complex_field_type, field_type),
     .flags = AB_FIELD_REQUIRED, .help = "An Airbyte type."},
    {"items", AB_FIELD_STRING, AB_AT(complex_field_type, items_text), .takes = AB_TAKES_STRING,
     .help = "The type of the elements of an array."},
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
    .help = "A type with the type of its elements.",
};
