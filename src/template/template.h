/* Interpolated values of manifests: Jinja2 templates as the Python CDK evaluates them
 * (InterpolatedString, InterpolatedBoolean, InterpolatedMapping, InterpolatedNestedMapping). */
#ifndef AB_TEMPLATE_TEMPLATE_H
#define AB_TEMPLATE_TEMPLATE_H

#include "base/clock.h"
#include "base/error.h"
#include "json/value.h"

/* The variables that the runtime gives to templates, by slot: looked up at compile time. */
typedef enum ab_var {
    AB_VAR_CONFIG,
    AB_VAR_PARAMETERS, /* also as "options" */
    AB_VAR_RECORD,
    AB_VAR_RESPONSE,
    AB_VAR_HEADERS,
    AB_VAR_NEXT_PAGE_TOKEN,
    AB_VAR_STREAM_SLICE, /* also as stream_partition and stream_interval */
    AB_VAR_LAST_RECORD,
    AB_VAR_LAST_PAGE_SIZE,
    AB_VAR_EXTRA, /* an object whose members are further variables */
    AB_VAR_COUNT,
} ab_var;

/* Asked for a variable on its first use in an evaluation: for values that cost something to make
 * (a lazy page, headers). False: the variable does not exist. */
typedef bool (*ab_var_fn)(void *context, ab_var var, ab_arena *arena, ab_value *out);

/* What one evaluation sees. Values are borrowed and not changed. */
typedef struct ab_template_context {
    const ab_value *vars[AB_VAR_COUNT]; /* NULL: does not exist (differs from null) */
    ab_var_fn lazy;                     /* asked for vars[i] == NULL; may be NULL */
    void *lazy_context;
    bool python_keys;      /* mapping keys that are no texts as Python's str() gives them (query
                              parameters, headers), else as JSON writes them */
    bool json_loads;       /* the function json_loads exists (JWT components) */
    const ab_clock *clock; /* NULL: the process clock */
} ab_template_context;

/* The CDK class that an expression stands for: they differ in defaults and in what an error
 * gives (conformance fact 4, 5). */
typedef enum ab_template_kind {
    AB_TEMPLATE_STRING,
    AB_TEMPLATE_BOOLEAN,
    AB_TEMPLATE_MAPPING, /* the value of one entry of a mapping */
    AB_TEMPLATE_NESTED,  /* a string inside a nested mapping */
} ab_template_kind;

/* Types that the literal evaluation may give (Python's isinstance); 0 stands for all. */
#define AB_TYPE_STR 1u
#define AB_TYPE_INT 2u
#define AB_TYPE_FLOAT 4u
#define AB_TYPE_BOOL 8u
#define AB_TYPE_LIST 16u
#define AB_TYPE_DICT 32u

/* A compiled template: immutable, shared by all threads, in the arena it was compiled in. */
typedef struct ab_template ab_template;

/* Compiles `text` (borrowed; it must live as long as the arena). A text without braces compiles to
 * its literal value. Errors: syntax, unknown filter, test or function, a forbidden name
 * (system_error, as an exception gives in Python; `stream_state` is a config_error); line and
 * column are those within the text, from 1. */
ab_template *ab_template_compile(ab_arena *arena, ab_str text, ab_template_kind kind,
                                 unsigned valid_types, ab_error *error);
/* A template that fails with `why`, its kind and message, whenever it is evaluated: for a text that
 * did not compile, where that matters only once it is used. `why` is copied. */
ab_template *ab_template_broken(ab_arena *arena, ab_str text, const ab_error *why);
/* Where a template stands in a manifest. */
typedef struct ab_template_place {
    const char *file; /* may be NULL */
    ab_str component; /* path of the component's field */
    unsigned line;
    unsigned column;
} ab_template_place;
/* Errors of evaluations name this place from now on, and the one within the text as a detail.
 * `place` must live as long as `t`. Before threads share `t`. */
void ab_template_set_place(ab_template *t, const ab_template_place *place);
/* The place that was set, or NULL. */
const ab_template_place *ab_template_place_of(const ab_template *t);
/* Evaluates. The result lies in `arena` or in the context's values. Errors are system_errors whose
 * message names the template. Thread-safe. */
bool ab_template_eval(const ab_template *t, const ab_template_context *context, ab_arena *arena,
                      ab_value *out, ab_error *error);
/* The same for AB_TEMPLATE_BOOLEAN. */
bool ab_template_eval_bool(const ab_template *t, const ab_template_context *context,
                           ab_arena *arena, bool *out, ab_error *error);
/* The result as the text that Python's str() gives. */
bool ab_template_eval_text(const ab_template *t, const ab_template_context *context,
                           ab_arena *arena, ab_str *out, ab_error *error);
/* True if no variable is read and no clock: the value is always the same, *value is it. */
bool ab_template_constant(const ab_template *t, const ab_value **value);
/* The template's source text. */
ab_str ab_template_source(const ab_template *t);
/* Which variables it may read: bit 1u << ab_var. */
unsigned ab_template_reads(const ab_template *t);
/* True if it reads a variable of that name from its context (members of AB_VAR_EXTRA, too). */
bool ab_template_uses(const ab_template *t, ab_str name);
/* The names of the members of `variable`, a mapping, that are all it reads of it ({{ record['a']
 * }}, record.a, record.get('a')): evaluated with a mapping of only those, it gives the same. False
 * where it may read more. The array lies in `arena`, the names in the template. */
bool ab_template_members(const ab_template *t, ab_arena *arena, const char *variable,
                         const ab_str **names, size_t *n);
/* The syntax tree (template/ast.h), for those who reason about a condition. */
const struct ab_py_program *ab_template_program(const ab_template *t);

/* A JSON tree with templates in keys and strings at any depth, compiled once
 * (InterpolatedNestedMapping; with `kind` MAPPING only one level: InterpolatedMapping). */
typedef struct ab_template_tree ab_template_tree;
ab_template_tree *ab_template_tree_compile(ab_arena *arena, const ab_value *tree,
                                           ab_template_kind kind, unsigned valid_types,
                                           ab_error *error);
/* As ab_template_broken. */
ab_template_tree *ab_template_tree_broken(ab_arena *arena, const ab_error *why);
/* As ab_template_set_place, for all templates of the tree that may fail: each gets the position of
 * its text in `source`, which the tree was compiled from. The places lie in `arena`. */
void ab_template_tree_set_place(ab_arena *arena, ab_template_tree *t, const ab_value *source,
                                const ab_template_place *place);
/* Evaluates keys and strings; NESTED leaves out members of objects whose value became null. */
bool ab_template_tree_eval(const ab_template_tree *t, const ab_template_context *context,
                           ab_arena *arena, ab_value *out, ab_error *error);

/* ---- Values of the runtime that templates see as more than a mapping ---- */
/* A StreamSlice: a mapping of partition and cursor_slice with the attributes partition,
 * cursor_slice, extra_fields. Each may be NULL (empty). */
ab_value ab_template_slice(ab_arena *arena, const ab_value *partition, const ab_value *cursor_slice,
                           const ab_value *extra_fields);
/* A Record: a mapping with the attributes data, stream_name, associated_slice, file_reference. */
ab_value ab_template_record(ab_arena *arena, const ab_value *data, ab_str stream_name,
                            const ab_value *slice);
/* Response headers as response filters see them: names compared without case. */
ab_value ab_template_headers(ab_arena *arena, const ab_value *headers);
/* Python's str(v), which InterpolatedString and f-strings give ("None", "True", "[1, 'a']"). */
ab_str ab_python_str(ab_arena *arena, const ab_value *v);
ab_str ab_python_repr(ab_arena *arena, const ab_value *v);
/* What json.dumps makes of a result: tuples are arrays. False (config_error) where it would raise a
 * TypeError: sets, bytes, dates. */
bool ab_python_json(ab_arena *arena, const ab_value *v, ab_value *out, ab_error *error);
/* Python's ast.literal_eval; false where it would raise. */
bool ab_python_literal(ab_arena *arena, ab_str text, ab_value *out);

#endif
