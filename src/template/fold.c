/* Constant folding, as Jinja's optimizer does it: an expression without names and calls is
 * evaluated when the template is compiled. What raises an exception is left for the evaluation. */
#include "template/ast.h"
#include "template/regex.h"

enum {
    MAX_FOLDS = 200,  /* tries per template; each repeats what lies within */
    MAX_STEPS = 2000, /* of one try */
    MAX_TEXT = 256,   /* bytes of a text that is kept */
    MAX_VALUES = 64,  /* in a list or dict that is kept */
};

typedef struct folder {
    ab_arena *arena;
    ab_arena *scratch;
    ab_py_program *program;
    unsigned folds;
    bool check_only;
    bool optimized; /* within an expression that Jinja's optimizer walks through */
    bool unhashable;
} folder;

static bool is_const(folder *f, const ab_py_node *node);

static bool all_const(folder *f, ab_py_nodes nodes)
{
    for (uint32_t i = 0; i < nodes.n; i++) {
        if (!is_const(f, nodes.at[i])) {
            return false;
        }
    }
    return true;
}

/* A list or dict, or a tuple that holds one. */
static bool is_unhashable(const ab_py_node *node)
{
    bool found =
        node->type == N_LIST || node->type == N_DICT ||
        (node->type == N_CONST && (node->value.kind == AB_ARRAY || node->value.kind == AB_OBJECT));
    for (uint32_t i = 0; node->type == N_TUPLE && i < node->list.n; i++) {
        found = found || is_unhashable(node->list.at[i]);
    }
    return found;
}

/* Jinja makes a dict of a literal's constant pairs, up to the first that is none, when it compiles
 * the template: a key that cannot be one is a TypeError then, wherever it stands. */
static bool const_dict(folder *f, const ab_py_node *node)
{
    for (uint32_t i = 0; i < node->list.n; i += 2) {
        if (!is_const(f, node->list.at[i]) || !is_const(f, node->list.at[i + 1])) {
            return false;
        }
        f->unhashable = f->unhashable || (f->optimized && is_unhashable(node->list.at[i]));
    }
    return true;
}

/* Jinja does not fold the filters that want the context. */
static bool foldable(const ab_py_builtin *b)
{
    static const char *const with_context[] = {"map",        "select",     "reject",
                                               "selectattr", "rejectattr", "random"};
    for (size_t i = 0; b && i < sizeof(with_context) / sizeof(with_context[0]); i++) {
        if (strcmp(b->name, with_context[i]) == 0) {
            return false;
        }
    }
    return b && !(b->flags & PY_IMPURE);
}

static bool const_call(folder *f, const ab_py_node *node)
{
    const ab_py_node_args *args = node->args;
    if (!node->a || !is_const(f, node->a) || !foldable(node->builtin) || args->dyn_args ||
        args->dyn_kwargs || !all_const(f, args->positional)) {
        return false;
    }
    for (uint32_t i = 0; i < args->keyword_count; i++) {
        if (!is_const(f, args->keywords[i].value)) {
            return false;
        }
    }
    return true;
}

/* NULL is an optional part that is not there. */
static bool is_const(folder *f, const ab_py_node *node)
{
    if (!node) {
        return true;
    }
    switch (node->type) {
    case N_CONST:
        return true;
    case N_TUPLE:
    case N_LIST:
    case N_CONCAT:
    case N_COMPARE:
    case N_BINARY:
    case N_AND:
    case N_OR:
    case N_NOT:
    case N_UNARY:
    case N_COND:
    case N_GETATTR:
    case N_GETITEM:
    case N_SLICE:
        return is_const(f, node->a) && is_const(f, node->b) && is_const(f, node->c) &&
               all_const(f, node->list);
    case N_DICT:
        return const_dict(f, node);
    case N_FILTER:
    case N_TEST:
        return const_call(f, node);
    default:
        return false;
    }
}

/* A value without identity that is small. */
static bool keepable(const ab_value *v, unsigned *left)
{
    if (!*left) {
        return false;
    }
    --*left;
    switch (v->kind) {
    case AB_NULL:
    case AB_BOOL:
    case AB_INT:
    case AB_REAL:
        return true;
    case AB_BIGINT:
    case AB_STRING:
        return v->text.n <= MAX_TEXT;
    case AB_ARRAY:
    case AB_OBJECT:
        for (uint32_t i = 0; i < v->count; i++) {
            const ab_value *inner =
                v->kind == AB_ARRAY ? &v->items[i] : &v->object.members[i].value;
            if (!keepable(inner, left)) {
                return false;
            }
        }
        return true;
    default:
        return false;
    }
}

/* In a constant that Jinja evaluates as a whole, a slice of what has none is undefined; elsewhere
 * it is a TypeError. */
static bool mark_slices(void *context, ab_py_node *node)
{
    if (node->type == N_GETITEM) {
        node->flags |= PY_NODE_FOLDED;
    }
    return node->type == N_CONST || ab_py_each_child(node, mark_slices, context);
}

/* True if nothing within needs folding any more. */
static bool fold_const(folder *f, ab_py_node *node, bool printed)
{
    ab_value v;
    unsigned left = MAX_VALUES;
    if (node->type == N_CONST) {
        return true;
    }
    if (!is_const(f, node) || f->check_only || f->folds >= MAX_FOLDS) {
        return false;
    }
    f->folds++;
    ab_py p = {.arena = f->scratch,
               .program = f->program,
               .folding = true,
               .steps = PY_MAX_STEPS - MAX_STEPS};
    bool ok = ab_py_eval(&p, node, &v);
    ab_py_buf_release_all(&p);
    if (p.exc == PY_LIMIT) {
        f->folds = MAX_FOLDS;
    }
    if (ok && keepable(&v, &left)) {
        node->value = ab_value_copy(f->arena, &v);
        node->type = N_CONST;
    } else if (ok && (printed || ab_py_type_of(&v) != PY_UNDEFINED)) {
        mark_slices(NULL, node);
    } else {
        ok = false;
    }
    ab_arena_reset(f->scratch);
    return ok;
}

static void fold_node(folder *f, ab_py_node *node, bool printed);
static void fold_parts(folder *f, ab_py_node *node);

static void fold_list(folder *f, ab_py_nodes nodes, bool printed)
{
    for (uint32_t i = 0; i < nodes.n; i++) {
        fold_node(f, nodes.at[i], printed);
    }
}

static void fold_args(folder *f, ab_py_node_args *args)
{
    fold_list(f, args->positional, false);
    for (uint32_t i = 0; i < args->keyword_count; i++) {
        fold_node(f, args->keywords[i].value, false);
    }
    fold_node(f, args->dyn_args, false);
    fold_node(f, args->dyn_kwargs, false);
}

/* A constant pattern of a filter that is run for each record is compiled once. */
static void prepare_pattern(folder *f, const ab_py_node *node)
{
    if (!node->builtin || strncmp(node->builtin->name, "regex_", 6) != 0) {
        return;
    }
    const ab_py_node_args *args = node->args;
    const ab_py_node *pattern = args->positional.n ? args->positional.at[0] : NULL;
    for (uint32_t i = 0; !pattern && i < args->keyword_count; i++) {
        pattern = ab_str_is(args->keywords[i].name, "regex") ? args->keywords[i].value : NULL;
    }
    if (pattern && pattern->type == N_CONST && pattern->value.kind == AB_STRING) {
        ab_py_regex_prepare(f->arena, f->program, pattern->value.text);
    }
}

static void fold_node(folder *f, ab_py_node *node, bool printed)
{
    if (!node || node->type == N_DATA) {
        return;
    }
    bool outer = f->optimized;
    bool walked = node->type >= N_BINARY && node->type < N_DATA && node->type != N_SLICE;
    f->optimized = outer || walked || printed;
    bool done = node->type < N_DATA && fold_const(f, node, printed);
    f->optimized = outer || walked;
    if (!done) {
        fold_parts(f, node);
    }
    f->optimized = outer;
}

static void fold_parts(folder *f, ab_py_node *node)
{
    fold_node(f, node->a, false);
    fold_node(f, node->b, false);
    fold_node(f, node->c, false);
    fold_list(f, node->list, node->type == N_OUTPUT);
    fold_list(f, node->extra, false);
    switch (node->type) {
    case N_CALL:
    case N_FILTER:
    case N_TEST:
        fold_args(f, node->args);
        if (node->type == N_FILTER) {
            prepare_pattern(f, node);
        }
        break;
    case N_IF:
        fold_list(f, node->otherwise, false);
        break;
    case N_FOR:
        fold_list(f, node->loop->otherwise, false);
        break;
    case N_MACRO:
    case N_CALL_BLOCK:
        fold_list(f, node->params->defaults, false);
        break;
    default:
        break;
    }
}

void ab_py_fold(ab_py *p, ab_py_program *program)
{
    folder f = {.arena = p->arena, .scratch = ab_arena_new(), .program = program};
    /* a list that is changed must be a new one each time; escaping depends on where a value is used
     */
    f.check_only = program->mutates || ab_str_find(program->source, AB_STR("autoescape"), 0) >= 0;
    fold_list(&f, program->body, false);
    for (uint32_t i = 0; i < program->blocks.n; i++) {
        fold_list(&f, program->blocks.at[i]->list, false);
    }
    ab_arena_free(f.scratch);
    program->unhashable = f.unhashable;
}
