/* TypesMap. */
#include "declarative/schema_loaders/types.h"

typedef struct types_map {
    ab_str target_type_text;
    ab_strings target_type_list;
    const ab_component *target_type;
    ab_str current_type_text;
    ab_strings current_type_list;
    const ab_template *condition;
} types_map;

/* ---- Airbyte's types ---- */

typedef struct airbyte_type {
    const char *name;
    const char *type;
    const char *format;
    const char *airbyte_type;
} airbyte_type;

static const airbyte_type airbyte_types[] = {
    {"string", "string", NULL, NULL},
    {"boolean", "boolean", NULL, NULL},
    {"date", "string", "date", NULL},
    {"timestamp_without_timezone", "string", "date-time", "timestamp_without_timezone"},
    {"timestamp_with_timezone", "string", "date-time", NULL},
    {"time_without_timezone", "string", "time", "time_without_timezone"},
    {"time_with_timezone", "string", "time", "time_with_timezone"},
    {"integer", "integer", NULL, NULL},
    {"number", "number", NULL, NULL},
    {"array", "array", NULL, NULL},
    {"object", "object", NULL, NULL},
};

bool ab_airbyte_type(ab_arena *arena, ab_str name, ab_value *schema, ab_error *error)
{
    for (size_t i = 0; i < sizeof(airbyte_types) / sizeof(airbyte_types[0]); i++) {
        const airbyte_type *t = &airbyte_types[i];
        if (!ab_str_is(name, t->name)) {
            continue;
        }
        ab_value types = ab_value_array();
        ab_array_push(arena, &types, ab_value_cstr("null"));
        ab_array_push(arena, &types, ab_value_cstr(t->type));
        *schema = ab_value_object();
        ab_set(arena, schema, "type", types);
        if (t->format) {
            ab_set(arena, schema, "format", ab_value_cstr(t->format));
        }
        if (t->airbyte_type) {
            ab_set(arena, schema, "airbyte_type", ab_value_cstr(t->airbyte_type));
        }
        return true;
    }
    return ab_error_set(error, AB_ERROR_SYSTEM, "Invalid Airbyte data type: %.*s",
                        AB_STR_ARG(name));
}

static bool one_of(ab_arena *arena, const ab_str *names, ab_value *schema, ab_error *error)
{
    ab_value both = ab_value_array();
    for (size_t i = 0; i < 2; i++) {
        ab_value one;
        if (!ab_airbyte_type(arena, names[i], &one, error)) {
            return false;
        }
        ab_array_push(arena, &both, one);
    }
    *schema = ab_value_object();
    ab_set(arena, schema, "oneOf", both);
    return true;
}

static bool invalid_type(ab_arena *arena, const ab_value *type, ab_error *error)
{
    return ab_error_set(error, AB_ERROR_SYSTEM,
                        "Invalid data type. Available string or two items list of string. Got "
                        "%.*s.",
                        AB_STR_ARG(ab_python_str(arena, type)));
}

bool ab_field_type_schema(ab_arena *arena, const ab_value *type, ab_value *schema, ab_error *error)
{
    if (type->kind == AB_STRING) {
        return ab_airbyte_type(arena, type->text, schema, error);
    }
    bool pair = type->kind == AB_ARRAY && type->count == 2 && type->items[0].kind == AB_STRING &&
                type->items[1].kind == AB_STRING;
    if (!pair) {
        return invalid_type(arena, type, error);
    }
    return one_of(arena, (const ab_str[]){type->items[0].text, type->items[1].text}, schema, error);
}

/* ---- TypesMap ---- */

static bool same_type(const types_map *o, const ab_value *type)
{
    if (o->current_type_text.p) {
        return type->kind == AB_STRING && ab_str_eq(type->text, o->current_type_text);
    }
    bool same = type->kind == AB_ARRAY && type->count == o->current_type_list.n;
    for (size_t i = 0; same && i < type->count; i++) {
        same = type->items[i].kind == AB_STRING &&
               ab_str_eq(type->items[i].text, o->current_type_list.at[i]);
    }
    return same;
}

bool ab_types_map_applies(const ab_component *component, const ab_scope *scope,
                          const ab_value *type, bool *applies, ab_error *error)
{
    static const ab_value no_parameters = {.kind = AB_OBJECT};
    const types_map *o = component->options;
    *applies = true;
    if (o->condition && !ab_scope_bool(scope, o->condition, &no_parameters, applies, error)) {
        return false;
    }
    *applies = *applies && same_type(o, type);
    return true;
}

bool ab_types_map_schema(const ab_component *component, ab_arena *arena, ab_value *schema,
                         ab_error *error)
{
    const types_map *o = component->options;
    if (o->target_type) {
        return ab_complex_field_type(arena, o->target_type, schema, error);
    }
    if (o->target_type_text.p) {
        return ab_airbyte_type(arena, o->target_type_text, schema, error);
    }
    ab_value list = ab_value_array();
    for (size_t i = 0; i < o->target_type_list.n; i++) {
        ab_array_push(arena, &list, ab_value_str(o->target_type_list.at[i]));
    }
    return ab_field_type_schema(arena, &list, schema, error);
}

static const ab_field types_map_fields[] = {
    {"target_type", AB_FIELD_STRING, AB_AT(types_map, target_type_text), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_STRING,
     .help = "The Airbyte type that takes its place; two of them, or a type with items."},
    {"target_type", AB_FIELD_STRINGS, AB_AT(types_map, target_type_list),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_ARRAY},
    {"target_type", AB_FIELD_CHILD, AB_AT(types_map, target_type), .flags = AB_FIELD_REQUIRED,
     .of = "ComplexFieldType", .takes = AB_TAKES_OBJECT},
    {"current_type", AB_FIELD_STRING, AB_AT(types_map, current_type_text),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_STRING,
     .help = "The type, or list of types, as the API names it."},
    {"current_type", AB_FIELD_STRINGS, AB_AT(types_map, current_type_list),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_ARRAY},
    {"condition", AB_FIELD_CONDITION, AB_AT(types_map, condition),
     .help = "The mapping applies only where this holds; it sees the field as raw_schema."},
    {0},
};

const ab_component_type ab_component_types_map = {
    .name = "TypesMap",
    .family = AB_FAMILY_NONE,
    .fields = types_map_fields,
    .options_size = sizeof(types_map),
    .untyped = true,
    .help = "Says which Airbyte type stands for a type that the API names.",
};
