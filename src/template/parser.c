#include "template/parser.h"

/* ---- targets ---- */

static bool mark_stored(ab_py_parser *r, ab_py_node *target, uint8_t flag)
{
    switch (target->type) {
    case N_NAME:
    case N_NSREF:
        target->flags |= flag;
        return true;
    case N_TUPLE:
        target->flags |= flag;
        for (uint32_t i = 0; i < target->list.n; i++) {
            if (!mark_stored(r, target->list.at[i], flag)) {
                return false;
            }
        }
        return true;
    default:
        return ab_py_syntax(r, target->pos, "can't assign to this expression");
    }
}

static ab_py_node *parse_target(ab_py_parser *r, unsigned flags, const char *end_name)
{
    ab_py_node *target = ab_py_parse_tuple(r, PY_TUPLE_SIMPLE | flags, end_name);
    return target && mark_stored(r, target, PY_NODE_STORE) ? target : NULL;
}

static ab_py_node *parse_target_name(ab_py_parser *r)
{
    const ab_py_token *t = ab_py_current(r);
    if (!ab_py_expect(r, T_NAME)) {
        return NULL;
    }
    static const char *const reserved[] = {"true", "false", "none", "True", "False", "None"};
    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
        if (ab_str_is(t->text, reserved[i])) {
            return ab_py_syntax(r, t->pos, "can't assign to '%s'", reserved[i]);
        }
    }
    ab_py_node *node = ab_py_node_new(r, N_NAME, t->pos);
    node->name = t->text;
    node->flags = PY_NODE_STORE;
    return node;
}

/* ---- statements ---- */

static bool parse_nodes(ab_py_parser *r, ab_py_nodes *out, const char *const *end_names);

/* The statements up to one of `end_names`; the parser stands at it. */
static bool parse_body(ab_py_parser *r, ab_py_nodes *out, const char *const *end_names)
{
    ab_py_skip(r, T_COLON);
    if (!ab_py_expect(r, T_BLOCK_END) || !ab_py_enter(r->p)) {
        return false;
    }
    bool ok = parse_nodes(r, out, end_names);
    ab_py_leave(r->p);
    return ok;
}

static bool parse_body_to(ab_py_parser *r, ab_py_nodes *out, const char *end_name)
{
    const char *const names[] = {end_name, NULL};
    if (!parse_body(r, out, names)) {
        return false;
    }
    ab_py_advance(r);
    return true;
}

static ab_py_node *parse_set(ab_py_parser *r, ab_py_node *node)
{
    node->a = parse_target(r, PY_TUPLE_NAMESPACE, NULL);
    if (!node->a) {
        return NULL;
    }
    if (ab_py_skip(r, T_ASSIGN)) {
        node->type = N_SET;
        node->b = ab_py_parse_tuple(r, 0, NULL);
        return node->b ? node : NULL;
    }
    node->type = N_SET_BLOCK;
    return ab_py_parse_filters(r, NULL, false, &node->b) && parse_body_to(r, &node->list, "endset")
               ? node
               : NULL;
}

static ab_py_node *parse_for(ab_py_parser *r, ab_py_node *node)
{
    static const char *const ends[] = {"endfor", "else", NULL};
    node->type = N_FOR;
    node->loop = AB_ARENA_NEW(r->p->arena, ab_py_for);
    node->loop->loop_slot = -1;
    node->a = parse_target(r, 0, "in");
    if (!node->a || !ab_py_expect_name(r, "in")) {
        return NULL;
    }
    node->b = ab_py_parse_tuple(r, PY_TUPLE_NO_COND, "recursive");
    if (!node->b) {
        return NULL;
    }
    if (ab_py_skip_name(r, "if")) {
        node->c = ab_py_parse_expression(r, true);
        if (!node->c) {
            return NULL;
        }
    }
    node->loop->recursive = ab_py_skip_name(r, "recursive");
    if (!parse_body(r, &node->list, ends)) {
        return NULL;
    }
    bool otherwise = ab_py_at_name(r, "else");
    ab_py_advance(r);
    return !otherwise || parse_body_to(r, &node->loop->otherwise, "endfor") ? node : NULL;
}

static ab_py_node *parse_if(ab_py_parser *r, ab_py_node *node)
{
    static const char *const ends[] = {"elif", "else", "endif", NULL};
    node->type = N_IF;
    ab_py_node *branch = node;
    for (;;) {
        branch->a = ab_py_parse_tuple(r, PY_TUPLE_NO_COND, NULL);
        if (!branch->a || !parse_body(r, &branch->list, ends)) {
            return NULL;
        }
        if (ab_py_skip_name(r, "elif")) {
            branch = ab_py_node_new(r, N_IF, ab_py_current(r)->pos);
            ab_py_nodes_push(r, &node->extra, branch);
            continue;
        }
        bool otherwise = ab_py_at_name(r, "else");
        ab_py_advance(r);
        return !otherwise || parse_body_to(r, &node->otherwise, "endif") ? node : NULL;
    }
}

static ab_py_node *parse_with(ab_py_parser *r, ab_py_node *node)
{
    node->type = N_WITH;
    while (ab_py_current(r)->type != T_BLOCK_END) {
        if (node->extra.n && !ab_py_expect(r, T_COMMA)) {
            return NULL;
        }
        ab_py_node *target = parse_target(r, 0, NULL);
        if (!target || !mark_stored(r, target, PY_NODE_PARAM) || !ab_py_expect(r, T_ASSIGN)) {
            return NULL;
        }
        ab_py_nodes_push(r, &node->extra, target);
        if (!ab_py_nodes_push(r, &node->extra, ab_py_parse_expression(r, true))) {
            return NULL;
        }
    }
    return parse_body_to(r, &node->list, "endwith") ? node : NULL;
}

static ab_py_node *parse_autoescape(ab_py_parser *r, ab_py_node *node)
{
    node->type = N_AUTOESCAPE;
    node->a = ab_py_parse_expression(r, true);
    return node->a && parse_body_to(r, &node->list, "endautoescape") ? node : NULL;
}

static ab_py_node *parse_block(ab_py_parser *r, ab_py_node *node)
{
    node->type = N_BLOCK;
    node->name = ab_py_current(r)->text;
    if (!ab_py_expect(r, T_NAME)) {
        return NULL;
    }
    node->flags |= ab_py_skip_name(r, "scoped") ? PY_NODE_SCOPED : 0;
    bool required = ab_py_skip_name(r, "required");
    if (ab_py_current(r)->type == T_SUB) {
        return ab_py_syntax(r, ab_py_current(r)->pos, "Block names may not contain hyphens");
    }
    if (!parse_body_to(r, &node->list, "endblock")) {
        return NULL;
    }
    for (uint32_t i = 0; required && i < node->list.n; i++) {
        const ab_py_node *child = node->list.at[i];
        if (child->type != N_DATA || ab_str_trim(child->name).n) {
            return ab_py_syntax(r, child->pos,
                                "Required blocks can only contain comments or whitespace");
        }
    }
    if (ab_py_current(r)->type == T_NAME && ab_str_eq(ab_py_current(r)->text, node->name)) {
        ab_py_advance(r);
    }
    ab_py_charge(r->p, r->program->blocks.n >> 4);
    for (uint32_t i = 0; i < r->program->blocks.n; i++) {
        if (ab_str_eq(r->program->blocks.at[i]->name, node->name)) {
            return ab_py_syntax(r, node->pos, "block '%.*s' defined twice", AB_STR_ARG(node->name));
        }
    }
    ab_py_nodes_push(r, &r->program->blocks, node);
    return ab_py_step(r->p) ? node : NULL;
}

static bool parse_params(ab_py_parser *r, ab_py_params *params)
{
    if (!ab_py_expect(r, T_LPAREN)) {
        return false;
    }
    while (ab_py_current(r)->type != T_RPAREN) {
        if (params->names.n && !ab_py_expect(r, T_COMMA)) {
            return false;
        }
        ab_py_node *name = parse_target_name(r);
        if (!name) {
            return false;
        }
        name->flags |= PY_NODE_PARAM;
        if (ab_py_skip(r, T_ASSIGN)) {
            if (!ab_py_nodes_push(r, &params->defaults, ab_py_parse_expression(r, true))) {
                return false;
            }
        } else if (params->defaults.n) {
            return ab_py_syntax(r, name->pos, "non-default argument follows default argument");
        }
        ab_py_nodes_push(r, &params->names, name);
    }
    return ab_py_expect(r, T_RPAREN);
}

static ab_py_params *new_params(ab_py_parser *r)
{
    ab_py_params *params = AB_ARENA_NEW(r->p->arena, ab_py_params);
    params->caller_slot = params->kwargs_slot = params->varargs_slot = -1;
    return params;
}

static ab_py_node *parse_macro(ab_py_parser *r, ab_py_node *node)
{
    node->type = N_MACRO;
    node->params = new_params(r);
    node->a = parse_target_name(r);
    if (!node->a || !parse_params(r, node->params)) {
        return NULL;
    }
    node->name = node->a->name;
    return parse_body_to(r, &node->list, "endmacro") ? node : NULL;
}

static ab_py_node *parse_call_block(ab_py_parser *r, ab_py_node *node)
{
    node->type = N_CALL_BLOCK;
    node->params = new_params(r);
    if (ab_py_current(r)->type == T_LPAREN && !parse_params(r, node->params)) {
        return NULL;
    }
    node->a = ab_py_parse_expression(r, true);
    if (!node->a) {
        return NULL;
    }
    if (node->a->type != N_CALL) {
        return ab_py_syntax(r, node->pos, "expected call");
    }
    return parse_body_to(r, &node->list, "endcall") ? node : NULL;
}

static ab_py_node *parse_filter_block(ab_py_parser *r, ab_py_node *node)
{
    node->type = N_FILTER_BLOCK;
    return ab_py_parse_filters(r, NULL, true, &node->b) &&
                   parse_body_to(r, &node->list, "endfilter")
               ? node
               : NULL;
}

static ab_py_node *parse_print(ab_py_parser *r, ab_py_node *node)
{
    node->type = N_OUTPUT;
    while (ab_py_current(r)->type != T_BLOCK_END) {
        if (node->list.n && !ab_py_expect(r, T_COMMA)) {
            return NULL;
        }
        if (!ab_py_nodes_push(r, &node->list, ab_py_parse_expression(r, true))) {
            return NULL;
        }
    }
    return node;
}

static bool skip_context(ab_py_parser *r)
{
    const ab_py_token *next = ab_py_look(r);
    if ((ab_py_at_name(r, "with") || ab_py_at_name(r, "without")) && next->type == T_NAME &&
        ab_str_is(next->text, "context")) {
        ab_py_advance(r);
        ab_py_advance(r);
        return true;
    }
    return false;
}

static ab_py_node *parse_extends(ab_py_parser *r, ab_py_node *node)
{
    node->type = N_LOADER;
    node->a = ab_py_parse_expression(r, true);
    return node->a ? node : NULL;
}

static ab_py_node *parse_include(ab_py_parser *r, ab_py_node *node)
{
    if (!parse_extends(r, node)) {
        return NULL;
    }
    const ab_py_token *next = ab_py_look(r);
    if (ab_py_at_name(r, "ignore") && next->type == T_NAME && ab_str_is(next->text, "missing")) {
        ab_py_advance(r);
        ab_py_advance(r);
    }
    skip_context(r);
    return node;
}

static ab_py_node *parse_import(ab_py_parser *r, ab_py_node *node)
{
    if (!parse_extends(r, node) || !ab_py_expect_name(r, "as") ||
        !ab_py_nodes_push(r, &node->list, parse_target_name(r))) {
        return NULL;
    }
    skip_context(r);
    return node;
}

static ab_py_node *parse_from(ab_py_parser *r, ab_py_node *node)
{
    if (!parse_extends(r, node) || !ab_py_expect_name(r, "import")) {
        return NULL;
    }
    while (!skip_context(r)) {
        if (node->list.n && !ab_py_expect(r, T_COMMA)) {
            return NULL;
        }
        if (node->list.n && skip_context(r)) {
            break;
        }
        ab_py_node *name = parse_target_name(r);
        if (name && name->name.p[0] == '_') {
            return ab_py_syntax(r, name->pos,
                                "names starting with an underline can not be imported");
        }
        if (name && ab_py_skip_name(r, "as")) {
            name = parse_target_name(r);
        }
        if (!ab_py_nodes_push(r, &node->list, name)) {
            return NULL;
        }
        if (ab_py_current(r)->type != T_COMMA) {
            skip_context(r);
            break;
        }
    }
    return node;
}

static const struct {
    const char *name;
    ab_py_node *(*parse)(ab_py_parser *r, ab_py_node *node);
} statements[] = {
    {"set", parse_set},
    {"for", parse_for},
    {"if", parse_if},
    {"with", parse_with},
    {"autoescape", parse_autoescape},
    {"block", parse_block},
    {"macro", parse_macro},
    {"call", parse_call_block},
    {"filter", parse_filter_block},
    {"print", parse_print},
    {"extends", parse_extends},
    {"include", parse_include},
    {"import", parse_import},
    {"from", parse_from},
};

static ab_py_node *parse_statement(ab_py_parser *r)
{
    const ab_py_token *t = ab_py_current(r);
    if (t->type != T_NAME) {
        return ab_py_syntax(r, t->pos, "tag name expected");
    }
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        if (ab_str_is(t->text, statements[i].name)) {
            ab_py_advance(r);
            return statements[i].parse(r, ab_py_node_new(r, N_OUTPUT, t->pos));
        }
    }
    return ab_py_syntax(r, t->pos, "Encountered unknown tag '%.*s'.", AB_STR_ARG(t->text));
}

static bool at_end_name(const ab_py_parser *r, const char *const *end_names)
{
    for (size_t i = 0; end_names && end_names[i]; i++) {
        if (ab_py_at_name(r, end_names[i])) {
            return true;
        }
    }
    return false;
}

static bool parse_output(ab_py_parser *r, ab_py_nodes *out)
{
    ab_py_node *node = ab_py_node_new(r, N_OUTPUT, ab_py_current(r)->pos);
    ab_py_advance(r);
    return ab_py_nodes_push(r, &node->list, ab_py_parse_tuple(r, 0, NULL)) &&
           ab_py_expect(r, T_VARIABLE_END) && ab_py_nodes_push(r, out, node);
}

static bool parse_nodes(ab_py_parser *r, ab_py_nodes *out, const char *const *end_names)
{
    for (;;) {
        const ab_py_token *t = ab_py_current(r);
        if (t->type == T_EOF) {
            return !end_names ||
                   ab_py_syntax(r, t->pos,
                                "Unexpected end of template. Jinja was looking for the "
                                "tag '%s'.",
                                end_names[0]);
        }
        if (t->type == T_DATA) {
            ab_py_node *node = ab_py_node_new(r, N_DATA, t->pos);
            node->name = t->text;
            ab_py_advance(r);
            ab_py_nodes_push(r, out, node);
        } else if (t->type == T_VARIABLE_BEGIN) {
            if (!parse_output(r, out)) {
                return false;
            }
        } else {
            ab_py_advance(r);
            if (at_end_name(r, end_names)) {
                return true;
            }
            if (!ab_py_nodes_push(r, out, parse_statement(r)) || !ab_py_expect(r, T_BLOCK_END)) {
                return false;
            }
        }
    }
}

bool ab_py_parse(ab_py *p, ab_py_program *program)
{
    ab_py_token *tokens;
    size_t count;
    if (!ab_py_lex(p, program->source, &tokens, &count)) {
        return false;
    }
    ab_py_parser r = {.p = p, .program = program, .tokens = tokens};
    return parse_nodes(&r, &program->body, NULL) && ab_py_check_depth(p, program->body);
}
