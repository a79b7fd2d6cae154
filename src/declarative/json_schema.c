#include "declarative/json_schema.h"

#include "declarative/names.h"
#include "declarative/parse.h"
#include "json/json.h"

#include <string.h>

/* ---- Pieces of schemas ---- */

static ab_value with(ab_arena *arena, const char *key, ab_value value)
{
    ab_value schema = ab_value_object();
    ab_set(arena, &schema, key, value);
    return schema;
}

static ab_value reference_to(ab_arena *arena, ab_str type)
{
    return with(arena, "$ref",
                ab_value_str(ab_arena_printf(arena, "#/definitions/%.*s", AB_STR_ARG(type))));
}

/* {"type": "string"}, or of more types a list; of all types no restriction. */
static ab_value typed(ab_arena *arena, unsigned takes)
{
    static const char *const names[] = {"string", "integer", "number", "boolean",
                                        "object", "array",   "null"};
    ab_value list = ab_value_array();
    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (takes & (1u << i)) {
            ab_array_push(arena, &list, ab_value_cstr(names[i]));
        }
    }
    if (takes == AB_TAKES_ANY || list.count == 0) {
        return ab_value_object();
    }
    return with(arena, "type", list.count == 1 ? list.items[0] : list);
}

static void add_description(ab_arena *arena, ab_value *schema, const char *help)
{
    if (help) {
        ab_set(arena, schema, "description", ab_value_cstr(help));
    }
}

/* ---- Fields ---- */

/* A component of one of the types, or a reference to one. */
static ab_value component_of(ab_arena *arena, const char *types)
{
    ab_value options = ab_value_array();
    ab_str name;
    while (ab_names_next(&types, &name)) {
        if (ab_component_type_find(name)) {
            ab_array_push(arena, &options, reference_to(arena, name));
        }
    }
    ab_array_push(arena, &options, reference_to(arena, AB_STR("reference")));
    return with(arena, "anyOf", options);
}

static ab_value enum_of(ab_arena *arena, const char *names)
{
    ab_value list = ab_value_array();
    ab_str name;
    while (ab_names_next(&names, &name)) {
        ab_array_push(arena, &list, ab_value_str(name));
    }
    return with(arena, "enum", list);
}

/* A list, whose elements may be references as everything may. */
static ab_value list_of(ab_arena *arena, ab_value element)
{
    ab_value options = ab_value_array();
    ab_array_push(arena, &options, element);
    ab_array_push(arena, &options, reference_to(arena, AB_STR("reference")));
    ab_value list = typed(arena, AB_TAKES_ARRAY);
    ab_set(arena, &list, "items", with(arena, "anyOf", options));
    return list;
}

static ab_value map_of(ab_arena *arena, ab_value element)
{
    ab_value map = typed(arena, AB_TAKES_OBJECT);
    ab_set(arena, &map, "additionalProperties", element);
    return map;
}

static ab_value either(ab_arena *arena, ab_value a, ab_value b)
{
    ab_value options = ab_value_array();
    ab_array_push(arena, &options, a);
    ab_array_push(arena, &options, b);
    return with(arena, "anyOf", options);
}

static ab_value number_of(ab_arena *arena, const ab_field *field)
{
    ab_value number = typed(arena, ab_field_types(field));
    if (field->flags & (AB_FIELD_MIN | AB_FIELD_ABOVE)) {
        ab_set(arena, &number, field->flags & AB_FIELD_MIN ? "minimum" : "exclusiveMinimum",
               ab_value_int(field->min));
    }
    return number;
}

/* What one row takes. */
static ab_value row_schema(ab_arena *arena, const ab_field *field)
{
    switch (field->kind) {
    case AB_FIELD_ENUM:
        return enum_of(arena, field->of);
    case AB_FIELD_STRINGS:
        return list_of(arena, typed(arena, AB_TAKES_STRING));
    case AB_FIELD_STRING_LISTS:
        return list_of(arena, list_of(arena, typed(arena, AB_TAKES_STRING)));
    case AB_FIELD_INTS:
        return list_of(arena, typed(arena, AB_TAKES_INT));
    case AB_FIELD_TEMPLATES:
        return typed(arena, AB_TAKES_ARRAY);
    case AB_FIELD_CHILD:
        return component_of(arena, field->of);
    case AB_FIELD_CHILDREN:
        return list_of(arena, component_of(arena, field->of));
    case AB_FIELD_CHILD_OR_LIST: {
        ab_value one = component_of(arena, field->of);
        return either(arena, one, list_of(arena, one));
    }
    case AB_FIELD_CHILD_MAP:
        return map_of(arena, component_of(arena, field->of));
    default:
        return number_of(arena, field);
    }
}

/* All rows of the field's name: any of what they take, or a reference. */
static ab_value field_schema(ab_arena *arena, const ab_field *first)
{
    ab_value options = ab_value_array();
    for (const ab_field *field = first; field->name; field++) {
        if (strcmp(field->name, first->name) == 0) {
            ab_array_push(arena, &options, row_schema(arena, field));
        }
    }
    ab_array_push(arena, &options, reference_to(arena, AB_STR("reference")));
    ab_value schema = with(arena, "anyOf", options);
    add_description(arena, &schema, first->help);
    ab_value deflt;
    if (first->deflt && ab_json_parse(arena, ab_str_of(first->deflt), NULL, &deflt, NULL)) {
        ab_set(arena, &schema, "default", deflt);
    }
    if (first->flags & AB_FIELD_DEPRECATED) {
        ab_set(arena, &schema, "deprecated", ab_value_bool(true));
    }
    return schema;
}

/* ---- Types ---- */

static ab_value type_schema(ab_arena *arena, const ab_component_type *type)
{
    ab_value properties = ab_value_object();
    ab_set(arena, &properties, "type", with(arena, "const", ab_value_cstr(type->name)));
    ab_set(arena, &properties, "$ref", typed(arena, AB_TAKES_STRING));
    ab_set(arena, &properties, "$parameters", typed(arena, AB_TAKES_OBJECT));
    for (const ab_field *field = type->fields; field && field->name; field++) {
        if (!ab_get(&properties, field->name)) {
            ab_set(arena, &properties, field->name, field_schema(arena, field));
        }
    }
    ab_value schema = typed(arena, AB_TAKES_OBJECT);
    add_description(arena, &schema, type->help);
    ab_set(arena, &schema, "properties", properties);
    if (type->closed) {
        ab_set(arena, &schema, "additionalProperties", ab_value_bool(false));
    }
    return schema;
}

/* "#/definitions/x", or an object with $ref and what it overrides. */
static ab_value reference_schema(ab_arena *arena)
{
    ab_value text = typed(arena, AB_TAKES_STRING);
    ab_set(arena, &text, "pattern", ab_value_cstr("^#/"));
    ab_value names = ab_value_array();
    ab_array_push(arena, &names, ab_value_cstr("$ref"));
    ab_value object = typed(arena, AB_TAKES_OBJECT);
    ab_set(arena, &object, "required", names);
    return either(arena, text, object);
}

ab_value ab_component_json_schema(ab_arena *arena)
{
    ab_value definitions = ab_value_object();
    ab_set(arena, &definitions, "reference", reference_schema(arena));
    for (size_t i = 0; i < ab_component_type_count; i++) {
        const ab_component_type *type = ab_component_types[i];
        ab_set(arena, &definitions, type->name, type_schema(arena, type));
    }
    ab_value all = ab_value_array();
    ab_array_push(arena, &all, reference_to(arena, AB_STR("DeclarativeSource")));
    ab_value schema =
        with(arena, "$schema", ab_value_cstr("http://json-schema.org/draft-07/schema#"));
    ab_set(arena, &schema, "title", ab_value_cstr("Manifest of a declarative Airbyte source"));
    ab_set(arena, &schema, "allOf", all);
    ab_set(arena, &schema, "definitions", definitions);
    return schema;
}
