/* Filters that apply other filters and tests to each item: lazily, as generators. */
#include "template/builtins/builtins.h"

typedef struct applied {
    ab_py_iter inner;
    ab_py_args args; /* of the filter or test, its name taken away */
    ab_value name;
    ab_value path;      /* map(attribute=…), selectattr */
    ab_value otherwise; /* map(default=…) */
    bool has_otherwise;
    bool by_attribute;
    bool has_name;
    bool negate;
    bool started;
    const char *missing; /* an error to raise on the first item */
} applied;

static bool start(ab_py *p, ab_py_iter *it, applied *a, bool *empty)
{
    *empty = false;
    if (a->started) {
        return true;
    }
    a->started = true;
    if (!ab_py_truthy(&it->over)) {
        *empty = true;
        return true;
    }
    if (a->missing) {
        return ab_py_raise(p, PY_RUNTIME_ERROR, "%s", a->missing);
    }
    return ab_py_iterate(p, &it->over, &a->inner);
}

static bool name_of(ab_py *p, const ab_value *name, const char *kind, ab_str *out)
{
    if (ab_py_text(name, out)) {
        return true;
    }
    uint64_t hash;
    if (!ab_py_hash(p, name, &hash)) {
        return false;
    }
    return ab_py_raise(p, PY_RUNTIME_ERROR, "No %s of that name", kind);
}

static bool next_mapped(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    applied *a = it->state;
    bool empty;
    ab_value item;
    ab_str name;
    if (!start(p, it, a, &empty)) {
        return false;
    }
    if (empty) {
        *more = false;
        return true;
    }
    if (!ab_py_next(p, &a->inner, &item, more) || !*more) {
        return p->exc == PY_OK;
    }
    if (a->by_attribute) {
        return ab_py_attribute_path(p, &item, &a->path, a->has_otherwise ? &a->otherwise : NULL,
                                    out);
    }
    return name_of(p, &a->name, "filter", &name) &&
           ab_py_call_filter(p, name, &item, &a->args, out);
}

static bool selected(ab_py *p, applied *a, const ab_value *item, bool *out)
{
    ab_value v = *item;
    ab_str name;
    if (a->by_attribute && !ab_py_attribute_path(p, item, &a->path, NULL, &v)) {
        return false;
    }
    if (!a->has_name) {
        *out = ab_py_truthy(&v) != a->negate;
        return true;
    }
    if (!name_of(p, &a->name, "test", &name) || !ab_py_call_test(p, name, &v, &a->args, out)) {
        return false;
    }
    *out = *out != a->negate;
    return true;
}

static bool next_selected(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    applied *a = it->state;
    bool empty;
    if (!start(p, it, a, &empty)) {
        return false;
    }
    *more = !empty;
    while (*more) {
        bool take;
        if (!ab_py_next(p, &a->inner, out, more)) {
            return false;
        }
        if (*more && !selected(p, a, out, &take)) {
            return false;
        }
        if (*more && take) {
            break;
        }
    }
    return true;
}

static const ab_value *keyword(const ab_py_args *args, const char *name)
{
    for (uint32_t i = 0; i < args->n_kw; i++) {
        if (ab_str_is(args->kw_names[i], name)) {
            return &args->kw_values[i];
        }
    }
    return NULL;
}

static void take_first(ab_py_args *args, ab_value *out)
{
    *out = args->v[0];
    args->v++;
    args->n--;
}

static bool filter_map(ab_py *p, const ab_py_call *c, ab_value *out)
{
    applied *a = AB_ARENA_NEW(p->arena, applied);
    a->args = *c->raw;
    const ab_value *attribute = keyword(c->raw, "attribute");
    const ab_value *otherwise = keyword(c->raw, "default");
    if (!a->args.n && attribute) {
        a->by_attribute = true;
        a->path = *attribute;
        a->has_otherwise = otherwise && otherwise->kind != AB_NULL;
        a->otherwise = otherwise ? *otherwise : ab_value_null();
        if (c->raw->n_kw > 1u + (otherwise ? 1 : 0)) {
            a->missing = "Unexpected keyword argument";
        }
    } else if (a->args.n) {
        take_first(&a->args, &a->name);
    } else {
        a->missing = "map requires a filter argument";
    }
    *out = ab_py_generator(p, "generator", next_mapped, *c->self, a);
    return true;
}

static bool make_select(ab_py *p, const ab_py_call *c, bool negate, bool by_attribute,
                        ab_value *out)
{
    applied *a = AB_ARENA_NEW(p->arena, applied);
    a->args = *c->raw;
    a->negate = negate;
    a->by_attribute = by_attribute;
    if (by_attribute && !a->args.n) {
        a->missing = "Missing parameter for attribute name";
    } else if (by_attribute) {
        take_first(&a->args, &a->path);
    }
    a->has_name = a->args.n != 0;
    if (a->has_name) {
        take_first(&a->args, &a->name);
    }
    *out = ab_py_generator(p, "generator", next_selected, *c->self, a);
    return true;
}

static bool filter_select(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return make_select(p, c, false, false, out);
}

static bool filter_reject(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return make_select(p, c, true, false, out);
}

static bool filter_selectattr(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return make_select(p, c, false, true, out);
}

static bool filter_rejectattr(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return make_select(p, c, true, true, out);
}

static const ab_py_builtin rows[] = {
    {"map", filter_map, 0, 0, PY_RAW, "",
     "A filter applied to each item, or an attribute of each: `map('upper')`, "
     "`map(attribute='id')`."},
    {"reject", filter_reject, 0, 0, PY_RAW, "",
     "The items that do not pass a test: `reject('none')`."},
    {"rejectattr", filter_rejectattr, 0, 0, PY_RAW, "",
     "The items whose attribute does not pass a test: `rejectattr('id', 'none')`."},
    {"select", filter_select, 0, 0, PY_RAW, "", "The items that pass a test: `select('odd')`."},
    {"selectattr", filter_selectattr, 0, 0, PY_RAW, "",
     "The items whose attribute passes a test: `selectattr('id', '==', 5)`."},
};
const ab_py_table ab_py_select_filters = PY_TABLE(rows, "Filters and tests on each item");
