/* Which members of a variable a template reads. Only expressions are looked at: what statements do
 * with names is not worth following here. */
#include "template/ast.h"
#include "template/builtins/builtins.h"
#include "template/scope.h"

typedef struct members {
    ab_arena *arena;
    ab_str variable;
    ab_str *at;
    uint32_t n;
    uint32_t capacity;
} members;

static bool find(members *m, const ab_py_node *node);

static bool add(members *m, ab_str name)
{
    for (uint32_t i = 0; i < m->n; i++) {
        if (ab_str_eq(m->at[i], name)) {
            return true;
        }
    }
    m->at = ab_py_grown(m->arena, m->at, m->n, &m->capacity, sizeof(*m->at));
    m->at[m->n++] = name;
    return true;
}

static bool is_variable(const members *m, const ab_py_node *node)
{
    return node && node->type == N_NAME && ab_str_eq(node->name, m->variable);
}

static bool is_text(const ab_py_node *node)
{
    return node && node->type == N_CONST && node->value.kind == AB_STRING;
}

/* `variable.name`: a method of dictionaries reads all of it. */
static bool add_attribute(members *m, ab_str name)
{
    bool special = ab_str_starts(name, AB_STR("_")) || ab_py_find_method(PY_DICT, name);
    return !special && add(m, name);
}

/* `variable.get("name")`. */
static bool is_get(const members *m, const ab_py_node *call)
{
    const ab_py_node *method = call->a;
    return method->type == N_GETATTR && is_variable(m, method->a) &&
           ab_str_is(method->name, "get") && call->args->positional.n > 0 &&
           is_text(call->args->positional.at[0]);
}

static bool find_list(members *m, ab_py_nodes nodes)
{
    for (uint32_t i = 0; i < nodes.n; i++) {
        if (!find(m, nodes.at[i])) {
            return false;
        }
    }
    return true;
}

static bool find_args(members *m, const ab_py_node_args *args)
{
    for (uint32_t i = 0; args && i < args->keyword_count; i++) {
        if (!find(m, args->keywords[i].value)) {
            return false;
        }
    }
    return !args ||
           (find_list(m, args->positional) && find(m, args->dyn_args) && find(m, args->dyn_kwargs));
}

static bool find_call(members *m, const ab_py_node *call)
{
    if (is_get(m, call)) {
        add(m, call->args->positional.at[0]->value.text);
        return find_args(m, call->args);
    }
    return find(m, call->a) && find_args(m, call->args);
}

/* Collects the members that the node reads; false if it may read more than some members. */
static bool find(members *m, const ab_py_node *node)
{
    if (!node) {
        return true;
    }
    switch (node->type) {
    case N_CONST:
    case N_DATA:
        return true;
    case N_NAME:
        return !is_variable(m, node);
    case N_GETATTR:
        return is_variable(m, node->a) ? add_attribute(m, node->name) : find(m, node->a);
    case N_GETITEM:
        if (is_variable(m, node->a)) {
            return is_text(node->b) && add(m, node->b->value.text);
        }
        return find(m, node->a) && find(m, node->b);
    case N_CALL:
        return find_call(m, node);
    case N_FILTER:
    case N_TEST:
        return find(m, node->a) && find_args(m, node->args);
    case N_OUTPUT:
    case N_TUPLE:
    case N_LIST:
    case N_DICT:
    case N_BINARY:
    case N_AND:
    case N_OR:
    case N_NOT:
    case N_UNARY:
    case N_COMPARE:
    case N_CONCAT:
    case N_COND:
    case N_SLICE:
        return find(m, node->a) && find(m, node->b) && find(m, node->c) && find_list(m, node->list);
    default:
        return false;
    }
}

bool ab_template_members(const ab_template *t, ab_arena *arena, const char *variable,
                         const ab_str **out, size_t *n)
{
    const ab_py_program *program = ab_template_program(t);
    members m = {.arena = arena, .variable = ab_str_of(variable)};
    if (program->mutates || !find_list(&m, program->body)) {
        return false;
    }
    *out = m.at;
    *n = m.n;
    return true;
}
