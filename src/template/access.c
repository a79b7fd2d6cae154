/* Items, slices and attributes, and Jinja's order of trying them. */
#include "template/pydate.h"

/* start, stop and count of a slice over n items. */
typedef struct slice_range {
    int64_t start;
    int64_t step;
    int64_t count;
} slice_range;

static bool slice_bound(ab_py *p, const ab_value *v, int64_t otherwise, int64_t *out)
{
    if (v->kind == AB_NULL) {
        *out = otherwise;
        return true;
    }
    if (!ab_py_is_int(v)) {
        return ab_py_raise(p, PY_TYPE_ERROR,
                           "slice indices must be integers or None or have an __index__ method");
    }
    *out = ab_py_small_int(v);
    return true;
}

static int64_t clip(int64_t i, int64_t n, bool backwards)
{
    if (i < 0) {
        i = i < -n ? -1 : i + n;
        return i < 0 ? (backwards ? -1 : 0) : i;
    }
    return i >= n ? (backwards ? n - 1 : n) : i;
}

static bool slice_indices(ab_py *p, const ab_py_slice *s, size_t size, slice_range *out)
{
    int64_t n = (int64_t)size;
    int64_t step = 1;
    int64_t start = 0;
    int64_t stop = 0;
    if (!slice_bound(p, &s->step, 1, &step)) {
        return false;
    }
    if (step == 0) {
        return ab_py_raise(p, PY_VALUE_ERROR, "slice step cannot be zero");
    }
    step = step < -INT64_MAX ? -INT64_MAX : step;
    bool back = step < 0;
    if (!slice_bound(p, &s->start, back ? n - 1 : 0, &start) ||
        !slice_bound(p, &s->stop, back ? -1 : n, &stop)) {
        return false;
    }
    start = s->start.kind == AB_NULL ? start : clip(start, n, back);
    stop = s->stop.kind == AB_NULL ? stop : clip(stop, n, back);
    out->start = start;
    out->step = step;
    int64_t span = back ? start - stop : stop - start;
    uint64_t stride = back ? 0 - (uint64_t)step : (uint64_t)step;
    out->count = span <= 0 ? 0 : (int64_t)(((uint64_t)span - 1) / stride + 1);
    return true;
}

static bool slice_text(ab_py *p, ab_str text, const ab_py_slice *s, ab_str *out)
{
    slice_range r;
    size_t n = ab_text_length(text);
    if (!slice_indices(p, s, n, &r)) {
        return false;
    }
    if (r.step == 1) {
        size_t from = ab_text_offset(text, (size_t)r.start);
        ab_str rest = ab_str_sub(text, from, text.n);
        *out = ab_str_sub(rest, 0, r.count ? ab_text_offset(rest, (size_t)r.count) : 0);
        return true;
    }
    size_t *offsets = ab_arena_alloc(p->arena, (n + 1) * sizeof(size_t));
    size_t k = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (((unsigned char)text.p[i] & 0xc0) != 0x80) {
            offsets[k++] = i;
        }
    }
    offsets[k] = text.n;
    ab_buf *buf = ab_py_buf(p);
    for (int64_t i = 0; i < r.count; i++) {
        size_t at = (size_t)(r.start + i * r.step);
        ab_buf_add(buf, text.p + offsets[at], offsets[at + 1] - offsets[at]);
    }
    return ab_py_buf_text(p, buf, out);
}

static bool index_text(ab_py *p, const ab_value *obj, ab_str text, const ab_value *key,
                       ab_value *out)
{
    bool markup = obj->kind == AB_EXT;
    ab_str r;
    if (ab_py_type_of(key) == PY_SLICE) {
        if (!slice_text(p, text, key->ext.data, &r)) {
            return false;
        }
    } else if (ab_py_is_int(key)) {
        int64_t i = ab_py_small_int(key);
        int64_t n = (int64_t)ab_text_length(text);
        i = i < 0 && i >= -n ? i + n : i;
        if (i < 0 || i >= n) {
            return ab_py_raise(p, PY_INDEX_ERROR, "string index out of range");
        }
        ab_str rest = ab_str_sub(text, ab_text_offset(text, (size_t)i), text.n);
        r = ab_str_sub(rest, 0, ab_text_offset(rest, 1));
    } else {
        return ab_py_raise(p, PY_TYPE_ERROR, "string indices must be integers, not '%s'",
                           ab_py_type_name(key));
    }
    *out = markup ? ab_py_markup(p, r) : ab_value_str(r);
    return true;
}

static bool index_items(ab_py *p, const ab_value *obj, const ab_value *items, size_t n,
                        const ab_value *key, ab_value *out)
{
    bool tuple = ab_py_type_of(obj) == PY_TUPLE;
    if (ab_py_type_of(key) == PY_SLICE) {
        slice_range r;
        if (!slice_indices(p, key->ext.data, n, &r)) {
            return false;
        }
        ab_value *copy = AB_ARENA_ARRAY(p->arena, ab_value, (size_t)r.count + 1);
        for (int64_t i = 0; i < r.count; i++) {
            copy[i] = items[r.start + i * r.step];
        }
        *out = tuple ? ab_py_tuple_new(p, copy, (size_t)r.count)
                     : ab_py_list_new(p, copy, (size_t)r.count);
        return true;
    }
    if (!ab_py_is_int(key)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "%s indices must be integers or slices, not %s",
                           tuple ? "tuple" : "list", ab_py_type_name(key));
    }
    int64_t i = ab_py_small_int(key);
    i = i < 0 && i >= -(int64_t)n ? i + (int64_t)n : i;
    if (i < 0 || (size_t)i >= n) {
        return ab_py_raise(p, PY_INDEX_ERROR, "%s index out of range", tuple ? "tuple" : "list");
    }
    *out = items[i];
    return true;
}

static bool index_bytes(ab_py *p, ab_str bytes, const ab_value *key, ab_value *out)
{
    ab_value *items = AB_ARENA_ARRAY(p->arena, ab_value, bytes.n + 1);
    for (size_t i = 0; i < bytes.n; i++) {
        items[i] = ab_value_int((unsigned char)bytes.p[i]);
    }
    ab_value list = ab_py_tuple_new(p, items, bytes.n);
    if (!index_items(p, &list, items, bytes.n, key, out)) {
        return false;
    }
    const ab_value *parts;
    size_t n;
    if (ab_py_items(out, &parts, &n)) {
        char *text = ab_arena_alloc(p->arena, n + 1);
        for (size_t i = 0; i < n; i++) {
            text[i] = (char)parts[i].number.integer;
        }
        *out = ab_py_bytes(p, (ab_str){text, n});
    }
    return true;
}

static bool index_page(ab_py *p, const ab_value *obj, const ab_value *key, ab_value *out)
{
    size_t n = ab_py_page_count(obj);
    if (ab_py_is_int(key)) {
        int64_t i = ab_py_small_int(key);
        i = i < 0 ? i + (int64_t)n : i;
        if (i < 0 || (size_t)i >= n) {
            return ab_py_raise(p, PY_INDEX_ERROR, "list index out of range");
        }
        return ab_py_page_at(p, obj, (size_t)i, out);
    }
    ab_value *items;
    return ab_py_collect(p, obj, &items, &n) && index_items(p, obj, items, n, key, out);
}

bool ab_py_subscript(ab_py *p, const ab_value *obj, const ab_value *key, ab_value *out)
{
    ab_str text;
    const ab_value *items;
    size_t n;
    ab_py_type t = ab_py_type_of(obj);
    if (key->kind == AB_EXT || obj->kind == AB_STRING) {
        ab_py_charge_for(p, obj); /* a slice, or a character to be counted to */
    }
    if (ab_py_text(obj, &text)) {
        return index_text(p, obj, text, key, out);
    }
    if (ab_py_items(obj, &items, &n)) {
        return index_items(p, obj, items, n, key, out);
    }
    if (ab_py_is_mapping(obj)) {
        bool found;
        if (!ab_py_mapping_get(p, obj, key, out, &found)) {
            return false;
        }
        return found || ab_py_raise(p, PY_KEY_ERROR, "the key does not exist");
    }
    switch (t) {
    case PY_BYTES:
        return index_bytes(p, *(const ab_str *)obj->ext.data, key, out);
    case PY_PAGE:
        return index_page(p, obj, key, out);
    case PY_UNDEFINED:
        return ab_py_undefined_fail(p, obj);
    default:
        return ab_py_raise(p, PY_TYPE_ERROR, "'%s' object is not subscriptable",
                           ab_py_type_name(obj));
    }
}

/* ---- attributes ---- */

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
