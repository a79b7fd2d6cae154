/* Gives each name its slot: what a frame loads when it is entered, and which names have to come
 * from the context. */
#include "template/scope.h"

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

static int32_t context_name(ab_py_linker *l, ab_str name)
{
    ab_py_program *program = l->program;
    ab_py_charge(l->p, program->name_count >> 4);
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
    program->names = ab_py_grown(l->p->arena, program->names, program->name_count,
                                 &program->name_capacity, sizeof(ab_py_context_name));
    program->names[program->name_count] = row;
    return (int32_t)program->name_count++;
}

static void close_frame(ab_py_linker *l, const ab_py_symbols *s, ab_py_frame *frame)
{
    frame->loads = AB_ARENA_ARRAY(l->p->arena, ab_py_load, s->n + 1);
    for (uint32_t i = 0; i < s->n; i++) {
        const ab_py_symbol *sym = &s->at[i];
        ab_py_load row = {sym->slot, (ab_py_load_action)sym->action, sym->source};
        if (row.action == PY_LOAD_RESOLVE) {
            row.source = context_name(l, sym->name);
        }
        frame->loads[frame->n++] = row;
    }
}

static bool link_node(ab_py_linker *l, ab_py_symbols *s, ab_py_node *node);

static bool link_list(ab_py_linker *l, ab_py_symbols *s, ab_py_nodes nodes)
{
    for (uint32_t i = 0; i < nodes.n; i++) {
        if (!link_node(l, s, nodes.at[i])) {
            return false;
        }
    }
    return true;
}

static bool link_args(ab_py_linker *l, ab_py_symbols *s, ab_py_node_args *args)
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

static ab_py_node *clone_target(ab_py_linker *l, const ab_py_node *node)
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

static void declare_targets(ab_py_linker *l, ab_py_symbols *s, const ab_py_node *target)
{
    if (target->type == N_NAME) {
        ab_py_declare(l, s, target->name);
    } else if (target->type == N_NSREF) {
        ab_py_symbol_load(l, s, target->name);
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

static bool link_for(ab_py_linker *l, ab_py_symbols *s, ab_py_node *node)
{
    ab_py_for *loop = node->loop;
    ab_py_symbols *body = ab_py_symbols_new(l, s);
    node->frame = AB_ARENA_NEW(l->p->arena, ab_py_frame);
    node->frame->first_slot = l->program->slot_count;
    bool extended = loop->recursive || ab_py_undeclared(node->list, "loop", NULL, NULL).found[0] ||
                    ab_py_has_scoped_block(node->list);
    if (extended) {
        loop->loop_slot = ab_py_declare(l, body, AB_STR("loop"));
    }
    declare_targets(l, body, node->a);
    ab_py_visit_list(l, body, node->list);
    if (assigns_loop(node->a) || loop_assignment(node->list)) {
        l->p->pos = node->a->pos;
        return ab_py_raise(l->p, PY_SYNTAX_ERROR,
                           "Can't assign to special loop variable in for-loop target");
    }
    if (node->c) {
        ab_py_symbols *test = ab_py_symbols_new(l, s);
        loop->test_target = clone_target(l, node->a);
        declare_targets(l, test, loop->test_target);
        ab_py_visit(l, test, node->c);
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
        ab_py_symbols *otherwise = ab_py_symbols_new(l, s);
        ab_py_visit_list(l, otherwise, loop->otherwise);
        close_frame(l, otherwise, &loop->else_frame);
        if (!link_list(l, otherwise, loop->otherwise)) {
            return false;
        }
    }
    node->frame->end_slot = l->program->slot_count;
    return true;
}

static bool link_macro(ab_py_linker *l, ab_py_symbols *s, ab_py_node *node)
{
    ab_py_params *params = node->params;
    ab_py_symbols *body = ab_py_symbols_new(l, s);
    node->frame = AB_ARENA_NEW(l->p->arena, ab_py_frame);
    node->frame->first_slot = l->program->slot_count;
    ab_py_visit_list(l, body, params->names);
    ab_py_visit_list(l, body, params->defaults);
    ab_py_visit_list(l, body, node->list);
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
    ab_py_wanted w = ab_py_undeclared(node->list, "caller", "kwargs", "varargs");
    if (w.found[0] && params->caller_slot == -2) {
        l->p->pos = node->pos;
        return ab_py_raise(
            l->p, PY_SYNTAX_ERROR,
            "When defining macros or call blocks the special \"caller\" argument must "
            "be omitted or be given a default.");
    }
    params->caller_slot =
        w.found[0] && !params->caller_is_param ? ab_py_declare(l, body, AB_STR("caller")) : -1;
    if (w.found[1] && !skip_kwargs) {
        params->kwargs_slot = ab_py_declare(l, body, AB_STR("kwargs"));
    }
    if (w.found[2] && !skip_varargs) {
        params->varargs_slot = ab_py_declare(l, body, AB_STR("varargs"));
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
static bool link_scope(ab_py_linker *l, ab_py_symbols *body, ab_py_node *node)
{
    ab_py_visit_list(l, body, node->list);
    node->frame = AB_ARENA_NEW(l->p->arena, ab_py_frame);
    close_frame(l, body, node->frame);
    return link_list(l, body, node->list);
}

static bool link_with(ab_py_linker *l, ab_py_symbols *s, ab_py_node *node)
{
    ab_py_symbols *body = ab_py_symbols_new(l, s);
    for (uint32_t i = 0; i < node->extra.n; i += 2) {
        ab_py_visit(l, body, node->extra.at[i]);
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

static bool link_filter_or_test(ab_py_linker *l, ab_py_symbols *s, ab_py_node *node)
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

static bool link_branches(ab_py_linker *l, ab_py_symbols *s, ab_py_node *node)
{
    l->conditional++;
    bool ok = link_node(l, s, node->a) && link_list(l, s, node->list) &&
              link_list(l, s, node->extra) && link_list(l, s, node->otherwise);
    l->conditional--;
    return ok;
}

static bool link_children(ab_py_linker *l, ab_py_symbols *s, ab_py_node *node)
{
    return link_node(l, s, node->a) && link_node(l, s, node->b) && link_node(l, s, node->c) &&
           link_list(l, s, node->list);
}

/* Gives every name in `node` its slot in the frame `s` and every filter and test its function. */
static bool link_node(ab_py_linker *l, ab_py_symbols *s, ab_py_node *node)
{
    if (!node) {
        return true;
    }
    if (!ab_py_step(l->p)) {
        l->p->pos = node->pos;
        return false;
    }
    bool ok = true;
    const ab_py_symbol *sym;
    switch (node->type) {
    case N_NAME:
    case N_NSREF:
        sym = ab_py_symbol_find(s, node->name);
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
        ab_py_symbols *body = ab_py_symbols_new(l, s);
        if (node->type == N_FILTER_BLOCK) {
            ab_py_visit_list(l, body, node->list);
            ab_py_visit(l, body, node->b);
        }
        return link_scope(l, body, node) && link_node(l, body, node->b) && link_node(l, s, node->a);
    }
    case N_AUTOESCAPE: {
        ab_py_symbols *body = ab_py_symbols_new(l, s);
        ab_py_visit(l, body, node->a);
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

static bool link_block(ab_py_linker *l, ab_py_node *node)
{
    ab_py_symbols *body = ab_py_symbols_new(l, NULL);
    ab_py_wanted w = ab_py_undeclared(node->list, "self", "super", NULL);
    if (w.found[0]) {
        node->slot = ab_py_declare(l, body, AB_STR("self"));
    }
    if (w.found[1]) {
        ab_py_declare(l, body, AB_STR("super"));
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
    ab_py_linker l = {.p = p, .program = program};
    ab_py_symbols *root = ab_py_symbols_new(&l, NULL);
    program->self_slot = -1;
    program->mutates = may_mutate(program->source);
    if (ab_py_undeclared(program->body, "self", NULL, NULL).found[0]) {
        program->self_slot = ab_py_declare(&l, root, AB_STR("self"));
    }
    ab_py_visit_list(&l, root, program->body);
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
