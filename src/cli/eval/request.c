/* Requests of the batch interface: templates by kind, functions by name. */
#include "cli/eval/eval.h"

#include "template/template.h"

static const struct {
    const char *name;
    unsigned bit;
} types[] = {{"str", AB_TYPE_STR},   {"int", AB_TYPE_INT},   {"float", AB_TYPE_FLOAT},
             {"bool", AB_TYPE_BOOL}, {"list", AB_TYPE_LIST}, {"dict", AB_TYPE_DICT}};

static unsigned valid_types(const ab_value *request)
{
    const ab_value *names = ab_get(request, "valid_types");
    unsigned bits = 0;
    for (size_t i = 0; names && i < names->count; i++) {
        for (size_t k = 0; k < sizeof(types) / sizeof(types[0]); k++) {
            bits |= ab_str_is(ab_text(ab_at(names, i)), types[k].name) ? types[k].bit : 0;
        }
    }
    return bits;
}

static const struct {
    const char *name;
    ab_var var;
} variables[] = {
    {"config", AB_VAR_CONFIG},
    {"parameters", AB_VAR_PARAMETERS},
    {"record", AB_VAR_RECORD},
    {"response", AB_VAR_RESPONSE},
    {"headers", AB_VAR_HEADERS},
    {"next_page_token", AB_VAR_NEXT_PAGE_TOKEN},
    {"stream_slice", AB_VAR_STREAM_SLICE},
    {"last_record", AB_VAR_LAST_RECORD},
    {"last_page_size", AB_VAR_LAST_PAGE_SIZE},
};

/* Those values that templates see as more than JSON. */
static ab_value special(ab_arena *arena, const ab_value *request, ab_var var, const ab_value *v)
{
    if (ab_is(v, AB_NULL)) {
        return *v;
    }
    switch (var) {
    case AB_VAR_STREAM_SLICE:
        return ab_template_slice(arena, ab_get(v, "partition"), ab_get(v, "cursor_slice"),
                                 ab_get(v, "extra_fields"));
    case AB_VAR_LAST_RECORD:
        return ab_template_record(arena, v, AB_STR("stream"), NULL);
    case AB_VAR_HEADERS:
        return ab_get_bool(request, "headers_ci", false) ? ab_template_headers(arena, v) : *v;
    default:
        return *v;
    }
}

static void set_variable(ab_arena *arena, const ab_value *request, ab_value *extra,
                         const ab_member *m, ab_template_context *context)
{
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        if (ab_str_is(m->key, variables[i].name)) {
            ab_value *v = AB_ARENA_NEW(arena, ab_value);
            *v = special(arena, request, variables[i].var, &m->value);
            context->vars[variables[i].var] = v;
            return;
        }
    }
    ab_object_set(arena, extra, m->key, m->value);
}

static bool read_context(ab_arena *arena, const ab_value *request, ab_template_context *context,
                         ab_error *error)
{
    const ab_value *given = ab_get(request, "context");
    ab_value *extra = AB_ARENA_NEW(arena, ab_value);
    ab_value *empty = AB_ARENA_NEW(arena, ab_value);
    *extra = ab_value_object();
    *empty = ab_value_object();
    context->vars[AB_VAR_CONFIG] = empty;
    context->vars[AB_VAR_PARAMETERS] = empty;
    context->vars[AB_VAR_EXTRA] = extra;
    context->json_loads = ab_get_bool(request, "json_loads", false);
    for (uint32_t i = 0; ab_is(given, AB_OBJECT) && i < given->count; i++) {
        const ab_member *m = &given->object.members[i];
        if (ab_str_is(m->key, "stream_interval") || ab_str_is(m->key, "stream_partition")) {
            return ab_error_set(error, AB_ERROR_CONFIG, "'%.*s' is reserved", AB_STR_ARG(m->key));
        }
        set_variable(arena, request, extra, m, context);
    }
    return true;
}

static bool kind_of(const ab_value *request, ab_template_kind *kind, ab_error *error)
{
    static const char *const kinds[] = {"string", "boolean", "mapping", "nested"};
    ab_str name = ab_get_text(request, "kind");
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (ab_str_is(name, kinds[i])) {
            *kind = (ab_template_kind)i;
            return true;
        }
    }
    return ab_error_set(error, AB_ERROR_CONFIG, "unknown kind '%.*s'", AB_STR_ARG(name));
}

static bool evaluate_boolean(ab_arena *arena, const ab_value *source,
                             const ab_template_context *context, ab_value *out, ab_error *error)
{
    if (source->kind == AB_BOOL) {
        *out = *source;
        return true;
    }
    ab_template *t = ab_template_compile(arena, ab_text(source), AB_TEMPLATE_BOOLEAN, 0, error);
    bool yes;
    if (!t || !ab_template_eval_bool(t, context, arena, &yes, error)) {
        return false;
    }
    *out = ab_value_bool(yes);
    return true;
}

static bool evaluate_template(ab_arena *arena, const ab_value *request, const ab_value *source,
                              ab_value *out, ab_error *error)
{
    ab_template_context context = {0};
    ab_template_kind kind = AB_TEMPLATE_STRING;
    if (!kind_of(request, &kind, error) || !read_context(arena, request, &context, error)) {
        return false;
    }
    if (kind == AB_TEMPLATE_BOOLEAN) {
        return evaluate_boolean(arena, source, &context, out, error);
    }
    unsigned valid = kind == AB_TEMPLATE_NESTED ? 0 : valid_types(request);
    ab_template_tree *tree = ab_template_tree_compile(arena, source, kind, valid, error);
    return tree && ab_template_tree_eval(tree, &context, arena, out, error);
}

bool ab_eval_request(ab_arena *arena, const ab_value *request, ab_value *out, ab_error *error)
{
    const ab_value *source = ab_get(request, "template");
    ab_str function = ab_get_text(request, "function");
    if (source && !function.n) {
        return evaluate_template(arena, request, source, out, error);
    }
    for (const ab_eval_function *f = ab_eval_functions; f->name; f++) {
        if (ab_str_is(function, f->name)) {
            return f->run(arena, request, out, error);
        }
    }
    return ab_error_set(error, AB_ERROR_CONFIG, "unknown function '%.*s'", AB_STR_ARG(function));
}
