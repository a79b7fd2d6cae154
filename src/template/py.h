/* The inside of the template engine: Python's values and operations on ab_value. Private to
 * src/template. Functions that return bool return false with an exception set in `p`. */
#ifndef AB_TEMPLATE_PY_H
#define AB_TEMPLATE_PY_H

#include "template/pytypes.h"
#include "template/template.h"
#include "template/unicode.h"

#include "base/buf.h"

/* Python's exceptions, as far as the engine or the CDK tells them apart. */
typedef enum ab_py_exc {
    PY_OK = 0,
    PY_TYPE_ERROR,      /* the CDK gives the template's own text */
    PY_UNDEFINED_ERROR, /* the CDK gives the default */
    PY_VALUE_ERROR,
    PY_UNICODE_ERROR, /* a ValueError */
    PY_ZERO_DIVISION,
    PY_KEY_ERROR,
    PY_INDEX_ERROR,
    PY_ATTRIBUTE_ERROR,
    PY_OVERFLOW_ERROR,
    PY_SECURITY_ERROR,
    PY_RUNTIME_ERROR, /* Jinja's TemplateRuntimeError, FilterArgumentError; Python's RuntimeError */
    PY_SYNTAX_ERROR,
    PY_ASSERTION_ERROR,
    PY_LIMIT, /* one of our own limits */
} ab_py_exc;

enum {
    PY_MAX_DEPTH = 190,        /* nesting of expressions, containers, macro calls */
    PY_MAX_TEXT = 32 << 20,    /* bytes of one text or rendering */
    PY_MAX_STEPS = 4000000,    /* evaluated nodes, loop turns, yielded items */
    PY_MAX_ITEMS = 1 << 20,    /* items of one list made by repetition */
    PY_MAX_MEMORY = 128 << 20, /* bytes that one evaluation takes from its arena */
    PY_READ_SHIFT = 6,         /* reading 64 bytes of a text counts as one step */
    PY_WRITE_SHIFT = 5,        /* so does writing 32 bytes */
    PY_MAX_BITS = 200000,      /* of an integer */
    PY_MAX_INT_DIGITS = 4300,  /* Python's sys.int_info: more cannot be printed or read */
};

struct ab_py_node;
struct ab_py_program;

/* One evaluation (or compilation). */
typedef struct ab_py {
    ab_arena *arena;
    const struct ab_py_program *program;
    const ab_template_context *context;
    const ab_value *vars[AB_VAR_COUNT];
    ab_value *slots;
    ab_buf *out;      /* where output goes */
    ab_buf *pool[16]; /* buffers that are free to use */
    unsigned pooled;
    ab_buf own[3]; /* the first buffers: most templates need no more */
    unsigned own_count;
    ab_buf **all; /* every other buffer, to be freed at the end */
    unsigned all_count;
    unsigned all_capacity;
    ab_py_exc exc;
    ab_str message;
    uint32_t pos; /* of the error, in the template's source */
    uint32_t depth;
    uint32_t steps;
    size_t arena_start;   /* bytes in the arena before the evaluation */
    ab_value block_input; /* what the filters of a block statement apply to */
    bool autoescape;
    bool folding;            /* a constant is evaluated when the template is compiled */
    bool mutable_containers; /* the template may change lists and dicts: see ab_py_list_new */
} ab_py;

/* ---- exceptions (exceptions.c) ---- */
bool ab_py_raise(ab_py *p, ab_py_exc exc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static inline void ab_py_clear(ab_py *p)
{
    p->exc = PY_OK;
}
static inline bool ab_py_is_value_error(const ab_py *p)
{
    return p->exc == PY_VALUE_ERROR || p->exc == PY_UNICODE_ERROR;
}
bool ab_py_step(ab_py *p);
/* Counts work that one call does at once as steps; where they are too many the next step fails, or
 * the evaluation at its end. */
void ab_py_charge(ab_py *p, uint64_t steps);
/* Counts what reading `v` as a whole costs: large texts, lists, integers. */
void ab_py_charge_for(ab_py *p, const ab_value *v);
bool ab_py_enter(ab_py *p);
static inline void ab_py_leave(ab_py *p)
{
    p->depth--;
}
/* Scratch buffers: take one, and hand it back with ab_py_buf_text (copies the text to the arena) or
 * ab_py_buf_free. One that an error path forgets is freed at the end of the evaluation. */
ab_buf *ab_py_buf(ab_py *p);
void ab_py_buf_free(ab_py *p, ab_buf *buf);
bool ab_py_buf_text(ab_py *p, ab_buf *buf, ab_str *out);
bool ab_py_buf_value(ab_py *p, ab_buf *buf, ab_value *out);
void ab_py_buf_release_all(ab_py *p);

/* ---- values (values.c) ---- */
ab_py_type ab_py_type_of(const ab_value *v);
const char *ab_py_type_name(const ab_value *v);
/* An object of one of the types of pytypes.h. */
ab_value ab_py_ext(ab_py_type type, void *data);
ab_value ab_py_undefined(ab_py *p, const ab_value *obj, ab_value name);
ab_value ab_py_undefined_name(ab_py *p, ab_str name);
ab_value ab_py_undefined_hint(ab_py *p, const char *hint);
/* Raises what using the undefined value raises. */
bool ab_py_undefined_fail(ab_py *p, const ab_value *undefined);
ab_value ab_py_markup(ab_py *p, ab_str text);
ab_value ab_py_bytes(ab_py *p, ab_str bytes);
/* True for str and Markup; *text is it. */
bool ab_py_text(const ab_value *v, ab_str *text);
bool ab_py_is_text(const ab_value *v);
ab_value ab_py_list_new(ab_py *p, ab_value *items, size_t n);
ab_value ab_py_tuple_new(ab_py *p, ab_value *items, size_t n);
ab_value ab_py_pair(ab_py *p, ab_value a, ab_value b);
/* True for list and tuple (not a lazy page); the items are borrowed. */
bool ab_py_items(const ab_value *v, const ab_value **items, size_t *n);
ab_py_seq *ab_py_mutable_list(ab_py *p, const ab_value *v);
bool ab_py_seq_push(ab_py *p, ab_py_seq *seq, ab_value item);
/* A context's value whose containers may be changed (a copy). */
ab_value ab_py_thaw(ab_py *p, const ab_value *v);

/* ---- dicts and sets (dict.c) ---- */
bool ab_py_hash(ab_py *p, const ab_value *key, uint64_t *hash);
ab_value ab_py_dict_new(ab_py *p);
ab_py_dict *ab_py_dict_of(const ab_value *v); /* NULL where it is an AB_OBJECT */
bool ab_py_dict_set(ab_py *p, ab_py_dict *d, ab_value key, ab_value value);
/* Sets *found to the value or NULL. Raises TypeError for an unhashable key. */
bool ab_py_dict_find(ab_py *p, const ab_py_dict *d, const ab_value *key, ab_value **found);
bool ab_py_dict_remove(ab_py *p, ab_py_dict *d, const ab_value *key, ab_value *value, bool *found);
/* Any mapping type: dict, StreamSlice, Record, headers. */
bool ab_py_mapping_get(ab_py *p, const ab_value *v, const ab_value *key, ab_value *out,
                       bool *found);
size_t ab_py_mapping_count(const ab_value *v);
void ab_py_mapping_at(const ab_value *v, size_t i, ab_value *key, ab_value *value);
bool ab_py_is_mapping(const ab_value *v);
/* The plain mapping behind a StreamSlice, a Record or a Markup-like wrapper; else `v` itself. */
const ab_value *ab_py_unwrap_mapping(const ab_value *v);
ab_value ab_py_set_new(ab_py *p);

/* ---- text (repr.c) ---- */
bool ab_py_str(ab_py *p, const ab_value *v, ab_buf *out);
bool ab_py_repr(ab_py *p, const ab_value *v, ab_buf *out);
bool ab_py_str_text(ab_py *p, const ab_value *v, ab_str *out);
/* A number; an integer of too many digits is a ValueError. */
bool ab_py_repr_number(ab_py *p, const ab_value *v, ab_buf *out);
bool ab_py_repr_text(ab_py *p, const ab_value *v, ab_str *out);
/* json.dumps, `indent` before each level of a line; NULL: one line. */
bool ab_py_json(ab_py *p, const ab_value *v, bool sort, const ab_str *indent, ab_buf *out);
bool ab_py_html_escape(ab_py *p, const ab_value *v, ab_value *out);
void ab_py_html_escape_text(ab_buf *out, ab_str text);

/* ---- operations (ops.c, compare.c, numbers.c) ---- */
typedef enum ab_py_op {
    PY_OP_ADD,
    PY_OP_SUB,
    PY_OP_MUL,
    PY_OP_DIV,
    PY_OP_FLOORDIV,
    PY_OP_MOD,
    PY_OP_POW,
    PY_OP_EQ,
    PY_OP_NE,
    PY_OP_LT,
    PY_OP_LE,
    PY_OP_GT,
    PY_OP_GE,
    PY_OP_IN,
    PY_OP_NOT_IN,
} ab_py_op;
bool ab_py_binary(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b, ab_value *out);
bool ab_py_unary(ab_py *p, char op, const ab_value *a, ab_value *out);
bool ab_py_truthy(const ab_value *v);
bool ab_py_equal(ab_py *p, const ab_value *a, const ab_value *b);
bool ab_py_identical(const ab_value *a, const ab_value *b);
bool ab_py_compare(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b, bool *out);
bool ab_py_less(ab_py *p, const ab_value *a, const ab_value *b, bool *out);
bool ab_py_contains(ab_py *p, const ab_value *container, const ab_value *item, bool *out);
/* Stable sort of `items` by `keys` (both permuted). */
bool ab_py_sort(ab_py *p, ab_value *items, ab_value *keys, size_t n, bool reverse);

/* numbers.c */
bool ab_py_is_int(const ab_value *v);       /* isinstance(v, int): bool too */
bool ab_py_is_number(const ab_value *v);    /* int or float, bool too */
int64_t ab_py_small_int(const ab_value *v); /* clipped to int64 */
ab_value ab_py_int_of(const ab_value *v);   /* a bool as an integer */
bool ab_py_number_binary(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b,
                         ab_value *out);
bool ab_py_number_negate(ab_py *p, const ab_value *a, ab_value *out);
int ab_py_number_compare(const ab_value *a, const ab_value *b); /* 2: not ordered (nan) */
bool ab_py_float_of(ab_py *p, const ab_value *v, double *out); /* an int too large: OverflowError */
bool ab_py_int_from_double(ab_py *p, double d, ab_value *out);
bool ab_py_int_from_text(ab_py *p, ab_str text, int base, ab_value *out);
bool ab_py_float_from_text(ab_py *p, ab_str text, double *out);
bool ab_py_float_round(ab_py *p, double d, int64_t digits, double *out);
bool ab_py_int_round(ab_py *p, const ab_value *v, int64_t digits, ab_value *out);
/* An argument that has to be an integer (operator.index); *out is clipped to int64. */
bool ab_py_index(ab_py *p, const ab_value *v, int64_t *out);
/* The digits of an integer in `base` (2, 8, 10, 16), with '-' where negative. */
bool ab_py_int_digits(ab_py *p, const ab_value *v, int base, ab_str *out);
bool ab_py_int_bits(ab_py *p, const ab_value *v, uint64_t *length, uint64_t *ones);
bool ab_py_int_to_bytes(ab_py *p, const ab_value *v, size_t length, bool little, bool is_signed,
                        unsigned char *out);
bool ab_py_int_from_bytes(ab_py *p, ab_str bytes, bool little, bool is_signed, ab_value *out);
bool ab_py_float_ratio(ab_py *p, double d, ab_value *numerator, ab_value *denominator);

/* ---- iteration (iterate.c) ---- */
typedef struct ab_py_iter ab_py_iter;
struct ab_py_iter {
    const char *type_name;
    bool (*next)(ab_py *p, ab_py_iter *it, ab_value *out, bool *more);
    ab_value over;
    size_t i;
    size_t end; /* sets, dicts: the size at the start */
    void *state;
    bool exhausted;
};
bool ab_py_iterate(ab_py *p, const ab_value *v, ab_py_iter *it);
static inline bool ab_py_next(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    if (it->exhausted) {
        *more = false;
        return true;
    }
    if (!ab_py_step(p) || !it->next(p, it, out, more)) {
        return false;
    }
    it->exhausted = !*more;
    return true;
}
/* Elements of a lazy page. */
size_t ab_py_page_count(const ab_value *v);
bool ab_py_page_at(ab_py *p, const ab_value *v, size_t i, ab_value *out);
/* A generator object. */
ab_value ab_py_generator(ab_py *p, const char *type_name,
                         bool (*next)(ab_py *, ab_py_iter *, ab_value *, bool *), ab_value over,
                         void *state);
/* All items in a new array. */
bool ab_py_collect(ab_py *p, const ab_value *v, ab_value **items, size_t *n);
/* len(): false with a TypeError where there is none. */
bool ab_py_length(ab_py *p, const ab_value *v, int64_t *out);

/* ---- access (access.c) ---- */
/* Python's obj[key]. */
bool ab_py_subscript(ab_py *p, const ab_value *obj, const ab_value *key, ab_value *out);
/* Python's getattr: *found is false where it would raise AttributeError. */
bool ab_py_attribute(ab_py *p, const ab_value *obj, ab_str name, ab_value *out, bool *found);
/* Jinja's environment.getattr and getitem in the sandbox. */
bool ab_py_macro_attribute(ab_py *p, const ab_py_macro *macro, ab_str name, ab_value *out);
bool ab_py_self_attribute(ab_py *p, ab_str name, ab_value *out);
bool ab_py_loop_attribute(ab_py *p, ab_py_loop *loop, ab_str name, ab_value *out, bool *found);
bool ab_py_env_getattr(ab_py *p, const ab_value *obj, ab_str name, ab_value *out);
bool ab_py_env_getitem(ab_py *p, const ab_value *obj, const ab_value *key, ab_value *out);
/* a.b.0 paths of filters, by items. */
bool ab_py_attribute_path(ab_py *p, const ab_value *obj, const ab_value *path,
                          const ab_value *otherwise, ab_value *out);

/* ---- calls (call.c) ---- */
typedef struct ab_py_args {
    const ab_value *v;
    uint32_t n;
    uint32_t n_kw;
    const ab_str *kw_names;
    const ab_value *kw_values;
} ab_py_args;

enum { PY_MAX_PARAMS = 8 };

/* What a builtin gets. Where its table row says PY_RAW, argv is not set. */
typedef struct ab_py_call {
    const ab_value *self;                /* filters and tests: the value; methods: the object */
    const ab_value *argv[PY_MAX_PARAMS]; /* by the table's params; NULL: not given */
    const ab_py_args *raw;
} ab_py_call;
typedef bool (*ab_py_fn)(ab_py *p, const ab_py_call *c, ab_value *out);

#define PY_RAW 1u      /* takes any arguments, as they are */
#define PY_IMPURE 2u   /* reads the clock or chance: never folded */
#define PY_PROPERTY 4u /* an attribute, not a method */
#define PY_CLASS_METHOD 8u

/* A row of the tables of builtins. */
typedef struct ab_py_builtin {
    const char *name;
    ab_py_fn fn;
    uint8_t min; /* arguments besides self */
    uint8_t max;
    uint8_t flags;
    const char *params; /* names for keyword arguments, comma separated; "-": positional only */
    const char *help;
} ab_py_builtin;
typedef struct ab_py_table {
    const ab_py_builtin *rows;
    size_t n;
    const char *title;
} ab_py_table;
#define PY_TABLE(rows, title)                                                                      \
    {                                                                                              \
        rows, sizeof(rows) / sizeof((rows)[0]), title                                              \
    }

bool ab_py_call_builtin(ab_py *p, const ab_py_builtin *b, const ab_value *self,
                        const ab_py_args *args, ab_value *out);
bool ab_py_call_value(ab_py *p, const ab_value *callee, const ab_py_args *args, ab_value *out);
bool ab_py_is_callable(const ab_value *v);
ab_value ab_py_method(ab_py *p, const ab_py_builtin *b, const ab_value *self);

/* ---- tables (builtins/tables.c) ---- */
const ab_py_builtin *ab_py_find_filter(ab_str name);
const ab_py_builtin *ab_py_find_test(ab_str name);
const ab_py_builtin *ab_py_find_global(ab_str name);
/* json_loads, which only some contexts have. */
const ab_py_builtin *ab_py_json_loads_function(void);
const ab_py_builtin *ab_py_find_method(ab_py_type type, ab_str name);
bool ab_py_call_filter(ab_py *p, ab_str name, const ab_value *value, const ab_py_args *args,
                       ab_value *out);
bool ab_py_call_test(ab_py *p, ab_str name, const ab_value *value, const ab_py_args *args,
                     bool *out);

/* ---- formatting (percent.c, strformat.c) ---- */
bool ab_py_percent_format(ab_py *p, ab_str format, const ab_value *args, ab_value *out);
bool ab_py_str_format(ab_py *p, ab_str format, const ab_py_args *args, const ab_value *mapping,
                      ab_str *out);
/* format(v, spec) */
bool ab_py_format_value(ab_py *p, const ab_value *v, ab_str spec, ab_buf *out);

/* ---- literal evaluation (literal.c) ---- */
/* ast.literal_eval; false where it would raise (no exception is set). */
bool ab_py_literal(ab_py *p, ab_str text, ab_value *out);

/* ---- running (eval.c, exec.c) ---- */
bool ab_py_eval(ab_py *p, const struct ab_py_node *node, ab_value *out);

bool ab_py_exec_loop_call(ab_py *p, ab_py_loop *loop, const ab_py_args *args, ab_value *out);
bool ab_py_loop_next(ab_py *p, ab_py_loop *loop, ab_value *out, bool *more);
bool ab_py_exec_macro(ab_py *p, const ab_py_macro *macro, const ab_py_args *args, ab_value *out);
/* The name of a macro, as it was defined. */
ab_str ab_py_macro_name(const ab_py_macro *macro);
bool ab_py_exec_block(ab_py *p, const struct ab_py_node *block, ab_value *out);

#endif
