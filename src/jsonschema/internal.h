/* What the files of src/jsonschema share: the compiled form and the walk over an instance. */
#ifndef AB_JSONSCHEMA_INTERNAL_H
#define AB_JSONSCHEMA_INTERNAL_H

#include "base/vec.h"
#include "jsonschema/schema.h"

/* Sub-schemas nested deeper than this (through references) end the descent as valid: a schema that
 * refers to itself without going into the instance would never end. Twice the depth of a value. */
#define AB_SCHEMA_MAX_DEPTH 1100

/* Drafts as a set. */
enum {
    D4 = 1 << AB_SCHEMA_DRAFT4,
    D6 = 1 << AB_SCHEMA_DRAFT6,
    D7 = 1 << AB_SCHEMA_DRAFT7,
    D19 = 1 << AB_SCHEMA_2019_09,
    D20 = 1 << AB_SCHEMA_2020_12,
    FROM_D6 = D6 | D7 | D19 | D20,
    FROM_D7 = D7 | D19 | D20,
    FROM_D19 = D19 | D20,
    UNTIL_D7 = D4 | D6 | D7,
    ALL_DRAFTS = D4 | FROM_D6,
};

/* What a keyword's value has to look like. */
typedef enum ab_shape {
    SHAPE_ANY,
    SHAPE_SCHEMA,
    SHAPE_SCHEMAS,           /* a list of schemas that is not empty */
    SHAPE_SCHEMA_OR_SCHEMAS, /* `items` before 2020-12 */
    SHAPE_SCHEMA_MAP,
    SHAPE_PATTERN_MAP,  /* schemas by regular expression */
    SHAPE_DEPENDENCIES, /* schemas or lists of strings */
    SHAPE_STRINGS_MAP,  /* lists of strings */
    SHAPE_STRING,
    SHAPE_PATTERN,
    SHAPE_STRINGS,
    SHAPE_NUMBER,
    SHAPE_POSITIVE,
    SHAPE_COUNT,
    SHAPE_BOOL,
    SHAPE_ARRAY,
    SHAPE_TYPE,
} ab_shape;

typedef struct rule rule;
typedef struct walk walk;
/* Checks an instance by one keyword. Violations go to the walk; false if there were any. */
typedef bool (*check_fn)(walk *w, const ab_schema *node, const rule *r, const ab_value *instance);

typedef struct keyword {
    const char *name;
    int drafts;
    ab_shape shape;
    check_fn check; /* NULL: only its shape matters */
} keyword;

/* A compiled sub-schema or pattern of a keyword that has several. */
typedef struct branch {
    ab_str key; /* of the member; .p is NULL for an element of a list */
    const ab_value *value;
    ab_schema *schema; /* or NULL */
    void *pattern;     /* or NULL: ab_pattern of the key */
} branch;

struct rule {
    const keyword *keyword;
    const ab_value *value;
    ab_schema *schema; /* of a keyword with one sub-schema; of a reference */
    void *pattern;     /* of a keyword with one pattern */
    branch *branches;
    size_t branch_count;
};

struct ab_schema {
    const ab_value *source;
    ab_schema_draft draft;
    rule *rules;
    size_t rule_count;
};

/* The way from the root instance to the part that is being looked at. */
typedef struct path {
    const struct path *parent;
    ab_schema_step step;
} path;

typedef AB_VEC(ab_schema_violation) violation_list;

struct walk {
    const ab_schema_options *options;
    ab_arena *arena;
    violation_list *list; /* NULL: nobody wants to know, the first violation is enough */
    const path *path;     /* NULL at the root */
    size_t depth;
};

extern const keyword ab_schema_keywords[];
extern const size_t ab_schema_keyword_count;

/* ---- match.c ---- */
bool ab_schema_walk(walk *w, const ab_schema *node, const ab_value *instance);
/* The same for a part of the instance. */
bool ab_schema_walk_member(walk *w, const ab_schema *node, const ab_member *member);
bool ab_schema_walk_item(walk *w, const ab_schema *node, const ab_value *array, size_t i);
/* Whether it is valid, without a report. */
bool ab_schema_holds(const walk *w, const ab_schema *node, const ab_value *instance);
/* The rule of a keyword in a node, or NULL. */
const rule *ab_schema_rule(const ab_schema *node, const char *name);

/* ---- report.c ---- */
/* Reports a violation; always returns false. The format knows %I (const ab_value *: repr of a part
 * of the instance), %R (const ab_value *: repr of a part of the schema), %K (const ab_str *: repr
 * of a text), %s (const char *), %z (size_t) and %% . */
bool ab_schema_report(walk *w, const ab_schema *node, const rule *r, const ab_value *instance,
                      const char *format, ...);
/* The same, with the violations of branches as its context, which it takes over. */
bool ab_schema_report_context(walk *w, const ab_schema *node, const rule *r,
                              const ab_value *instance, violation_list *context,
                              const char *format);
/* ": a, b, c" without what stands before: the reprs of values, joined. Borrowed from the arena. */
ab_str ab_schema_reprs(walk *w, const ab_value *const *values, size_t n, bool of_instance);

/* ---- compare.c: equality and order as jsonschema has them (true is not 1) ---- */
bool ab_schema_equal(const ab_value *a, const ab_value *b);
/* Numbers by value: negative, 0 or positive; 2 where one is not a number (NaN). */
int ab_schema_compare_numbers(const ab_value *a, const ab_value *b);
bool ab_schema_is_unique(const ab_value *array);
bool ab_schema_is_multiple(const ab_value *number, const ab_value *of);
bool ab_schema_is_type(const ab_schema *node, const ab_schema_options *options, ab_str type,
                       const ab_value *v);

/* ---- pattern.c: regular expressions with the meaning of Python's re.search ---- */
/* Compiles into the arena; NULL if it is no regular expression. */
void *ab_pattern_compile(ab_arena *arena, ab_str pattern);
bool ab_pattern_search(const void *pattern, ab_str text);

/* ---- format.c ---- */
/* False if the format is known and the text is not of it. */
bool ab_format_check(ab_str format, ab_str text);

/* ---- reference.c ---- */
/* The value that a reference within `root` leads to, or NULL. */
const ab_value *ab_schema_resolve(ab_arena *arena, const ab_value *root, ab_str reference);

/* ---- shape.c ---- */
/* NULL if the value has the shape, else what it has to be ("a list of strings"). */
const char *ab_shape_fault(ab_shape shape, const ab_value *v);
/* True if it holds a list of names that has one twice: not valid, but the meaning is clear. */
bool ab_shape_repeats(ab_shape shape, const ab_value *v);

/* ---- checks, by keyword ---- */
#define DECLARE_CHECK(name)                                                                        \
    bool ab_check_##name(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
/* combine.c */
DECLARE_CHECK(ref);
DECLARE_CHECK(all_of);
DECLARE_CHECK(any_of);
DECLARE_CHECK(one_of);
DECLARE_CHECK(not );
DECLARE_CHECK(if);
/* scalars.c */
DECLARE_CHECK(type);
DECLARE_CHECK(enum);
DECLARE_CHECK(const);
DECLARE_CHECK(minimum);
DECLARE_CHECK(maximum);
DECLARE_CHECK(exclusive_minimum);
DECLARE_CHECK(exclusive_maximum);
DECLARE_CHECK(multiple_of);
DECLARE_CHECK(min_length);
DECLARE_CHECK(max_length);
DECLARE_CHECK(pattern);
DECLARE_CHECK(format);
/* containers.c */
DECLARE_CHECK(items);
DECLARE_CHECK(prefix_items);
DECLARE_CHECK(additional_items);
DECLARE_CHECK(contains);
DECLARE_CHECK(min_items);
DECLARE_CHECK(max_items);
DECLARE_CHECK(unique_items);
DECLARE_CHECK(properties);
DECLARE_CHECK(pattern_properties);
DECLARE_CHECK(additional_properties);
DECLARE_CHECK(property_names);
DECLARE_CHECK(required);
DECLARE_CHECK(min_properties);
DECLARE_CHECK(max_properties);
DECLARE_CHECK(dependencies);
/* unevaluated.c */
DECLARE_CHECK(unevaluated_items);
DECLARE_CHECK(unevaluated_properties);
#undef DECLARE_CHECK

#endif
