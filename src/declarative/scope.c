#include "declarative/decoders/decoder.h"
#include "declarative/env.h"
#include "declarative/requesters/response.h"

ab_scope ab_scope_new(ab_env *env, ab_arena *arena)
{
    return (ab_scope){
        .env = env,
        .arena = arena,
        .config = env && env->config ? ab_config_get(env->config) : NULL,
    };
}

static bool response_headers(const ab_scope *scope, ab_arena *arena, ab_value *out)
{
    const ab_value *headers = scope->headers    ? scope->headers
                              : scope->response ? &scope->response->headers
                                                : NULL;
    if (!headers) {
        return false;
    }
    *out = scope->sees_answer ? ab_template_headers(arena, headers) : *headers;
    return true;
}

/* Makes `response` and `headers` when a template first reads them: decoding a page may cost more
 * than all else that is done with it. */
static bool lazy(void *context, ab_var var, ab_arena *arena, ab_value *out)
{
    const ab_scope *scope = context;
    if (var == AB_VAR_HEADERS) {
        return response_headers(scope, arena, out);
    }
    if (var != AB_VAR_RESPONSE || !scope->response) {
        return false;
    }
    if (scope->sees_answer) {
        *out = *ab_response_json(scope->response);
        return true;
    }
    /* A body that Python reads only once is empty to templates. */
    const ab_value *body = NULL;
    bool streams = scope->response->decoder && scope->response->decoder->streams;
    if (streams || !ab_response_value(scope->response, &body, NULL)) {
        *out = ab_value_object();
        return true;
    }
    *out = *body;
    return true;
}

ab_template_context ab_scope_context(const ab_scope *scope, const ab_value *parameters)
{
    ab_template_context context = {
        .lazy = lazy,
        .lazy_context = (void *)scope,
        .clock = scope->env ? scope->env->clock : NULL,
    };
    context.vars[AB_VAR_CONFIG] = scope->config;
    context.vars[AB_VAR_PARAMETERS] = parameters;
    context.vars[AB_VAR_RECORD] = scope->record;
    context.vars[AB_VAR_NEXT_PAGE_TOKEN] = scope->next_page_token;
    context.vars[AB_VAR_STREAM_SLICE] = scope->slice ? &scope->slice->view : NULL;
    context.vars[AB_VAR_LAST_RECORD] = scope->last_record;
    context.vars[AB_VAR_LAST_PAGE_SIZE] = scope->last_page_size;
    context.vars[AB_VAR_EXTRA] = scope->extra;
    return context;
}

bool ab_scope_text(const ab_scope *scope, const ab_template *t, const ab_value *parameters,
                   ab_str *out, ab_error *error)
{
    *out = AB_STR("");
    if (!t) {
        return true;
    }
    ab_template_context context = ab_scope_context(scope, parameters);
    return ab_template_eval_text(t, &context, scope->arena, out, error);
}

bool ab_scope_value(const ab_scope *scope, const ab_template *t, const ab_value *parameters,
                    ab_value *out, ab_error *error)
{
    *out = ab_value_null();
    if (!t) {
        return true;
    }
    ab_template_context context = ab_scope_context(scope, parameters);
    return ab_template_eval(t, &context, scope->arena, out, error);
}

bool ab_scope_bool(const ab_scope *scope, const ab_template *t, const ab_value *parameters,
                   bool *out, ab_error *error)
{
    *out = false;
    if (!t) {
        return true;
    }
    ab_template_context context = ab_scope_context(scope, parameters);
    return ab_template_eval_bool(t, &context, scope->arena, out, error);
}

bool ab_scope_tree(const ab_scope *scope, const ab_template_tree *t, const ab_value *parameters,
                   ab_value *out, ab_error *error)
{
    *out = ab_value_null();
    if (!t) {
        return true;
    }
    ab_template_context context = ab_scope_context(scope, parameters);
    return ab_template_tree_eval(t, &context, scope->arena, out, error);
}
