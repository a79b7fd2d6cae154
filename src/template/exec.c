/* Statements: they write to p->out. */
#include "template/ast.h"

static bool exec_nodes(ab_py *p, ab_py_nodes nodes);

static bool is_missing(const ab_value *v)
{
    return v->kind == AB_EXT && !v->ext.type;
}

/* A variable of the context, a global, or missing. */
static ab_value resolve(ab_py *p, const ab_py_context_name *name)
{
    const ab_value *v = NULL;
    if (name->var != AB_VAR_EXTRA) {
        v = p->vars[name->var];
    } else if (p->vars[AB_VAR_EXTRA]) {
        v = ab_object_get(p->vars[AB_VAR_EXTRA], name->name);
    }
    if (v) {
        return p->mutable_containers && name->var == AB_VAR_EXTRA ? ab_py_thaw(p, v) : *v;
    }
    if (name->is_json_loads && p->context && p->context->json_loads) {
        return ab_py_method(p, ab_py_json_loads_function(), NULL);
    }
    return name->global && !name->is_json_loads ? ab_py_method(p, name->global, NULL)
                                                : ab_py_missing();
}

void ab_py_frame_enter(ab_py *p, const ab_py_frame *frame)
{
    for (uint32_t i = 0; i < frame->n; i++) {
        const ab_py_load *row = &frame->loads[i];
        switch (row->action) {
        case PY_LOAD_RESOLVE:
            p->slots[row->slot] = resolve(p, &p->program->names[row->source]);
            break;
        case PY_LOAD_ALIAS:
            p->slots[row->slot] = p->slots[row->source];
            break;
        case PY_LOAD_UNDEFINED:
            p->slots[row->slot] = ab_py_missing();
            break;
        default:
            break;
        }
    }
}

/* The slots of a frame that is about to run again within itself. */
static ab_value *save_slots(ab_py *p, const ab_py_frame *frame)
{
    size_t n = (size_t)(frame->end_slot - frame->first_slot);
    ab_value *saved = AB_ARENA_ARRAY(p->arena, ab_value, n + 1);
    memcpy(saved, p->slots + frame->first_slot, n * sizeof(ab_value));
    return saved;
}

static void restore_slots(ab_py *p, const ab_py_frame *frame, const ab_value *saved)
{
    size_t n = (size_t)(frame->end_slot - frame->first_slot);
    memcpy(p->slots + frame->first_slot, saved, n * sizeof(ab_value));
}

static bool assign(ab_py *p, const ab_py_node *target, const ab_value *value)
{
    if (target->type == N_NAME) {
        p->slots[target->slot] = *value;
        return true;
    }
    p->pos = target->pos;
    if (target->type == N_NSREF) {
        const ab_value *ns = target->slot >= 0 ? &p->slots[target->slot] : NULL;
        if (!ns || is_missing(ns) || ab_py_type_of(ns) != PY_NAMESPACE) {
            return ab_py_raise(p, PY_RUNTIME_ERROR,
                               "cannot assign attribute on non-namespace object");
        }
        return ab_py_dict_set(p, ns->ext.data, ab_value_str(target->attr), *value);
    }
    ab_value *items;
    size_t n;
    if (!ab_py_collect(p, value, &items, &n)) {
        return p->exc == PY_TYPE_ERROR
                   ? ab_py_raise(p, PY_TYPE_ERROR, "cannot unpack non-iterable %s object",
                                 ab_py_type_name(value))
                   : false;
    }
    if (n != target->list.n) {
        return ab_py_raise(p, PY_VALUE_ERROR,
                           n > target->list.n ? "too many values to unpack (expected %u)"
                                              : "not enough values to unpack (expected %u)",
                           target->list.n);
    }
    for (size_t i = 0; i < n; i++) {
        if (!assign(p, target->list.at[i], &items[i])) {
            return false;
        }
    }
    return true;
}

static bool write_value(ab_py *p, const ab_value *v)
{
    if (!p->autoescape) {
        return ab_py_str(p, v, p->out);
    }
    ab_value escaped;
    return ab_py_html_escape(p, v, &escaped) && ab_py_str(p, &escaped, p->out);
}

static bool too_long(ab_py *p)
{
    return ab_py_raise(p, PY_LIMIT, "the text is too long");
}

/* Text that a macro or filter gave goes out as it is; anything else does not join. */
static bool write_joined(ab_py *p, const ab_value *v)
{
    ab_str text;
    if (!ab_py_text(v, &text)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "sequence item 0: expected str instance, %s found",
                           ab_py_type_name(v));
    }
    return ab_buf_add_str(p->out, text) || too_long(p);
}

static bool run_buffered(ab_py *p, ab_py_nodes body, ab_value *out)
{
    ab_buf *outer = p->out;
    ab_str text;
    p->out = ab_py_buf(p);
    bool ok = exec_nodes(p, body) && ab_py_buf_text(p, p->out, &text);
    p->out = outer;
    if (ok) {
        *out = p->autoescape ? ab_py_markup(p, text) : ab_value_str(text);
    }
    return ok;
}

/* ---- loops ---- */

typedef struct filtered {
    ab_py_iter inner;
    const ab_py_node *node;
} filtered;

static bool next_filtered(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    filtered *f = it->state;
    for (;;) {
        ab_value test;
        if (!ab_py_next(p, &f->inner, out, more)) {
            return false;
        }
        if (!*more) {
            return true;
        }
        ab_py_frame_enter(p, &f->node->loop->test_frame);
        if (!assign(p, f->node->loop->test_target, out) || !ab_py_eval(p, f->node->c, &test)) {
            return false;
        }
        if (ab_py_truthy(&test)) {
            return true;
        }
    }
}

static bool loop_advance(ab_py *p, ab_py_loop *loop, ab_value *out, bool *more)
{
    if (loop->drained) {
        *more = loop->rest_i < loop->rest_n;
        if (*more) {
            *out = loop->rest[loop->rest_i++];
        }
        return true;
    }
    return ab_py_next(p, loop->iter, out, more);
}

static bool loop_take(ab_py *p, ab_py_loop *loop, ab_value *out, bool *more)
{
    if (loop->has_after) {
        *out = loop->after;
        loop->has_after = false;
        *more = true;
    } else if (!loop_advance(p, loop, out, more)) {
        return false;
    }
    if (*more) {
        loop->index0++;
        loop->before = loop->current;
        loop->current = *out;
    }
    return true;
}

bool ab_py_loop_next(ab_py *p, ab_py_loop *loop, ab_value *out, bool *more)
{
    /* iterating over the variable loop gives pairs of item and loop */
    if (!loop_take(p, loop, out, more)) {
        return false;
    }
    if (*more) {
        *out = ab_py_pair(p, *out, ab_py_ext(PY_LOOP, loop));
    }
    return true;
}

static bool loop_peek(ab_py *p, ab_py_loop *loop, bool *more)
{
    *more = true;
    if (loop->has_after) {
        return true;
    }
    if (!loop_advance(p, loop, &loop->after, more)) {
        return false;
    }
    loop->has_after = *more;
    return true;
}

static bool loop_length(ab_py *p, ab_py_loop *loop)
{
    if (loop->length >= 0) {
        return true;
    }
    if (ab_py_type_of(&loop->iterable) != PY_ITERATOR) {
        return ab_py_length(p, &loop->iterable, &loop->length);
    }
    ab_py_seq rest = {0};
    for (;;) {
        ab_value v;
        bool more;
        if (!loop_advance(p, loop, &v, &more)) {
            return false;
        }
        if (!more) {
            break;
        }
        if (!ab_py_seq_push(p, &rest, v)) {
            return false;
        }
    }
    loop->drained = true;
    loop->rest = rest.items;
    loop->rest_n = rest.n;
    loop->rest_i = 0;
    loop->length = (int64_t)rest.n + loop->index0 + 1 + (loop->has_after ? 1 : 0);
    return true;
}

static bool loop_neighbour(ab_py *p, ab_py_loop *loop, bool next, ab_value *out)
{
    bool more = loop->index0 != 0;
    if (next && !loop_peek(p, loop, &more)) {
        return false;
    }
    if (!more) {
        *out =
            ab_py_undefined_hint(p, next ? "there is no next item" : "there is no previous item");
    } else {
        *out = next ? loop->after : loop->before;
    }
    return true;
}

static bool loop_number(ab_py *p, ab_py_loop *loop, ab_str name, ab_value *out, bool *found)
{
    *found = true;
    int64_t n;
    if (ab_str_is(name, "index")) {
        n = loop->index0 + 1;
    } else if (ab_str_is(name, "index0")) {
        n = loop->index0;
    } else if (ab_str_is(name, "depth")) {
        n = loop->depth0 + 1;
    } else if (ab_str_is(name, "depth0")) {
        n = loop->depth0;
    } else if (ab_str_is(name, "length") || ab_str_is(name, "revindex") ||
               ab_str_is(name, "revindex0")) {
        if (!loop_length(p, loop)) {
            return false;
        }
        n = ab_str_is(name, "length")     ? loop->length
            : ab_str_is(name, "revindex") ? loop->length - loop->index0
                                          : loop->length - loop->index0 - 1;
    } else {
        *found = false;
        return true;
    }
    *out = ab_value_int(n);
    return true;
}

bool ab_py_loop_attribute(ab_py *p, ab_py_loop *loop, ab_str name, ab_value *out, bool *found)
{
    bool more;
    *found = true;
    if (ab_str_is(name, "first")) {
        *out = ab_value_bool(loop->index0 == 0);
        return true;
    }
    if (ab_str_is(name, "last")) {
        if (!loop_peek(p, loop, &more)) {
            return false;
        }
        *out = ab_value_bool(!more);
        return true;
    }
    if (ab_str_is(name, "previtem") || ab_str_is(name, "nextitem")) {
        return loop_neighbour(p, loop, name.p[0] == 'n', out);
    }
    const ab_py_builtin *b = ab_py_find_method(PY_LOOP, name);
    if (b) {
        ab_value self = ab_py_ext(PY_LOOP, loop);
        *out = ab_py_method(p, b, &self);
        return true;
    }
    return loop_number(p, loop, name, out, found);
}

static bool run_loop(ab_py *p, const ab_py_node *node, const ab_value *iterable, int64_t depth0)
{
    ab_py_loop *loop = AB_ARENA_NEW(p->arena, ab_py_loop);
    ab_py_iter *it = AB_ARENA_NEW(p->arena, ab_py_iter);
    *loop = (ab_py_loop){.node = node,
                         .iter = it,
                         .iterable = *iterable,
                         .index0 = -1,
                         .length = -1,
                         .depth0 = depth0};
    if (!ab_py_iterate(p, iterable, it)) {
        return false;
    }
    if (node->c) {
        filtered *f = AB_ARENA_NEW(p->arena, filtered);
        f->inner = *it;
        f->node = node;
        loop->iterable = ab_py_generator(p, "generator", next_filtered, ab_value_null(), f);
        loop->iter = loop->iterable.ext.data;
    }
    for (;;) {
        ab_value item;
        bool more;
        if (!loop_take(p, loop, &item, &more)) {
            return false;
        }
        if (!more) {
            break;
        }
        if (node->loop->loop_slot >= 0) {
            p->slots[node->loop->loop_slot] = ab_py_ext(PY_LOOP, loop);
        }
        if (!assign(p, node->a, &item)) {
            return false;
        }
        ab_py_frame_enter(p, node->frame);
        if (!exec_nodes(p, node->list)) {
            return false;
        }
    }
    if (loop->index0 < 0 && node->loop->otherwise.n) {
        ab_py_frame_enter(p, &node->loop->else_frame);
        return exec_nodes(p, node->loop->otherwise);
    }
    return true;
}

static bool exec_for(ab_py *p, const ab_py_node *node)
{
    ab_value iterable;
    if (!ab_py_eval(p, node->b, &iterable)) {
        return false;
    }
    p->pos = node->b->pos;
    return run_loop(p, node, &iterable, 0);
}

bool ab_py_exec_loop_call(ab_py *p, ab_py_loop *loop, const ab_py_args *args, ab_value *out)
{
    if (args->n != 1 || args->n_kw) {
        return ab_py_raise(p, PY_TYPE_ERROR, "__call__() takes one argument");
    }
    if (!loop->node->loop->recursive) {
        return ab_py_raise(p, PY_TYPE_ERROR,
                           "The loop must have the 'recursive' marker to be called recursively.");
    }
    ab_value *saved = save_slots(p, loop->node->frame);
    ab_buf *outer = p->out;
    ab_str text;
    p->out = ab_py_buf(p);
    bool ok =
        run_loop(p, loop->node, &args->v[0], loop->depth0 + 1) && ab_py_buf_text(p, p->out, &text);
    p->out = outer;
    restore_slots(p, loop->node->frame, saved);
    if (ok) {
        *out = p->autoescape ? ab_py_markup(p, text) : ab_value_str(text);
    }
    return ok;
}

/* ---- macros ---- */

ab_str ab_py_macro_name(const ab_py_macro *macro)
{
    return macro->node->type == N_MACRO ? macro->node->name : AB_STR("caller");
}

bool ab_py_macro_attribute(ab_py *p, const ab_py_macro *macro, ab_str name, ab_value *out)
{
    const ab_py_params *params = macro->node->params;
    if (ab_str_is(name, "name")) {
        *out = macro->node->type == N_MACRO ? ab_value_str(macro->node->name) : ab_value_null();
    } else if (ab_str_is(name, "arguments")) {
        ab_value *names = AB_ARENA_ARRAY(p->arena, ab_value, params->names.n + 1);
        for (uint32_t i = 0; i < params->names.n; i++) {
            names[i] = ab_value_str(params->names.at[i]->name);
        }
        *out = ab_py_tuple_new(p, names, params->names.n);
    } else if (ab_str_is(name, "catch_kwargs")) {
        *out = ab_value_bool(params->kwargs_slot >= 0);
    } else if (ab_str_is(name, "catch_varargs")) {
        *out = ab_value_bool(params->varargs_slot >= 0);
    } else if (ab_str_is(name, "caller")) {
        *out = ab_value_bool(params->caller_slot >= 0 || params->caller_is_param);
    } else if (ab_str_is(name, "explicit_caller")) {
        *out = ab_value_bool(params->caller_is_param);
    } else {
        return false;
    }
    return true;
}

static bool take_keyword(const ab_py_args *args, bool *used, ab_str name, ab_value *out)
{
    for (uint32_t i = 0; i < args->n_kw; i++) {
        if (!used[i] && ab_str_eq(args->kw_names[i], name)) {
            used[i] = true;
            *out = args->kw_values[i];
            return true;
        }
    }
    return false;
}

static bool bind_rest(ab_py *p, const ab_py_node *node, const ab_py_args *args, const bool *used)
{
    const ab_py_params *params = node->params;
    ab_value kwargs = ab_py_dict_new(p);
    for (uint32_t i = 0; i < args->n_kw; i++) {
        if (used[i]) {
            continue;
        }
        if (params->kwargs_slot < 0) {
            return ab_py_raise(p, PY_TYPE_ERROR, "macro takes no keyword argument '%.*s'",
                               AB_STR_ARG(args->kw_names[i]));
        }
        if (!ab_py_dict_set(p, kwargs.ext.data, ab_value_str(args->kw_names[i]),
                            args->kw_values[i])) {
            return false;
        }
    }
    if (params->kwargs_slot >= 0) {
        p->slots[params->kwargs_slot] = kwargs;
    }
    uint32_t n = params->names.n;
    if (params->varargs_slot >= 0) {
        uint32_t rest = args->n > n ? args->n - n : 0;
        p->slots[params->varargs_slot] =
            ab_py_tuple_new(p, (ab_value *)(args->v + (rest ? n : 0)), rest);
    } else if (args->n > n) {
        return ab_py_raise(p, PY_TYPE_ERROR, "macro takes not more than %u argument(s)", n);
    }
    return true;
}

static bool bind_macro(ab_py *p, const ab_py_node *node, const ab_py_args *args)
{
    const ab_py_params *params = node->params;
    bool *used = AB_ARENA_ARRAY(p->arena, bool, args->n_kw + 1);
    uint32_t n = params->names.n;
    for (uint32_t i = 0; i < n; i++) {
        ab_value v = ab_py_missing();
        if (i < args->n) {
            v = args->v[i];
        } else {
            take_keyword(args, used, params->names.at[i]->name, &v);
        }
        p->slots[params->names.at[i]->slot] = v;
    }
    if (params->caller_slot >= 0) {
        ab_value caller;
        if (!take_keyword(args, used, AB_STR("caller"), &caller)) {
            caller = ab_py_undefined_hint(p, "No caller defined");
        }
        p->slots[params->caller_slot] = caller;
    }
    if (!bind_rest(p, node, args, used)) {
        return false;
    }
    ab_py_frame_enter(p, node->frame);
    for (uint32_t i = 0; i < n; i++) {
        ab_value *slot = &p->slots[params->names.at[i]->slot];
        if (!is_missing(slot)) {
            continue;
        }
        uint32_t first = n - params->defaults.n;
        ab_value v = ab_py_undefined_hint(p, "a parameter was not provided");
        if (i >= first && !ab_py_eval(p, params->defaults.at[i - first], &v)) {
            return false;
        }
        *slot = v;
    }
    return true;
}

bool ab_py_exec_macro(ab_py *p, const ab_py_macro *macro, const ab_py_args *args, ab_value *out)
{
    const ab_py_node *node = macro->node;
    ab_value *saved = save_slots(p, node->frame);
    bool ok = bind_macro(p, node, args) && run_buffered(p, node->list, out);
    restore_slots(p, node->frame, saved);
    return ok;
}

static ab_value new_macro(ab_py *p, const ab_py_node *node)
{
    ab_py_macro *macro = AB_ARENA_NEW(p->arena, ab_py_macro);
    macro->node = node;
    macro->autoescape = p->autoescape;
    return ab_py_ext(PY_MACRO, macro);
}

static bool exec_call_block(ab_py *p, const ab_py_node *node)
{
    ab_value callee;
    ab_py_args args;
    ab_value result;
    if (!ab_py_eval(p, node->a->a, &callee) || !ab_py_eval_args(p, node->a->args, &args)) {
        return false;
    }
    ab_str *names = AB_ARENA_ARRAY(p->arena, ab_str, args.n_kw + 1);
    ab_value *values = AB_ARENA_ARRAY(p->arena, ab_value, args.n_kw + 1);
    for (uint32_t i = 0; i < args.n_kw; i++) {
        names[i] = args.kw_names[i];
        values[i] = args.kw_values[i];
    }
    names[args.n_kw] = AB_STR("caller");
    values[args.n_kw] = new_macro(p, node);
    args.kw_names = names;
    args.kw_values = values;
    args.n_kw++;
    p->pos = node->a->pos;
    return ab_py_call_value(p, &callee, &args, &result) && write_joined(p, &result);
}

/* ---- blocks ---- */

bool ab_py_self_attribute(ab_py *p, ab_str name, ab_value *out)
{
    for (uint32_t i = 0; i < p->program->blocks.n; i++) {
        if (ab_str_eq(p->program->blocks.at[i]->name, name)) {
            *out = ab_py_ext(PY_BLOCK, p->program->blocks.at[i]);
            return true;
        }
    }
    return false;
}

static void enter_block(ab_py *p, const ab_py_node *block)
{
    ab_py_frame_enter(p, block->frame);
    if (block->slot >= 0) {
        p->slots[block->slot] = ab_py_ext(PY_SELF, (void *)p->program);
    }
    for (uint32_t i = 0; i < block->frame->n; i++) {
        if (block->frame->loads[i].action == PY_LOAD_PARAM &&
            block->frame->loads[i].slot != block->slot) {
            p->slots[block->frame->loads[i].slot] =
                ab_py_undefined_hint(p, "there is no parent block");
        }
    }
}

bool ab_py_exec_block(ab_py *p, const ab_py_node *block, ab_value *out)
{
    enter_block(p, block);
    return run_buffered(p, block->list, out);
}

/* ---- the other statements ---- */

static bool exec_if(ab_py *p, const ab_py_node *node)
{
    ab_value test;
    if (!ab_py_eval(p, node->a, &test)) {
        return false;
    }
    if (ab_py_truthy(&test)) {
        return exec_nodes(p, node->list);
    }
    for (uint32_t i = 0; i < node->extra.n; i++) {
        const ab_py_node *branch = node->extra.at[i];
        if (!ab_py_eval(p, branch->a, &test)) {
            return false;
        }
        if (ab_py_truthy(&test)) {
            return exec_nodes(p, branch->list);
        }
    }
    return exec_nodes(p, node->otherwise);
}

static bool exec_set_block(ab_py *p, const ab_py_node *node)
{
    ab_value value;
    ab_py_frame_enter(p, node->frame);
    if (!run_buffered(p, node->list, &value)) {
        return false;
    }
    p->block_input = value;
    return (!node->b || ab_py_eval(p, node->b, &value)) && assign(p, node->a, &value);
}

static bool exec_filter_block(ab_py *p, const ab_py_node *node)
{
    ab_value value;
    ab_py_frame_enter(p, node->frame);
    if (!run_buffered(p, node->list, &value)) {
        return false;
    }
    p->block_input = value;
    return ab_py_eval(p, node->b, &value) && write_joined(p, &value);
}

static bool exec_with(ab_py *p, const ab_py_node *node)
{
    ab_py_frame_enter(p, node->frame);
    for (uint32_t i = 0; i < node->extra.n; i += 2) {
        ab_value value;
        if (!ab_py_eval(p, node->extra.at[i + 1], &value) ||
            !assign(p, node->extra.at[i], &value)) {
            return false;
        }
    }
    return exec_nodes(p, node->list);
}

static bool exec_autoescape(ab_py *p, const ab_py_node *node)
{
    ab_value on;
    ab_py_frame_enter(p, node->frame);
    if (!ab_py_eval(p, node->a, &on)) {
        return false;
    }
    bool before = p->autoescape;
    p->autoescape = ab_py_truthy(&on);
    bool ok = exec_nodes(p, node->list);
    p->autoescape = before;
    return ok;
}

static bool exec_output(ab_py *p, const ab_py_node *node)
{
    for (uint32_t i = 0; i < node->list.n; i++) {
        ab_value v;
        if (!ab_py_eval(p, node->list.at[i], &v) || !write_value(p, &v)) {
            return false;
        }
    }
    return true;
}

static bool exec_loader(ab_py *p, const ab_py_node *node)
{
    ab_value v;
    if (!ab_py_eval(p, node->a, &v)) {
        return false;
    }
    p->pos = node->pos;
    return ab_py_raise(p, PY_TYPE_ERROR, "no loader for this environment specified");
}

static bool exec_node(ab_py *p, const ab_py_node *node)
{
    ab_value v;
    switch (node->type) {
    case N_DATA:
        return ab_buf_add_str(p->out, node->name) || too_long(p);
    case N_OUTPUT:
        return exec_output(p, node);
    case N_IF:
        return exec_if(p, node);
    case N_FOR:
        return exec_for(p, node);
    case N_SET:
        return ab_py_eval(p, node->b, &v) && assign(p, node->a, &v);
    case N_SET_BLOCK:
        return exec_set_block(p, node);
    case N_WITH:
        return exec_with(p, node);
    case N_MACRO:
        v = new_macro(p, node);
        return assign(p, node->a, &v);
    case N_CALL_BLOCK:
        return exec_call_block(p, node);
    case N_FILTER_BLOCK:
        return exec_filter_block(p, node);
    case N_AUTOESCAPE:
        return exec_autoescape(p, node);
    case N_BLOCK:
        enter_block(p, node);
        return exec_nodes(p, node->list);
    default: /* N_LOADER */
        return exec_loader(p, node);
    }
}

static bool exec_nodes(ab_py *p, ab_py_nodes nodes)
{
    if (!ab_py_enter(p)) {
        return false;
    }
    for (uint32_t i = 0; i < nodes.n; i++) {
        if (!ab_py_step(p) || !exec_node(p, nodes.at[i])) {
            return false;
        }
    }
    ab_py_leave(p);
    return true;
}

static void prepare(ab_py *p, const ab_py_program *program)
{
    p->slots = AB_ARENA_ARRAY(p->arena, ab_value, (size_t)program->slot_count + 1);
    ab_py_frame_enter(p, &program->frame);
    if (program->self_slot >= 0) {
        p->slots[program->self_slot] = ab_py_ext(PY_SELF, (void *)program);
    }
}

bool ab_py_run(ab_py *p, const ab_py_program *program)
{
    prepare(p, program);
    return exec_nodes(p, program->body);
}

bool ab_py_run_expression(ab_py *p, const ab_py_program *program, ab_value *out)
{
    prepare(p, program);
    return ab_py_eval(p, program->expression, out);
}
