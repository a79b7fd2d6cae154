/* json.dumps of everything. */
#include "template/pydate.h"

#include "json/json.h"

#include <math.h>

typedef struct json_style {
    bool sort;
    const ab_str *indent; /* NULL: one line */
} json_style;

static bool json_value(ab_py *p, const ab_value *v, json_style style, int level, ab_buf *out);

static void json_break(ab_buf *out, json_style style, int level)
{
    if (style.indent) {
        ab_buf_add_char(out, '\n');
        for (int i = 0; i < level; i++) {
            ab_buf_add_str(out, *style.indent);
        }
    }
}

static bool json_key(ab_py *p, const ab_value *key, ab_buf *out)
{
    ab_str text;
    if (ab_py_text(key, &text)) {
        return ab_json_write_string(out, text, AB_JSON_ASCII);
    }
    ab_py_type t = ab_py_type_of(key);
    if (t != PY_NONE && t != PY_BOOL && t != PY_INT && t != PY_FLOAT) {
        return ab_py_raise(p, PY_TYPE_ERROR, "keys must be str, int, float, bool or None, not %s",
                           ab_py_type_name(key));
    }
    ab_buf_add_char(out, '"');
    json_style flat = {false, NULL};
    return json_value(p, key, flat, 0, out) && ab_buf_add_char(out, '"');
}

/* The members' order: by key where sorted, which needs keys of one kind. */
static bool json_order(ab_py *p, const ab_value *v, size_t n, bool sort, ab_value *order)
{
    ab_value *keys = AB_ARENA_ARRAY(p->arena, ab_value, n + 1);
    for (size_t i = 0; i < n; i++) {
        ab_value value;
        order[i] = ab_value_int((int64_t)i);
        ab_py_mapping_at(v, i, &keys[i], &value);
    }
    if (!sort) {
        return true;
    }
    /* items are sorted as pairs, but equal keys do not occur */
    return ab_py_sort(p, order, keys, n, false);
}

static bool json_mapping(ab_py *p, const ab_value *v, json_style style, int level, ab_buf *out)
{
    size_t n = ab_py_mapping_count(v);
    if (!n) {
        return ab_buf_add_text(out, "{}");
    }
    ab_value *order = AB_ARENA_ARRAY(p->arena, ab_value, n);
    if (!json_order(p, v, n, style.sort, order)) {
        return false;
    }
    ab_buf_add_char(out, '{');
    for (size_t i = 0; i < n; i++) {
        ab_value key;
        ab_value value;
        ab_py_mapping_at(v, (size_t)order[i].number.integer, &key, &value);
        if (i) {
            ab_buf_add_text(out, style.indent ? "," : ", ");
        }
        json_break(out, style, level + 1);
        if (!json_key(p, &key, out) || !ab_buf_add_text(out, ": ") ||
            !json_value(p, &value, style, level + 1, out)) {
            return false;
        }
    }
    json_break(out, style, level);
    return ab_buf_add_char(out, '}');
}

static bool json_list(ab_py *p, const ab_value *items, size_t n, json_style style, int level,
                      ab_buf *out)
{
    if (!n) {
        return ab_buf_add_text(out, "[]");
    }
    ab_buf_add_char(out, '[');
    for (size_t i = 0; i < n; i++) {
        if (i) {
            ab_buf_add_text(out, style.indent ? "," : ", ");
        }
        json_break(out, style, level + 1);
        if (!json_value(p, &items[i], style, level + 1, out)) {
            return false;
        }
    }
    json_break(out, style, level);
    return ab_buf_add_char(out, ']');
}

static bool json_scalar(ab_py *p, const ab_value *v, ab_buf *out)
{
    double d;
    switch (v->kind) {
    case AB_NULL:
        return ab_buf_add_text(out, "null");
    case AB_BOOL:
        return ab_buf_add_text(out, v->boolean ? "true" : "false");
    case AB_REAL:
        d = ab_value_double(v);
        if (isnan(d) || isinf(d)) {
            return ab_buf_add_text(out, isnan(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity");
        }
        return ab_py_repr_number(p, v, out);
    default:
        return ab_py_repr_number(p, v, out);
    }
}

static bool json_value(ab_py *p, const ab_value *v, json_style style, int level, ab_buf *out)
{
    const ab_value *items;
    ab_value *all;
    size_t n;
    ab_str text;
    if (!ab_py_enter(p)) {
        return false;
    }
    bool ok;
    switch (ab_py_type_of(v)) {
    case PY_NONE:
    case PY_BOOL:
    case PY_INT:
    case PY_FLOAT:
        ok = json_scalar(p, v, out);
        break;
    case PY_STR:
    case PY_MARKUP:
        ab_py_text(v, &text);
        ok = ab_json_write_string(out, text, AB_JSON_ASCII);
        break;
    case PY_LIST:
    case PY_TUPLE:
        ab_py_items(v, &items, &n);
        ok = json_list(p, items, n, style, level, out);
        break;
    case PY_PAGE:
        ok = ab_py_collect(p, v, &all, &n) && json_list(p, all, n, style, level, out);
        break;
    case PY_DICT:
        ok = json_mapping(p, v, style, level, out);
        break;
    default:
        ok = ab_py_raise(p, PY_TYPE_ERROR, "Object of type %s is not JSON serializable",
                         ab_py_type_name(v));
    }
    ab_py_leave(p);
    return ok || (p->exc ? false : ab_py_raise(p, PY_LIMIT, "the text is too long"));
}

bool ab_py_json(ab_py *p, const ab_value *v, bool sort, const ab_str *indent, ab_buf *out)
{
    return json_value(p, v, (json_style){sort, indent}, 0, out);
}
