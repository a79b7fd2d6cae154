/* The one value type: JSON documents, records, config, state, schemas, manifest trees, template
 * results. Numbers keep their source text; strings are slices of the input where they can be. */
#ifndef AB_JSON_VALUE_H
#define AB_JSON_VALUE_H

#include "base/arena.h"
#include "base/str.h"

#include <stdint.h>

typedef struct ab_member ab_member;
struct ab_index;

struct ab_error;

/* How an AB_EXT value is read as a list whose elements are made when asked for. */
typedef struct ab_ext_sequence {
    size_t (*count)(const void *data);
    /* Element i (< count) in `arena`. False and an error where it cannot be read. */
    bool (*at)(const void *data, size_t i, ab_arena *arena, ab_value *out, struct ab_error *error);
} ab_ext_sequence;

/* What a module that brings an AB_EXT type says of it. Identity of the type is its address. */
typedef struct ab_ext_type {
    const char *name; /* Python's name of it: "tuple", "datetime" … */
    /* A deep copy of `data` into `arena`; NULL where the data is immortal or immutable and
     * outlives every arena. */
    void *(*copy)(ab_arena *arena, const void *data);
    const ab_ext_sequence *sequence; /* NULL unless the value is a lazy list */
} ab_ext_type;

/* A plain struct: copy it freely, but what it points to belongs to the arena that it was made in
 * (or to a longer-lived one). A value that more than one thread sees is never changed. The all-zero
 * value is null. */
struct ab_value {
    uint8_t kind;     /* ab_kind */
    uint8_t boolean;  /* AB_BOOL */
    uint8_t capacity; /* arrays, objects: log2 of the allocated slots; 0: no spare slot */
    uint8_t flags;    /* AB_VALUE_… */
    uint32_t line;    /* position in a YAML or JSON file, from 1; 0 if unknown */
    uint32_t column;
    uint32_t count; /* elements or members; bytes of a number's source text (0: computed) */
    union {
        ab_str text; /* AB_STRING; AB_BIGINT: its digits, with '-' where negative */
        struct {
            const char *source; /* count bytes of source text, as the number came */
            union {
                int64_t integer; /* AB_INT */
                double real;     /* AB_REAL, only where source is NULL: see ab_value_double */
            };
        } number;
        ab_value *items; /* AB_ARRAY */
        struct {
            ab_member *members;     /* in order of insertion */
            struct ab_index *index; /* hash index of a large object, else NULL */
        } object;
        struct {
            const ab_ext_type *type;
            void *data;
        } ext;
    };
};

/* YAML: a scalar without quotes (a timestamp stays usable as a string). */
#define AB_VALUE_PLAIN 1u
/* YAML: a plain scalar that PyYAML's SafeLoader would have made a date or datetime. */
#define AB_VALUE_TIMESTAMP 2u
/* JSON: a string whose text lies as it is between the quotes of a literal, or a number as its text
 * has it, within a container: no byte asks for an escape, and the byte behind can be read. Copies
 * keep it (their text ends with a NUL). */
#define AB_VALUE_LITERAL 4u

struct ab_member {
    ab_str key;
    uint32_t key_line; /* position of the key, 0 if unknown */
    uint32_t key_column;
    ab_value value;
};

/* ---- Making values. Text is borrowed: it must outlive the value (ab_value_text copies it). ----
 */
static inline ab_value ab_value_null(void)
{
    return (ab_value){.kind = AB_NULL};
}
static inline ab_value ab_value_bool(bool b)
{
    return (ab_value){.kind = AB_BOOL, .boolean = b};
}
static inline ab_value ab_value_int(int64_t i)
{
    ab_value v = {.kind = AB_INT};
    v.number.integer = i;
    return v;
}
static inline ab_value ab_value_real(double d)
{
    ab_value v = {.kind = AB_REAL};
    v.number.real = d;
    return v;
}
static inline ab_value ab_value_str(ab_str s)
{
    ab_value v = {.kind = AB_STRING};
    v.text = s;
    return v;
}
static inline ab_value ab_value_cstr(const char *text)
{
    return ab_value_str(ab_str_of(text));
}
static inline ab_value ab_value_text(ab_arena *arena, ab_str s)
{
    return ab_value_str(ab_arena_str(arena, s));
}
static inline ab_value ab_value_array(void)
{
    return (ab_value){.kind = AB_ARRAY};
}
static inline ab_value ab_value_object(void)
{
    return (ab_value){.kind = AB_OBJECT};
}
static inline ab_value ab_value_ext(const ab_ext_type *type, void *data)
{
    ab_value v = {.kind = AB_EXT};
    v.ext.type = type;
    v.ext.data = data;
    return v;
}
/* An integer from decimal digits with an optional '-' (AB_INT where it fits, else AB_BIGINT). The
 * text is borrowed, and kept as the source text. False if it is no such number. */
bool ab_value_from_digits(ab_str digits, ab_value *out);

/* ---- Reading. `v` may be NULL, which reads as null. ---- */
static inline bool ab_is(const ab_value *v, ab_kind kind)
{
    return v ? v->kind == kind : kind == AB_NULL;
}
static inline bool ab_is_ext(const ab_value *v, const ab_ext_type *type)
{
    return v && v->kind == AB_EXT && v->ext.type == type;
}
static inline bool ab_is_number(const ab_value *v)
{
    return v && (v->kind == AB_INT || v->kind == AB_BIGINT || v->kind == AB_REAL);
}
/* The member of an object, or NULL if there is none or `v` is no object. Borrowed. */
const ab_value *ab_object_get(const ab_value *v, ab_str key);
static inline const ab_value *ab_get(const ab_value *v, const char *key)
{
    return ab_object_get(v, ab_str_of(key));
}
/* The element of an array, or NULL if there is none. */
static inline const ab_value *ab_at(const ab_value *v, size_t i)
{
    return v && v->kind == AB_ARRAY && i < v->count ? &v->items[i] : NULL;
}
/* How to read a lazy list, or NULL if `v` is none. */
static inline const ab_ext_sequence *ab_sequence(const ab_value *v)
{
    return v && v->kind == AB_EXT ? v->ext.type->sequence : NULL;
}
/* The text of a string; the empty slice for anything else. */
static inline ab_str ab_text(const ab_value *v)
{
    return v && v->kind == AB_STRING ? v->text : (ab_str){NULL, 0};
}
static inline ab_str ab_get_text(const ab_value *v, const char *key)
{
    return ab_text(ab_get(v, key));
}
static inline bool ab_get_bool(const ab_value *v, const char *key, bool otherwise)
{
    const ab_value *m = ab_get(v, key);
    return ab_is(m, AB_BOOL) ? m->boolean : otherwise;
}
/* The source text of a number, or the empty slice where it was computed. */
static inline ab_str ab_number_source(const ab_value *v)
{
    return v->kind == AB_BIGINT ? v->text
                                : (ab_str){v->number.source, v->number.source ? v->count : 0};
}
/* Any number as the nearest double (Python's float()); infinite beyond the range; 0 for others. */
double ab_value_double(const ab_value *v);
/* True and *out where `v` is AB_INT. */
bool ab_value_int64(const ab_value *v, int64_t *out);
/* Python's bool(): false for null, false, 0, 0.0, "", [] and {}; true for NULL-free others. */
bool ab_value_truthy(const ab_value *v);
/* Python's ==, for JSON values: 1 == 1.0 == True, objects without regard to order. AB_EXT values
 * are equal where type and data pointer are. */
bool ab_value_equal(const ab_value *a, const ab_value *b);
/* "null", "boolean", "integer", "number", "string", "array", "object": JSON Schema's names. */
const char *ab_value_type_name(const ab_value *v);

/* ---- Changing. `arena` must be the value's own or one that lives as long. ---- */
/* Appends; returns the place of the new element (good until the next append). */
ab_value *ab_array_push(ab_arena *arena, ab_value *array, ab_value item);
/* Sets a member, in its old place if the key exists (as in a Python dict). The key is borrowed.
 * Returns the place of the value (good until the next change). */
ab_value *ab_object_set(ab_arena *arena, ab_value *object, ab_str key, ab_value value);
static inline ab_value *ab_set(ab_arena *arena, ab_value *object, const char *key, ab_value value)
{
    return ab_object_set(arena, object, ab_str_of(key), value);
}
/* Appends a member without looking whether the key exists: for builders that know it does not.
 * Call ab_object_seal when done, which builds the index of a large object. */
ab_value *ab_object_append(ab_arena *arena, ab_value *object, ab_str key, ab_value value);
void ab_object_seal(ab_arena *arena, ab_value *object);
/* As ab_object_seal, for builders that do not know: of members with equal keys the last value
 * stays, at the place of the first. */
void ab_object_resolve(ab_arena *arena, ab_value *object);
/* Removes a member and keeps the others' order; false if there was none. */
bool ab_object_remove(ab_arena *arena, ab_value *object, ab_str key);
/* The writable member or element behind a const look-up. */
ab_value *ab_object_find(ab_value *object, ab_str key);

/* A deep copy, text included: it refers to nothing but `arena`. */
ab_value ab_value_copy(ab_arena *arena, const ab_value *v);
/* A copy whose containers are new (so that they can be changed) and whose text is shared. */
ab_value ab_value_clone(ab_arena *arena, const ab_value *v);

#endif
