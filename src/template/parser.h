/* Shared by the two halves of the parser: expressions and statements. */
#ifndef AB_TEMPLATE_PARSER_H
#define AB_TEMPLATE_PARSER_H

#include "template/ast.h"

typedef struct ab_py_parser {
    ab_py *p;
    ab_py_program *program;
    const ab_py_token *tokens;
    size_t at;
} ab_py_parser;

static inline const ab_py_token *ab_py_current(const ab_py_parser *r)
{
    return &r->tokens[r->at];
}
/* The token after the current one. */
static inline const ab_py_token *ab_py_look(const ab_py_parser *r)
{
    return &r->tokens[r->at + (r->tokens[r->at].type != T_EOF)];
}
static inline void ab_py_advance(ab_py_parser *r)
{
    r->at += r->tokens[r->at].type != T_EOF;
}
static inline bool ab_py_at_name(const ab_py_parser *r, const char *name)
{
    const ab_py_token *t = ab_py_current(r);
    return t->type == T_NAME && ab_str_is(t->text, name);
}
bool ab_py_skip_name(ab_py_parser *r, const char *name);
bool ab_py_skip(ab_py_parser *r, ab_py_token_type type);
bool ab_py_expect(ab_py_parser *r, ab_py_token_type type);
bool ab_py_expect_name(ab_py_parser *r, const char *name);
/* NULL, with a syntax error at `pos`. */
ab_py_node *ab_py_syntax(ab_py_parser *r, uint32_t pos, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
ab_py_node *ab_py_node_new(ab_py_parser *r, ab_py_node_type type, uint32_t pos);
bool ab_py_nodes_push(ab_py_parser *r, ab_py_nodes *nodes, ab_py_node *node);
const char *ab_py_token_name(ab_py_token_type type);

/* A whole expression; without conditional expressions where `condition` is false. */
ab_py_node *ab_py_parse_expression(ab_py_parser *r, bool condition);

#define PY_TUPLE_SIMPLE 1u    /* names and literals only: targets */
#define PY_TUPLE_NO_COND 2u   /* no conditional expressions */
#define PY_TUPLE_PARENS 4u    /* in parentheses: may be empty */
#define PY_TUPLE_NAMESPACE 8u /* ns.attr targets */
/* An expression, or a tuple where there are commas. `end_name` (may be NULL) ends it too. */
ab_py_node *ab_py_parse_tuple(ab_py_parser *r, unsigned flags, const char *end_name);
ab_py_node *ab_py_parse_primary(ab_py_parser *r, bool with_namespace);
/* The integer that a token is. */
bool ab_py_integer_value(ab_py_parser *r, const ab_py_token *t, ab_value *out);
/* |name(args)… behind `node` (which may be NULL); `inline_start`: the first has no bar. */
bool ab_py_parse_filters(ab_py_parser *r, ab_py_node *node, bool inline_start, ab_py_node **out);

#endif
