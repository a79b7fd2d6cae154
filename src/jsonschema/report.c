/* Violations: their texts, their order of relevance. */
#include "jsonschema/internal.h"
#include "json/pyrepr.h"

#include <stdarg.h>

/* ---- Texts ---- */

static const ab_schema_step *path_steps(walk *w, size_t *n)
{
    *n = 0;
    for (const path *p = w->path; p; p = p->parent) {
        ++*n;
    }
    ab_schema_step *steps = AB_ARENA_ARRAY(w->arena, ab_schema_step, *n);
    size_t at = *n;
    for (const path *p = w->path; p; p = p->parent) {
        steps[--at] = p->step;
    }
    return steps;
}

static void print_instance(const walk *w, const ab_schema_violation *v, ab_buf *out,
                           const ab_value *part)
{
    if (w->options && w->options->print) {
        w->options->print(w->options->context, out, part, v->path, v->path_length);
    } else {
        ab_value_python_repr(out, part);
    }
}

static void print_argument(const walk *w, const ab_schema_violation *v, ab_buf *out, char code,
                           va_list *args)
{
    switch (code) {
    case 'I':
        print_instance(w, v, out, va_arg(*args, const ab_value *));
        break;
    case 'R':
        ab_value_python_repr(out, va_arg(*args, const ab_value *));
        break;
    case 'K':
        ab_python_repr_text(out, *va_arg(*args, const ab_str *));
        break;
    case 'S':
        ab_buf_add_str(out, *va_arg(*args, const ab_str *));
        break;
    case 's':
        ab_buf_add_text(out, va_arg(*args, const char *));
        break;
    case 'z':
        ab_buf_printf(out, "%zu", va_arg(*args, size_t));
        break;
    default:
        ab_buf_add_char(out, code);
    }
}

static ab_schema_violation describe(walk *w, const ab_schema *node, const rule *r,
                                    const ab_value *instance)
{
    ab_schema_violation v = {.instance = instance, .schema = node->source};
    v.path = path_steps(w, &v.path_length);
    if (r) {
        v.keyword = ab_str_of(r->keyword->name);
        v.value = r->value;
    }
    const ab_value *type = ab_get(node->source, "type");
    if (ab_is(type, AB_STRING)) {
        v.matches_type = ab_schema_is_type(node, w->options, type->text, instance);
    }
    for (size_t i = 0; type && type->kind == AB_ARRAY && i < type->count; i++) {
        v.matches_type = v.matches_type ||
                         ab_schema_is_type(node, w->options, ab_text(&type->items[i]), instance);
    }
    return v;
}

static void format_message(walk *w, ab_schema_violation *v, const char *format, va_list args)
{
    va_list rest; /* a copy, since a parameter's address is no va_list * on every machine */
    va_copy(rest, args);
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    for (const char *p = format; *p; p++) {
        if (*p == '%' && p[1]) {
            print_argument(w, v, &text, *++p, &rest);
        } else {
            ab_buf_add_char(&text, *p);
        }
    }
    v->message = ab_arena_str(w->arena, ab_buf_str(&text));
    ab_buf_free(&text);
    va_end(rest);
}

bool ab_schema_report(walk *w, const ab_schema *node, const rule *r, const ab_value *instance,
                      const char *format, ...)
{
    if (!w->list) {
        return false;
    }
    ab_schema_violation v = describe(w, node, r, instance);
    va_list args;
    va_start(args, format);
    format_message(w, &v, format, args);
    va_end(args);
    AB_VEC_PUSH(w->list, v);
    return false;
}

bool ab_schema_report_context(walk *w, const ab_schema *node, const rule *r,
                              const ab_value *instance, violation_list *context, const char *format)
{
    bool valid = ab_schema_report(w, node, r, instance, format, instance);
    if (w->list) {
        ab_schema_violation *v = &w->list->at[w->list->n - 1];
        ab_schema_violation *copy = AB_ARENA_ARRAY(w->arena, ab_schema_violation, context->n);
        if (context->n) {
            memcpy(copy, context->at, context->n * sizeof(*copy));
        }
        v->context = copy;
        v->context_count = context->n;
    }
    AB_VEC_FREE(context);
    return valid;
}

ab_str ab_schema_reprs(walk *w, const ab_value *const *values, size_t n, bool of_instance)
{
    if (!w->list) {
        return (ab_str){NULL, 0};
    }
    ab_schema_violation v = {.path = NULL};
    v.path = path_steps(w, &v.path_length);
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    for (size_t i = 0; i < n; i++) {
        ab_buf_add_text(&text, i ? ", " : "");
        if (of_instance) {
            print_instance(w, &v, &text, values[i]);
        } else {
            ab_value_python_repr(&text, values[i]);
        }
    }
    ab_str joined = ab_arena_str(w->arena, ab_buf_str(&text));
    ab_buf_free(&text);
    return joined;
}

ab_str ab_schema_path_text(ab_arena *arena, const ab_schema_violation *violation)
{
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    for (size_t i = 0; i < violation->path_length; i++) {
        const ab_schema_step *step = &violation->path[i];
        ab_buf_add_text(&text, i ? "." : "");
        if (step->key.p) {
            ab_buf_add_str(&text, step->key);
        } else {
            ab_buf_printf(&text, "%zu", step->index);
        }
    }
    ab_str joined = ab_arena_str(arena, ab_buf_str(&text));
    ab_buf_free(&text);
    return joined;
}

/* ---- Relevance: the key of jsonschema.exceptions.by_relevance ---- */

static int compare_steps(const ab_schema_step *a, const ab_schema_step *b)
{
    if (a->key.p && b->key.p) {
        return ab_str_cmp(a->key, b->key);
    }
    if (a->key.p || b->key.p) {
        return a->key.p ? 1 : -1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

static int compare_paths(const ab_schema_violation *a, const ab_schema_violation *b)
{
    int order = 0;
    for (size_t i = 0; order == 0 && i < a->path_length && i < b->path_length; i++) {
        order = compare_steps(&a->path[i], &b->path[i]);
    }
    return order;
}

static bool is_weak(const ab_schema_violation *v)
{
    return ab_str_is(v->keyword, "anyOf") || ab_str_is(v->keyword, "oneOf");
}

static int compare_relevance(const ab_schema_violation *a, const ab_schema_violation *b)
{
    if (a->path_length != b->path_length) {
        return a->path_length < b->path_length ? 1 : -1;
    }
    int order = compare_paths(a, b);
    if (order) {
        return order;
    }
    if (is_weak(a) != is_weak(b)) {
        return is_weak(a) ? -1 : 1;
    }
    return (int)b->matches_type - (int)a->matches_type;
}

/* The least relevant violation of the branches: the deepest. NULL where two are equally so. */
static const ab_schema_violation *least_relevant(const ab_schema_violation *at, size_t n)
{
    const ab_schema_violation *least = &at[0];
    for (size_t i = 1; i < n; i++) {
        if (compare_relevance(&at[i], least) < 0) {
            least = &at[i];
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (&at[i] != least && compare_relevance(&at[i], least) == 0) {
            return NULL;
        }
    }
    return least;
}

const ab_schema_violation *ab_schema_best_match(const ab_schema_violations *violations)
{
    const ab_schema_violation *best = violations->n ? &violations->at[0] : NULL;
    for (size_t i = 1; i < violations->n; i++) {
        if (compare_relevance(&violations->at[i], best) > 0) {
            best = &violations->at[i];
        }
    }
    while (best && best->context_count) {
        const ab_schema_violation *deeper = least_relevant(best->context, best->context_count);
        if (!deeper) {
            break;
        }
        best = deeper;
    }
    return best;
}
