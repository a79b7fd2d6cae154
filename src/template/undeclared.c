/* Jinja's find_undeclared. */
#include "template/scope.h"

static void seek(ab_py_wanted *w, const ab_py_node *node);

static void seek_list(ab_py_wanted *w, ab_py_nodes nodes)
{
    for (uint32_t i = 0; i < nodes.n; i++) {
        seek(w, nodes.at[i]);
    }
}

static void seek_name(ab_py_wanted *w, const ab_py_node *node)
{
    bool is_load = !(node->flags & (PY_NODE_STORE | PY_NODE_PARAM));
    for (size_t i = 0; i < 3; i++) {
        if (w->active[i] && ab_str_is(node->name, w->names[i])) {
            w->found[i] = w->found[i] || is_load;
            w->active[i] = is_load;
        }
    }
}

static void seek(ab_py_wanted *w, const ab_py_node *node)
{
    if (!node || node->type == N_BLOCK) {
        return;
    }
    if (node->type == N_NAME) {
        seek_name(w, node);
        return;
    }
    seek(w, node->type == N_MACRO ? NULL : node->a);
    seek(w, node->b);
    switch (node->type) {
    case N_MACRO:
    case N_CALL_BLOCK:
        seek_list(w, node->params->names);
        seek_list(w, node->params->defaults);
        break;
    case N_CALL:
    case N_FILTER:
    case N_TEST:
        seek_list(w, node->args->positional);
        for (uint32_t i = 0; i < node->args->keyword_count; i++) {
            seek(w, node->args->keywords[i].value);
        }
        seek(w, node->args->dyn_args);
        seek(w, node->args->dyn_kwargs);
        break;
    default:
        break;
    }
    seek_list(w, node->extra);
    seek_list(w, node->list);
    if (node->type == N_IF) {
        seek_list(w, node->otherwise);
    } else if (node->type == N_FOR) {
        seek_list(w, node->loop->otherwise);
    }
    seek(w, node->c);
}

ab_py_wanted ab_py_undeclared(ab_py_nodes body, const char *a, const char *b, const char *c)
{
    ab_py_wanted w = {
        {a, b ? b : "", c ? c : ""}, {true, b != NULL, c != NULL}, {false, false, false}};
    seek_list(&w, body);
    return w;
}

bool ab_py_has_scoped_block(ab_py_nodes nodes)
{
    for (uint32_t i = 0; i < nodes.n; i++) {
        const ab_py_node *node = nodes.at[i];
        if ((node->type == N_BLOCK && (node->flags & PY_NODE_SCOPED)) ||
            (node->type >= N_IF && ab_py_has_scoped_block(node->list))) {
            return true;
        }
    }
    return false;
}
