/* BearerAuthenticator: a token in the Authorization header. */
#include "declarative/auth/parts.h"

typedef struct bearer_authenticator {
    const ab_template *api_token;
} bearer_authenticator;

static bool bearer_options(ab_authenticator *base, const ab_scope *scope, ab_request_options *out,
                           ab_error *error)
{
    const ab_plain_authenticator *self = (const ab_plain_authenticator *)base;
    const bearer_authenticator *o = self->options;
    ab_scope own = ab_auth_scope(scope);
    ab_str token;
    if (!ab_scope_text(&own, o->api_token, self->parameters, &token, error)) {
        return false;
    }
    ab_auth_header(&own, AB_STR("Authorization"),
                   ab_arena_printf(scope->arena, "Bearer %.*s", AB_STR_ARG(token)), out);
    return true;
}

static const ab_authenticator_ops ops = {.options = bearer_options};

static void *build_auth(ab_build *build, const ab_component *component, const void *args,
                        ab_error *error)
{
    (void)args;
    (void)error;
    return ab_plain_authenticator_new(build, component, &ops);
}

static const ab_field bearer_authenticator_fields[] = {
    {"api_token", AB_FIELD_TEMPLATE, AB_AT(bearer_authenticator, api_token),
     .flags = AB_FIELD_REQUIRED, .help = "The token, usually taken from the config."},
    {0},
};

const ab_component_type ab_component_bearer_authenticator = {
    .name = "BearerAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = bearer_authenticator_fields,
    .options_size = sizeof(bearer_authenticator),
    .build = build_auth,
    .help = "Sends a token in the Authorization header, behind the word Bearer.",
};
