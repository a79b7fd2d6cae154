/* The parser: what statements and expressions share. */
#include "template/parser.h"

#include <stdarg.h>

static const char *const token_names[] = {
    [T_EOF] = "end of template",
    [T_DATA] = "text",
    [T_VARIABLE_BEGIN] = "begin of print statement",
    [T_VARIABLE_END] = "end of print statement",
    [T_BLOCK_BEGIN] = "begin of statement block",
    [T_BLOCK_END] = "end of statement block",
    [T_NAME] = "name",
    [T_STRING] = "string",
    [T_INTEGER] = "integer",
    [T_FLOAT] = "float",
    [T_OPERATOR] = "operator",
    [T_ADD] = "'+'",
    [T_ASSIGN] = "'='",
    [T_COLON] = "':'",
    [T_COMMA] = "','",
    [T_DIV] = "'/'",
    [T_DOT] = "'.'",
    [T_EQ] = "'=='",
    [T_FLOORDIV] = "'//'",
    [T_GT] = "'>'",
    [T_GE] = "'>='",
    [T_LBRACE] = "'{'",
    [T_LBRACKET] = "'['",
    [T_LPAREN] = "'('",
    [T_LT] = "'<'",
    [T_LE] = "'<='",
    [T_MOD] = "'%'",
    [T_MUL] = "'*'",
    [T_NE] = "'!='",
    [T_PIPE] = "'|'",
    [T_POW] = "'**'",
    [T_RBRACE] = "'}'",
    [T_RBRACKET] = "']'",
    [T_RPAREN] = "')'",
    [T_SEMICOLON] = "';'",
    [T_SUB] = "'-'",
    [T_TILDE] = "'~'",
};

const char *ab_py_token_name(ab_py_token_type type)
{
    return token_names[type];
}

ab_py_node *ab_py_syntax(ab_py_parser *r, uint32_t pos, const char *format, ...)
{
    if (r->p->exc == PY_OK) {
        va_list args;
        va_start(args, format);
        r->p->message = ab_arena_vprintf(r->p->arena, format, args);
        va_end(args);
        r->p->exc = PY_SYNTAX_ERROR;
        r->p->pos = pos;
    }
    return NULL;
}

ab_py_node *ab_py_node_new(ab_py_parser *r, ab_py_node_type type, uint32_t pos)
{
    ab_py_node *node = AB_ARENA_NEW(r->p->arena, ab_py_node);
    node->type = (uint8_t)type;
    node->pos = pos;
    node->slot = -1;
    return node;
}

void *ab_py_grown(ab_arena *arena, void *block, uint32_t n, uint32_t *capacity, size_t size)
{
    if (n < *capacity) {
        return block;
    }
    uint32_t next = *capacity ? *capacity * 2 : 8;
    block = ab_arena_grow(arena, block, n * size, next * size);
    *capacity = next;
    return block;
}

bool ab_py_nodes_push(ab_py_parser *r, ab_py_nodes *nodes, ab_py_node *node)
{
    if (!node) {
        return false;
    }
    if ((nodes->n & (nodes->n - 1)) == 0) { /* full at 0, 1, 2, 4, 8 … */
        size_t capacity = nodes->n ? nodes->n * 2 : 1;
        nodes->at = ab_arena_grow(r->p->arena, nodes->at, nodes->n * sizeof(ab_py_node *),
                                  capacity * sizeof(ab_py_node *));
    }
    nodes->at[nodes->n++] = node;
    return true;
}

bool ab_py_skip(ab_py_parser *r, ab_py_token_type type)
{
    if (ab_py_current(r)->type != type) {
        return false;
    }
    ab_py_advance(r);
    return true;
}

bool ab_py_skip_name(ab_py_parser *r, const char *name)
{
    if (!ab_py_at_name(r, name)) {
        return false;
    }
    ab_py_advance(r);
    return true;
}

bool ab_py_expect(ab_py_parser *r, ab_py_token_type type)
{
    const ab_py_token *t = ab_py_current(r);
    if (t->type == type) {
        ab_py_advance(r);
        return true;
    }
    if (t->type == T_EOF) {
        return ab_py_syntax(r, t->pos, "unexpected end of template, expected %s",
                            token_names[type]);
    }
    ab_str name = t->type == T_NAME ? t->text : (ab_str){"", 0};
    return ab_py_syntax(r, t->pos, "expected token %s, got %s%s%.*s", token_names[type],
                        token_names[t->type], name.n ? " " : "", AB_STR_ARG(name));
}

bool ab_py_expect_name(ab_py_parser *r, const char *name)
{
    return ab_py_skip_name(r, name) ||
           ab_py_syntax(r, ab_py_current(r)->pos, "expected '%s', got %s", name,
                        token_names[ab_py_current(r)->type]);
}
