#include "template/py.h"

#include "base/map.h"

#include <math.h>

enum { INDEX_FROM = 8 };

static uint64_t mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0x9fb21c651e98df25u;
    x ^= x >> 29;
    return x;
}

static uint64_t hash_double(double d)
{
    if (fabs(d) < 0x1p63 && d == (double)(int64_t)d) {
        return mix((uint64_t)(int64_t)d);
    }
    uint64_t bits;
    memcpy(&bits, &d, sizeof(bits));
    return mix(bits);
}

static bool hash_sequence(ab_py *p, const ab_value *v, uint64_t *hash)
{
    const ab_value *items;
    size_t n;
    ab_py_items(v, &items, &n);
    uint64_t h = 0x345678 + n;
    for (size_t i = 0; i < n; i++) {
        uint64_t one;
        if (!ab_py_step(p) || !ab_py_hash(p, &items[i], &one)) {
            return false;
        }
        h = mix(h * 31 + one);
    }
    *hash = h;
    return true;
}

bool ab_py_hash(ab_py *p, const ab_value *key, uint64_t *hash)
{
    ab_str text;
    switch (ab_py_type_of(key)) {
    case PY_NONE:
        *hash = 0x77;
        return true;
    case PY_BOOL:
        *hash = mix(key->boolean);
        return true;
    case PY_INT:
        *hash = key->kind == AB_INT ? mix((uint64_t)key->number.integer)
                                    : hash_double(ab_value_double(key));
        return true;
    case PY_FLOAT:
        *hash = hash_double(ab_value_double(key));
        return true;
    case PY_STR:
    case PY_MARKUP:
        ab_py_text(key, &text);
        *hash = ab_hash(text);
        return true;
    case PY_BYTES:
        *hash = ab_hash(*(const ab_str *)key->ext.data) + 1;
        return true;
    case PY_TUPLE:
        return hash_sequence(p, key, hash);
    case PY_LIST:
    case PY_DICT:
    case PY_SET:
    case PY_PAGE:
    case PY_HEADERS:
    case PY_SLICE:
        return ab_py_raise(p, PY_TYPE_ERROR, "unhashable type: '%s'", ab_py_type_name(key));
    case PY_DATETIME:
    case PY_DATE:
    case PY_TIME:
    case PY_TIMEDELTA:
    case PY_DURATION:
    case PY_COMPLEX:
    case PY_RECORD:
    case PY_STREAM_SLICE:
        *hash = 0x99; /* equal values must collide; rare as keys */
        return true;
    case PY_UNDEFINED:
        *hash = 0x55;
        return true;
    default:
        *hash = mix((uint64_t)(uintptr_t)key->ext.data);
        return true;
    }
}

ab_value ab_py_dict_new(ab_py *p)
{
    return ab_py_ext(PY_XDICT, AB_ARENA_NEW(p->arena, ab_py_dict));
}

ab_value ab_py_set_new(ab_py *p)
{
    return ab_py_ext(PY_SET, AB_ARENA_NEW(p->arena, ab_py_dict));
}

ab_py_dict *ab_py_dict_of(const ab_value *v)
{
    return v->kind == AB_EXT &&
                   (v->ext.type == &ab_py_types[PY_XDICT] || v->ext.type == &ab_py_types[PY_SET] ||
                    v->ext.type == &ab_py_types[PY_NAMESPACE])
               ? v->ext.data
               : NULL;
}

static size_t lookup(ab_py *p, const ab_py_dict *d, const ab_value *key, uint64_t hash)
{
    if (!d->index) {
        for (size_t i = 0; i < d->n; i++) {
            if (d->entries[i].hash == hash && (ab_py_identical(&d->entries[i].key, key) ||
                                               ab_py_equal(p, &d->entries[i].key, key))) {
                return i;
            }
        }
        return SIZE_MAX;
    }
    size_t mask = d->index_size - 1;
    for (size_t at = hash & mask; d->index[at]; at = (at + 1) & mask) {
        const ab_py_entry *e = &d->entries[d->index[at] - 1];
        if (e->hash == hash && (ab_py_identical(&e->key, key) || ab_py_equal(p, &e->key, key))) {
            return d->index[at] - 1;
        }
    }
    return SIZE_MAX;
}

static void index_insert(ab_py_dict *d, size_t i)
{
    size_t mask = d->index_size - 1;
    size_t at = d->entries[i].hash & mask;
    while (d->index[at]) {
        at = (at + 1) & mask;
    }
    d->index[at] = (uint32_t)i + 1;
}

static void rebuild_index(ab_py *p, ab_py_dict *d)
{
    if (d->n < INDEX_FROM) {
        d->index = NULL;
        return;
    }
    size_t size = 16;
    while (size < d->n * 4) {
        size *= 2;
    }
    if (!d->index || size > d->index_size) {
        d->index = ab_arena_alloc(p->arena, size * sizeof(uint32_t));
        d->index_size = size;
    }
    memset(d->index, 0, d->index_size * sizeof(uint32_t));
    for (size_t i = 0; i < d->n; i++) {
        index_insert(d, i);
    }
}

bool ab_py_dict_set(ab_py *p, ab_py_dict *d, ab_value key, ab_value value)
{
    uint64_t hash = 0;
    if (!ab_py_hash(p, &key, &hash)) {
        return false;
    }
    size_t i = lookup(p, d, &key, hash);
    if (i != SIZE_MAX) {
        d->entries[i].value = value;
        return true;
    }
    if (d->n >= PY_MAX_ITEMS) {
        return ab_py_raise(p, PY_LIMIT, "the dict is too large");
    }
    if (d->n == d->capacity) {
        size_t capacity = d->capacity ? d->capacity * 2 : 4;
        ab_py_entry *entries = AB_ARENA_ARRAY(p->arena, ab_py_entry, capacity);
        if (d->n) {
            memcpy(entries, d->entries, d->n * sizeof(ab_py_entry));
        }
        d->entries = entries;
        d->capacity = capacity;
    }
    d->entries[d->n++] = (ab_py_entry){key, value, hash};
    if (d->index && d->index_size >= d->n * 2) {
        index_insert(d, d->n - 1);
    } else if (d->n >= INDEX_FROM) {
        rebuild_index(p, d);
    }
    return true;
}

bool ab_py_dict_find(ab_py *p, const ab_py_dict *d, const ab_value *key, ab_value **found)
{
    uint64_t hash = 0;
    *found = NULL;
    if (!ab_py_hash(p, key, &hash)) {
        return false;
    }
    size_t i = lookup(p, d, key, hash);
    if (i != SIZE_MAX) {
        *found = &d->entries[i].value;
    }
    return true;
}

bool ab_py_dict_remove(ab_py *p, ab_py_dict *d, const ab_value *key, ab_value *value, bool *found)
{
    uint64_t hash = 0;
    if (!ab_py_hash(p, key, &hash)) {
        return false;
    }
    size_t i = lookup(p, d, key, hash);
    *found = i != SIZE_MAX;
    if (*found) {
        *value = d->entries[i].value;
        memmove(&d->entries[i], &d->entries[i + 1], (d->n - i - 1) * sizeof(ab_py_entry));
        d->n--;
        rebuild_index(p, d);
    }
    return true;
}

/* ---- all mapping types ---- */

const ab_value *ab_py_unwrap_mapping(const ab_value *v)
{
    if (v->kind != AB_EXT) {
        return v;
    }
    switch (ab_py_type_of(v)) {
    case PY_STREAM_SLICE:
        return ab_py_unwrap_mapping(&((const ab_py_stream_slice *)v->ext.data)->merged);
    case PY_RECORD:
        return ab_py_unwrap_mapping(&((const ab_py_record *)v->ext.data)->data);
    case PY_HEADERS:
        return v->ext.data;
    default:
        return v;
    }
}

bool ab_py_is_mapping(const ab_value *v)
{
    ab_py_type t = ab_py_type_of(v);
    return t == PY_DICT || t == PY_STREAM_SLICE || t == PY_RECORD || t == PY_HEADERS;
}

static bool headers_get(const ab_value *headers, ab_str key, ab_value *out)
{
    const ab_value *object = headers->ext.data;
    for (uint32_t i = 0; object->kind == AB_OBJECT && i < object->count; i++) {
        if (ab_str_eq_nocase(object->object.members[i].key, key)) {
            *out = object->object.members[i].value;
            return true;
        }
    }
    return false;
}

bool ab_py_mapping_get(ab_py *p, const ab_value *v, const ab_value *key, ab_value *out, bool *found)
{
    const ab_value *m = ab_py_unwrap_mapping(v);
    ab_str text;
    if (m != v && ab_py_type_of(v) == PY_HEADERS) {
        if (!ab_py_text(key, &text)) {
            return ab_py_raise(p, PY_ATTRIBUTE_ERROR, "'%s' object has no attribute 'lower'",
                               ab_py_type_name(key));
        }
        *found = headers_get(v, text, out);
        return true;
    }
    if (m->kind == AB_OBJECT) {
        const ab_value *value = NULL;
        if (ab_py_text(key, &text)) {
            value = ab_object_get(m, text);
        } else {
            uint64_t hash = 0;
            if (!ab_py_hash(p, key, &hash)) {
                return false;
            }
        }
        *found = value != NULL;
        if (value) {
            *out = *value;
        }
        return true;
    }
    const ab_py_dict *d = ab_py_dict_of(m);
    ab_value *value = NULL;
    if (d && !ab_py_dict_find(p, d, key, &value)) {
        return false;
    }
    *found = value != NULL;
    if (value) {
        *out = *value;
    }
    return true;
}

size_t ab_py_mapping_count(const ab_value *v)
{
    const ab_value *m = ab_py_unwrap_mapping(v);
    const ab_py_dict *d = ab_py_dict_of(m);
    return d ? d->n : m->kind == AB_OBJECT ? m->count : 0;
}

void ab_py_mapping_at(const ab_value *v, size_t i, ab_value *key, ab_value *value)
{
    const ab_value *m = ab_py_unwrap_mapping(v);
    const ab_py_dict *d = ab_py_dict_of(m);
    if (d) {
        *key = d->entries[i].key;
        *value = d->entries[i].value;
    } else {
        *key = ab_value_str(m->object.members[i].key);
        *value = m->object.members[i].value;
    }
}
