/* Attributes, and Jinja's order of trying items and attributes. */
#include "template/pydate.h"

static bool macro_attribute(ab_py *p, const ab_value *obj, ab_str name, ab_value *out)
{
    return ab_py_macro_attribute(p, obj->ext.data, name, out);
}

static bool cycler_attribute(ab_py *p, const ab_value *obj, ab_str name, ab_value *out)
{
    const ab_py_cycler *c = obj->ext.data;
    if (ab_str_is(name, "current")) {
        *out = c->items[c->at];
    } else if (ab_str_is(name, "pos")) {
        *out = ab_value_int((int64_t)c->at);
    } else if (ab_str_is(name, "items")) {
        *out = ab_py_tuple_new(p, (ab_value *)c->items, c->n);
    } else {
        return false;
    }
    return true;
}

static bool record_attribute(const ab_value *obj, ab_str name, ab_value *out)
{
    const ab_py_record *r = obj->ext.data;
    if (ab_str_is(name, "data")) {
        *out = r->data;
    } else if (ab_str_is(name, "stream_name")) {
        *out = r->stream_name;
    } else if (ab_str_is(name, "associated_slice")) {
        *out = r->slice;
    } else if (ab_str_is(name, "file_reference")) {
        *out = ab_value_null();
    } else {
        return false;
    }
    return true;
}

static bool slice_attribute(const ab_value *obj, ab_str name, ab_value *out)
{
    const ab_py_stream_slice *s = obj->ext.data;
    if (ab_str_is(name, "partition") || ab_str_is(name, "_partition")) {
        *out = s->partition;
    } else if (ab_str_is(name, "cursor_slice") || ab_str_is(name, "_cursor_slice")) {
        *out = s->cursor_slice;
    } else if (ab_str_is(name, "extra_fields") || ab_str_is(name, "_extra_fields")) {
        *out = s->extra_fields;
    } else if (ab_str_is(name, "_stream_slice")) {
        *out = s->merged;
    } else {
        return false;
    }
    return true;
}

static bool field_attribute(const ab_value *obj, ab_str name, ab_value *out)
{
    const ab_py_seq *seq = obj->ext.data;
    for (size_t i = 0; seq->fields && seq->fields->names[i]; i++) {
        if (ab_str_is(name, seq->fields->names[i])) {
            *out = seq->items[i];
            return true;
        }
    }
    return false;
}

static bool joiner_attribute(const ab_value *obj, ab_str name, ab_value *out)
{
    const ab_py_joiner *j = obj->ext.data;
    if (ab_str_is(name, "sep")) {
        *out = j->separator;
    } else if (ab_str_is(name, "used")) {
        *out = ab_value_bool(j->used);
    } else {
        return false;
    }
    return true;
}

static bool namespace_attribute(ab_py *p, const ab_value *obj, ab_str name, ab_value *out)
{
    ab_value key = ab_value_str(name);
    ab_value *found;
    if (!ab_py_dict_find(p, obj->ext.data, &key, &found) || !found) {
        return false;
    }
    *out = *found;
    return true;
}

/* What is not in the tables of methods. */
static bool special_attribute(ab_py *p, const ab_value *obj, ab_py_type t, ab_str name,
                              ab_value *out)
{
    switch (t) {
    case PY_MACRO:
        return macro_attribute(p, obj, name, out);
    case PY_CYCLER:
        return cycler_attribute(p, obj, name, out);
    case PY_RECORD:
        return record_attribute(obj, name, out);
    case PY_STREAM_SLICE:
        return slice_attribute(obj, name, out);
    case PY_TUPLE:
        return field_attribute(obj, name, out);
    case PY_JOINER:
        return joiner_attribute(obj, name, out);
    case PY_NAMESPACE:
        return namespace_attribute(p, obj, name, out);
    case PY_SELF:
        return ab_py_self_attribute(p, name, out);
    default:
        return false;
    }
}

static bool tabled_attribute(ab_py *p, const ab_value *obj, ab_py_type t, ab_str name,
                             ab_value *out, bool *found)
{
    const ab_py_builtin *b = ab_py_find_method(t, name);
    *found = b != NULL;
    if (!b) {
        return true;
    }
    if (b->flags & PY_PROPERTY) {
        ab_py_args none = {0};
        return ab_py_call_builtin(p, b, obj, &none, out);
    }
    *out = ab_py_method(p, b, obj);
    return true;
}

bool ab_py_attribute(ab_py *p, const ab_value *obj, ab_str name, ab_value *out, bool *found)
{
    ab_py_type t = ab_py_type_of(obj);
    *found = true;
    if (t == PY_UNDEFINED) {
        return ab_py_undefined_fail(p, obj);
    }
    if (t == PY_LOOP) {
        return ab_py_loop_attribute(p, obj->ext.data, name, out, found);
    }
    if (special_attribute(p, obj, t, name, out)) {
        return true;
    }
    if (p->exc) {
        return false;
    }
    if (!tabled_attribute(p, obj, t, name, out, found)) {
        return false;
    }
    if (!*found && t == PY_DURATION) {
        ab_value rest = ab_py_timedelta_new(p, ((const ab_duration *)obj->ext.data)->rest);
        return tabled_attribute(p, &rest, PY_TIMEDELTA, name, out, found);
    }
    return true;
}

/* Attributes with underscores that Python objects have: found, but unsafe. */
static const char *const every_object[] = {"__class__",
                                           "__doc__",
                                           "__init__",
                                           "__new__",
                                           "__repr__",
                                           "__str__",
                                           "__hash__",
                                           "__eq__",
                                           "__ne__",
                                           "__lt__",
                                           "__le__",
                                           "__gt__",
                                           "__ge__",
                                           "__dir__",
                                           "__format__",
                                           "__getattribute__",
                                           "__setattr__",
                                           "__delattr__",
                                           "__reduce__",
                                           "__reduce_ex__",
                                           "__sizeof__",
                                           "__subclasshook__",
                                           "__init_subclass__",
                                           "__getstate__",
                                           NULL};
static const char *const containers[] = {"__len__", "__iter__", "__contains__", "__getitem__",
                                         NULL};
static const char *const changeable[] = {
    "__setitem__", "__delitem__", "__reversed__", "__class_getitem__", "__ior__", "__or__", NULL};
static const char *const sequences[] = {"__add__", "__mul__", "__rmul__", NULL};
static const char *const numbers[] = {
    "__add__",     "__radd__",  "__sub__",      "__rsub__",       "__mul__",   "__rmul__",
    "__truediv__", "__mod__",   "__floordiv__", "__divmod__",     "__pow__",   "__neg__",
    "__pos__",     "__abs__",   "__bool__",     "__int__",        "__float__", "__round__",
    "__trunc__",   "__floor__", "__ceil__",     "__getnewargs__", NULL};
static const char *const functions[] = {
    "__name__",        "__globals__", "__code__",     "__call__",    "__defaults__",
    "__dict__",        "__module__",  "__qualname__", "__closure__", "__kwdefaults__",
    "__annotations__", "__get__",     "__self__",     "__func__",    "__text_signature__",
    "__builtins__",    NULL};

static bool listed(const char *const *names, ab_str name)
{
    for (size_t i = 0; names[i]; i++) {
        if (ab_str_is(name, names[i])) {
            return true;
        }
    }
    return false;
}

static bool has_private(const ab_value *obj, ab_str name)
{
    if (listed(every_object, name)) {
        return true;
    }
    switch (ab_py_type_of(obj)) {
    case PY_STR:
    case PY_MARKUP:
    case PY_BYTES:
        return listed(containers, name) || listed(sequences, name) || ab_str_is(name, "__mod__") ||
               ab_str_is(name, "__rmod__") || ab_str_is(name, "__getnewargs__");
    case PY_TUPLE:
        return listed(containers, name) || listed(sequences, name);
    case PY_LIST:
    case PY_PAGE:
        return listed(containers, name) || listed(sequences, name) || listed(changeable, name) ||
               ab_str_is(name, "__iadd__") || ab_str_is(name, "__imul__");
    case PY_DICT:
    case PY_HEADERS:
    case PY_RECORD:
    case PY_SET:
        return listed(containers, name) || listed(changeable, name);
    case PY_STREAM_SLICE: {
        ab_value ignored;
        return listed(containers, name) || slice_attribute(obj, name, &ignored) ||
               ab_str_is(name, "__dict__");
    }
    case PY_INT:
    case PY_BOOL:
    case PY_FLOAT:
        return listed(numbers, name);
    case PY_FUNCTION:
    case PY_METHOD:
    case PY_MACRO:
        return listed(functions, name);
    case PY_NAMESPACE:
        return ab_str_is(name, "__class__");
    default:
        return ab_str_is(name, "__dict__") || ab_str_is(name, "__module__");
    }
}

static ab_value unsafe(ab_py *p, const ab_value *obj, ab_str name)
{
    ab_value v = ab_py_undefined(p, obj, ab_value_str(name));
    ((ab_py_undefined_data *)v.ext.data)->unsafe = true;
    return v;
}

/* Names with an underscore in front: safe only for _partition. */
static bool private_attribute(ab_py *p, const ab_value *obj, ab_str name, ab_value *out,
                              bool *found)
{
    ab_py_type t = ab_py_type_of(obj);
    bool dunder =
        name.n >= 4 && ab_str_starts(name, AB_STR("__")) && ab_str_ends(name, AB_STR("__"));
    *found = true;
    if (t == PY_STREAM_SLICE && ab_str_is(name, "_partition")) {
        *out = ((const ab_py_stream_slice *)obj->ext.data)->partition;
        return true;
    }
    if (t == PY_NAMESPACE && special_attribute(p, obj, t, name, out)) {
        *out = unsafe(p, obj, name);
        return true;
    }
    if (t == PY_NAMESPACE ? ab_str_is(name, "__class__") : has_private(obj, name)) {
        *out = unsafe(p, obj, name);
        return true;
    }
    if (t == PY_UNDEFINED && !dunder) {
        return ab_py_undefined_fail(p, obj);
    }
    *found = false;
    return true;
}

static bool safe_attribute(ab_py *p, const ab_value *obj, ab_str name, ab_value *out, bool *found)
{
    if (name.n && name.p[0] == '_') {
        return private_attribute(p, obj, name, out, found);
    }
    return ab_py_attribute(p, obj, name, out, found);
}

bool ab_py_env_getattr(ab_py *p, const ab_value *obj, ab_str name, ab_value *out)
{
    bool found;
    if (!safe_attribute(p, obj, name, out, &found)) {
        return false;
    }
    if (found) {
        return true;
    }
    ab_value key = ab_value_str(name);
    if (ab_py_subscript(p, obj, &key, out)) {
        return true;
    }
    if (p->exc != PY_TYPE_ERROR && p->exc != PY_KEY_ERROR && p->exc != PY_INDEX_ERROR) {
        return false;
    }
    ab_py_clear(p);
    *out = ab_py_undefined(p, obj, key);
    return true;
}

bool ab_py_env_getitem(ab_py *p, const ab_value *obj, const ab_value *key, ab_value *out)
{
    if (ab_py_subscript(p, obj, key, out)) {
        return true;
    }
    if (p->exc != PY_TYPE_ERROR && p->exc != PY_KEY_ERROR && p->exc != PY_INDEX_ERROR) {
        return false;
    }
    ab_py_clear(p);
    ab_str name;
    if (ab_py_text(key, &name)) {
        bool found;
        if (!safe_attribute(p, obj, name, out, &found)) {
            return false;
        }
        if (found) {
            return true;
        }
    }
    *out = ab_py_undefined(p, obj, *key);
    return true;
}

static bool all_digits(ab_str s)
{
    for (size_t i = 0; i < s.n;) {
        size_t length;
        unsigned c = ab_text_decode(ab_str_sub(s, i, s.n), &length);
        if (!(ab_unicode_flags(c) & AB_CHAR_DIGIT)) {
            return false;
        }
        i += length;
    }
    return s.n != 0;
}

bool ab_py_attribute_path(ab_py *p, const ab_value *obj, const ab_value *path,
                          const ab_value *otherwise, ab_value *out)
{
    ab_str text;
    *out = *obj;
    if (path->kind == AB_NULL) {
        return true;
    }
    if (!ab_py_text(path, &text)) {
        if (!ab_py_env_getitem(p, obj, path, out)) {
            return false;
        }
        if (otherwise && ab_py_type_of(out) == PY_UNDEFINED) {
            *out = *otherwise;
        }
        return true;
    }
    for (size_t from = 0; from <= text.n;) {
        ptrdiff_t dot = ab_str_find(text, AB_STR("."), from);
        size_t to = dot < 0 ? text.n : (size_t)dot;
        ab_str part = ab_str_sub(text, from, to);
        ab_value key = ab_value_str(part);
        if (all_digits(part) && !ab_py_int_from_text(p, part, 10, &key)) {
            return false;
        }
        ab_value next;
        if (!ab_py_env_getitem(p, out, &key, &next)) {
            return false;
        }
        *out = otherwise && ab_py_type_of(&next) == PY_UNDEFINED ? *otherwise : next;
        from = to + 1;
    }
    return true;
}
