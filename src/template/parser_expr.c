#include "template/parser.h"

/* Binding powers of binary operators; all are left-associative, ** too (as in Jinja). */
enum {
    BIND_OR = 1,
    BIND_AND,
    BIND_NOT,
    BIND_COMPARE,
    BIND_SUM,
    BIND_CONCAT,
    BIND_PRODUCT,
    BIND_POWER
};

typedef struct rule {
    uint8_t token;
    uint8_t bind;
    uint8_t node;
    uint8_t op;
} rule;

static const rule rules[] = {
    {T_EQ, BIND_COMPARE, N_COMPARE, PY_OP_EQ},
    {T_NE, BIND_COMPARE, N_COMPARE, PY_OP_NE},
    {T_LT, BIND_COMPARE, N_COMPARE, PY_OP_LT},
    {T_LE, BIND_COMPARE, N_COMPARE, PY_OP_LE},
    {T_GT, BIND_COMPARE, N_COMPARE, PY_OP_GT},
    {T_GE, BIND_COMPARE, N_COMPARE, PY_OP_GE},
    {T_ADD, BIND_SUM, N_BINARY, PY_OP_ADD},
    {T_SUB, BIND_SUM, N_BINARY, PY_OP_SUB},
    {T_TILDE, BIND_CONCAT, N_CONCAT, 0},
    {T_MUL, BIND_PRODUCT, N_BINARY, PY_OP_MUL},
    {T_DIV, BIND_PRODUCT, N_BINARY, PY_OP_DIV},
    {T_FLOORDIV, BIND_PRODUCT, N_BINARY, PY_OP_FLOORDIV},
    {T_MOD, BIND_PRODUCT, N_BINARY, PY_OP_MOD},
    {T_POW, BIND_POWER, N_BINARY, PY_OP_POW},
};
static const struct {
    const char *name;
    rule rule;
} name_rules[] = {
    {"or", {T_NAME, BIND_OR, N_OR, 0}},
    {"and", {T_NAME, BIND_AND, N_AND, 0}},
    {"in", {T_NAME, BIND_COMPARE, N_COMPARE, PY_OP_IN}},
    {"not", {T_NAME, BIND_COMPARE, N_COMPARE, PY_OP_NOT_IN}}, /* followed by "in" */
};

static const rule *rule_at(const ab_py_parser *r)
{
    const ab_py_token *t = ab_py_current(r);
    if (t->type == T_NAME) {
        for (size_t i = 0; i < sizeof(name_rules) / sizeof(name_rules[0]); i++) {
            if (ab_str_is(t->text, name_rules[i].name)) {
                const ab_py_token *next = ab_py_look(r);
                bool negated = name_rules[i].rule.op == PY_OP_NOT_IN;
                if (negated && !(next->type == T_NAME && ab_str_is(next->text, "in"))) {
                    return NULL;
                }
                return &name_rules[i].rule;
            }
        }
        return NULL;
    }
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (rules[i].token == t->type) {
            return &rules[i];
        }
    }
    return NULL;
}

static ab_py_node *parse_binary(ab_py_parser *r, unsigned bind);
static ab_py_node *parse_unary(ab_py_parser *r, bool filters);

static ab_py_node *parse_operand_list(ab_py_parser *r, ab_py_node *left, const rule *first)
{
    /* comparisons chain and ~ joins any number of operands in one node */
    ab_py_node *node = ab_py_node_new(r, first->node, left->pos);
    uint8_t ops[256];
    size_t n = 0;
    if (first->node == N_COMPARE) {
        node->a = left;
    } else if (!ab_py_nodes_push(r, &node->list, left)) {
        return NULL;
    }
    const rule *next;
    while ((next = rule_at(r)) && next->bind == first->bind) {
        if (n == sizeof(ops)) {
            return ab_py_syntax(r, ab_py_current(r)->pos, "too many operands");
        }
        ops[n++] = next->op;
        if (next->op == PY_OP_NOT_IN) {
            ab_py_advance(r);
        }
        ab_py_advance(r);
        ab_py_node *right = parse_binary(r, next->bind + 1u);
        if (!right || !ab_py_nodes_push(r, &node->list, right)) {
            return NULL;
        }
    }
    if (first->node == N_COMPARE) {
        node->ops = ab_arena_alloc(r->p->arena, n);
        memcpy(node->ops, ops, n);
    }
    return node;
}

static ab_py_node *parse_not(ab_py_parser *r)
{
    uint32_t pos = ab_py_current(r)->pos;
    ab_py_advance(r);
    ab_py_node *node = ab_py_node_new(r, N_NOT, pos);
    node->a = parse_binary(r, BIND_NOT);
    return node->a ? node : NULL;
}

/* An expression of operators that bind at least as tight as `bind`. */
static ab_py_node *parse_binary(ab_py_parser *r, unsigned bind)
{
    if (!ab_py_enter(r->p)) {
        return NULL;
    }
    ab_py_node *left =
        bind <= BIND_NOT && ab_py_at_name(r, "not") ? parse_not(r) : parse_unary(r, true);
    const rule *row;
    while (left && (row = rule_at(r)) && row->bind >= bind) {
        if (row->node == N_COMPARE || row->node == N_CONCAT) {
            left = parse_operand_list(r, left, row);
            continue;
        }
        ab_py_node *node = ab_py_node_new(r, row->node, left->pos);
        ab_py_advance(r);
        node->op = row->op;
        node->a = left;
        node->b = parse_binary(r, row->bind + 1u);
        left = node->b ? node : NULL;
    }
    ab_py_leave(r->p);
    return left;
}

ab_py_node *ab_py_parse_expression(ab_py_parser *r, bool condition)
{
    ab_py_node *node = parse_binary(r, BIND_OR);
    while (node && condition && ab_py_skip_name(r, "if")) {
        ab_py_node *cond = ab_py_node_new(r, N_COND, node->pos);
        cond->a = node;
        cond->b = parse_binary(r, BIND_OR);
        if (cond->b && ab_py_skip_name(r, "else")) {
            if (!ab_py_enter(r->p)) {
                return NULL;
            }
            cond->c = ab_py_parse_expression(r, true);
            ab_py_leave(r->p);
            if (!cond->c) {
                return NULL;
            }
        }
        node = cond->b ? cond : NULL;
    }
    return node;
}

/* ---- calls, subscripts, filters, tests ---- */

static bool parse_keyword_or_argument(ab_py_parser *r, ab_py_node_args *args, uint32_t pos)
{
    const ab_py_token *t = ab_py_current(r);
    bool keyword = t->type == T_NAME && ab_py_look(r)->type == T_ASSIGN;
    if (args->dyn_kwargs || (!keyword && (args->dyn_args || args->keyword_count))) {
        return ab_py_syntax(r, pos, "invalid syntax for function call expression");
    }
    if (!keyword) {
        return ab_py_nodes_push(r, &args->positional, ab_py_parse_expression(r, true));
    }
    ab_py_advance(r);
    ab_py_advance(r);
    ab_py_node *value = ab_py_parse_expression(r, true);
    args->keywords = ab_py_grown(r->p->arena, args->keywords, args->keyword_count,
                                 &args->keyword_capacity, sizeof(ab_py_keyword));
    args->keywords[args->keyword_count++] = (ab_py_keyword){t->text, value};
    return value;
}

static ab_py_node_args *parse_call_args(ab_py_parser *r)
{
    uint32_t pos = ab_py_current(r)->pos;
    ab_py_advance(r);
    ab_py_node_args *args = AB_ARENA_NEW(r->p->arena, ab_py_node_args);
    bool comma = false;
    while (ab_py_current(r)->type != T_RPAREN) {
        if (comma) {
            if (!ab_py_expect(r, T_COMMA)) {
                return NULL;
            }
            if (ab_py_current(r)->type == T_RPAREN) {
                break;
            }
        }
        comma = true;
        if (ab_py_skip(r, T_MUL)) {
            if (args->dyn_args || args->dyn_kwargs) {
                return (void *)ab_py_syntax(r, pos, "invalid syntax for function call expression");
            }
            args->dyn_args = ab_py_parse_expression(r, true);
            if (!args->dyn_args) {
                return NULL;
            }
        } else if (ab_py_skip(r, T_POW)) {
            if (args->dyn_kwargs) {
                return (void *)ab_py_syntax(r, pos, "invalid syntax for function call expression");
            }
            args->dyn_kwargs = ab_py_parse_expression(r, true);
            if (!args->dyn_kwargs) {
                return NULL;
            }
        } else if (!parse_keyword_or_argument(r, args, pos)) {
            return NULL;
        }
    }
    return ab_py_expect(r, T_RPAREN) ? args : NULL;
}

static ab_py_node *parse_call(ab_py_parser *r, ab_py_node *callee)
{
    ab_py_node *node = ab_py_node_new(r, N_CALL, ab_py_current(r)->pos);
    node->a = callee;
    node->args = parse_call_args(r);
    return node->args ? node : NULL;
}

static bool parse_slice_part(ab_py_parser *r, ab_py_node **part)
{
    ab_py_token_type type = ab_py_current(r)->type;
    if (type == T_COLON || type == T_RBRACKET || type == T_COMMA) {
        return true;
    }
    *part = ab_py_parse_expression(r, true);
    return *part != NULL;
}

static ab_py_node *parse_subscribed(ab_py_parser *r)
{
    uint32_t pos = ab_py_current(r)->pos;
    ab_py_node *start = NULL;
    if (ab_py_current(r)->type != T_COLON) {
        start = ab_py_parse_expression(r, true);
        if (!start || ab_py_current(r)->type != T_COLON) {
            return start;
        }
    }
    ab_py_advance(r);
    ab_py_node *node = ab_py_node_new(r, N_SLICE, pos);
    node->a = start;
    if (!parse_slice_part(r, &node->b)) {
        return NULL;
    }
    if (ab_py_skip(r, T_COLON) && !parse_slice_part(r, &node->c)) {
        return NULL;
    }
    return node;
}

static ab_py_node *parse_brackets(ab_py_parser *r, ab_py_node *obj)
{
    uint32_t pos = ab_py_current(r)->pos;
    ab_py_advance(r);
    ab_py_nodes items = {0};
    while (ab_py_current(r)->type != T_RBRACKET) {
        if (items.n && !ab_py_expect(r, T_COMMA)) {
            return NULL;
        }
        if (!ab_py_nodes_push(r, &items, parse_subscribed(r))) {
            return NULL;
        }
    }
    if (!ab_py_expect(r, T_RBRACKET)) {
        return NULL;
    }
    ab_py_node *node = ab_py_node_new(r, N_GETITEM, pos);
    node->a = obj;
    if (items.n == 1) {
        node->b = items.at[0];
    } else {
        node->b = ab_py_node_new(r, N_TUPLE, pos);
        node->b->list = items;
        for (uint32_t i = 0; i < items.n; i++) {
            if (items.at[i]->type == N_SLICE) {
                return ab_py_syntax(r, items.at[i]->pos, "a slice must stand alone");
            }
        }
    }
    return node;
}

static ab_py_node *parse_dot(ab_py_parser *r, ab_py_node *obj)
{
    uint32_t pos = ab_py_current(r)->pos;
    ab_py_advance(r);
    const ab_py_token *t = ab_py_current(r);
    ab_py_advance(r);
    if (t->type == T_NAME) {
        ab_py_node *node = ab_py_node_new(r, N_GETATTR, pos);
        node->a = obj;
        node->name = t->text;
        return node;
    }
    if (t->type != T_INTEGER) {
        return ab_py_syntax(r, t->pos, "expected name or number");
    }
    ab_py_node *node = ab_py_node_new(r, N_GETITEM, pos);
    node->a = obj;
    node->b = ab_py_node_new(r, N_CONST, t->pos);
    return ab_py_integer_value(r, t, &node->b->value) ? node : NULL;
}

static ab_py_node *parse_postfix(ab_py_parser *r, ab_py_node *node)
{
    /* a chain nests the tree as deep as it is long */
    for (unsigned n = 0; node; n++) {
        ab_py_token_type type = ab_py_current(r)->type;
        if (n > PY_MAX_DEPTH / 2) {
            return ab_py_syntax(r, ab_py_current(r)->pos, "too many accesses in a row");
        }
        if (type == T_DOT) {
            node = parse_dot(r, node);
        } else if (type == T_LBRACKET) {
            node = parse_brackets(r, node);
        } else if (type == T_LPAREN) {
            node = parse_call(r, node);
        } else {
            break;
        }
    }
    return node;
}

static bool parse_dotted_name(ab_py_parser *r, ab_str *name)
{
    *name = ab_py_current(r)->text;
    if (!ab_py_expect(r, T_NAME)) {
        return false;
    }
    while (ab_py_skip(r, T_DOT)) {
        ab_str part = ab_py_current(r)->text;
        if (!ab_py_expect(r, T_NAME)) {
            return false;
        }
        *name = ab_arena_printf(r->p->arena, "%.*s.%.*s", AB_STR_ARG(*name), AB_STR_ARG(part));
    }
    return true;
}

bool ab_py_parse_filters(ab_py_parser *r, ab_py_node *node, bool inline_start, ab_py_node **out)
{
    for (unsigned n = 0; inline_start || ab_py_current(r)->type == T_PIPE; n++) {
        if (!inline_start) {
            ab_py_advance(r);
        }
        inline_start = false;
        ab_py_node *filter = ab_py_node_new(r, N_FILTER, ab_py_current(r)->pos);
        filter->a = node;
        if (n > PY_MAX_DEPTH / 2) {
            return ab_py_syntax(r, filter->pos, "too many filters in a row");
        }
        if (!parse_dotted_name(r, &filter->name)) {
            return false;
        }
        filter->args = ab_py_current(r)->type == T_LPAREN
                           ? parse_call_args(r)
                           : AB_ARENA_NEW(r->p->arena, ab_py_node_args);
        if (!filter->args) {
            return false;
        }
        node = filter;
    }
    *out = node;
    return true;
}

static bool starts_test_argument(const ab_py_parser *r)
{
    switch (ab_py_current(r)->type) {
    case T_NAME:
        return !ab_py_at_name(r, "else") && !ab_py_at_name(r, "or") && !ab_py_at_name(r, "and");
    case T_STRING:
    case T_INTEGER:
    case T_FLOAT:
    case T_LBRACKET:
    case T_LBRACE:
        return true;
    default:
        return false;
    }
}

static ab_py_node *parse_test(ab_py_parser *r, ab_py_node *value)
{
    ab_py_node *test = ab_py_node_new(r, N_TEST, ab_py_current(r)->pos);
    ab_py_advance(r);
    bool negated = ab_py_skip_name(r, "not");
    test->a = value;
    if (!parse_dotted_name(r, &test->name)) {
        return NULL;
    }
    if (ab_py_current(r)->type == T_LPAREN) {
        test->args = parse_call_args(r);
        if (!test->args) {
            return NULL;
        }
    } else {
        test->args = AB_ARENA_NEW(r->p->arena, ab_py_node_args);
        if (starts_test_argument(r)) {
            if (ab_py_at_name(r, "is")) {
                return ab_py_syntax(r, ab_py_current(r)->pos,
                                    "You cannot chain multiple tests with is");
            }
            ab_py_node *argument = ab_py_parse_primary(r, false);
            argument = argument ? parse_postfix(r, argument) : NULL;
            if (!ab_py_nodes_push(r, &test->args->positional, argument)) {
                return NULL;
            }
        }
    }
    if (!negated) {
        return test;
    }
    ab_py_node *node = ab_py_node_new(r, N_NOT, test->pos);
    node->a = test;
    return node;
}

static ab_py_node *parse_filter_expr(ab_py_parser *r, ab_py_node *node)
{
    for (unsigned n = 0; node; n++) {
        if (n > PY_MAX_DEPTH / 2) {
            return ab_py_syntax(r, ab_py_current(r)->pos, "too many filters in a row");
        }
        if (ab_py_current(r)->type == T_PIPE) {
            if (!ab_py_parse_filters(r, node, false, &node)) {
                return NULL;
            }
        } else if (ab_py_at_name(r, "is")) {
            node = parse_test(r, node);
        } else if (ab_py_current(r)->type == T_LPAREN) {
            node = parse_call(r, node);
        } else {
            break;
        }
    }
    return node;
}

static ab_py_node *parse_unary(ab_py_parser *r, bool filters)
{
    const ab_py_token *t = ab_py_current(r);
    ab_py_node *node;
    if (t->type == T_SUB || t->type == T_ADD) {
        if (!ab_py_enter(r->p)) {
            return NULL;
        }
        ab_py_advance(r);
        node = ab_py_node_new(r, N_UNARY, t->pos);
        node->op = t->type == T_SUB ? '-' : '+';
        node->a = parse_unary(r, false);
        node = node->a ? node : NULL;
        ab_py_leave(r->p);
    } else {
        node = ab_py_parse_primary(r, false);
    }
    node = node ? parse_postfix(r, node) : NULL;
    return node && filters ? parse_filter_expr(r, node) : node;
}
