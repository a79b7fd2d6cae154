/* Statements: they write to p->out. */
#include "template/exec.h"

bool ab_py_is_missing(const ab_value *v)
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
ab_value *ab_py_save_slots(ab_py *p, const ab_py_frame *frame)
{
    size_t n = (size_t)(frame->end_slot - frame->first_slot);
    ab_value *saved = AB_ARENA_ARRAY(p->arena, ab_value, n + 1);
    memcpy(saved, p->slots + frame->first_slot, n * sizeof(ab_value));
    return saved;
}

void ab_py_restore_slots(ab_py *p, const ab_py_frame *frame, const ab_value *saved)
{
    size_t n = (size_t)(frame->end_slot - frame->first_slot);
    memcpy(p->slots + frame->first_slot, saved, n * sizeof(ab_value));
}

bool ab_py_assign(ab_py *p, const ab_py_node *target, const ab_value *value)
{
    if (target->type == N_NAME) {
        p->slots[target->slot] = *value;
        return true;
    }
    p->pos = target->pos;
    if (target->type == N_NSREF) {
        const ab_value *ns = target->slot >= 0 ? &p->slots[target->slot] : NULL;
        if (!ns || ab_py_is_missing(ns) || ab_py_type_of(ns) != PY_NAMESPACE) {
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
        if (!ab_py_assign(p, target->list.at[i], &items[i])) {
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
bool ab_py_write_joined(ab_py *p, const ab_value *v)
{
    ab_str text;
    if (!ab_py_text(v, &text)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "sequence item 0: expected str instance, %s found",
                           ab_py_type_name(v));
    }
    return ab_buf_add_str(p->out, text) || too_long(p);
}

bool ab_py_run_buffered(ab_py *p, ab_py_nodes body, ab_value *out)
{
    ab_buf *outer = p->out;
    ab_str text;
    p->out = ab_py_buf(p);
    bool ok = ab_py_exec_nodes(p, body) && ab_py_buf_text(p, p->out, &text);
    p->out = outer;
    if (ok) {
        *out = p->autoescape ? ab_py_markup(p, text) : ab_value_str(text);
    }
    return ok;
}

static bool exec_if(ab_py *p, const ab_py_node *node)
{
    ab_value test;
    if (!ab_py_eval(p, node->a, &test)) {
        return false;
    }
    if (ab_py_truthy(&test)) {
        return ab_py_exec_nodes(p, node->list);
    }
    for (uint32_t i = 0; i < node->extra.n; i++) {
        const ab_py_node *branch = node->extra.at[i];
        if (!ab_py_eval(p, branch->a, &test)) {
            return false;
        }
        if (ab_py_truthy(&test)) {
            return ab_py_exec_nodes(p, branch->list);
        }
    }
    return ab_py_exec_nodes(p, node->otherwise);
}

static bool exec_set_block(ab_py *p, const ab_py_node *node)
{
    ab_value value;
    ab_py_frame_enter(p, node->frame);
    if (!ab_py_run_buffered(p, node->list, &value)) {
        return false;
    }
    p->block_input = value;
    return (!node->b || ab_py_eval(p, node->b, &value)) && ab_py_assign(p, node->a, &value);
}

static bool exec_filter_block(ab_py *p, const ab_py_node *node)
{
    ab_value value;
    ab_py_frame_enter(p, node->frame);
    if (!ab_py_run_buffered(p, node->list, &value)) {
        return false;
    }
    p->block_input = value;
    return ab_py_eval(p, node->b, &value) && ab_py_write_joined(p, &value);
}

static bool exec_with(ab_py *p, const ab_py_node *node)
{
    ab_py_frame_enter(p, node->frame);
    for (uint32_t i = 0; i < node->extra.n; i += 2) {
        ab_value value;
        if (!ab_py_eval(p, node->extra.at[i + 1], &value) ||
            !ab_py_assign(p, node->extra.at[i], &value)) {
            return false;
        }
    }
    return ab_py_exec_nodes(p, node->list);
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
    bool ok = ab_py_exec_nodes(p, node->list);
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
        return ab_py_exec_for(p, node);
    case N_SET:
        return ab_py_eval(p, node->b, &v) && ab_py_assign(p, node->a, &v);
    case N_SET_BLOCK:
        return exec_set_block(p, node);
    case N_WITH:
        return exec_with(p, node);
    case N_MACRO:
        v = ab_py_new_macro(p, node);
        return ab_py_assign(p, node->a, &v);
    case N_CALL_BLOCK:
        return ab_py_exec_call_block(p, node);
    case N_FILTER_BLOCK:
        return exec_filter_block(p, node);
    case N_AUTOESCAPE:
        return exec_autoescape(p, node);
    case N_BLOCK:
        ab_py_enter_block(p, node);
        return ab_py_exec_nodes(p, node->list);
    default: /* N_LOADER */
        return exec_loader(p, node);
    }
}

bool ab_py_exec_nodes(ab_py *p, ab_py_nodes nodes)
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
    return ab_py_exec_nodes(p, program->body);
}

bool ab_py_run_expression(ab_py *p, const ab_py_program *program, ab_value *out)
{
    prepare(p, program);
    return ab_py_eval(p, program->expression, out);
}
