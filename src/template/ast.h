/* The syntax tree of a template, in the arena of its compilation. */
#ifndef AB_TEMPLATE_AST_H
#define AB_TEMPLATE_AST_H

#include "template/py.h"

typedef enum ab_py_node_type {
    /* expressions */
    N_CONST,   /* value */
    N_NAME,    /* name, slot */
    N_NSREF,   /* name.attr = …: name, attr, slot */
    N_TUPLE,   /* list */
    N_LIST,    /* list */
    N_DICT,    /* list: key, value, key, value … */
    N_BINARY,  /* op, a, b */
    N_AND,     /* a, b */
    N_OR,      /* a, b */
    N_NOT,     /* a */
    N_UNARY,   /* op '-' or '+', a */
    N_COMPARE, /* a; list of operands, ops */
    N_CONCAT,  /* list */
    N_COND,    /* a if b else c (c may be NULL) */
    N_GETATTR, /* a, name */
    N_GETITEM, /* a, b */
    N_SLICE,   /* a, b, c, each may be NULL */
    N_CALL,    /* a, args */
    N_FILTER,  /* a (NULL in blocks), name, builtin, args */
    N_TEST,    /* a, name, builtin, args */
    /* statements */
    N_DATA,         /* name: the text */
    N_OUTPUT,       /* list */
    N_IF,           /* a, list body, elifs, otherwise */
    N_FOR,          /* a target, b iterable, c test, list body, otherwise, frame, frame2 (else) */
    N_SET,          /* a target, b */
    N_SET_BLOCK,    /* a target, b filter, list, frame */
    N_WITH,         /* targets/values pairs in extra, list, frame */
    N_MACRO,        /* name, params, list, frame */
    N_CALL_BLOCK,   /* a the call, params, list, frame */
    N_FILTER_BLOCK, /* b filter, list, frame */
    N_AUTOESCAPE,   /* a, list, frame */
    N_BLOCK,        /* name, list, frame */
    N_LOADER,       /* include, import, from, extends: a; there is no loader */
} ab_py_node_type;

typedef struct ab_py_node ab_py_node;

typedef struct ab_py_nodes {
    ab_py_node **at;
    uint32_t n;
} ab_py_nodes;

typedef struct ab_py_keyword {
    ab_str name;
    ab_py_node *value;
} ab_py_keyword;

typedef struct ab_py_node_args {
    ab_py_nodes positional;
    ab_py_keyword *keywords;
    uint32_t keyword_count;
    uint32_t keyword_capacity;
    ab_py_node *dyn_args;
    ab_py_node *dyn_kwargs;
} ab_py_node_args;

/* Where a frame's variables come from when it is entered (Jinja's symbol loads). */
typedef enum ab_py_load_action {
    PY_LOAD_PARAM,
    PY_LOAD_RESOLVE,
    PY_LOAD_ALIAS,
    PY_LOAD_UNDEFINED
} ab_py_load_action;
typedef struct ab_py_load {
    int32_t slot;
    ab_py_load_action action;
    int32_t source; /* ALIAS: a slot; RESOLVE: an index into the program's names */
} ab_py_load;
typedef struct ab_py_frame {
    ab_py_load *loads;
    uint32_t n;
    int32_t first_slot; /* all slots of the frame and the frames in it: [first, end) */
    int32_t end_slot;
} ab_py_frame;

/* What macros have. */
typedef struct ab_py_params {
    ab_py_nodes names;    /* N_NAME, ctx param */
    ab_py_nodes defaults; /* of the last of them */
    int32_t caller_slot;  /* -1: not used */
    int32_t kwargs_slot;
    int32_t varargs_slot;
    bool caller_is_param; /* `caller` is among the names */
} ab_py_params;

typedef struct ab_py_for {
    ab_py_nodes otherwise;
    ab_py_frame test_frame;
    ab_py_frame else_frame;
    int32_t loop_slot; /* -1: `loop` is not used */
    bool recursive;
    /* the test runs in a frame of its own, whose target slots these are */
    ab_py_node *test_target;
} ab_py_for;

struct ab_py_node {
    uint8_t type;
    uint8_t op;    /* ab_py_op, or a character */
    uint8_t flags; /* PY_NODE_… */
    uint32_t pos;  /* byte offset in the source */
    int32_t slot;
    ab_py_node *a;
    ab_py_node *b;
    ab_py_node *c;
    ab_py_nodes list;
    ab_str name;
    union {
        ab_value value;
        const ab_py_builtin *builtin;
        ab_str attr;
        uint8_t *ops;
        ab_py_nodes otherwise; /* N_IF */
        ab_py_for *loop;
        ab_py_params *params;
    };
    ab_py_nodes extra;
    union {
        ab_py_frame *frame;
        ab_py_node_args *args;
    };
};

#define PY_NODE_STORE 1u   /* names: assigned to */
#define PY_NODE_PARAM 2u   /* names: a parameter */
#define PY_NODE_SCOPED 8u  /* blocks */
#define PY_NODE_FOLDED 32u /* items: within a constant that Jinja evaluates when it compiles */

/* A name that has to come from the context. */
typedef struct ab_py_context_name {
    ab_str name;
    int var;                     /* ab_var, or AB_VAR_EXTRA for a member of it */
    const ab_py_builtin *global; /* else */
    bool is_json_loads;
    bool required; /* not a global: an error where the context has no such variable */
} ab_py_context_name;

typedef struct ab_py_program {
    ab_str source;
    ab_py_nodes body;
    ab_py_frame frame;
    ab_py_context_name *names;
    uint32_t name_count;
    uint32_t name_capacity;
    int32_t slot_count;
    int32_t self_slot; /* -1: not used */
    ab_py_nodes blocks;
    bool mutates;    /* it may change lists and dicts */
    bool impure;     /* it reads the clock or chance */
    bool unhashable; /* it holds a constant dict with a list as a key: always a TypeError */
    struct ab_py_pattern *patterns; /* constant regular expressions (regex.c) */
    ab_py_node *expression;         /* the one expression, where there is nothing else */
} ab_py_program;

/* ---- lexer.c ---- */
typedef enum ab_py_token_type {
    T_EOF,
    T_DATA,
    T_VARIABLE_BEGIN,
    T_VARIABLE_END,
    T_BLOCK_BEGIN,
    T_BLOCK_END,
    T_NAME,
    T_STRING,
    T_INTEGER,
    T_FLOAT,
    T_OPERATOR, /* op: one of the T_… of operators below */
    T_ADD,
    T_ASSIGN,
    T_COLON,
    T_COMMA,
    T_DIV,
    T_DOT,
    T_EQ,
    T_FLOORDIV,
    T_GT,
    T_GE,
    T_LBRACE,
    T_LBRACKET,
    T_LPAREN,
    T_LT,
    T_LE,
    T_MOD,
    T_MUL,
    T_NE,
    T_PIPE,
    T_POW,
    T_RBRACE,
    T_RBRACKET,
    T_RPAREN,
    T_SEMICOLON,
    T_SUB,
    T_TILDE,
} ab_py_token_type;

typedef struct ab_py_token {
    ab_py_token_type type;
    uint32_t pos;
    ab_str text; /* names, strings (unescaped), data, digits without underscores */
} ab_py_token;

/* All tokens of `source` (whose newlines are normalised), T_EOF at the end. */
/* Undoes the escapes of a string literal, as Python reads them (or Jinja: after its own escaping of
 * characters beyond ASCII). */
bool ab_py_unescape(ab_py *p, ab_str s, bool jinja, bool bytes, ab_buf *out);
bool ab_py_lex(ab_py *p, ab_str source, ab_py_token **tokens, size_t *count);
/* "\r\n" and "\r" become "\n", and one newline at the end is dropped. */
ab_str ab_py_normalize_newlines(ab_arena *arena, ab_str source, bool drop_last);

/* ---- parser_tokens.c ---- */
/* An array of `n` items of `size` bytes in the arena, with room for one more. */
void *ab_py_grown(ab_arena *arena, void *block, uint32_t n, uint32_t *capacity, size_t size);
/* ---- parser.c ---- */
bool ab_py_parse(ab_py *p, ab_py_program *program);
/* ---- symbols.c: scopes, slots, names ---- */
bool ab_py_link(ab_py *p, ab_py_program *program);

/* ---- children.c ---- */
typedef bool ab_py_visit_child(void *context, ab_py_node *child);
/* Calls `visit` for each child that there is, in no particular order, up to the first false. */
bool ab_py_each_child(const ab_py_node *node, ab_py_visit_child *visit, void *context);
/* False with PY_LIMIT where expressions stand deeper in each other than an evaluation may go. A
 * chain of operators is as deep as it is long: everything behind the parser recurses over the tree
 * and relies on this. */
bool ab_py_check_depth(ab_py *p, ab_py_nodes body);

/* ---- fold.c: constant expressions become their values ---- */
void ab_py_fold(ab_py *p, ab_py_program *program);

/* ---- eval.c ---- */
bool ab_py_eval_args(ab_py *p, const ab_py_node_args *args, ab_py_args *out);
/* ---- exec.c ---- */
static inline ab_value ab_py_missing(void)
{
    return ab_value_ext(NULL, NULL);
}
void ab_py_frame_enter(ab_py *p, const ab_py_frame *frame);
/* Runs the program into p->out. */
/* Evaluates the one expression of a program that is nothing else. */
bool ab_py_run_expression(ab_py *p, const ab_py_program *program, ab_value *out);
bool ab_py_run(ab_py *p, const ab_py_program *program);

#endif
