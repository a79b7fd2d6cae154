#include "declarative/auth/parts.h"

ab_scope ab_auth_scope(const ab_scope *scope)
{
    ab_scope own = ab_scope_new(scope->env, scope->arena);
    own.config = own.config ? own.config : scope->config;
    own.sink = scope->sink;
    return own;
}

void ab_auth_header(const ab_scope *scope, ab_str name, ab_str value, ab_request_options *out)
{
    *out = (ab_request_options){0};
    if (name.n) {
        out->headers = ab_value_object();
        ab_object_set(scope->arena, &out->headers, name, ab_value_str(value));
    }
}

bool ab_auth_inject(const ab_component *request_option, const ab_scope *scope, ab_str value,
                    ab_request_options *out, ab_error *error)
{
    *out = (ab_request_options){0};
    if (!ab_request_option_inject(request_option, scope, ab_value_str(value), out, error)) {
        return false;
    }
    if (ab_is(&out->headers, AB_OBJECT)) {
        ab_object_remove(scope->arena, &out->headers, AB_STR(""));
    }
    return true;
}

bool ab_auth_check_option(const ab_component *request_option, ab_error *error)
{
    const ab_request_option *o = request_option ? request_option->options : NULL;
    if (!o) {
        return true;
    }
    if (!o->field_name && !o->field_path.at) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "RequestOption requires either a field_name or field_path");
    }
    if (o->field_name && o->field_path.at) {
        return ab_error_set(
            error, AB_ERROR_SYSTEM,
            "Only one of field_name or field_path can be provided to RequestOption");
    }
    if (o->field_path.at && o->inject_into != AB_INJECT_BODY_JSON) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Nested field injection is only supported for body JSON injection. "
                            "Please use a top-level field_name for other injection types.");
    }
    return true;
}

void ab_auth_mask(const ab_env *env, ab_str token)
{
    if (env->runtime && token.n) {
        ab_runtime_add_secret(env->runtime, token);
    }
}
