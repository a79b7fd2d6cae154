#include "declarative/auth/parts.h"

#include "json/json.h"

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

void ab_auth_mask(const ab_env *env, ab_str token)
{
    if (env->runtime && token.n) {
        ab_runtime_add_secret(env->runtime, token);
    }
}

ab_authenticator *ab_plain_authenticator_new(ab_build *build, const ab_component *component,
                                             const ab_authenticator_ops *ops)
{
    ab_plain_authenticator *self = AB_ARENA_NEW(build->arena, ab_plain_authenticator);
    *self = (ab_plain_authenticator){{ops}, component->options, component->parameters};
    return &self->base;
}

/* ---- Sharing ---- */

/* The text of a value without $parameters, which differ by stream and are read only where a
 * template names them. */
static ab_value without_parameters(ab_arena *arena, const ab_value *v)
{
    ab_value out = ab_value_clone(arena, v);
    if (ab_is(&out, AB_OBJECT)) {
        ab_object_remove(arena, &out, AB_STR("$parameters"));
    }
    for (size_t i = 0; (ab_is(&out, AB_OBJECT) || ab_is(&out, AB_ARRAY)) && i < out.count; i++) {
        ab_value *part = ab_is(&out, AB_ARRAY) ? &out.items[i] : &out.object.members[i].value;
        *part = without_parameters(arena, part);
    }
    return out;
}

static bool names_parameters(ab_str text)
{
    return ab_str_find(text, AB_STR("parameters"), 0) >= 0 ||
           ab_str_find(text, AB_STR("options"), 0) >= 0;
}

ab_str ab_auth_sharing_key(ab_arena *arena, const ab_component *component)
{
    ab_value known = ab_value_object();
    for (const ab_field *field = component->type->fields; field->name; field++) {
        const ab_value *value = ab_get(component->node, field->name);
        if (value) {
            ab_set(arena, &known, field->name, without_parameters(arena, value));
        }
    }
    ab_str text = ab_json_text(arena, &known, AB_JSON_COMPACT);
    if (names_parameters(text)) {
        ab_value both = ab_value_array();
        ab_array_push(arena, &both, known);
        ab_array_push(arena, &both, *component->parameters);
        text = ab_json_text(arena, &both, AB_JSON_COMPACT);
    }
    return text;
}
