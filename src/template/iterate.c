#include "template/py.h"

size_t ab_py_page_count(const ab_value *v)
{
    return ab_sequence(v)->count(v->ext.data);
}

bool ab_py_page_at(ab_py *p, const ab_value *v, size_t i, ab_value *out)
{
    ab_error error = {0};
    if (ab_sequence(v)->at(v->ext.data, i, p->arena, out, &error)) {
        return true;
    }
    ab_py_raise(p, PY_RUNTIME_ERROR, "%s", error.message ? error.message : "cannot read the page");
    ab_error_clear(&error);
    return false;
}

static bool next_item(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    const ab_value *items;
    size_t n;
    (void)p;
    ab_py_items(&it->over, &items, &n);
    *more = it->i < n;
    if (*more) {
        *out = items[it->i++];
    }
    return true;
}

static bool next_character(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    ab_str text;
    (void)p;
    ab_py_text(&it->over, &text);
    *more = it->i < text.n;
    if (*more) {
        size_t length;
        ab_text_decode(ab_str_sub(text, it->i, text.n), &length);
        *out = ab_value_str(ab_str_sub(text, it->i, it->i + length));
        it->i += length;
    }
    return true;
}

static bool next_byte(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    const ab_str *bytes = it->over.ext.data;
    (void)p;
    *more = it->i < bytes->n;
    if (*more) {
        *out = ab_value_int((unsigned char)bytes->p[it->i++]);
    }
    return true;
}

static bool next_key(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    ab_py_type t = ab_py_type_of(&it->over);
    bool is_view = t == PY_KEYS || t == PY_VALUES || t == PY_ITEMS;
    const ab_value *m = is_view ? &((const ab_py_view *)it->over.ext.data)->mapping : &it->over;
    size_t n = ab_py_mapping_count(m);
    if (n != it->end) {
        return ab_py_raise(p, PY_RUNTIME_ERROR, "dictionary changed size during iteration");
    }
    *more = it->i < n;
    if (*more) {
        ab_value key;
        ab_value value;
        ab_py_mapping_at(m, it->i++, &key, &value);
        *out = t == PY_ITEMS ? ab_py_pair(p, key, value) : t == PY_VALUES ? value : key;
    }
    return true;
}

static bool next_element(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    const ab_py_dict *set = it->over.ext.data;
    if (set->n != it->end) {
        return ab_py_raise(p, PY_RUNTIME_ERROR, "Set changed size during iteration");
    }
    *more = it->i < set->n;
    if (*more) {
        *out = set->entries[it->i++].key;
    }
    return true;
}

static bool next_page_item(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    *more = it->i < it->end;
    return !*more || ab_py_page_at(p, &it->over, it->i++, out);
}

static bool next_of_iterator(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    return ab_py_next(p, it->state, out, more);
}

static bool next_nothing(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    (void)p;
    (void)it;
    (void)out;
    *more = false;
    return true;
}

static bool next_of_loop(ab_py *p, ab_py_iter *it, ab_value *out, bool *more);

bool ab_py_iterate(ab_py *p, const ab_value *v, ab_py_iter *it)
{
    *it = (ab_py_iter){.type_name = "iterator", .over = *v};
    switch (ab_py_type_of(v)) {
    case PY_LIST:
        it->type_name = "list_iterator";
        it->next = next_item;
        return true;
    case PY_TUPLE:
        it->type_name = "tuple_iterator";
        it->next = next_item;
        return true;
    case PY_STR:
    case PY_MARKUP:
        it->type_name = "str_iterator";
        it->next = next_character;
        return true;
    case PY_BYTES:
        it->next = next_byte;
        return true;
    case PY_DICT:
    case PY_STREAM_SLICE:
    case PY_RECORD:
    case PY_HEADERS:
        it->next = next_key;
        it->end = ab_py_mapping_count(v);
        return true;
    case PY_KEYS:
    case PY_VALUES:
    case PY_ITEMS:
        it->next = next_key;
        it->end = ab_py_mapping_count(&((const ab_py_view *)v->ext.data)->mapping);
        return true;
    case PY_SET:
        it->next = next_element;
        it->end = ((const ab_py_dict *)v->ext.data)->n;
        return true;
    case PY_PAGE:
        it->next = next_page_item;
        it->end = ab_py_page_count(v);
        return true;
    case PY_ITERATOR:
        it->next = next_of_iterator;
        it->state = v->ext.data;
        return true;
    case PY_UNDEFINED:
        it->next = next_nothing;
        return true;
    case PY_LOOP:
        it->next = next_of_loop;
        return true;
    default:
        return ab_py_raise(p, PY_TYPE_ERROR, "'%s' object is not iterable", ab_py_type_name(v));
    }
}

static bool next_of_loop(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    return ab_py_loop_next(p, it->over.ext.data, out, more);
}

ab_value ab_py_generator(ab_py *p, const char *type_name,
                         bool (*next)(ab_py *, ab_py_iter *, ab_value *, bool *), ab_value over,
                         void *state)
{
    ab_py_iter *it = AB_ARENA_NEW(p->arena, ab_py_iter);
    *it = (ab_py_iter){.type_name = type_name, .next = next, .over = over, .state = state};
    return ab_py_ext(PY_ITERATOR, it);
}

bool ab_py_collect(ab_py *p, const ab_value *v, ab_value **items, size_t *n)
{
    const ab_value *known;
    if (ab_py_items(v, &known, n)) {
        *items = AB_ARENA_ARRAY(p->arena, ab_value, *n + 1);
        if (*n) {
            memcpy(*items, known, *n * sizeof(ab_value));
        }
        return true;
    }
    ab_py_iter it;
    if (!ab_py_iterate(p, v, &it)) {
        return false;
    }
    ab_py_seq seq = {0};
    for (;;) {
        ab_value item;
        bool more;
        if (!ab_py_next(p, &it, &item, &more)) {
            return false;
        }
        if (!more) {
            break;
        }
        if (!ab_py_seq_push(p, &seq, item)) {
            return false;
        }
    }
    *items = seq.items;
    *n = seq.n;
    return true;
}

bool ab_py_length(ab_py *p, const ab_value *v, int64_t *out)
{
    ab_str text;
    const ab_value *items;
    size_t n = 0;
    ab_py_type t = ab_py_type_of(v);
    if (ab_py_text(v, &text)) {
        *out = (int64_t)ab_text_length(text);
        return true;
    }
    if (ab_py_items(v, &items, &n)) {
        *out = (int64_t)n;
        return true;
    }
    if (ab_py_is_mapping(v)) {
        *out = (int64_t)ab_py_mapping_count(v);
        return true;
    }
    ab_value length;
    bool found;
    switch (t) {
    case PY_BYTES:
        *out = (int64_t)((const ab_str *)v->ext.data)->n;
        return true;
    case PY_SET:
        *out = (int64_t)((const ab_py_dict *)v->ext.data)->n;
        return true;
    case PY_KEYS:
    case PY_VALUES:
    case PY_ITEMS:
        *out = (int64_t)ab_py_mapping_count(&((const ab_py_view *)v->ext.data)->mapping);
        return true;
    case PY_UNDEFINED:
        *out = 0;
        return true;
    case PY_PAGE:
        *out = (int64_t)ab_py_page_count(v);
        return true;
    case PY_LOOP:
        if (!ab_py_attribute(p, v, AB_STR("length"), &length, &found)) {
            return false;
        }
        *out = length.number.integer;
        return true;
    default:
        return ab_py_raise(p, PY_TYPE_ERROR, "object of type '%s' has no len()",
                           ab_py_type_name(v));
    }
}
