/* Filters on mappings and on values of any type. */
#include "template/builtins/builtins.h"

static bool filter_default(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    bool use = ab_py_type_of(c->self) == PY_UNDEFINED ||
               (ab_py_arg_true(c->argv[1], false) && !ab_py_truthy(c->self));
    *out = !use ? *c->self : c->argv[0] ? *c->argv[0] : ab_value_str(AB_STR(""));
    return true;
}

static bool filter_attr(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str name;
    if (!ab_py_text(c->argv[0], &name)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "attribute name must be string, not '%s'",
                           ab_py_type_name(c->argv[0]));
    }
    if (name.n && name.p[0] == '_') {
        /* known private names are unsafe, others undefined; never an item */
        ab_value v;
        if (!ab_py_env_getattr(p, c->self, name, &v)) {
            return false;
        }
        bool private =
            ab_py_type_of(&v) == PY_UNDEFINED && ((ab_py_undefined_data *)v.ext.data)->unsafe;
        *out = private || ab_py_type_of(c->self) == PY_STREAM_SLICE
                   ? v
                   : ab_py_undefined(p, c->self, ab_value_str(name));
        return true;
    }
    bool found;
    if (!ab_py_attribute(p, c->self, name, out, &found)) {
        return false;
    }
    if (!found) {
        *out = ab_py_undefined(p, c->self, ab_value_str(name));
    }
    return true;
}

static bool next_pair(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    if (ab_py_type_of(&it->over) == PY_UNDEFINED) {
        *more = false;
        return true;
    }
    if (!ab_py_is_mapping(&it->over)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "Can only get item pairs from a mapping.");
    }
    *more = it->i < ab_py_mapping_count(&it->over);
    if (*more) {
        ab_value key;
        ab_value value;
        ab_py_mapping_at(&it->over, it->i++, &key, &value);
        *out = ab_py_pair(p, key, value);
    }
    return true;
}

static bool filter_items(ab_py *p, const ab_py_call *c, ab_value *out)
{
    *out = ab_py_generator(p, "generator", next_pair, *c->self, NULL);
    return true;
}

/* Like value.items(): what has no such method raises as that would. */
bool ab_py_pairs(ab_py *p, const ab_value *v, ab_value **pairs, size_t *n)
{
    if (ab_py_is_mapping(v)) {
        *n = ab_py_mapping_count(v);
        *pairs = AB_ARENA_ARRAY(p->arena, ab_value, *n + 1);
        for (size_t i = 0; i < *n; i++) {
            ab_value key;
            ab_value value;
            ab_py_mapping_at(v, i, &key, &value);
            (*pairs)[i] = ab_py_pair(p, key, value);
        }
        return true;
    }
    if (ab_py_type_of(v) == PY_UNDEFINED) {
        return ab_py_undefined_fail(p, v);
    }
    return ab_py_raise(p, PY_ATTRIBUTE_ERROR, "'%s' object has no attribute 'items'",
                       ab_py_type_name(v));
}

static bool filter_dictsort(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str by = AB_STR("key");
    if (c->argv[1] && !ab_py_text(c->argv[1], &by)) {
        by = AB_STR("?");
    }
    bool by_value = ab_str_is(by, "value");
    if (!by_value && !ab_str_is(by, "key")) {
        return ab_py_raise(p, PY_RUNTIME_ERROR, "You can only sort by either \"key\" or \"value\"");
    }
    ab_value *pairs;
    size_t n;
    if (!ab_py_pairs(p, c->self, &pairs, &n)) {
        return false;
    }
    ab_value *keys = AB_ARENA_ARRAY(p->arena, ab_value, n + 1);
    for (size_t i = 0; i < n; i++) {
        const ab_value *v = &((const ab_py_seq *)pairs[i].ext.data)->items[by_value ? 1 : 0];
        keys[i] = *v;
        if (!ab_py_arg_true(c->argv[0], false) && !ab_py_ignore_case(p, v, &keys[i])) {
            return false;
        }
    }
    bool reverse;
    if (!ab_py_arg_reverse(p, c->argv[2], &reverse) || !ab_py_sort(p, pairs, keys, n, reverse)) {
        return false;
    }
    *out = ab_py_list_new(p, pairs, n);
    return true;
}

static const ab_py_builtin rows[] = {
    {"attr", filter_attr, 1, 1, 0, "name", "An attribute, never an item."},
    {"d", filter_default, 0, 2, 0, "default_value,boolean", "See default."},
    {"default", filter_default, 0, 2, 0, "default_value,boolean",
     "`default_value` where the value is undefined; with `boolean` also where it is false."},
    {"dictsort", filter_dictsort, 0, 3, 0, "case_sensitive,by,reverse",
     "Pairs of key and value, sorted by key or value."},
    {"items", filter_items, 0, 0, 0, "", "Pairs of key and value; none for undefined."},
};
const ab_py_table ab_py_mapping_filters = PY_TABLE(rows, "Mappings and defaults");
