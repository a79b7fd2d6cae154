#include "cli/eval/eval.h"

#include "template/py.h"
#include "json/json.h"

#include <math.h>

static void encode_key(ab_buf *out, ab_arena *arena, const ab_value *key)
{
    switch (ab_py_type_of(key)) {
    case PY_STR:
        ab_json_write_string(out, key->text, AB_JSON_ASCII);
        break;
    case PY_NONE:
        ab_buf_add_text(out, "\"null\"");
        break;
    case PY_BOOL:
        ab_buf_add_text(out, key->boolean ? "\"true\"" : "\"false\"");
        break;
    default:
        ab_json_write_string(out, ab_python_str(arena, key), AB_JSON_ASCII);
    }
}

static void encode_mapping(ab_buf *out, ab_arena *arena, const ab_value *v)
{
    size_t n = ab_py_mapping_count(v);
    ab_buf_add_char(out, '{');
    for (size_t i = 0; i < n; i++) {
        ab_value key;
        ab_value value;
        ab_py_mapping_at(v, i, &key, &value);
        if (i) {
            ab_buf_add_text(out, ", ");
        }
        encode_key(out, arena, &key);
        ab_buf_add_text(out, ": ");
        ab_eval_encode(out, arena, &value);
    }
    ab_buf_add_char(out, '}');
}

static void encode_items(ab_buf *out, ab_arena *arena, const ab_value *v)
{
    const ab_value *items;
    size_t n;
    ab_py_items(v, &items, &n);
    ab_buf_add_char(out, '[');
    for (size_t i = 0; i < n; i++) {
        if (i) {
            ab_buf_add_text(out, ", ");
        }
        ab_eval_encode(out, arena, &items[i]);
    }
    ab_buf_add_char(out, ']');
}

void ab_eval_encode(ab_buf *out, ab_arena *arena, const ab_value *v)
{
    ab_py_type t = ab_py_type_of(v);
    if (ab_py_is_mapping(v)) {
        encode_mapping(out, arena, v);
    } else if (t == PY_LIST || t == PY_TUPLE) {
        encode_items(out, arena, v);
    } else if (v->kind == AB_EXT || (v->kind == AB_REAL && !isfinite(ab_value_double(v)))) {
        ab_json_write_string(out, ab_python_str(arena, v), AB_JSON_ASCII);
    } else {
        ab_json_write(out, v, AB_JSON_PYTHON);
    }
}

const char *ab_eval_type_name(const ab_value *v)
{
    return v->kind == AB_NULL ? "none" : ab_py_type_name(v);
}
