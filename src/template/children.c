/* The syntax tree as a tree: what hangs below a node, and how deep it goes. */
#include "template/ast.h"

typedef struct visitor {
    ab_py_visit_child *visit;
    void *context;
} visitor;

static bool visit_one(const visitor *v, ab_py_node *child)
{
    return !child || v->visit(v->context, child);
}

static bool visit_nodes(const visitor *v, ab_py_nodes nodes)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < nodes.n; i++) {
        ok = visit_one(v, nodes.at[i]);
    }
    return ok;
}

static bool visit_args(const visitor *v, const ab_py_node_args *args)
{
    bool ok = visit_nodes(v, args->positional);
    for (uint32_t i = 0; ok && i < args->keyword_count; i++) {
        ok = visit_one(v, args->keywords[i].value);
    }
    return ok && visit_one(v, args->dyn_args) && visit_one(v, args->dyn_kwargs);
}

bool ab_py_each_child(const ab_py_node *node, ab_py_visit_child *visit, void *context)
{
    visitor v = {visit, context};
    if (!visit_one(&v, node->a) || !visit_one(&v, node->b) || !visit_one(&v, node->c) ||
        !visit_nodes(&v, node->list) || !visit_nodes(&v, node->extra)) {
        return false;
    }
    switch (node->type) {
    case N_CALL:
    case N_FILTER:
    case N_TEST:
        return visit_args(&v, node->args);
    case N_IF:
        return visit_nodes(&v, node->otherwise);
    case N_FOR:
        return visit_nodes(&v, node->loop->otherwise);
    case N_MACRO:
    case N_CALL_BLOCK:
        return visit_nodes(&v, node->params->names) && visit_nodes(&v, node->params->defaults);
    default:
        return true;
    }
}

typedef struct descent {
    ab_py *p;
    unsigned depth; /* expressions around the node */
} descent;

static bool descend(void *context, ab_py_node *node)
{
    descent *d = context;
    unsigned level = node->type < N_DATA && node->type != N_CONST ? 1 : 0;
    if (d->depth + level > PY_MAX_DEPTH) {
        d->p->pos = node->pos;
        return ab_py_raise(d->p, PY_LIMIT, "the template is nested too deeply");
    }
    d->depth += level;
    bool ok = ab_py_each_child(node, descend, d);
    d->depth -= level;
    return ok;
}

bool ab_py_check_depth(ab_py *p, ab_py_nodes body)
{
    descent d = {.p = p};
    bool ok = true;
    for (uint32_t i = 0; ok && i < body.n; i++) {
        ok = descend(&d, body.at[i]);
    }
    return ok;
}
