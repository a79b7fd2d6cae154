/* Scopes by the rules of Jinja's idtracking: which slot a name means. */
#include "template/scope.h"

ab_py_symbols *ab_py_symbols_new(ab_py_linker *l, ab_py_symbols *parent)
{
    ab_py_symbols *s = AB_ARENA_NEW(l->p->arena, ab_py_symbols);
    s->p = l->p;
    s->parent = parent;
    s->slots = AB_ARENA_NEW(l->p->arena, ab_py_slot_table);
    return s;
}

static ab_py_symbols symbols_copy(ab_py_linker *l, const ab_py_symbols *from)
{
    ab_py_symbols s = *from;
    ab_py_charge(l->p, from->n);
    s.capacity = from->n + 8;
    s.at = AB_ARENA_ARRAY(l->p->arena, ab_py_symbol, s.capacity);
    if (from->n) {
        memcpy(s.at, from->at, from->n * sizeof(ab_py_symbol));
    }
    return s;
}

/* Frames hold few names; in one that holds thousands each look-up counts as what it reads. */
static ab_py_symbol *own(const ab_py_symbols *s, ab_str name)
{
    ab_py_charge(s->p, s->n >> 4);
    for (uint32_t i = 0; i < s->n; i++) {
        if (ab_str_eq(s->at[i].name, name)) {
            return &s->at[i];
        }
    }
    return NULL;
}

ab_py_symbol *ab_py_symbol_find(const ab_py_symbols *s, ab_str name)
{
    for (; s; s = s->parent) {
        ab_py_symbol *found = own(s, name);
        if (found) {
            return found;
        }
    }
    return NULL;
}

static int32_t slot_for(ab_py_linker *l, ab_py_slot_table *table, ab_str name)
{
    ab_py_charge(l->p, table->n >> 4);
    for (uint32_t i = 0; i < table->n; i++) {
        if (ab_str_eq(table->at[i].name, name)) {
            return table->at[i].slot;
        }
    }
    table->at =
        ab_py_grown(l->p->arena, table->at, table->n, &table->capacity, sizeof(ab_py_slot_name));
    table->at[table->n++] = (ab_py_slot_name){name, l->program->slot_count};
    return l->program->slot_count++;
}

static ab_py_symbol *define(ab_py_linker *l, ab_py_symbols *s, ab_str name,
                            ab_py_load_action action, int32_t source)
{
    ab_py_symbol *found = own(s, name);
    if (!found) {
        s->at = ab_py_grown(l->p->arena, s->at, s->n, &s->capacity, sizeof(ab_py_symbol));
        found = &s->at[s->n++];
        *found = (ab_py_symbol){.name = name, .slot = slot_for(l, s->slots, name)};
    }
    found->action = (uint8_t)action;
    found->source = source;
    return found;
}

int32_t ab_py_declare(ab_py_linker *l, ab_py_symbols *s, ab_str name)
{
    ab_py_symbol *sym = define(l, s, name, PY_LOAD_PARAM, -1);
    sym->stored = true;
    return sym->slot;
}

static void store(ab_py_linker *l, ab_py_symbols *s, ab_str name)
{
    ab_py_symbol *sym = own(s, name);
    if (!sym) {
        const ab_py_symbol *outer = s->parent ? ab_py_symbol_find(s->parent, name) : NULL;
        sym = outer ? define(l, s, name, PY_LOAD_ALIAS, outer->slot)
                    : define(l, s, name, PY_LOAD_UNDEFINED, -1);
    }
    sym->stored = true;
}

void ab_py_symbol_load(ab_py_linker *l, ab_py_symbols *s, ab_str name)
{
    if (!ab_py_symbol_find(s, name)) {
        define(l, s, name, PY_LOAD_RESOLVE, -1);
    }
}

static void branch_update(ab_py_linker *l, ab_py_symbols *s, ab_py_symbols *branches, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < branches[i].n; k++) {
            const ab_py_symbol *from = &branches[i].at[k];
            ab_py_symbol *to = define(l, s, from->name, from->action, from->source);
            to->stored = to->stored || from->stored;
        }
    }
}

void ab_py_visit_list(ab_py_linker *l, ab_py_symbols *s, ab_py_nodes nodes)
{
    for (uint32_t i = 0; i < nodes.n; i++) {
        ab_py_visit(l, s, nodes.at[i]);
    }
}

static void visit_if(ab_py_linker *l, ab_py_symbols *s, const ab_py_node *node)
{
    ab_py_visit(l, s, node->a);
    ab_py_symbols before = symbols_copy(l, s);
    ab_py_symbols branches[3];
    const ab_py_nodes *bodies[3] = {&node->list, &node->extra, &node->otherwise};
    for (size_t i = 0; i < 3; i++) {
        branches[i] = symbols_copy(l, s);
        ab_py_visit_list(l, &branches[i], *bodies[i]);
    }
    branch_update(l, s, branches, 3);
    for (uint32_t i = 0; i < s->n; i++) {
        const ab_py_symbol *was = own(&before, s->at[i].name);
        if (!s->at[i].stored || (was && was->stored)) {
            continue;
        }
        const ab_py_symbol *outer = s->parent ? ab_py_symbol_find(s->parent, s->at[i].name) : NULL;
        s->at[i].action = outer ? PY_LOAD_ALIAS : PY_LOAD_RESOLVE;
        s->at[i].source = outer ? outer->slot : -1;
    }
}

static void visit_args(ab_py_linker *l, ab_py_symbols *s, const ab_py_node_args *args)
{
    ab_py_visit_list(l, s, args->positional);
    for (uint32_t i = 0; i < args->keyword_count; i++) {
        ab_py_visit(l, s, args->keywords[i].value);
    }
    ab_py_visit(l, s, args->dyn_args);
    ab_py_visit(l, s, args->dyn_kwargs);
}

static void visit_name(ab_py_linker *l, ab_py_symbols *s, const ab_py_node *node)
{
    if (node->flags & PY_NODE_PARAM) {
        ab_py_declare(l, s, node->name);
    } else if (node->flags & PY_NODE_STORE) {
        store(l, s, node->name);
    } else {
        ab_py_symbol_load(l, s, node->name);
    }
}

/* What a statement or expression does to the ab_py_symbols of the frame that it stands in. */
void ab_py_visit(ab_py_linker *l, ab_py_symbols *s, const ab_py_node *node)
{
    if (!node || l->p->steps >= PY_MAX_STEPS) {
        return;
    }
    switch (node->type) {
    case N_NAME:
        visit_name(l, s, node);
        break;
    case N_NSREF:
        ab_py_symbol_load(l, s, node->name);
        break;
    case N_IF:
        visit_if(l, s, node);
        break;
    case N_MACRO:
        store(l, s, node->name);
        break;
    case N_SET:
        ab_py_visit(l, s, node->b);
        ab_py_visit(l, s, node->a);
        break;
    case N_FOR:
    case N_FILTER_BLOCK:
        ab_py_visit(l, s, node->b);
        break;
    case N_SET_BLOCK:
    case N_CALL_BLOCK:
        ab_py_visit(l, s, node->a);
        break;
    case N_WITH:
        for (uint32_t i = 1; i < node->extra.n; i += 2) {
            ab_py_visit(l, s, node->extra.at[i]);
        }
        break;
    case N_AUTOESCAPE:
    case N_BLOCK:
        break;
    default:
        ab_py_visit(l, s, node->a);
        ab_py_visit(l, s, node->b);
        ab_py_visit(l, s, node->c);
        ab_py_visit_list(l, s, node->list);
        if (node->type == N_CALL || node->type == N_FILTER || node->type == N_TEST) {
            visit_args(l, s, node->args);
        }
    }
}
