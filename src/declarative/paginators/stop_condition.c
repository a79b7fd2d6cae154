#include "declarative/paginators/stop_condition.h"

#include "template/ast.h"

#define LAST "last_page_size"
#define REQUESTED "page_size"

/* ---- Walking the tree ---- */

typedef void (*node_fn)(void *context, const ab_py_node *node);

static void each_of(const ab_py_nodes *nodes, node_fn visit, void *context)
{
    for (uint32_t i = 0; i < nodes->n; i++) {
        if (nodes->at[i]) {
            visit(context, nodes->at[i]);
        }
    }
}

static void each_argument(const ab_py_node_args *args, node_fn visit, void *context)
{
    if (!args) {
        return;
    }
    each_of(&args->positional, visit, context);
    for (uint32_t i = 0; i < args->keyword_count; i++) {
        visit(context, args->keywords[i].value);
    }
    if (args->dyn_args) {
        visit(context, args->dyn_args);
    }
    if (args->dyn_kwargs) {
        visit(context, args->dyn_kwargs);
    }
}

static void each_child(const ab_py_node *node, node_fn visit, void *context)
{
    const ab_py_node *const three[] = {node->a, node->b, node->c};
    for (size_t i = 0; i < 3; i++) {
        if (three[i]) {
            visit(context, three[i]);
        }
    }
    each_of(&node->list, visit, context);
    each_of(&node->extra, visit, context);
    if (node->type == N_CALL || node->type == N_FILTER || node->type == N_TEST) {
        each_argument(node->args, visit, context);
    }
    if (node->type == N_IF) {
        each_of(&node->otherwise, visit, context);
    }
}

static bool is_name(const ab_py_node *node, const char *name)
{
    return node->type == N_NAME && ab_str_is(node->name, name);
}

typedef struct search {
    const char *name;
    bool found;
} search;

static void search_node(void *context, const ab_py_node *node)
{
    search *s = context;
    s->found = s->found || is_name(node, s->name);
    if (!s->found) {
        each_child(node, search_node, s);
    }
}

static bool mentions(const ab_py_node *node, const char *name)
{
    search s = {.name = name};
    search_node(&s, node);
    return s.found;
}

/* ---- Comparisons ---- */

typedef struct comparison {
    const ab_py_node *left;
    const ab_py_node *right;
    uint8_t op;
    bool decides; /* the condition is true where this is, in its own polarity */
} comparison;

typedef struct analysis {
    ab_arena *arena;
    int64_t minimum;
    bool by_last_page_size; /* the condition names last_page_size */
    bool decides;           /* of the node that is looked at */
    bool understood;
    ab_stop_condition_verdict verdict;
    ab_str reason;
} analysis;

static void judge(analysis *a, const comparison *c);

/* A text that InterpolatedBoolean takes for false. */
static bool is_false_text(ab_str text)
{
    static const char *const texts[] = {"False", "false", "{}", "[]", "()", "", "0", "0.0"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (ab_str_is(text, texts[i])) {
            return true;
        }
    }
    return false;
}

/* {% if test %}true{% endif %} is true exactly where its test is. */
static bool follows_its_test(const analysis *a, const ab_py_node *node)
{
    ab_str text = AB_STR("");
    if (node->extra.n || node->otherwise.n) {
        return false;
    }
    for (uint32_t i = 0; i < node->list.n; i++) {
        const ab_py_node *output = node->list.at[i];
        const ab_py_nodes self = {(ab_py_node **)&node->list.at[i], 1};
        const ab_py_nodes *parts = output->type == N_OUTPUT ? &output->list : &self;
        for (uint32_t j = 0; j < parts->n; j++) {
            const ab_py_node *part = parts->at[j];
            if (part->type != N_DATA && part->type != N_CONST) {
                return false;
            }
            ab_str piece =
                part->type == N_DATA ? part->name : ab_python_str(a->arena, &part->value);
            text = ab_arena_printf(a->arena, "%.*s%.*s", AB_STR_ARG(text), AB_STR_ARG(piece));
        }
    }
    return !is_false_text(text);
}

static void walk(void *context, const ab_py_node *node);

static void walk_as(analysis *a, const ab_py_node *node, bool decides)
{
    bool before = a->decides;
    a->decides = decides;
    walk(a, node);
    a->decides = before;
}

static void walk_nodes(analysis *a, const ab_py_nodes *nodes, bool decides)
{
    for (uint32_t i = 0; i < nodes->n; i++) {
        walk_as(a, nodes->at[i], decides);
    }
}

static void walk_comparison(analysis *a, const ab_py_node *node)
{
    const ab_py_node *left = node->a;
    for (uint32_t i = 0; i < node->list.n; i++) {
        comparison c = {left, node->list.at[i], node->ops[i], a->decides};
        judge(a, &c);
        left = c.right;
    }
    walk_as(a, node->a, false);
    walk_nodes(a, &node->list, false);
}

static void walk(void *context, const ab_py_node *node)
{
    analysis *a = context;
    if (node->type == N_COMPARE) {
        walk_comparison(a, node);
    } else if (node->type == N_IF) {
        walk_as(a, node->a, a->decides && follows_its_test(a, node));
        walk_nodes(a, &node->list, false);
        walk_nodes(a, &node->extra, false);
        walk_nodes(a, &node->otherwise, false);
    } else {
        bool before = a->decides;
        bool passes = node->type == N_AND || node->type == N_OR ||
                      (node->type == N_OUTPUT && node->list.n == 1);
        a->decides = before && passes;
        each_child(node, walk, a);
        a->decides = before;
    }
}

/* ---- Judging ---- */

static ab_str describe(ab_arena *arena, const ab_py_node *node)
{
    if (node->type == N_CONST) {
        return ab_python_repr(arena, &node->value);
    }
    if (node->type == N_NAME) {
        return ab_arena_printf(arena, "`%.*s`", AB_STR_ARG(node->name));
    }
    bool item = node->type == N_GETITEM && node->b && node->b->type == N_CONST;
    if (!item && node->type != N_GETATTR) {
        return AB_STR("a value the connector computes itself");
    }
    ab_str base = describe(arena, node->a);
    if (base.n > 1 && base.p[0] == '`') {
        base = ab_str_sub(base, 1, base.n - 1);
    }
    if (item) {
        return ab_arena_printf(arena, "`%.*s[%.*s]`", AB_STR_ARG(base),
                               AB_STR_ARG(ab_python_repr(arena, &node->b->value)));
    }
    return ab_arena_printf(arena, "`%.*s.%.*s`", AB_STR_ARG(base), AB_STR_ARG(node->name));
}

/* The first reason of the worst verdict stays. */
static void conclude(analysis *a, ab_stop_condition_verdict verdict, ab_str reason)
{
    if (verdict == AB_STOP_SAFE) {
        a->understood = true;
    } else if (a->verdict == AB_STOP_SAFE ||
               (a->verdict == AB_STOP_UNKNOWN && verdict == AB_STOP_TRUNCATES)) {
        a->verdict = verdict;
        a->reason = reason;
    }
}

static void unknown(analysis *a, const char *reason)
{
    conclude(a, AB_STOP_UNKNOWN, ab_str_of(reason));
}

static bool is_upper(uint8_t op)
{
    return op == PY_OP_LT || op == PY_OP_LE;
}

static bool is_order(uint8_t op)
{
    return is_upper(op) || op == PY_OP_GT || op == PY_OP_GE;
}

/* A condition that does not name last_page_size may count records all the same: where it bounds
 * something from above nothing can be said. */
static void judge_other(analysis *a, const comparison *c)
{
    if (!is_order(c->op)) {
        return;
    }
    const ab_py_node *bounded = is_upper(c->op) ? c->left : c->right;
    if (!c->decides) {
        bounded = c->left->type != N_CONST ? c->left : c->right;
    } else if (bounded->type == N_CONST) {
        return;
    }
    conclude(a, AB_STOP_UNKNOWN,
             ab_arena_printf(
                 a->arena,
                 "it stops when %.*s stays below a threshold. `last_page_size` is not the only way "
                 "to count the records of a page - a count read from the response body is another "
                 "- and the connector cannot tell whether this one does, so a full page at a "
                 "reduced size may read as a short page here",
                 AB_STR_ARG(describe(a->arena, bounded))));
}

/* The variable page_size itself, filters aside: it follows the reduction. */
static bool is_requested_size(const ab_py_node *node)
{
    while (node && node->type == N_FILTER) {
        node = node->a;
    }
    return node && is_name(node, REQUESTED);
}

static void judge_upper_bound(analysis *a, const comparison *c)
{
    int64_t threshold;
    if (c->left->type == N_BINARY) {
        unknown(a, "`last_page_size` takes part in arithmetic before being compared");
    } else if (mentions(c->right, REQUESTED)) {
        if (is_requested_size(c->right)) {
            conclude(a, AB_STOP_SAFE, AB_STR(""));
        } else {
            unknown(a, "it compares `last_page_size` against an expression built from `page_size` "
                       "rather than against `page_size` itself, so the threshold may not follow "
                       "the reduction");
        }
    } else if (c->right->type == N_CONST && ab_value_int64(&c->right->value, &threshold) &&
               threshold <= a->minimum - (c->op == PY_OP_LE)) {
        conclude(a, AB_STOP_SAFE, AB_STR(""));
    } else {
        conclude(a, AB_STOP_TRUNCATES,
                 ab_arena_printf(a->arena,
                                 "it stops as soon as a page is smaller than %.*s, which does not "
                                 "follow the reduction, so a full page at a reduced size reads as "
                                 "a short page",
                                 AB_STR_ARG(describe(a->arena, c->right))));
    }
}

static void judge_equality(analysis *a, const comparison *c, bool is_bare)
{
    int64_t other;
    if (!is_bare) {
        unknown(a, "`last_page_size` is transformed before being compared");
    } else if (c->right->type == N_CONST && ab_value_int64(&c->right->value, &other) &&
               other == 0) {
        conclude(a, AB_STOP_SAFE, AB_STR(""));
    } else {
        conclude(a, AB_STOP_UNKNOWN,
                 ab_arena_printf(
                     a->arena,
                     "it tests `last_page_size` for equality against %.*s rather than against 0",
                     AB_STR_ARG(describe(a->arena, c->right))));
    }
}

static uint8_t mirrored(uint8_t op)
{
    switch (op) {
    case PY_OP_LT:
        return PY_OP_GT;
    case PY_OP_LE:
        return PY_OP_GE;
    case PY_OP_GT:
        return PY_OP_LT;
    case PY_OP_GE:
        return PY_OP_LE;
    default:
        return op;
    }
}

static void judge_last_page_size(analysis *a, comparison c)
{
    bool left = mentions(c.left, LAST);
    bool right = mentions(c.right, LAST);
    if (!left && !right) {
        return;
    }
    if (!c.decides) {
        unknown(a, "it uses `last_page_size` in a comparison that does not decide the condition on "
                   "its own, such as one under a `not` or inside a larger expression");
        return;
    }
    if (left && right) {
        unknown(a, "it compares `last_page_size` against itself");
        return;
    }
    if (right) {
        c = (comparison){c.right, c.left, mirrored(c.op), true};
    }
    bool is_bare = is_name(c.left, LAST);
    if (c.op == PY_OP_EQ || c.op == PY_OP_NE) {
        judge_equality(a, &c, is_bare);
    } else if (is_upper(c.op)) {
        judge_upper_bound(a, &c);
    } else if (!is_order(c.op)) {
        unknown(a, "it uses `last_page_size` with the `in` operator");
    } else if (is_bare) {
        conclude(a, AB_STOP_SAFE, AB_STR(""));
    } else {
        unknown(a, "`last_page_size` is transformed before being compared");
    }
}

static void judge(analysis *a, const comparison *c)
{
    if (a->by_last_page_size) {
        judge_last_page_size(a, *c);
    } else {
        judge_other(a, c);
    }
}

ab_stop_condition_verdict ab_stop_condition_check(const ab_template *condition,
                                                  int64_t minimum_page_size, ab_arena *arena,
                                                  ab_str *reason)
{
    const ab_py_program *program = ab_template_program(condition);
    analysis a = {.arena = arena, .minimum = minimum_page_size};
    for (uint32_t i = 0; i < program->body.n; i++) {
        a.by_last_page_size = a.by_last_page_size || mentions(program->body.at[i], LAST);
    }
    walk_nodes(&a, &program->body, program->body.n == 1);
    if (a.by_last_page_size && a.verdict == AB_STOP_SAFE && !a.understood) {
        unknown(&a, "it uses `last_page_size` outside of a comparison");
    }
    *reason = a.reason;
    return a.verdict;
}
