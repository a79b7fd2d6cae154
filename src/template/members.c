/* Which members of a variable a template reads. Only expressions are looked at: what statements do
 * with names is not worth following here. */
#include "template/ast.h"
#include "template/builtins/builtins.h"
#include "template/scope.h"

typedef struct members {
    ab_arena *arena;
    ab_str variable;
    const ab_py_node *get; /* the method of a call that reads only one member */
    ab_str *at;
    uint32_t n;
    uint32_t capacity;
} members;

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
static bool add_attribute(members *m, const ab_py_node *node)
{
    bool special = ab_str_starts(node->name, AB_STR("_")) || ab_py_find_method(PY_DICT, node->name);
    return node == m->get || (!special && add(m, node->name));
}

/* `variable.get("name")`. */
static bool is_get(const members *m, const ab_py_node *call)
{
    const ab_py_node *method = call->a;
    return method->type == N_GETATTR && is_variable(m, method->a) &&
           ab_str_is(method->name, "get") && call->args->positional.n > 0 &&
           is_text(call->args->positional.at[0]);
}

/* Collects the members that the node reads; false if it may read more than some members. */
static bool find(void *context, ab_py_node *node)
{
    members *m = context;
    if (is_variable(m, node) || node->type > N_OUTPUT) {
        return false;
    }
    if (node->type == N_GETATTR && is_variable(m, node->a)) {
        return add_attribute(m, node);
    }
    if (node->type == N_GETITEM && is_variable(m, node->a)) {
        return is_text(node->b) && add(m, node->b->value.text);
    }
    if (node->type == N_CALL && is_get(m, node)) {
        m->get = node->a;
        add(m, node->args->positional.at[0]->value.text);
    }
    return ab_py_each_child(node, find, m);
}

bool ab_template_members(const ab_template *t, ab_arena *arena, const char *variable,
                         const ab_str **names, size_t *n)
{
    const ab_py_program *program = ab_template_program(t);
    members m = {.arena = arena, .variable = ab_str_of(variable)};
    for (uint32_t i = 0; i < program->body.n; i++) {
        if (!find(&m, program->body.at[i])) {
            return false;
        }
    }
    *names = m.at;
    *n = m.n;
    return !program->mutates;
}
