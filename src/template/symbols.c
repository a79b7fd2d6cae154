/* Scopes and names, by the rules of Jinja's idtracking: which slot a name means, what a frame
 * loads when it is entered, and which names have to come from the context. */
#include "template/ast.h"

typedef struct symbol {
    ab_str name;
    int32_t slot;
    int32_t source;
    uint8_t action; /* ab_py_load_action */
    bool stored;
} symbol;

typedef struct slot_name {
    ab_str name;
    int32_t slot;
} slot_name;

/* The slots of a frame, shared by the copies that branches make of its symbols. */
typedef struct slot_table {
    slot_name *at;
    uint32_t n;
    uint32_t capacity;
} slot_table;

typedef struct symbols {
    struct symbols *parent;
    symbol *at;
    uint32_t n;
    uint32_t capacity;
    slot_table *slots;
} symbols;

typedef struct linker {
    ab_py *p;
    ab_py_program *program;
    unsigned conditional; /* depth of branches: unknown filters in them fail when run */
} linker;

static void *grown(ab_arena *arena, void *block, uint32_t n, uint32_t *capacity, size_t size)
{
    if (n < *capacity) {
        return block;
    }
    uint32_t next = *capacity ? *capacity * 2 : 8;
    block = ab_arena_grow(arena, block, n * size, next * size);
    *capacity = next;
    return block;
}

static symbols *symbols_new(linker *l, symbols *parent)
{
    symbols *s = AB_ARENA_NEW(l->p->arena, symbols);
    s->parent = parent;
    s->slots = AB_ARENA_NEW(l->p->arena, slot_table);
    return s;
}

static symbols symbols_copy(linker *l, const symbols *from)
{
    symbols s = *from;
    s.capacity = from->n + 8;
    s.at = AB_ARENA_ARRAY(l->p->arena, symbol, s.capacity);
    if (from->n) {
        memcpy(s.at, from->at, from->n * sizeof(symbol));
    }
    return s;
}

static symbol *own(const symbols *s, ab_str name)
{
    for (uint32_t i = 0; i < s->n; i++) {
        if (ab_str_eq(s->at[i].name, name)) {
            return &s->at[i];
        }
    }
    return NULL;
}

static symbol *find(const symbols *s, ab_str name)
{
    for (; s; s = s->parent) {
        symbol *found = own(s, name);
        if (found) {
            return found;
        }
    }
    return NULL;
}

static int32_t slot_for(linker *l, slot_table *table, ab_str name)
{
    for (uint32_t i = 0; i < table->n; i++) {
        if (ab_str_eq(table->at[i].name, name)) {
            return table->at[i].slot;
        }
    }
    table->at = grown(l->p->arena, table->at, table->n, &table->capacity, sizeof(slot_name));
    table->at[table->n++] = (slot_name){name, l->program->slot_count};
    return l->program->slot_count++;
}

static symbol *define(linker *l, symbols *s, ab_str name, ab_py_load_action action, int32_t source)
{
    symbol *found = own(s, name);
    if (!found) {
        s->at = grown(l->p->arena, s->at, s->n, &s->capacity, sizeof(symbol));
        found = &s->at[s->n++];
        *found = (symbol){.name = name, .slot = slot_for(l, s->slots, name)};
    }
    found->action = (uint8_t)action;
    found->source = source;
    return found;
}

static int32_t declare_parameter(linker *l, symbols *s, ab_str name)
{
    symbol *sym = define(l, s, name, PY_LOAD_PARAM, -1);
    sym->stored = true;
    return sym->slot;
}

static void store(linker *l, symbols *s, ab_str name)
{
    symbol *sym = own(s, name);
    if (!sym) {
        const symbol *outer = s->parent ? find(s->parent, name) : NULL;
        sym = outer ? define(l, s, name, PY_LOAD_ALIAS, outer->slot)
                    : define(l, s, name, PY_LOAD_UNDEFINED, -1);
    }
    sym->stored = true;
}

static void load(linker *l, symbols *s, ab_str name)
{
    if (!find(s, name)) {
        define(l, s, name, PY_LOAD_RESOLVE, -1);
    }
}

static void branch_update(linker *l, symbols *s, symbols *branches, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < branches[i].n; k++) {
            const symbol *from = &branches[i].at[k];
            symbol *to = define(l, s, from->name, from->action, from->source);
            to->stored = to->stored || from->stored;
        }
    }
}

static void visit(linker *l, symbols *s, const ab_py_node *node);

static void visit_list(linker *l, symbols *s, ab_py_nodes nodes)
{
    for (uint32_t i = 0; i < nodes.n; i++) {
        visit(l, s, nodes.at[i]);
    }
}

static void visit_if(linker *l, symbols *s, const ab_py_node *node)
{
    visit(l, s, node->a);
    symbols before = symbols_copy(l, s);
    symbols branches[3];
    const ab_py_nodes *bodies[3] = {&node->list, &node->extra, &node->otherwise};
    for (size_t i = 0; i < 3; i++) {
        branches[i] = symbols_copy(l, s);
        visit_list(l, &branches[i], *bodies[i]);
    }
    branch_update(l, s, branches, 3);
    for (uint32_t i = 0; i < s->n; i++) {
        const symbol *was = own(&before, s->at[i].name);
        if (!s->at[i].stored || (was && was->stored)) {
            continue;
        }
        const symbol *outer = s->parent ? find(s->parent, s->at[i].name) : NULL;
        s->at[i].action = outer ? PY_LOAD_ALIAS : PY_LOAD_RESOLVE;
        s->at[i].source = outer ? outer->slot : -1;
    }
}

static void visit_args(linker *l, symbols *s, const ab_py_node_args *args)
{
    visit_list(l, s, args->positional);
    for (uint32_t i = 0; i < args->keyword_count; i++) {
        visit(l, s, args->keywords[i].value);
    }
    visit(l, s, args->dyn_args);
    visit(l, s, args->dyn_kwargs);
}

static void visit_name(linker *l, symbols *s, const ab_py_node *node)
{
    if (node->flags & PY_NODE_PARAM) {
        declare_parameter(l, s, node->name);
    } else if (node->flags & PY_NODE_STORE) {
        store(l, s, node->name);
    } else {
        load(l, s, node->name);
    }
}

/* What a statement or expression does to the symbols of the frame that it stands in. */
static void visit(linker *l, symbols *s, const ab_py_node *node)
{
    if (!node) {
        return;
    }
    switch (node->type) {
    case N_NAME:
        visit_name(l, s, node);
        break;
    case N_NSREF:
        load(l, s, node->name);
        break;
    case N_IF:
        visit_if(l, s, node);
        break;
    case N_MACRO:
        store(l, s, node->name);
        break;
    case N_SET:
        visit(l, s, node->b);
        visit(l, s, node->a);
        break;
    case N_FOR:
    case N_FILTER_BLOCK:
        visit(l, s, node->b);
        break;
    case N_SET_BLOCK:
    case N_CALL_BLOCK:
        visit(l, s, node->a);
        break;
    case N_WITH:
        for (uint32_t i = 1; i < node->extra.n; i += 2) {
            visit(l, s, node->extra.at[i]);
        }
        break;
    case N_AUTOESCAPE:
    case N_BLOCK:
        break;
    default:
        visit(l, s, node->a);
        visit(l, s, node->b);
        visit(l, s, node->c);
        visit_list(l, s, node->list);
        if (node->type == N_CALL || node->type == N_FILTER || node->type == N_TEST) {
            visit_args(l, s, node->args);
        }
    }
}

/* ---- Jinja's find_undeclared ---- */

typedef struct wanted {
    const char *names[3];
    bool active[3];
    bool found[3];
} wanted;

static void seek(wanted *w, const ab_py_node *node);

static void seek_list(wanted *w, ab_py_nodes nodes)
{
    for (uint32_t i = 0; i < nodes.n; i++) {
        seek(w, nodes.at[i]);
    }
}

static void seek_name(wanted *w, const ab_py_node *node)
{
    bool is_load = !(node->flags & (PY_NODE_STORE | PY_NODE_PARAM));
    for (size_t i = 0; i < 3; i++) {
        if (w->active[i] && ab_str_is(node->name, w->names[i])) {
            w->found[i] = w->found[i] || is_load;
            w->active[i] = is_load;
        }
    }
}

static void seek(wanted *w, const ab_py_node *node)
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

static wanted undeclared(ab_py_nodes body, const char *a, const char *b, const char *c)
{
    wanted w = {{a, b ? b : "", c ? c : ""}, {true, b != NULL, c != NULL}, {false, false, false}};
    seek_list(&w, body);
    return w;
}

static bool has_scoped_block(ab_py_nodes nodes)
{
    for (uint32_t i = 0; i < nodes.n; i++) {
        const ab_py_node *node = nodes.at[i];
        if ((node->type == N_BLOCK && (node->flags & PY_NODE_SCOPED)) ||
            (node->type >= N_IF && has_scoped_block(node->list))) {
            return true;
        }
    }
    return false;
}

/* ---- frames ---- */

static const struct {
    const char *name;
    int var;
} variables[] = {
    {"config", AB_VAR_CONFIG},
    {"parameters", AB_VAR_PARAMETERS},
    {"record", AB_VAR_RECORD},
    {"response", AB_VAR_RESPONSE},
    {"headers", AB_VAR_HEADERS},
    {"next_page_token", AB_VAR_NEXT_PAGE_TOKEN},
    {"stream_slice", AB_VAR_STREAM_SLICE},
    {"stream_interval", AB_VAR_STREAM_SLICE},
    {"stream_partition", AB_VAR_STREAM_SLICE},
    {"last_record", AB_VAR_LAST_RECORD},
    {"last_page_size", AB_VAR_LAST_PAGE_SIZE},
};

static int32_t context_name(linker *l, ab_str name)
{
    ab_py_program *program = l->program;
    for (uint32_t i = 0; i < program->name_count; i++) {
        if (ab_str_eq(program->names[i].name, name)) {
            return (int32_t)i;
        }
    }
    ab_py_context_name row = {.name = name, .var = AB_VAR_EXTRA};
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        if (ab_str_is(name, variables[i].name)) {
            row.var = variables[i].var;
        }
    }
    row.global = ab_py_find_global(name);
    row.is_json_loads = ab_str_is(name, "json_loads");
    row.required = !row.global;
    program->impure = program->impure || (row.global && (row.global->flags & PY_IMPURE));
    program->names = grown(l->p->arena, program->names, program->name_count,
                           &program->name_capacity, sizeof(ab_py_context_name));
    program->names[program->name_count] = row;
    return (int32_t)program->name_count++;
}

static void close_frame(linker *l, const symbols *s, ab_py_frame *frame)
{
    frame->loads = AB_ARENA_ARRAY(l->p->arena, ab_py_load, s->n + 1);
    for (uint32_t i = 0; i < s->n; i++) {
        const symbol *sym = &s->at[i];
        ab_py_load row = {sym->slot, (ab_py_load_action)sym->action, sym->source};
        if (row.action == PY_LOAD_RESOLVE) {
            row.source = context_name(l, sym->name);
        }
        frame->loads[frame->n++] = row;
    }
}

static bool link_node(linker *l, symbols *s, ab_py_node *node);

static bool link_list(linker *l, symbols *s, ab_py_nodes nodes)
{
    for (uint32_t i = 0; i < nodes.n; i++) {
        if (!link_node(l, s, nodes.at[i])) {
            return false;
        }
    }
    return true;
}

static bool link_args(linker *l, symbols *s, ab_py_node_args *args)
{
    if (!link_list(l, s, args->positional)) {
        return false;
    }
    for (uint32_t i = 0; i < args->keyword_count; i++) {
        if (!link_node(l, s, args->keywords[i].value)) {
            return false;
        }
    }
    return link_node(l, s, args->dyn_args) && link_node(l, s, args->dyn_kwargs);
}

static ab_py_node *clone_target(linker *l, const ab_py_node *node)
{
    ab_py_node *copy = ab_arena_alloc(l->p->arena, sizeof(ab_py_node));
    *copy = *node;
    if (node->list.n) {
        copy->list.at = AB_ARENA_ARRAY(l->p->arena, ab_py_node *, node->list.n);
        for (uint32_t i = 0; i < node->list.n; i++) {
            copy->list.at[i] = clone_target(l, node->list.at[i]);
        }
    }
    return copy;
}

static void declare_targets(linker *l, symbols *s, const ab_py_node *target)
{
    if (target->type == N_NAME) {
        declare_parameter(l, s, target->name);
    } else if (target->type == N_NSREF) {
        load(l, s, target->name);
    }
    for (uint32_t i = 0; i < target->list.n; i++) {
        declare_targets(l, s, target->list.at[i]);
    }
}

static bool assigns_loop(const ab_py_node *target)
{
    if (target->type == N_NAME && ab_str_is(target->name, "loop")) {
        return true;
    }
    for (uint32_t i = 0; i < target->list.n; i++) {
        if (assigns_loop(target->list.at[i])) {
            return true;
        }
    }
    return false;
}

/* Whether any statement within assigns to the name loop. */
static const ab_py_node *loop_assignment(ab_py_nodes nodes)
{
    for (uint32_t i = 0; i < nodes.n; i++) {
        const ab_py_node *node = nodes.at[i];
        if (node->type < N_IF) {
            continue;
        }
        bool is_set = node->type == N_SET || node->type == N_SET_BLOCK || node->type == N_FOR;
        if (is_set && assigns_loop(node->a)) {
            return node;
        }
        const ab_py_node *inner = loop_assignment(node->list);
        if (inner) {
            return inner;
        }
    }
    return NULL;
}

static bool link_for(linker *l, symbols *s, ab_py_node *node)
{
    ab_py_for *loop = node->loop;
    symbols *body = symbols_new(l, s);
    node->frame = AB_ARENA_NEW(l->p->arena, ab_py_frame);
    node->frame->first_slot = l->program->slot_count;
    bool extended = loop->recursive || undeclared(node->list, "loop", NULL, NULL).found[0] ||
                    has_scoped_block(node->list);
    if (extended) {
        loop->loop_slot = declare_parameter(l, body, AB_STR("loop"));
    }
    declare_targets(l, body, node->a);
    visit_list(l, body, node->list);
    if (assigns_loop(node->a) || loop_assignment(node->list)) {
        l->p->pos = node->a->pos;
        return ab_py_raise(l->p, PY_SYNTAX_ERROR,
                           "Can't assign to special loop variable in for-loop target");
    }
    if (node->c) {
        symbols *test = symbols_new(l, s);
        loop->test_target = clone_target(l, node->a);
        declare_targets(l, test, loop->test_target);
        visit(l, test, node->c);
        close_frame(l, test, &loop->test_frame);
        if (!link_node(l, test, loop->test_target) || !link_node(l, test, node->c)) {
            return false;
        }
    }
    close_frame(l, body, node->frame);
    if (!link_node(l, s, node->b) || !link_node(l, body, node->a) ||
        !link_list(l, body, node->list)) {
        return false;
    }
    if (loop->otherwise.n) {
        symbols *otherwise = symbols_new(l, s);
        visit_list(l, otherwise, loop->otherwise);
        close_frame(l, otherwise, &loop->else_frame);
        if (!link_list(l, otherwise, loop->otherwise)) {
            return false;
        }
    }
    node->frame->end_slot = l->program->slot_count;
    return true;
}

static bool link_macro(linker *l, symbols *s, ab_py_node *node)
{
    ab_py_params *params = node->params;
    symbols *body = symbols_new(l, s);
    node->frame = AB_ARENA_NEW(l->p->arena, ab_py_frame);
    node->frame->first_slot = l->program->slot_count;
    visit_list(l, body, params->names);
    visit_list(l, body, params->defaults);
    visit_list(l, body, node->list);
    bool skip_kwargs = false;
    bool skip_varargs = false;
    for (uint32_t i = 0; i < params->names.n; i++) {
        ab_str name = params->names.at[i]->name;
        skip_kwargs = skip_kwargs || ab_str_is(name, "kwargs");
        skip_varargs = skip_varargs || ab_str_is(name, "varargs");
        if (ab_str_is(name, "caller")) {
            params->caller_is_param = true;
            params->caller_slot = i + params->defaults.n >= params->names.n ? -1 : -2;
        }
    }
    wanted w = undeclared(node->list, "caller", "kwargs", "varargs");
    if (w.found[0] && params->caller_slot == -2) {
        l->p->pos = node->pos;
        return ab_py_raise(
            l->p, PY_SYNTAX_ERROR,
            "When defining macros or call blocks the special \"caller\" argument must "
            "be omitted or be given a default.");
    }
    params->caller_slot =
        w.found[0] && !params->caller_is_param ? declare_parameter(l, body, AB_STR("caller")) : -1;
    if (w.found[1] && !skip_kwargs) {
        params->kwargs_slot = declare_parameter(l, body, AB_STR("kwargs"));
    }
    if (w.found[2] && !skip_varargs) {
        params->varargs_slot = declare_parameter(l, body, AB_STR("varargs"));
    }
    close_frame(l, body, node->frame);
    unsigned conditional = l->conditional;
    l->conditional = 0;
    bool ok = link_list(l, body, params->names) && link_list(l, body, params->defaults) &&
              link_list(l, body, node->list);
    l->conditional = conditional;
    node->frame->end_slot = l->program->slot_count;
    return ok && link_node(l, s, node->a);
}

/* A body in a frame of its own; what stands before it in the frame was visited already. */
static bool link_scope(linker *l, symbols *body, ab_py_node *node)
{
    visit_list(l, body, node->list);
    node->frame = AB_ARENA_NEW(l->p->arena, ab_py_frame);
    close_frame(l, body, node->frame);
    return link_list(l, body, node->list);
}

static bool link_with(linker *l, symbols *s, ab_py_node *node)
{
    symbols *body = symbols_new(l, s);
    for (uint32_t i = 0; i < node->extra.n; i += 2) {
        visit(l, body, node->extra.at[i]);
        if (!link_node(l, s, node->extra.at[i + 1])) {
            return false;
        }
    }
    if (!link_scope(l, body, node)) {
        return false;
    }
    for (uint32_t i = 0; i < node->extra.n; i += 2) {
        if (!link_node(l, body, node->extra.at[i])) {
            return false;
        }
    }
    return true;
}

static bool link_filter_or_test(linker *l, symbols *s, ab_py_node *node)
{
    if (!link_node(l, s, node->a) || !link_args(l, s, node->args)) {
        return false;
    }
    bool filter = node->type == N_FILTER;
    node->builtin = filter ? ab_py_find_filter(node->name) : ab_py_find_test(node->name);
    l->program->impure =
        l->program->impure || (node->builtin && (node->builtin->flags & PY_IMPURE));
    if (node->builtin || l->conditional) {
        return true;
    }
    l->p->pos = node->pos;
    return ab_py_raise(l->p, PY_SYNTAX_ERROR, "No %s named '%.*s'.", filter ? "filter" : "test",
                       AB_STR_ARG(node->name));
}

static bool link_branches(linker *l, symbols *s, ab_py_node *node)
{
    l->conditional++;
    bool ok = link_node(l, s, node->a) && link_list(l, s, node->list) &&
              link_list(l, s, node->extra) && link_list(l, s, node->otherwise);
    l->conditional--;
    return ok;
}

static bool link_children(linker *l, symbols *s, ab_py_node *node)
{
    return link_node(l, s, node->a) && link_node(l, s, node->b) && link_node(l, s, node->c) &&
           link_list(l, s, node->list);
}

/* Gives every name in `node` its slot in the frame `s` and every filter and test its function. */
static bool link_node(linker *l, symbols *s, ab_py_node *node)
{
    if (!node) {
        return true;
    }
    bool ok = true;
    const symbol *sym;
    switch (node->type) {
    case N_NAME:
    case N_NSREF:
        sym = find(s, node->name);
        node->slot = sym ? sym->slot : -1;
        return true;
    case N_FILTER:
    case N_TEST:
        return link_filter_or_test(l, s, node);
    case N_CALL:
        return link_node(l, s, node->a) && link_args(l, s, node->args);
    case N_COND:
        l->conditional++;
        ok = link_children(l, s, node);
        l->conditional--;
        return ok;
    case N_IF:
        return link_branches(l, s, node);
    case N_FOR:
        return link_for(l, s, node);
    case N_MACRO:
        return link_macro(l, s, node);
    case N_CALL_BLOCK:
        return link_macro(l, s, node);
    case N_SET_BLOCK:
    case N_FILTER_BLOCK: {
        symbols *body = symbols_new(l, s);
        if (node->type == N_FILTER_BLOCK) {
            visit_list(l, body, node->list);
            visit(l, body, node->b);
        }
        return link_scope(l, body, node) && link_node(l, body, node->b) && link_node(l, s, node->a);
    }
    case N_AUTOESCAPE: {
        symbols *body = symbols_new(l, s);
        visit(l, body, node->a);
        return link_scope(l, body, node) && link_node(l, body, node->a);
    }
    case N_WITH:
        return link_with(l, s, node);
    case N_BLOCK:
        return true;
    default:
        return link_children(l, s, node);
    }
}

static bool link_block(linker *l, ab_py_node *node)
{
    symbols *body = symbols_new(l, NULL);
    wanted w = undeclared(node->list, "self", "super", NULL);
    if (w.found[0]) {
        node->slot = declare_parameter(l, body, AB_STR("self"));
    }
    if (w.found[1]) {
        declare_parameter(l, body, AB_STR("super"));
    }
    return link_scope(l, body, node);
}

static const char *const mutators[] = {"append",
                                       "clear",
                                       "extend",
                                       "insert",
                                       "pop",
                                       "remove",
                                       "reverse",
                                       "sort",
                                       "popitem",
                                       "setdefault",
                                       "update",
                                       "add",
                                       "discard",
                                       "difference_update",
                                       "intersection_update"};

/* Whether the text names a method that changes a list or dict: as an attribute or in quotes. */
static bool may_mutate(ab_str source)
{
    for (size_t i = 0; i < sizeof(mutators) / sizeof(mutators[0]); i++) {
        ab_str name = ab_str_of(mutators[i]);
        for (ptrdiff_t at = 0; (at = ab_str_find(source, name, (size_t)at)) >= 0; at++) {
            char before = at ? source.p[at - 1] : 0;
            if (before == '.' || before == '\'' || before == '"') {
                return true;
            }
        }
    }
    return false;
}

bool ab_py_link(ab_py *p, ab_py_program *program)
{
    linker l = {.p = p, .program = program};
    symbols *root = symbols_new(&l, NULL);
    program->self_slot = -1;
    program->mutates = may_mutate(program->source);
    if (undeclared(program->body, "self", NULL, NULL).found[0]) {
        program->self_slot = declare_parameter(&l, root, AB_STR("self"));
    }
    visit_list(&l, root, program->body);
    close_frame(&l, root, &program->frame);
    if (!link_list(&l, root, program->body)) {
        return false;
    }
    for (uint32_t i = 0; i < program->blocks.n; i++) {
        if (!link_block(&l, program->blocks.at[i])) {
            return false;
        }
    }
    const ab_py_nodes *body = &program->body;
    if (body->n == 1 && body->at[0]->type == N_OUTPUT && body->at[0]->list.n == 1) {
        program->expression = body->at[0]->list.at[0];
    }
    return true;
}
