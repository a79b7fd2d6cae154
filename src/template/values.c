#include "template/py.h"

static ab_value *copy_values(ab_arena *arena, const ab_value *v, size_t n)
{
    ab_value *copy = AB_ARENA_ARRAY(arena, ab_value, n + 1);
    for (size_t i = 0; i < n; i++) {
        copy[i] = ab_value_copy(arena, &v[i]);
    }
    return copy;
}

static void *copy_seq(ab_arena *arena, const void *data)
{
    const ab_py_seq *from = data;
    ab_py_seq *seq = AB_ARENA_NEW(arena, ab_py_seq);
    *seq = *from;
    seq->items = copy_values(arena, from->items, from->n);
    seq->capacity = from->n + 1;
    return seq;
}

static void *copy_dict(ab_arena *arena, const void *data)
{
    const ab_py_dict *from = data;
    ab_py_dict *dict = AB_ARENA_NEW(arena, ab_py_dict);
    *dict = *from;
    dict->capacity = from->n;
    dict->entries = AB_ARENA_ARRAY(arena, ab_py_entry, from->n + 1);
    for (size_t i = 0; i < from->n; i++) {
        dict->entries[i].key = ab_value_copy(arena, &from->entries[i].key);
        dict->entries[i].value = ab_value_copy(arena, &from->entries[i].value);
        dict->entries[i].hash = from->entries[i].hash;
    }
    if (from->index) {
        dict->index = ab_arena_alloc(arena, from->index_size * sizeof(uint32_t));
        memcpy(dict->index, from->index, from->index_size * sizeof(uint32_t));
    }
    return dict;
}

static void *copy_text(ab_arena *arena, const void *data)
{
    ab_str *text = AB_ARENA_NEW(arena, ab_str);
    *text = ab_arena_str(arena, *(const ab_str *)data);
    return text;
}

static void *copy_complex(ab_arena *arena, const void *data)
{
    ab_py_complex *c = AB_ARENA_NEW(arena, ab_py_complex);
    *c = *(const ab_py_complex *)data;
    return c;
}

static void *copy_slice(ab_arena *arena, const void *data)
{
    const ab_py_stream_slice *from = data;
    ab_py_stream_slice *s = AB_ARENA_NEW(arena, ab_py_stream_slice);
    s->merged = ab_value_copy(arena, &from->merged);
    s->partition = ab_value_copy(arena, &from->partition);
    s->cursor_slice = ab_value_copy(arena, &from->cursor_slice);
    s->extra_fields = ab_value_copy(arena, &from->extra_fields);
    return s;
}

static void *copy_record(ab_arena *arena, const void *data)
{
    const ab_py_record *from = data;
    ab_py_record *r = AB_ARENA_NEW(arena, ab_py_record);
    r->data = ab_value_copy(arena, &from->data);
    r->stream_name = ab_value_copy(arena, &from->stream_name);
    r->slice = ab_value_copy(arena, &from->slice);
    return r;
}

static void *copy_headers(ab_arena *arena, const void *data)
{
    ab_value *v = AB_ARENA_NEW(arena, ab_value);
    *v = ab_value_copy(arena, data);
    return v;
}

/* Objects that exist only while a template runs are not copied: they never leave it. */
const ab_ext_type ab_py_types[PY_TYPE_COUNT] = {
    [PY_NONE] = {"NoneType", NULL, NULL},
    [PY_BOOL] = {"bool", NULL, NULL},
    [PY_INT] = {"int", NULL, NULL},
    [PY_FLOAT] = {"float", NULL, NULL},
    [PY_STR] = {"str", NULL, NULL},
    [PY_LIST] = {"list", NULL, NULL},
    [PY_DICT] = {"dict", NULL, NULL},
    [PY_TUPLE] = {"tuple", copy_seq, NULL},
    [PY_SET] = {"set", copy_dict, NULL},
    [PY_BYTES] = {"bytes", copy_text, NULL},
    [PY_ELLIPSIS] = {"ellipsis", NULL, NULL},
    [PY_COMPLEX] = {"complex", copy_complex, NULL},
    [PY_UNDEFINED] = {"Undefined", NULL, NULL},
    [PY_MARKUP] = {"Markup", copy_text, NULL},
    [PY_DATETIME] = {"datetime", NULL, NULL},
    [PY_DATE] = {"date", NULL, NULL},
    [PY_TIME] = {"time", NULL, NULL},
    [PY_TIMEDELTA] = {"timedelta", NULL, NULL},
    [PY_DURATION] = {"Duration", NULL, NULL},
    [PY_TZINFO] = {"timezone", NULL, NULL},
    [PY_NAMESPACE] = {"Namespace", NULL, NULL},
    [PY_LOOP] = {"LoopContext", NULL, NULL},
    [PY_MACRO] = {"Macro", NULL, NULL},
    [PY_METHOD] = {"builtin_function_or_method", NULL, NULL},
    [PY_FUNCTION] = {"function", NULL, NULL},
    [PY_ITERATOR] = {"generator", NULL, NULL},
    [PY_KEYS] = {"dict_keys", NULL, NULL},
    [PY_VALUES] = {"dict_values", NULL, NULL},
    [PY_ITEMS] = {"dict_items", NULL, NULL},
    [PY_STREAM_SLICE] = {"StreamSlice", copy_slice, NULL},
    [PY_RECORD] = {"Record", copy_record, NULL},
    [PY_HEADERS] = {"CaseInsensitiveDict", copy_headers, NULL},
    [PY_CYCLER] = {"Cycler", NULL, NULL},
    [PY_JOINER] = {"Joiner", NULL, NULL},
    [PY_SLICE] = {"slice", NULL, NULL},
    [PY_SELF] = {"TemplateReference", NULL, NULL},
    [PY_BLOCK] = {"BlockReference", NULL, NULL},
    [PY_PAGE] = {"list", NULL, NULL},
    [PY_OBJECT] = {"object", NULL, NULL},
    [PY_XLIST] = {"list", copy_seq, NULL},
    [PY_XDICT] = {"dict", copy_dict, NULL},
};

static ab_py_type ext_type(const ab_value *v)
{
    const ab_ext_type *type = v->ext.type;
    if (type >= ab_py_types && type < ab_py_types + PY_TYPE_COUNT) {
        ab_py_type t = (ab_py_type)(type - ab_py_types);
        return t == PY_XLIST ? PY_LIST : t == PY_XDICT ? PY_DICT : t;
    }
    return type->sequence ? PY_PAGE : PY_OBJECT;
}

ab_py_type ab_py_type_of(const ab_value *v)
{
    static const uint8_t of_kind[] = {
        [AB_NULL] = PY_NONE,  [AB_BOOL] = PY_BOOL,  [AB_INT] = PY_INT,    [AB_BIGINT] = PY_INT,
        [AB_REAL] = PY_FLOAT, [AB_STRING] = PY_STR, [AB_ARRAY] = PY_LIST, [AB_OBJECT] = PY_DICT,
    };
    return v->kind == AB_EXT ? ext_type(v) : (ab_py_type)of_kind[v->kind];
}

const char *ab_py_type_name(const ab_value *v)
{
    if (v->kind == AB_EXT) {
        ab_py_type t = ext_type(v);
        if (t == PY_TUPLE && ((const ab_py_seq *)v->ext.data)->fields) {
            return ((const ab_py_seq *)v->ext.data)->fields->type_name;
        }
        if (t == PY_ITERATOR) {
            return ((const ab_py_iter *)v->ext.data)->type_name;
        }
        return v->ext.type->name;
    }
    return ab_py_types[ab_py_type_of(v)].name;
}

ab_value ab_py_ext(ab_py_type type, void *data)
{
    return ab_value_ext(&ab_py_types[type], data);
}

ab_value ab_py_undefined(ab_py *p, const ab_value *obj, ab_value name)
{
    ab_py_undefined_data *u = AB_ARENA_NEW(p->arena, ab_py_undefined_data);
    u->name = name;
    if (obj) {
        u->obj = *obj;
        u->has_obj = true;
    }
    return ab_py_ext(PY_UNDEFINED, u);
}

ab_value ab_py_undefined_name(ab_py *p, ab_str name)
{
    return ab_py_undefined(p, NULL, ab_value_str(name));
}

ab_value ab_py_undefined_hint(ab_py *p, const char *hint)
{
    ab_value v = ab_py_undefined(p, NULL, ab_value_null());
    ((ab_py_undefined_data *)v.ext.data)->hint = hint;
    return v;
}

bool ab_py_undefined_fail(ab_py *p, const ab_value *undefined)
{
    const ab_py_undefined_data *u = undefined->ext.data;
    ab_py_exc exc = u->unsafe ? PY_SECURITY_ERROR : PY_UNDEFINED_ERROR;
    if (u->hint) {
        return ab_py_raise(p, exc, "%s", u->hint);
    }
    ab_str name = AB_STR("?");
    if (u->name.kind == AB_STRING) {
        name = u->name.text;
    } else if (!ab_py_repr_text(p, &u->name, &name)) {
        return false;
    }
    const char *type = u->has_obj ? ab_py_type_name(&u->obj) : "";
    if (u->unsafe) {
        return ab_py_raise(p, exc, "access to attribute '%.*s' of '%s' object is unsafe.",
                           AB_STR_ARG(name), type);
    }
    if (!u->has_obj) {
        return ab_py_raise(p, exc, "'%.*s' is undefined", AB_STR_ARG(name));
    }
    return ab_py_raise(p, exc, "'%s object' has no %s '%.*s'", type,
                       u->name.kind == AB_STRING ? "attribute" : "element", AB_STR_ARG(name));
}

static ab_value text_object(ab_py *p, ab_py_type type, ab_str text)
{
    ab_str *data = AB_ARENA_NEW(p->arena, ab_str);
    *data = text;
    return ab_py_ext(type, data);
}

ab_value ab_py_markup(ab_py *p, ab_str text)
{
    return text_object(p, PY_MARKUP, text);
}

ab_value ab_py_bytes(ab_py *p, ab_str bytes)
{
    return text_object(p, PY_BYTES, bytes);
}

bool ab_py_text(const ab_value *v, ab_str *text)
{
    if (v->kind == AB_STRING) {
        *text = v->text;
        return true;
    }
    if (v->kind == AB_EXT && v->ext.type == &ab_py_types[PY_MARKUP]) {
        *text = *(const ab_str *)v->ext.data;
        return true;
    }
    return false;
}

bool ab_py_is_text(const ab_value *v)
{
    ab_str ignored;
    return ab_py_text(v, &ignored);
}

static ab_value seq_object(ab_py *p, ab_py_type type, ab_value *items, size_t n)
{
    ab_py_seq *seq = AB_ARENA_NEW(p->arena, ab_py_seq);
    seq->items = items;
    seq->n = n;
    seq->capacity = n;
    return ab_py_ext(type, seq);
}

ab_value ab_py_list_new(ab_py *p, ab_value *items, size_t n)
{
    if (p->mutable_containers) {
        return seq_object(p, PY_XLIST, items, n);
    }
    ab_value v = ab_value_array();
    v.items = items;
    v.count = (uint32_t)n;
    return v;
}

ab_value ab_py_tuple_new(ab_py *p, ab_value *items, size_t n)
{
    return seq_object(p, PY_TUPLE, items, n);
}

ab_value ab_py_pair(ab_py *p, ab_value a, ab_value b)
{
    ab_value *items = AB_ARENA_ARRAY(p->arena, ab_value, 2);
    items[0] = a;
    items[1] = b;
    return ab_py_tuple_new(p, items, 2);
}

bool ab_py_items(const ab_value *v, const ab_value **items, size_t *n)
{
    if (v->kind == AB_ARRAY) {
        *items = v->items;
        *n = v->count;
        return true;
    }
    if (v->kind == AB_EXT &&
        (v->ext.type == &ab_py_types[PY_TUPLE] || v->ext.type == &ab_py_types[PY_XLIST])) {
        const ab_py_seq *seq = v->ext.data;
        *items = seq->items;
        *n = seq->n;
        return true;
    }
    return false;
}

ab_py_seq *ab_py_mutable_list(ab_py *p, const ab_value *v)
{
    (void)p;
    return v->kind == AB_EXT && v->ext.type == &ab_py_types[PY_XLIST] ? v->ext.data : NULL;
}

bool ab_py_seq_push(ab_py *p, ab_py_seq *seq, ab_value item)
{
    if (seq->n >= PY_MAX_ITEMS) {
        return ab_py_raise(p, PY_LIMIT, "the list is too long");
    }
    if (seq->n >= seq->capacity) {
        size_t capacity = seq->n < 4 ? 8 : seq->n * 2;
        ab_value *items = AB_ARENA_ARRAY(p->arena, ab_value, capacity);
        if (seq->n) {
            memcpy(items, seq->items, seq->n * sizeof(ab_value));
        }
        seq->items = items;
        seq->capacity = capacity;
    }
    seq->items[seq->n++] = item;
    return true;
}

ab_value ab_py_thaw(ab_py *p, const ab_value *v)
{
    if (v->kind == AB_ARRAY) {
        ab_value *items = AB_ARENA_ARRAY(p->arena, ab_value, v->count + 1);
        for (uint32_t i = 0; i < v->count; i++) {
            items[i] = ab_py_thaw(p, &v->items[i]);
        }
        return seq_object(p, PY_XLIST, items, v->count);
    }
    if (v->kind == AB_OBJECT) {
        ab_value copy = ab_py_dict_new(p);
        for (uint32_t i = 0; i < v->count; i++) {
            const ab_member *m = &v->object.members[i];
            ab_py_dict_set(p, copy.ext.data, ab_value_str(m->key), ab_py_thaw(p, &m->value));
        }
        return copy;
    }
    return *v;
}
