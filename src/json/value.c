#include "json/value.h"

#include "base/map.h"

#include <math.h>
#include <stdlib.h>

enum {
    /* Objects up to this size are searched key by key: faster than hashing, and most are. */
    INDEX_FROM = 32,
    FIRST_CAPACITY_LOG2 = 2,
};

/* Open addressing over the members; slots hold index + 1. */
struct ab_index {
    uint32_t slot_count;
    uint32_t slots[];
};

bool ab_value_from_digits(ab_str digits, ab_value *out)
{
    size_t i = digits.n && digits.p[0] == '-' ? 1 : 0;
    if (i == digits.n) {
        return false;
    }
    bool negative = i == 1;
    uint64_t magnitude = 0;
    bool fits = true;
    for (; i < digits.n; i++) {
        unsigned digit = (unsigned char)digits.p[i] - (unsigned)'0';
        if (digit > 9) {
            return false;
        }
        fits = fits && magnitude <= (UINT64_MAX - digit) / 10;
        magnitude = fits ? magnitude * 10 + digit : 0;
    }
    uint64_t limit = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    if (fits && magnitude <= limit) {
        *out = ab_value_int(negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude);
        out->number.source = digits.p;
        out->count = (uint32_t)digits.n;
    } else {
        *out = (ab_value){.kind = AB_BIGINT};
        out->text = digits;
    }
    return true;
}

static size_t index_slot(const ab_value *v, ab_str key)
{
    const struct ab_index *index = v->object.index;
    size_t mask = index->slot_count - 1;
    size_t at = ab_hash(key) & mask;
    while (index->slots[at] && !ab_str_eq(v->object.members[index->slots[at] - 1].key, key)) {
        at = (at + 1) & mask;
    }
    return at;
}

static ab_member *find_member(const ab_value *v, ab_str key)
{
    if (!v || v->kind != AB_OBJECT) {
        return NULL;
    }
    if (v->object.index) {
        uint32_t slot = v->object.index->slots[index_slot(v, key)];
        return slot ? &v->object.members[slot - 1] : NULL;
    }
    for (uint32_t i = 0; i < v->count; i++) {
        if (ab_str_eq(v->object.members[i].key, key)) {
            return &v->object.members[i];
        }
    }
    return NULL;
}

const ab_value *ab_object_get(const ab_value *v, ab_str key)
{
    const ab_member *m = find_member(v, key);
    return m ? &m->value : NULL;
}

ab_value *ab_object_find(ab_value *object, ab_str key)
{
    ab_member *m = find_member(object, key);
    return m ? &m->value : NULL;
}

/* strtod needs a NUL; the source text has none. */
static double text_to_double(ab_str s)
{
    char small[64];
    char *text = s.n < sizeof(small) ? small : malloc(s.n + 1);
    if (!text) {
        return NAN;
    }
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    double d = strtod(text, NULL);
    if (text != small) {
        free(text);
    }
    return d;
}

double ab_value_double(const ab_value *v)
{
    if (!v) {
        return 0;
    }
    switch (v->kind) {
    case AB_BOOL:
        return v->boolean;
    case AB_INT:
        return (double)v->number.integer;
    case AB_BIGINT:
        return text_to_double(v->text);
    case AB_REAL:
        return v->number.source ? text_to_double(ab_number_source(v)) : v->number.real;
    default:
        return 0;
    }
}

bool ab_value_int64(const ab_value *v, int64_t *out)
{
    if (!ab_is(v, AB_INT)) {
        return false;
    }
    *out = v->number.integer;
    return true;
}

bool ab_value_truthy(const ab_value *v)
{
    switch (v ? v->kind : AB_NULL) {
    case AB_NULL:
        return false;
    case AB_BOOL:
        return v->boolean;
    case AB_INT:
        return v->number.integer != 0;
    case AB_REAL:
        return ab_value_double(v) != 0;
    case AB_STRING:
        return v->text.n != 0;
    case AB_ARRAY:
    case AB_OBJECT:
        return v->count != 0;
    case AB_EXT:
        return !v->ext.type->sequence || v->ext.type->sequence->count(v->ext.data) != 0;
    default:
        return true;
    }
}

static bool numeric(const ab_value *v)
{
    return v->kind == AB_BOOL || ab_is_number(v);
}

static bool numbers_equal(const ab_value *a, const ab_value *b)
{
    int64_t x = a->kind == AB_BOOL ? a->boolean : 0;
    int64_t y = b->kind == AB_BOOL ? b->boolean : 0;
    bool a_int = a->kind == AB_BOOL || ab_value_int64(a, &x);
    bool b_int = b->kind == AB_BOOL || ab_value_int64(b, &y);
    if (a_int && b_int) {
        return x == y;
    }
    if (a->kind == AB_BIGINT && b->kind == AB_BIGINT) {
        return ab_str_eq(a->text, b->text);
    }
    if (a->kind == AB_REAL || b->kind == AB_REAL) {
        double p = ab_value_double(a);
        double q = ab_value_double(b);
        /* an integer beyond 2^53 equals a double only where the double is that very integer */
        bool exact = !a_int && !b_int;
        return p == q && (exact || fabs(p) < 0x1p63) && (!a_int || (int64_t)q == x) &&
               (!b_int || (int64_t)p == y);
    }
    return false;
}

static bool objects_equal(const ab_value *a, const ab_value *b)
{
    if (a->count != b->count) {
        return false;
    }
    for (uint32_t i = 0; i < a->count; i++) {
        const ab_member *m = &a->object.members[i];
        const ab_value *other = ab_object_get(b, m->key);
        if (!other || !ab_value_equal(&m->value, other)) {
            return false;
        }
    }
    return true;
}

static bool arrays_equal(const ab_value *a, const ab_value *b)
{
    if (a->count != b->count) {
        return false;
    }
    for (uint32_t i = 0; i < a->count; i++) {
        if (!ab_value_equal(&a->items[i], &b->items[i])) {
            return false;
        }
    }
    return true;
}

bool ab_value_equal(const ab_value *a, const ab_value *b)
{
    if (ab_is(a, AB_NULL) || ab_is(b, AB_NULL)) {
        return ab_is(a, AB_NULL) && ab_is(b, AB_NULL);
    }
    if (numeric(a) && numeric(b)) {
        return numbers_equal(a, b);
    }
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case AB_STRING:
        return ab_str_eq(a->text, b->text);
    case AB_ARRAY:
        return arrays_equal(a, b);
    case AB_OBJECT:
        return objects_equal(a, b);
    default:
        return a->ext.type == b->ext.type && a->ext.data == b->ext.data;
    }
}

const char *ab_value_type_name(const ab_value *v)
{
    static const char *const names[] = {"null",   "boolean", "integer", "integer",
                                        "number", "string",  "array",   "object"};
    if (v && v->kind == AB_EXT) {
        return v->ext.type->name;
    }
    return names[v ? v->kind : AB_NULL];
}

/* Makes room for one more slot of `size` bytes; returns the slots. */
static void *grow(ab_arena *arena, ab_value *v, void *slots, size_t size)
{
    if (v->capacity && v->count < (1u << v->capacity)) {
        return slots;
    }
    uint8_t log2 = FIRST_CAPACITY_LOG2;
    while ((1u << log2) <= v->count) {
        log2++;
    }
    void *grown = ab_arena_grow(arena, slots, v->count * size, ((size_t)1 << log2) * size);
    v->capacity = log2;
    return grown;
}

ab_value *ab_array_push(ab_arena *arena, ab_value *array, ab_value item)
{
    array->items = grow(arena, array, array->items, sizeof(ab_value));
    array->items[array->count] = item;
    return &array->items[array->count++];
}

/* Returns whether a key occurs twice. */
static bool build_index(ab_arena *arena, ab_value *v)
{
    uint32_t slots = INDEX_FROM * 4;
    while (slots < v->count * 2) {
        slots *= 2;
    }
    struct ab_index *index =
        ab_arena_zalloc(arena, sizeof(*index) + (size_t)slots * sizeof(index->slots[0]));
    index->slot_count = slots;
    v->object.index = index;
    bool repeats = false;
    for (uint32_t i = 0; i < v->count; i++) {
        uint32_t *slot = &index->slots[index_slot(v, v->object.members[i].key)];
        repeats = repeats || *slot;
        *slot = i + 1;
    }
    return repeats;
}

/* Enters the last member of a large object into its index. */
static void index_last(ab_arena *arena, ab_value *object)
{
    struct ab_index *index = object->object.index;
    if (!index || object->count * 2 > index->slot_count) {
        build_index(arena, object);
    } else {
        index->slots[index_slot(object, object->object.members[object->count - 1].key)] =
            object->count;
    }
}

void ab_object_seal(ab_arena *arena, ab_value *object)
{
    object->object.index = NULL;
    if (object->count > INDEX_FROM) {
        build_index(arena, object);
    }
}

/* For a few members: a key can repeat only where length and outer bytes do. */
static bool has_repeated_key(const ab_value *object)
{
    uint64_t seen = 0;
    for (uint32_t i = 0; i < object->count; i++) {
        ab_str key = object->object.members[i].key;
        unsigned hash = (unsigned)key.n;
        if (key.n) {
            hash += (unsigned char)key.p[0] * 7u + (unsigned char)key.p[key.n - 1] * 29u +
                    (unsigned char)key.p[key.n / 2] * 3u;
        }
        uint64_t bit = UINT64_C(1) << (hash & 63);
        for (uint32_t j = 0; seen & bit && j < i; j++) {
            if (ab_str_eq(object->object.members[j].key, key)) {
                return true;
            }
        }
        seen |= bit;
    }
    return false;
}

void ab_object_resolve(ab_arena *arena, ab_value *object)
{
    object->object.index = NULL;
    bool repeats =
        object->count > INDEX_FROM ? build_index(arena, object) : has_repeated_key(object);
    if (!repeats) {
        return;
    }
    ab_member *members = object->object.members;
    uint32_t count = object->count;
    object->object.index = NULL;
    object->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        ab_member *first = find_member(object, members[i].key);
        if (first) {
            first->value = members[i].value;
        } else {
            members[object->count++] = members[i];
            if (object->count > INDEX_FROM) {
                index_last(arena, object);
            }
        }
    }
}

ab_value *ab_object_append(ab_arena *arena, ab_value *object, ab_str key, ab_value value)
{
    object->object.members = grow(arena, object, object->object.members, sizeof(ab_member));
    ab_member *m = &object->object.members[object->count++];
    *m = (ab_member){.key = key, .value = value};
    return &m->value;
}

ab_value *ab_object_set(ab_arena *arena, ab_value *object, ab_str key, ab_value value)
{
    ab_value *old = ab_object_find(object, key);
    if (old) {
        *old = value;
        return old;
    }
    ab_value *place = ab_object_append(arena, object, key, value);
    if (object->count > INDEX_FROM) {
        index_last(arena, object);
    }
    return place;
}

bool ab_object_remove(ab_arena *arena, ab_value *object, ab_str key)
{
    ab_member *m = find_member(object, key);
    if (!m) {
        return false;
    }
    size_t after = (size_t)(object->object.members + object->count - (m + 1));
    memmove(m, m + 1, after * sizeof(*m));
    object->count--;
    ab_object_seal(arena, object);
    return true;
}

static ab_value copy_value(ab_arena *arena, const ab_value *v, bool with_text);

static ab_str copy_text(ab_arena *arena, ab_str s, bool with_text)
{
    return with_text ? ab_arena_str(arena, s) : s;
}

static void copy_object(ab_arena *arena, const ab_value *v, ab_value *copy, bool with_text)
{
    copy->object.members = ab_arena_alloc(arena, v->count * sizeof(ab_member));
    for (uint32_t i = 0; i < v->count; i++) {
        const ab_member *from = &v->object.members[i];
        ab_member *to = &copy->object.members[i];
        *to = *from;
        to->key = copy_text(arena, from->key, with_text);
        to->value = copy_value(arena, &from->value, with_text);
    }
    ab_object_seal(arena, copy);
}

static ab_value copy_value(ab_arena *arena, const ab_value *v, bool with_text)
{
    if (!v) {
        return ab_value_null();
    }
    ab_value copy = *v;
    copy.capacity = v->kind == AB_ARRAY || v->kind == AB_OBJECT ? 0 : v->capacity;
    switch (v->kind) {
    case AB_STRING:
    case AB_BIGINT:
        copy.text = copy_text(arena, v->text, with_text);
        break;
    case AB_INT:
    case AB_REAL:
        if (v->number.source) {
            copy.number.source = copy_text(arena, ab_number_source(v), with_text).p;
        }
        break;
    case AB_ARRAY:
        copy.items = ab_arena_alloc(arena, v->count * sizeof(ab_value));
        for (uint32_t i = 0; i < v->count; i++) {
            copy.items[i] = copy_value(arena, &v->items[i], with_text);
        }
        break;
    case AB_OBJECT:
        copy_object(arena, v, &copy, with_text);
        break;
    case AB_EXT:
        if (v->ext.type->copy && with_text) {
            copy.ext.data = v->ext.type->copy(arena, v->ext.data);
        }
        break;
    default:
        break;
    }
    return copy;
}

ab_value ab_value_copy(ab_arena *arena, const ab_value *v)
{
    return copy_value(arena, v, true);
}

ab_value ab_value_clone(ab_arena *arena, const ab_value *v)
{
    return copy_value(arena, v, false);
}
