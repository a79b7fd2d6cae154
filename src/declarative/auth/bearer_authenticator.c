/* BearerAuthenticator: a token in the Authorization header. */
#include "declarative/auth/parts.h"

typedef struct bearer_authenticator {
    const ab_template *api_token;
} bearer_authenticator;

typedef struct authenticator {
    ab_authenticator base;
    const bearer_authenticator *options;
    const ab_value *parameters;
} authenticator;

static bool bearer_options(ab_authenticator *base, const ab_scope *scope, ab_request_options *out,
                           ab_error *error)
{
    const authenticator *self = (const authenticator *)base;
    ab_scope own = ab_auth_scope(scope);
    ab_str token;
    if (!ab_scope_text(&own, self->options->api_token, self->parameters, &token, error)) {
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
    authenticator *self = AB_ARENA_NEW(build->arena, authenticator);
    self->base.ops = &ops;
    self->options = component->options;
    self->parameters = component->parameters;
    return self;
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
