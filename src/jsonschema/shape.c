#include "jsonschema/internal.h"

static bool is_schema(const ab_value *v)
{
    return v->kind == AB_OBJECT || v->kind == AB_BOOL;
}

static bool is_string(const ab_value *v)
{
    return v->kind == AB_STRING;
}

static bool is_string_list(const ab_value *v)
{
    bool ok = v->kind == AB_ARRAY;
    for (uint32_t i = 0; ok && i < v->count; i++) {
        ok = is_string(&v->items[i]);
    }
    return ok;
}

static bool is_schema_list(const ab_value *v)
{
    bool ok = v->kind == AB_ARRAY && v->count > 0;
    for (uint32_t i = 0; ok && i < v->count; i++) {
        ok = is_schema(&v->items[i]);
    }
    return ok;
}

static bool is_schema_or_list(const ab_value *v)
{
    return is_schema(v) || is_schema_list(v);
}

static bool is_dependency(const ab_value *v)
{
    return is_schema(v) || is_string_list(v);
}

static bool is_map_of(const ab_value *v, bool (*fits)(const ab_value *))
{
    bool ok = v->kind == AB_OBJECT;
    for (uint32_t i = 0; ok && i < v->count; i++) {
        ok = fits(&v->object.members[i].value);
    }
    return ok;
}

static bool is_positive(const ab_value *v)
{
    return ab_is_number(v) && ab_value_double(v) > 0;
}

static bool is_count(const ab_value *v)
{
    double d = ab_value_double(v);
    return ab_is_number(v) && d >= 0 && d < 0x1p53 && d == (double)(int64_t)d;
}

static bool is_type_name(const ab_value *v)
{
    static const char *const names[] = {"array",  "boolean", "integer", "null",
                                        "number", "object",  "string"};
    for (size_t i = 0; is_string(v) && i < sizeof(names) / sizeof(names[0]); i++) {
        if (ab_str_is(v->text, names[i])) {
            return true;
        }
    }
    return false;
}

static bool is_type(const ab_value *v)
{
    bool ok = v->kind == AB_ARRAY && v->count > 0;
    for (uint32_t i = 0; ok && i < v->count; i++) {
        ok = is_type_name(&v->items[i]);
    }
    return ok || is_type_name(v);
}

static bool fits(ab_shape shape, const ab_value *v)
{
    switch (shape) {
    case SHAPE_SCHEMA:
        return is_schema(v);
    case SHAPE_SCHEMAS:
        return is_schema_list(v);
    case SHAPE_SCHEMA_OR_SCHEMAS:
        return is_schema_or_list(v);
    case SHAPE_SCHEMA_MAP:
    case SHAPE_PATTERN_MAP:
        return is_map_of(v, is_schema);
    case SHAPE_DEPENDENCIES:
        return is_map_of(v, is_dependency);
    case SHAPE_STRINGS_MAP:
        return is_map_of(v, is_string_list);
    case SHAPE_STRING:
    case SHAPE_PATTERN:
        return is_string(v);
    case SHAPE_STRINGS:
        return is_string_list(v);
    case SHAPE_NUMBER:
        return ab_is_number(v);
    case SHAPE_POSITIVE:
        return is_positive(v);
    case SHAPE_COUNT:
        return is_count(v);
    case SHAPE_BOOL:
        return v->kind == AB_BOOL;
    case SHAPE_ARRAY:
        return v->kind == AB_ARRAY;
    case SHAPE_TYPE:
        return is_type(v);
    default:
        return true;
    }
}

const char *ab_shape_fault(ab_shape shape, const ab_value *v)
{
    static const char *const wanted[] = {
        [SHAPE_ANY] = "a value",
        [SHAPE_SCHEMA] = "a schema (an object or a boolean)",
        [SHAPE_SCHEMAS] = "a list of schemas that is not empty",
        [SHAPE_SCHEMA_OR_SCHEMAS] = "a schema or a list of schemas",
        [SHAPE_SCHEMA_MAP] = "an object of schemas",
        [SHAPE_PATTERN_MAP] = "an object of schemas",
        [SHAPE_DEPENDENCIES] = "an object of schemas or of lists of strings",
        [SHAPE_STRINGS_MAP] = "an object of lists of strings",
        [SHAPE_STRING] = "a string",
        [SHAPE_PATTERN] = "a string",
        [SHAPE_STRINGS] = "a list of strings",
        [SHAPE_NUMBER] = "a number",
        [SHAPE_POSITIVE] = "a number above 0",
        [SHAPE_COUNT] = "an integer of at least 0",
        [SHAPE_BOOL] = "a boolean",
        [SHAPE_ARRAY] = "a list",
        [SHAPE_TYPE] =
            "array, boolean, integer, null, number, object or string, or a list of these",
    };
    return fits(shape, v) ? NULL : wanted[shape];
}

static bool has_repeats(const ab_value *v)
{
    return v->kind == AB_ARRAY && !ab_schema_is_unique(v);
}

bool ab_shape_repeats(ab_shape shape, const ab_value *v)
{
    if (shape == SHAPE_STRINGS || shape == SHAPE_TYPE) {
        return has_repeats(v);
    }
    bool found = false;
    bool is_map = shape == SHAPE_DEPENDENCIES || shape == SHAPE_STRINGS_MAP;
    for (uint32_t i = 0; is_map && v->kind == AB_OBJECT && i < v->count; i++) {
        found = found || has_repeats(&v->object.members[i].value);
    }
    return found;
}
