/* Expressions. */
#include "template/ast.h"

static bool eval_name(ab_py *p, const ab_py_node *node, ab_value *out)
{
    if (node->slot < 0) {
        *out = ab_py_undefined_name(p, node->name);
        return true;
    }
    *out = p->slots[node->slot];
    if (out->kind == AB_EXT && !out->ext.type) { /* missing */
        *out = ab_py_undefined_name(p, node->name);
    }
    return true;
}

static bool eval_items(ab_py *p, ab_py_nodes list, ab_value **items)
{
    *items = AB_ARENA_ARRAY(p->arena, ab_value, list.n + 1);
    for (uint32_t i = 0; i < list.n; i++) {
        if (!ab_py_eval(p, list.at[i], &(*items)[i])) {
            return false;
        }
    }
    return true;
}

static bool all_strings(const ab_value *items, size_t n)
{
    for (size_t i = 0; i < n; i += 2) {
        if (items[i].kind != AB_STRING) {
            return false;
        }
    }
    return true;
}

static bool eval_dict(ab_py *p, const ab_py_node *node, ab_value *out)
{
    ab_value *items;
    if (!eval_items(p, node->list, &items)) {
        return false;
    }
    if (!p->mutable_containers && all_strings(items, node->list.n)) {
        *out = ab_value_object();
        for (uint32_t i = 0; i < node->list.n; i += 2) {
            ab_object_set(p->arena, out, items[i].text, items[i + 1]);
        }
        return true;
    }
    *out = ab_py_dict_new(p);
    for (uint32_t i = 0; i < node->list.n; i += 2) {
        if (!ab_py_dict_set(p, out->ext.data, items[i], items[i + 1])) {
            return false;
        }
    }
    return true;
}

static bool eval_compare(ab_py *p, const ab_py_node *node, ab_value *out)
{
    ab_value left;
    if (!ab_py_eval(p, node->a, &left)) {
        return false;
    }
    bool holds = true;
    for (uint32_t i = 0; holds && i < node->list.n; i++) {
        ab_value right;
        if (!ab_py_eval(p, node->list.at[i], &right) ||
            !ab_py_compare(p, (ab_py_op)node->ops[i], &left, &right, &holds)) {
            return false;
        }
        left = right;
    }
    *out = ab_value_bool(holds);
    return true;
}

static bool eval_concat(ab_py *p, const ab_py_node *node, ab_value *out)
{
    ab_value *items;
    if (!eval_items(p, node->list, &items)) {
        return false;
    }
    bool markup = false;
    for (uint32_t i = 0; p->autoescape && i < node->list.n; i++) {
        markup = markup || ab_py_type_of(&items[i]) == PY_MARKUP;
    }
    ab_buf *buf = ab_py_buf(p);
    for (uint32_t i = 0; i < node->list.n; i++) {
        if ((markup && !ab_py_html_escape(p, &items[i], &items[i])) ||
            !ab_py_str(p, &items[i], buf)) {
            return false;
        }
    }
    ab_str text;
    if (!ab_py_buf_text(p, buf, &text)) {
        return false;
    }
    *out = markup ? ab_py_markup(p, text) : ab_value_str(text);
    return true;
}

static bool eval_optional(ab_py *p, const ab_py_node *node, ab_value *out)
{
    *out = ab_value_null();
    return !node || ab_py_eval(p, node, out);
}

static bool eval_slice(ab_py *p, const ab_py_node *node, ab_value *out)
{
    ab_py_slice *s = AB_ARENA_NEW(p->arena, ab_py_slice);
    *out = ab_py_ext(PY_SLICE, s);
    return eval_optional(p, node->a, &s->start) && eval_optional(p, node->b, &s->stop) &&
           eval_optional(p, node->c, &s->step);
}

static bool eval_condition(ab_py *p, const ab_py_node *node, ab_value *out)
{
    ab_value test;
    if (!ab_py_eval(p, node->b, &test)) {
        return false;
    }
    if (ab_py_truthy(&test)) {
        return ab_py_eval(p, node->a, out);
    }
    if (node->c) {
        return ab_py_eval(p, node->c, out);
    }
    *out = ab_py_undefined_hint(
        p, "the inline if-expression evaluated to false and no else section was defined.");
    return true;
}

/* ---- arguments ---- */

static bool spread_keywords(ab_py *p, const ab_py_node_args *args, ab_py_args *out)
{
    ab_value extra;
    if (!ab_py_eval(p, args->dyn_kwargs, &extra)) {
        return false;
    }
    if (!ab_py_is_mapping(&extra)) {
        return ab_py_type_of(&extra) == PY_UNDEFINED
                   ? ab_py_undefined_fail(p, &extra)
                   : ab_py_raise(p, PY_TYPE_ERROR, "argument after ** must be a mapping, not %s",
                                 ab_py_type_name(&extra));
    }
    size_t n = ab_py_mapping_count(&extra);
    ab_str *names = AB_ARENA_ARRAY(p->arena, ab_str, out->n_kw + n + 1);
    ab_value *values = AB_ARENA_ARRAY(p->arena, ab_value, out->n_kw + n + 1);
    if (out->n_kw) {
        memcpy(names, out->kw_names, out->n_kw * sizeof(ab_str));
        memcpy(values, out->kw_values, out->n_kw * sizeof(ab_value));
    }
    for (size_t i = 0; i < n; i++) {
        ab_value key;
        ab_py_mapping_at(&extra, i, &key, &values[out->n_kw]);
        if (!ab_py_text(&key, &names[out->n_kw])) {
            return ab_py_raise(p, PY_TYPE_ERROR, "keywords must be strings");
        }
        for (uint32_t k = 0; k < out->n_kw; k++) {
            if (ab_str_eq(names[k], names[out->n_kw])) {
                return ab_py_raise(p, PY_TYPE_ERROR,
                                   "got multiple values for keyword argument '%.*s'",
                                   AB_STR_ARG(names[k]));
            }
        }
        out->n_kw++;
    }
    out->kw_names = names;
    out->kw_values = values;
    return true;
}

static bool spread_positional(ab_py *p, const ab_py_node_args *args, ab_py_args *out)
{
    ab_value extra;
    ab_value *more;
    size_t n;
    if (!ab_py_eval(p, args->dyn_args, &extra) || !ab_py_collect(p, &extra, &more, &n)) {
        return false;
    }
    ab_value *all = AB_ARENA_ARRAY(p->arena, ab_value, out->n + n + 1);
    if (out->n) {
        memcpy(all, out->v, out->n * sizeof(ab_value));
    }
    if (n) {
        memcpy(all + out->n, more, n * sizeof(ab_value));
    }
    out->v = all;
    out->n += (uint32_t)n;
    return true;
}

bool ab_py_eval_args(ab_py *p, const ab_py_node_args *args, ab_py_args *out)
{
    *out = (ab_py_args){0};
    if (args->positional.n) {
        ab_value *items;
        if (!eval_items(p, args->positional, &items)) {
            return false;
        }
        out->v = items;
        out->n = args->positional.n;
    }
    if (args->dyn_args && !spread_positional(p, args, out)) {
        return false;
    }
    if (args->keyword_count) {
        ab_str *names = AB_ARENA_ARRAY(p->arena, ab_str, args->keyword_count);
        ab_value *values = AB_ARENA_ARRAY(p->arena, ab_value, args->keyword_count);
        for (uint32_t i = 0; i < args->keyword_count; i++) {
            names[i] = args->keywords[i].name;
            if (!ab_py_eval(p, args->keywords[i].value, &values[i])) {
                return false;
            }
        }
        out->kw_names = names;
        out->kw_values = values;
        out->n_kw = args->keyword_count;
    }
    return !args->dyn_kwargs || spread_keywords(p, args, out);
}

/* ---- calls ---- */

static bool eval_call(ab_py *p, const ab_py_node *node, ab_value *out)
{
    ab_py_args args;
    const ab_py_node *callee = node->a;
    ab_value f;
    if (callee->type == N_GETATTR && callee->name.n && callee->name.p[0] != '_') {
        /* a method of a builtin type needs no bound object */
        ab_value obj;
        if (!ab_py_eval(p, callee->a, &obj)) {
            return false;
        }
        const ab_py_builtin *b = ab_py_find_method(ab_py_type_of(&obj), callee->name);
        if (b && !(b->flags & PY_PROPERTY)) {
            return ab_py_eval_args(p, node->args, &args) &&
                   ab_py_call_builtin(p, b, &obj, &args, out);
        }
        p->pos = callee->pos;
        if (!ab_py_env_getattr(p, &obj, callee->name, &f)) {
            return false;
        }
    } else if (!ab_py_eval(p, callee, &f)) {
        return false;
    }
    if (!ab_py_eval_args(p, node->args, &args)) {
        return false;
    }
    p->pos = node->pos;
    return ab_py_call_value(p, &f, &args, out);
}

static bool apply_filter(ab_py *p, const ab_py_node *node, const ab_value *value,
                         const ab_py_args *args, ab_value *out)
{
    const char *kind = node->type == N_FILTER ? "filter" : "test";
    if (!node->builtin) {
        return ab_py_raise(p, PY_RUNTIME_ERROR, "No %s named '%.*s' found.", kind,
                           AB_STR_ARG(node->name));
    }
    return ab_py_call_builtin(p, node->builtin, value, args, out);
}

static bool eval_filter(ab_py *p, const ab_py_node *node, ab_value *out)
{
    ab_value value;
    ab_py_args args;
    value = p->block_input;
    if ((node->a && !ab_py_eval(p, node->a, &value)) || !ab_py_eval_args(p, node->args, &args)) {
        return false;
    }
    p->pos = node->pos;
    return apply_filter(p, node, &value, &args, out);
}

static bool eval_and_or(ab_py *p, const ab_py_node *node, ab_value *out)
{
    if (!ab_py_eval(p, node->a, out)) {
        return false;
    }
    return ab_py_truthy(out) != (node->type == N_AND) || ab_py_eval(p, node->b, out);
}

static bool eval_node(ab_py *p, const ab_py_node *node, ab_value *out)
{
    ab_value a;
    ab_value b;
    ab_value *items;
    switch (node->type) {
    case N_CONST:
        *out = node->value;
        return true;
    case N_NAME:
        return eval_name(p, node, out);
    case N_TUPLE:
        if (!eval_items(p, node->list, &items)) {
            return false;
        }
        *out = ab_py_tuple_new(p, items, node->list.n);
        return true;
    case N_LIST:
        if (!eval_items(p, node->list, &items)) {
            return false;
        }
        *out = ab_py_list_new(p, items, node->list.n);
        return true;
    case N_DICT:
        return eval_dict(p, node, out);
    case N_BINARY:
        if (!ab_py_eval(p, node->a, &a) || !ab_py_eval(p, node->b, &b)) {
            return false;
        }
        p->pos = node->pos;
        return ab_py_binary(p, (ab_py_op)node->op, &a, &b, out);
    case N_AND:
    case N_OR:
        return eval_and_or(p, node, out);
    case N_NOT:
        if (!ab_py_eval(p, node->a, &a)) {
            return false;
        }
        *out = ab_value_bool(!ab_py_truthy(&a));
        return true;
    case N_UNARY:
        return ab_py_eval(p, node->a, &a) && ab_py_unary(p, (char)node->op, &a, out);
    case N_COMPARE:
        return eval_compare(p, node, out);
    case N_CONCAT:
        return eval_concat(p, node, out);
    case N_COND:
        return eval_condition(p, node, out);
    case N_GETATTR:
        if (!ab_py_eval(p, node->a, &a)) {
            return false;
        }
        p->pos = node->pos;
        return ab_py_env_getattr(p, &a, node->name, out);
    case N_GETITEM:
        if (!ab_py_eval(p, node->a, &a) || !ab_py_eval(p, node->b, &b)) {
            return false;
        }
        p->pos = node->pos;
        /* a slice is Python's own subscript, without Jinja's other tries */
        return node->b->type == N_SLICE && !p->folding && !(node->flags & PY_NODE_FOLDED)
                   ? ab_py_subscript(p, &a, &b, out)
                   : ab_py_env_getitem(p, &a, &b, out);
    case N_SLICE:
        return eval_slice(p, node, out);
    case N_CALL:
        return eval_call(p, node, out);
    default: /* N_FILTER, N_TEST */
        return eval_filter(p, node, out);
    }
}

bool ab_py_eval(ab_py *p, const ab_py_node *node, ab_value *out)
{
    if (node->type == N_CONST) {
        *out = node->value;
        return true;
    }
    if (!ab_py_step(p) || !ab_py_enter(p)) {
        return false;
    }
    p->pos = node->pos;
    bool ok = eval_node(p, node, out);
    ab_py_leave(p);
    return ok;
}
