/* Python's types beyond JSON, as AB_EXT values. Results of templates may hold tuple, set, bytes,
 * ellipsis, complex and dicts with keys that are no strings (all by literal evaluation); the rest
 * exists only while a template runs. */
#ifndef AB_TEMPLATE_PYTYPES_H
#define AB_TEMPLATE_PYTYPES_H

#include "json/value.h"

typedef enum ab_py_type {
    PY_NONE,
    PY_BOOL,
    PY_INT,
    PY_FLOAT,
    PY_STR,
    PY_LIST, /* AB_ARRAY, or the mutable AB_EXT list */
    PY_DICT, /* AB_OBJECT, or the AB_EXT dict with any keys */
    PY_TUPLE,
    PY_SET,
    PY_BYTES,
    PY_ELLIPSIS,
    PY_COMPLEX,
    PY_UNDEFINED,
    PY_MARKUP,
    PY_DATETIME,
    PY_DATE,
    PY_TIME,
    PY_TIMEDELTA,
    PY_DURATION, /* isodate's: years and months too */
    PY_TZINFO,
    PY_NAMESPACE,
    PY_LOOP,
    PY_MACRO,
    PY_METHOD,   /* a builtin bound to an object */
    PY_FUNCTION, /* a global, unbound */
    PY_ITERATOR, /* generators and iterators of all kinds */
    PY_KEYS,
    PY_VALUES,
    PY_ITEMS,
    PY_STREAM_SLICE,
    PY_RECORD,
    PY_HEADERS, /* names compared without case */
    PY_CYCLER,
    PY_JOINER,
    PY_SLICE,
    PY_SELF,   /* the variable self: a template's blocks */
    PY_BLOCK,  /* self.name */
    PY_PAGE,   /* a lazy page array of another module */
    PY_OBJECT, /* anything else of another module */
    PY_XLIST,  /* representations, never the result of ab_py_type_of */
    PY_XDICT,
    PY_TYPE_COUNT,
} ab_py_type;

/* The types' identities, by ab_py_type; rows of JSON's types are not used. */
extern const ab_ext_type ab_py_types[PY_TYPE_COUNT];

/* Names of a tuple's fields (struct_time, IsoCalendarDate, a group of groupby). */
typedef struct ab_py_field_names {
    const char *type_name;
    const char *const *names;
    bool show; /* repr prints type and names */
} ab_py_field_names;

/* list, tuple */
typedef struct ab_py_seq {
    ab_value *items;
    size_t n;
    size_t capacity;
    const ab_py_field_names *fields; /* NULL for a plain one */
} ab_py_seq;

typedef struct ab_py_entry {
    ab_value key;
    ab_value value;
    uint64_t hash;
} ab_py_entry;

/* dict, set (values unused), namespace */
typedef struct ab_py_dict {
    ab_py_entry *entries; /* in order of insertion */
    size_t n;
    size_t capacity;
    uint32_t *index; /* slots with entry + 1; NULL while small */
    size_t index_size;
} ab_py_dict;

typedef struct ab_py_undefined_data {
    ab_value obj; /* of the access */
    ab_value name;
    const char *hint; /* a message instead */
    bool has_obj;
    bool unsafe; /* using it is a SecurityError */
} ab_py_undefined_data;

typedef struct ab_py_complex {
    double real;
    double imag;
} ab_py_complex;

typedef struct ab_py_method_data {
    const struct ab_py_builtin *builtin;
    ab_value self;
} ab_py_method_data;

/* keys(), values(), items() of a mapping */
typedef struct ab_py_view {
    ab_value mapping;
} ab_py_view;

typedef struct ab_py_stream_slice {
    ab_value merged; /* partition and cursor_slice together */
    ab_value partition;
    ab_value cursor_slice;
    ab_value extra_fields;
} ab_py_stream_slice;

typedef struct ab_py_record {
    ab_value data;
    ab_value stream_name;
    ab_value slice;
} ab_py_record;

typedef struct ab_py_slice {
    ab_value start; /* null: not given */
    ab_value stop;
    ab_value step;
} ab_py_slice;

typedef struct ab_py_cycler {
    const ab_value *items;
    size_t n;
    size_t at;
} ab_py_cycler;

typedef struct ab_py_joiner {
    ab_value separator;
    bool used;
} ab_py_joiner;

struct ab_py_node;
struct ab_py_iter;

typedef struct ab_py_macro {
    const struct ab_py_node *node; /* N_MACRO or N_CALL_BLOCK */
    bool autoescape;
} ab_py_macro;

typedef struct ab_py_loop {
    const struct ab_py_node *node;
    struct ab_py_iter *iter;
    ab_value iterable;
    ab_value current;
    ab_value before;
    ab_value after;
    ab_value changed; /* the last arguments of changed(), a tuple */
    int64_t index0;
    int64_t length; /* -1: not known yet */
    int64_t depth0;
    bool has_after;
    bool has_changed;
    bool drained; /* `rest` holds what the iterator had left */
    const ab_value *rest;
    size_t rest_n;
    size_t rest_i;
} ab_py_loop;

#endif
