#include "template/py.h"

#define MAX_DEPTH 500

static bool convert(ab_py *p, const ab_value *v, unsigned depth, ab_value *out, ab_error *error);

static bool convert_items(ab_py *p, const ab_value *v, unsigned depth, ab_value *out,
                          ab_error *error)
{
    const ab_value *items;
    size_t n;
    *out = ab_value_array();
    if (!ab_py_items(v, &items, &n)) {
        *out = *v; /* a lazy page */
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        ab_value item;
        if (!convert(p, &items[i], depth + 1, &item, error)) {
            return false;
        }
        ab_array_push(p->arena, out, item);
    }
    return true;
}

/* json.dumps writes keys that are None, booleans and numbers as JSON; others are a TypeError. */
static bool key_text(ab_py *p, const ab_value *key, ab_str *out)
{
    switch (ab_py_type_of(key)) {
    case PY_STR:
        *out = key->text;
        return true;
    case PY_NONE:
        *out = AB_STR("null");
        return true;
    case PY_BOOL:
        *out = key->boolean ? AB_STR("true") : AB_STR("false");
        return true;
    case PY_INT:
    case PY_FLOAT:
        *out = ab_python_str(p->arena, key);
        return true;
    default:
        return false;
    }
}

static bool convert_members(ab_py *p, const ab_value *v, unsigned depth, ab_value *out,
                            ab_error *error)
{
    *out = ab_value_object();
    for (size_t i = 0; i < ab_py_mapping_count(v); i++) {
        ab_value key;
        ab_value value;
        ab_value plain;
        ab_str name;
        ab_py_mapping_at(v, i, &key, &value);
        if (!key_text(p, &key, &name)) {
            return ab_error_set(error, AB_ERROR_CONFIG,
                                "keys must be str, int, float, bool or None, not %s",
                                ab_py_type_name(&key));
        }
        if (!convert(p, &value, depth + 1, &plain, error)) {
            return false;
        }
        ab_object_set(p->arena, out, name, plain);
    }
    return true;
}

static bool convert(ab_py *p, const ab_value *v, unsigned depth, ab_value *out, ab_error *error)
{
    if (depth > MAX_DEPTH) {
        return ab_error_set(error, AB_ERROR_CONFIG, "a value is nested too deeply for JSON");
    }
    switch (ab_py_type_of(v)) {
    case PY_NONE:
    case PY_BOOL:
    case PY_INT:
    case PY_FLOAT:
    case PY_STR:
        *out = *v;
        return true;
    case PY_LIST:
    case PY_TUPLE:
        return convert_items(p, v, depth, out, error);
    case PY_DICT:
        return convert_members(p, v, depth, out, error);
    default:
        return ab_error_set(error, AB_ERROR_CONFIG, "Object of type %s is not JSON serializable",
                            ab_py_type_name(v));
    }
}

bool ab_python_json(ab_arena *arena, const ab_value *v, ab_value *out, ab_error *error)
{
    ab_py p = {.arena = arena, .arena_start = ab_arena_bytes(arena)};
    return convert(&p, v, 0, out, error);
}
