/* The parser: literals, names and tuples. */
#include "template/parser.h"

bool ab_py_integer_value(ab_py_parser *r, const ab_py_token *t, ab_value *out)
{
    r->p->pos = t->pos;
    return ab_py_int_from_text(r->p, t->text, 0, out);
}

static ab_py_node *parse_list(ab_py_parser *r, ab_py_node_type type, ab_py_token_type close)
{
    ab_py_node *node = ab_py_node_new(r, type, ab_py_current(r)->pos);
    ab_py_advance(r);
    bool comma = false;
    while (ab_py_current(r)->type != close) {
        if (comma && !ab_py_expect(r, T_COMMA)) {
            return NULL;
        }
        if (ab_py_current(r)->type == close) {
            break;
        }
        comma = true;
        if (!ab_py_nodes_push(r, &node->list, ab_py_parse_expression(r, true))) {
            return NULL;
        }
        if (type == N_DICT &&
            (!ab_py_expect(r, T_COLON) ||
             !ab_py_nodes_push(r, &node->list, ab_py_parse_expression(r, true)))) {
            return NULL;
        }
    }
    return ab_py_expect(r, close) ? node : NULL;
}

static ab_py_node *parse_strings(ab_py_parser *r)
{
    ab_py_node *node = ab_py_node_new(r, N_CONST, ab_py_current(r)->pos);
    ab_str text = ab_py_current(r)->text;
    ab_py_advance(r);
    while (ab_py_current(r)->type == T_STRING) {
        text = ab_arena_printf(r->p->arena, "%.*s%.*s", AB_STR_ARG(text),
                               AB_STR_ARG(ab_py_current(r)->text));
        ab_py_advance(r);
    }
    node->value = ab_value_str(text);
    return node;
}

static ab_py_node *parse_name(ab_py_parser *r, bool with_namespace)
{
    const ab_py_token *t = ab_py_current(r);
    ab_py_advance(r);
    ab_py_node *node = ab_py_node_new(r, N_CONST, t->pos);
    if (ab_str_is(t->text, "true") || ab_str_is(t->text, "True")) {
        node->value = ab_value_bool(true);
    } else if (ab_str_is(t->text, "false") || ab_str_is(t->text, "False")) {
        node->value = ab_value_bool(false);
    } else if (ab_str_is(t->text, "none") || ab_str_is(t->text, "None")) {
        node->value = ab_value_null();
    } else {
        node->type = N_NAME;
        node->name = t->text;
        node->slot = -1;
        if (with_namespace && ab_py_skip(r, T_DOT)) {
            node->type = N_NSREF;
            node->attr = ab_py_current(r)->text;
            return ab_py_expect(r, T_NAME) ? node : NULL;
        }
    }
    return node;
}

static ab_py_node *parse_number(ab_py_parser *r)
{
    const ab_py_token *t = ab_py_current(r);
    ab_py_node *node = ab_py_node_new(r, N_CONST, t->pos);
    ab_py_advance(r);
    if (t->type == T_INTEGER) {
        return ab_py_integer_value(r, t, &node->value) ? node : NULL;
    }
    double d;
    if (!ab_py_float_from_text(r->p, t->text, &d)) {
        return NULL;
    }
    node->value = ab_value_real(d);
    return node;
}

ab_py_node *ab_py_parse_primary(ab_py_parser *r, bool with_namespace)
{
    const ab_py_token *t = ab_py_current(r);
    ab_py_node *node = NULL;
    if (!ab_py_enter(r->p)) {
        return NULL;
    }
    switch (t->type) {
    case T_NAME:
        node = parse_name(r, with_namespace);
        break;
    case T_STRING:
        node = parse_strings(r);
        break;
    case T_INTEGER:
    case T_FLOAT:
        node = parse_number(r);
        break;
    case T_LPAREN:
        ab_py_advance(r);
        node = ab_py_parse_tuple(r, PY_TUPLE_PARENS, NULL);
        node = node && ab_py_expect(r, T_RPAREN) ? node : NULL;
        break;
    case T_LBRACKET:
        node = parse_list(r, N_LIST, T_RBRACKET);
        break;
    case T_LBRACE:
        node = parse_list(r, N_DICT, T_RBRACE);
        break;
    default:
        ab_py_syntax(r, t->pos, "unexpected %s", ab_py_token_name(t->type));
    }
    ab_py_leave(r->p);
    return node;
}

static bool tuple_ends(const ab_py_parser *r, const char *end_name)
{
    ab_py_token_type type = ab_py_current(r)->type;
    return type == T_VARIABLE_END || type == T_BLOCK_END || type == T_RPAREN ||
           (end_name && ab_py_at_name(r, end_name));
}

ab_py_node *ab_py_parse_tuple(ab_py_parser *r, unsigned flags, const char *end_name)
{
    ab_py_nodes items = {0};
    bool is_tuple = false;
    uint32_t pos = ab_py_current(r)->pos;
    for (;;) {
        if (items.n && !ab_py_expect(r, T_COMMA)) {
            return NULL;
        }
        if (tuple_ends(r, end_name)) {
            break;
        }
        ab_py_node *item = flags & PY_TUPLE_SIMPLE
                               ? ab_py_parse_primary(r, flags & PY_TUPLE_NAMESPACE)
                               : ab_py_parse_expression(r, !(flags & PY_TUPLE_NO_COND));
        if (!ab_py_nodes_push(r, &items, item)) {
            return NULL;
        }
        if (ab_py_current(r)->type != T_COMMA) {
            break;
        }
        is_tuple = true;
    }
    if (!is_tuple && items.n) {
        return items.at[0];
    }
    if (!is_tuple && !(flags & PY_TUPLE_PARENS)) {
        return ab_py_syntax(r, ab_py_current(r)->pos, "Expected an expression, got %s",
                            ab_py_token_name(ab_py_current(r)->type));
    }
    ab_py_node *node = ab_py_node_new(r, N_TUPLE, pos);
    node->list = items;
    return node;
}
