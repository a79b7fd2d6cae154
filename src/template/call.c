/* Calls: matching arguments to a builtin's parameters, and everything that can be called. */
#include "template/py.h"

#include "template/ast.h"

/* The index of the parameter `name` in "a,b,c", or -1. */
static int parameter(const char *params, ab_str name)
{
    int i = 0;
    while (*params && *params != '-') {
        size_t n = strcspn(params, ",");
        if (n == name.n && memcmp(params, name.p, n) == 0) {
            return i;
        }
        params += n + (params[n] == ',');
        i++;
    }
    return -1;
}

static bool bind_arguments(ab_py *p, const ab_py_builtin *b, const ab_py_args *args,
                           ab_py_call *call)
{
    if (args->n > b->max) {
        return ab_py_raise(p, PY_TYPE_ERROR, "%s() takes at most %u argument%s (%u given)", b->name,
                           b->max, b->max == 1 ? "" : "s", args->n);
    }
    for (uint32_t i = 0; i < args->n; i++) {
        call->argv[i] = &args->v[i];
    }
    for (uint32_t i = 0; i < args->n_kw; i++) {
        int at = parameter(b->params, args->kw_names[i]);
        if (at < 0 || at >= b->max) {
            return ab_py_raise(p, PY_TYPE_ERROR, "%s() got an unexpected keyword argument '%.*s'",
                               b->name, AB_STR_ARG(args->kw_names[i]));
        }
        if (call->argv[at]) {
            return ab_py_raise(p, PY_TYPE_ERROR, "%s() got multiple values for argument '%.*s'",
                               b->name, AB_STR_ARG(args->kw_names[i]));
        }
        call->argv[at] = &args->kw_values[i];
    }
    for (int i = 0; i < b->min; i++) {
        if (!call->argv[i]) {
            return ab_py_raise(p, PY_TYPE_ERROR, "%s() missing required arguments", b->name);
        }
    }
    return true;
}

bool ab_py_call_builtin(ab_py *p, const ab_py_builtin *b, const ab_value *self,
                        const ab_py_args *args, ab_value *out)
{
    ab_py_call call = {.self = self, .raw = args};
    if (!(b->flags & PY_RAW) && !bind_arguments(p, b, args, &call)) {
        return false;
    }
    if (self) {
        ab_py_charge_for(p, self);
    }
    for (uint32_t i = 0; i < args->n; i++) {
        ab_py_charge_for(p, &args->v[i]);
    }
    return ab_py_step(p) && b->fn(p, &call, out);
}

ab_value ab_py_method(ab_py *p, const ab_py_builtin *b, const ab_value *self)
{
    ab_py_method_data *m = AB_ARENA_NEW(p->arena, ab_py_method_data);
    m->builtin = b;
    if (self) {
        m->self = *self;
    }
    return ab_py_ext(self ? PY_METHOD : PY_FUNCTION, m);
}

bool ab_py_is_callable(const ab_value *v)
{
    switch (ab_py_type_of(v)) {
    case PY_METHOD:
    case PY_FUNCTION:
    case PY_MACRO:
    case PY_LOOP:
    case PY_JOINER:
    case PY_BLOCK:
    case PY_UNDEFINED: /* it has __call__, which fails */
        return true;
    default:
        return false;
    }
}

bool ab_py_call_value(ab_py *p, const ab_value *callee, const ab_py_args *args, ab_value *out)
{
    const ab_py_method_data *m;
    ab_py_joiner *joiner;
    bool ok;
    if (!ab_py_enter(p)) {
        return false;
    }
    switch (ab_py_type_of(callee)) {
    case PY_METHOD:
        m = callee->ext.data;
        ok = ab_py_call_builtin(p, m->builtin, &m->self, args, out);
        break;
    case PY_FUNCTION:
        m = callee->ext.data;
        ok = ab_py_call_builtin(p, m->builtin, NULL, args, out);
        break;
    case PY_MACRO:
        ok = ab_py_exec_macro(p, callee->ext.data, args, out);
        break;
    case PY_LOOP:
        ok = ab_py_exec_loop_call(p, callee->ext.data, args, out);
        break;
    case PY_JOINER:
        joiner = callee->ext.data;
        if (args->n || args->n_kw) {
            ok = ab_py_raise(p, PY_TYPE_ERROR, "__call__() takes 1 positional argument");
            break;
        }
        *out = joiner->used ? joiner->separator : ab_value_str(AB_STR(""));
        joiner->used = true;
        ok = true;
        break;
    case PY_BLOCK:
        ok = ab_py_exec_block(p, callee->ext.data, out);
        break;
    case PY_UNDEFINED:
        ok = ab_py_undefined_fail(p, callee);
        break;
    default:
        ok = ab_py_raise(p, PY_TYPE_ERROR, "'%s' object is not callable", ab_py_type_name(callee));
    }
    ab_py_leave(p);
    return ok;
}

bool ab_py_call_filter(ab_py *p, ab_str name, const ab_value *value, const ab_py_args *args,
                       ab_value *out)
{
    const ab_py_builtin *b = ab_py_find_filter(name);
    if (!b) {
        return ab_py_raise(p, PY_RUNTIME_ERROR, "No filter named '%.*s'.", AB_STR_ARG(name));
    }
    return ab_py_call_builtin(p, b, value, args, out);
}

bool ab_py_call_test(ab_py *p, ab_str name, const ab_value *value, const ab_py_args *args,
                     bool *out)
{
    const ab_py_builtin *b = ab_py_find_test(name);
    ab_value v;
    if (!b) {
        return ab_py_raise(p, PY_RUNTIME_ERROR, "No test named '%.*s'.", AB_STR_ARG(name));
    }
    if (!ab_py_call_builtin(p, b, value, args, &v)) {
        return false;
    }
    *out = ab_py_truthy(&v);
    return true;
}
