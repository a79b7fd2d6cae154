/* Macros, call blocks and blocks. */
#include "template/exec.h"

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
        if (!ab_py_is_missing(slot)) {
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
    ab_value *saved = ab_py_save_slots(p, node->frame);
    bool ok = bind_macro(p, node, args) && ab_py_run_buffered(p, node->list, out);
    ab_py_restore_slots(p, node->frame, saved);
    return ok;
}

ab_value ab_py_new_macro(ab_py *p, const ab_py_node *node)
{
    ab_py_macro *macro = AB_ARENA_NEW(p->arena, ab_py_macro);
    macro->node = node;
    macro->autoescape = p->autoescape;
    return ab_py_ext(PY_MACRO, macro);
}

bool ab_py_exec_call_block(ab_py *p, const ab_py_node *node)
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
    values[args.n_kw] = ab_py_new_macro(p, node);
    args.kw_names = names;
    args.kw_values = values;
    args.n_kw++;
    p->pos = node->a->pos;
    return ab_py_call_value(p, &callee, &args, &result) && ab_py_write_joined(p, &result);
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

void ab_py_enter_block(ab_py *p, const ab_py_node *block)
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
    ab_py_enter_block(p, block);
    return ab_py_run_buffered(p, block->list, out);
}
