/* Methods of dict and other mappings, of their views, and of set. */
#include "template/builtins/builtins.h"

static bool nothing(ab_value *out)
{
    *out = ab_value_null();
    return true;
}

static bool dict_get(ab_py *p, const ab_py_call *c, ab_value *out)
{
    bool found;
    if (!ab_py_mapping_get(p, c->self, c->argv[0], out, &found)) {
        return false;
    }
    if (!found) {
        *out = c->argv[1] ? *c->argv[1] : ab_value_null();
    }
    return true;
}

/* dict.get takes no keywords; that of StreamSlice, Record and headers does. */
static bool mapping_get(ab_py *p, const ab_py_call *c, ab_value *out)
{
    static const ab_py_builtin strict = {"get", dict_get, 1, 2, 0, "-", ""};
    static const ab_py_builtin loose = {"get", dict_get, 1, 2, 0, "key,default", ""};
    ab_py_type t = ab_py_type_of(c->self);
    return ab_py_call_builtin(p, t == PY_DICT ? &strict : &loose, c->self, c->raw, out);
}

static bool view(ab_py *p, const ab_py_call *c, ab_py_type type, ab_value *out)
{
    ab_py_view *v = AB_ARENA_NEW(p->arena, ab_py_view);
    v->mapping = *c->self;
    *out = ab_py_ext(type, v);
    return true;
}

static bool dict_keys(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return view(p, c, PY_KEYS, out);
}
static bool dict_values(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return view(p, c, PY_VALUES, out);
}
static bool dict_items(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return view(p, c, PY_ITEMS, out);
}

/* The dict to change: see list_of in method_list.c. */
static ab_py_dict *dict_of(ab_py *p, const ab_py_call *c)
{
    ab_py_dict *d = ab_py_dict_of(c->self);
    if (!d) {
        ab_value copy = ab_py_thaw(p, ab_py_unwrap_mapping(c->self));
        d = copy.ext.data;
    }
    return d;
}

static bool dict_clear(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_dict *d = dict_of(p, c);
    d->n = 0;
    d->index = NULL;
    return nothing(out);
}

static bool dict_copy(ab_py *p, const ab_py_call *c, ab_value *out)
{
    *out = ab_py_dict_new(p);
    for (size_t i = 0; i < ab_py_mapping_count(c->self); i++) {
        ab_value key;
        ab_value value;
        ab_py_mapping_at(c->self, i, &key, &value);
        if (!ab_py_dict_set(p, out->ext.data, key, value)) {
            return false;
        }
    }
    return true;
}

static bool dict_fromkeys(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_value *keys;
    size_t n;
    if (!ab_py_collect(p, c->argv[0], &keys, &n)) {
        return false;
    }
    *out = ab_py_dict_new(p);
    for (size_t i = 0; i < n; i++) {
        if (!ab_py_dict_set(p, out->ext.data, keys[i],
                            c->argv[1] ? *c->argv[1] : ab_value_null())) {
            return false;
        }
    }
    return true;
}

static bool dict_pop(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_dict *d = dict_of(p, c);
    bool found = false;
    if (d->n && !ab_py_dict_remove(p, d, c->argv[0], out, &found)) {
        return false;
    }
    if (!found && !c->argv[1]) {
        return ab_py_raise(p, PY_KEY_ERROR, "the key does not exist");
    }
    *out = found ? *out : *c->argv[1];
    return true;
}

static bool dict_popitem(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_dict *d = dict_of(p, c);
    bool found;
    if (!d->n) {
        return ab_py_raise(p, PY_KEY_ERROR, "popitem(): dictionary is empty");
    }
    ab_py_entry last = d->entries[d->n - 1];
    ab_value value;
    *out = ab_py_pair(p, last.key, last.value);
    return ab_py_dict_remove(p, d, &last.key, &value, &found);
}

static bool dict_setdefault(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_dict *d = dict_of(p, c);
    ab_value *found;
    if (!ab_py_dict_find(p, d, c->argv[0], &found)) {
        return false;
    }
    if (found) {
        *out = *found;
        return true;
    }
    *out = c->argv[1] ? *c->argv[1] : ab_value_null();
    return ab_py_dict_set(p, d, *c->argv[0], *out);
}

static bool dict_update(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return ab_py_dict_update(p, dict_of(p, c), c->raw) && nothing(out);
}

static const ab_py_builtin mapping_rows[] = {
    {"get", mapping_get, 0, 0, PY_RAW, "", "The value of a key, or the second argument (None)."},
    {"items", dict_items, 0, 0, 0, "", "The pairs of key and value."},
    {"keys", dict_keys, 0, 0, 0, "", "The keys."},
    {"values", dict_values, 0, 0, 0, "", "The values."},
};
const ab_py_table ab_py_mapping_methods = PY_TABLE(mapping_rows, "dict and other mappings");

static const ab_py_builtin dict_rows[] = {
    {"clear", dict_clear, 0, 0, 0, "", "Removes everything."},
    {"copy", dict_copy, 0, 0, 0, "", "A copy."},
    {"fromkeys", dict_fromkeys, 1, 2, PY_CLASS_METHOD, "-", "A dict of keys with one value."},
    {"pop", dict_pop, 1, 2, 0, "-", "Takes a key out."},
    {"popitem", dict_popitem, 0, 0, 0, "", "Takes the last pair out."},
    {"setdefault", dict_setdefault, 1, 2, 0, "-",
     "The value of a key, which is set if it does not exist."},
    {"update", dict_update, 0, 0, PY_RAW, "",
     "Takes over the members of another mapping, and keywords."},
};
const ab_py_table ab_py_dict_methods = PY_TABLE(dict_rows, "dict");

/* ---- views ---- */

static bool view_isdisjoint(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_iter it;
    if (ab_py_type_of(c->self) == PY_VALUES) {
        return ab_py_raise(p, PY_ATTRIBUTE_ERROR,
                           "'dict_values' object has no attribute 'isdisjoint'");
    }
    if (!ab_py_iterate(p, c->argv[0], &it)) {
        return false;
    }
    *out = ab_value_bool(true);
    for (;;) {
        ab_value v;
        bool more;
        bool in;
        if (!ab_py_next(p, &it, &v, &more) || (more && !ab_py_contains(p, c->self, &v, &in))) {
            return false;
        }
        if (!more || in) {
            *out = ab_value_bool(!more);
            return true;
        }
    }
}

static bool view_mapping(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    *out = ((const ab_py_view *)c->self->ext.data)->mapping;
    return true;
}

static const ab_py_builtin view_rows[] = {
    {"isdisjoint", view_isdisjoint, 1, 1, 0, "-", "Whether there is no common element."},
    {"mapping", view_mapping, 0, 0, PY_PROPERTY, "", "The dict."},
};
const ab_py_table ab_py_view_methods = PY_TABLE(view_rows, "views of dict");

/* ---- set ---- */

static bool set_add(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return ab_py_dict_set(p, c->self->ext.data, *c->argv[0], ab_value_null()) && nothing(out);
}

static bool set_clear(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    ab_py_dict *d = c->self->ext.data;
    d->n = 0;
    d->index = NULL;
    return nothing(out);
}

static bool set_add_all(ab_py *p, ab_py_dict *d, const ab_value *from)
{
    ab_value *items;
    size_t n;
    if (!ab_py_collect(p, from, &items, &n)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!ab_py_dict_set(p, d, items[i], ab_value_null())) {
            return false;
        }
    }
    return true;
}

static bool set_copy(ab_py *p, const ab_py_call *c, ab_value *out)
{
    *out = ab_py_set_new(p);
    return set_add_all(p, out->ext.data, c->self);
}

static bool set_discard(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_value ignored;
    bool found;
    return ab_py_dict_remove(p, c->self->ext.data, c->argv[0], &ignored, &found) && nothing(out);
}

static bool set_remove(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_value ignored;
    bool found;
    if (!ab_py_dict_remove(p, c->self->ext.data, c->argv[0], &ignored, &found)) {
        return false;
    }
    return found ? nothing(out) : ab_py_raise(p, PY_KEY_ERROR, "the element does not exist");
}

static bool set_pop(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_dict *d = c->self->ext.data;
    ab_value ignored;
    bool found;
    if (!d->n) {
        return ab_py_raise(p, PY_KEY_ERROR, "pop from an empty set");
    }
    *out = d->entries[0].key;
    return ab_py_dict_remove(p, d, out, &ignored, &found);
}

static bool set_union(ab_py *p, const ab_py_call *c, ab_value *out)
{
    if (!set_copy(p, c, out)) {
        return false;
    }
    for (uint32_t i = 0; i < c->raw->n; i++) {
        if (!set_add_all(p, out->ext.data, &c->raw->v[i])) {
            return false;
        }
    }
    return true;
}

/* The elements of the set that are (or are not) in all (or any) of the arguments. */
static bool sieve(ab_py *p, const ab_py_call *c, bool keep_common, ab_value *out)
{
    const ab_py_dict *d = c->self->ext.data;
    ab_value all = ab_py_set_new(p);
    *out = ab_py_set_new(p);
    for (uint32_t i = 0; i < c->raw->n; i++) {
        if (!keep_common && !set_add_all(p, all.ext.data, &c->raw->v[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < d->n; i++) {
        bool in = keep_common;
        for (uint32_t k = 0; keep_common && in && k < c->raw->n; k++) {
            if (!ab_py_contains(p, &c->raw->v[k], &d->entries[i].key, &in)) {
                return false;
            }
        }
        if (!keep_common && !ab_py_contains(p, &all, &d->entries[i].key, &in)) {
            return false;
        }
        if (in == keep_common &&
            !ab_py_dict_set(p, out->ext.data, d->entries[i].key, ab_value_null())) {
            return false;
        }
    }
    return true;
}

static bool set_difference(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return sieve(p, c, false, out);
}
static bool set_intersection(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return sieve(p, c, true, out);
}

static bool set_symmetric_difference(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_value other = ab_py_set_new(p);
    ab_py_args args = {.v = &other, .n = 1};
    ab_py_args back = {.v = c->self, .n = 1};
    ab_py_call forward_call = {.self = c->self, .raw = &args};
    ab_py_call back_call = {.self = &other, .raw = &back};
    ab_value rest;
    return set_add_all(p, other.ext.data, c->argv[0]) && sieve(p, &forward_call, false, out) &&
           sieve(p, &back_call, false, &rest) && set_add_all(p, out->ext.data, &rest);
}

static bool set_update(ab_py *p, const ab_py_call *c, ab_value *out)
{
    for (uint32_t i = 0; i < c->raw->n; i++) {
        if (!set_add_all(p, c->self->ext.data, &c->raw->v[i])) {
            return false;
        }
    }
    return nothing(out);
}

static bool become(ab_py *p, const ab_py_call *c,
                   bool (*make)(ab_py *, const ab_py_call *, ab_value *), ab_value *out)
{
    ab_value result;
    if (!make(p, c, &result)) {
        return false;
    }
    *(ab_py_dict *)c->self->ext.data = *(ab_py_dict *)result.ext.data;
    return nothing(out);
}

static bool set_difference_update(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return become(p, c, set_difference, out);
}
static bool set_intersection_update(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return become(p, c, set_intersection, out);
}
static bool set_symmetric_difference_update(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return become(p, c, set_symmetric_difference, out);
}

static bool subset(ab_py *p, const ab_value *small, const ab_value *large, ab_value *out)
{
    ab_value *items;
    size_t n;
    ab_value set = ab_py_set_new(p);
    if (!set_add_all(p, set.ext.data, large) || !ab_py_collect(p, small, &items, &n)) {
        return false;
    }
    bool in = true;
    for (size_t i = 0; in && i < n; i++) {
        if (!ab_py_contains(p, &set, &items[i], &in)) {
            return false;
        }
    }
    *out = ab_value_bool(in);
    return true;
}

static bool set_issubset(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return subset(p, c->self, c->argv[0], out);
}
static bool set_issuperset(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return subset(p, c->argv[0], c->self, out);
}

static bool set_isdisjoint(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return view_isdisjoint(p, c, out);
}

static const ab_py_builtin set_rows[] = {
    {"add", set_add, 1, 1, 0, "-", "Adds an element."},
    {"clear", set_clear, 0, 0, 0, "", "Removes all."},
    {"copy", set_copy, 0, 0, 0, "", "A copy."},
    {"difference", set_difference, 0, 0, PY_RAW, "",
     "The elements that the arguments do not have."},
    {"difference_update", set_difference_update, 0, 0, PY_RAW, "", "The same in place."},
    {"discard", set_discard, 1, 1, 0, "-", "Removes an element if it is there."},
    {"intersection", set_intersection, 0, 0, PY_RAW, "", "The common elements."},
    {"intersection_update", set_intersection_update, 0, 0, PY_RAW, "", "The same in place."},
    {"isdisjoint", set_isdisjoint, 1, 1, 0, "-", "Whether there is no common element."},
    {"issubset", set_issubset, 1, 1, 0, "-", "Whether the argument has all elements."},
    {"issuperset", set_issuperset, 1, 1, 0, "-", "Whether it has all elements of the argument."},
    {"pop", set_pop, 0, 0, 0, "", "Takes an element out."},
    {"remove", set_remove, 1, 1, 0, "-", "Removes an element, or fails."},
    {"symmetric_difference", set_symmetric_difference, 1, 1, 0, "-",
     "The elements of only one of the two."},
    {"symmetric_difference_update", set_symmetric_difference_update, 1, 1, 0, "-",
     "The same in place."},
    {"union", set_union, 0, 0, PY_RAW, "", "All elements."},
    {"update", set_update, 0, 0, PY_RAW, "", "Adds the elements of the arguments."},
};
const ab_py_table ab_py_set_methods = PY_TABLE(set_rows, "set");
