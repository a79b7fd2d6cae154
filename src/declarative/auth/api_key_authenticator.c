/* ApiKeyAuthenticator: a key in a header, a parameter or the body. */
#include "declarative/auth/parts.h"

typedef struct api_key_authenticator {
    const ab_template *api_token;
    const ab_template *header;
    const ab_component *inject_into;
} api_key_authenticator;

static bool key_options(ab_authenticator *base, const ab_scope *scope, ab_request_options *out,
                        ab_error *error)
{
    const ab_plain_authenticator *self = (const ab_plain_authenticator *)base;
    const api_key_authenticator *o = self->options;
    ab_scope own = ab_auth_scope(scope);
    ab_str token;
    ab_str header;
    if (!ab_scope_text(&own, o->api_token, self->parameters, &token, error)) {
        return false;
    }
    if (o->inject_into) {
        return ab_auth_inject(o->inject_into, &own, token, out, error);
    }
    if (!ab_scope_text(&own, o->header, self->parameters, &header, error)) {
        return false;
    }
    ab_auth_header(&own, header, token, out);
    return true;
}

static const ab_authenticator_ops ops = {.options = key_options};

static void *build_auth(ab_build *build, const ab_component *component, const void *args,
                        ab_error *error)
{
    (void)args;
    const api_key_authenticator *o = component->options;
    if (!o->inject_into && !o->header) {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "Expected either inject_into or header to be set for ApiKeyAuthenticator");
        return NULL;
    }
    if (o->inject_into && o->header) {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "inject_into and header cannot be set both for ApiKeyAuthenticator - remove "
                     "the deprecated header option");
        return NULL;
    }
    return ab_request_option_check(o->inject_into, error)
               ? ab_plain_authenticator_new(build, component, &ops)
               : NULL;
}

static const ab_field api_key_authenticator_fields[] = {
    {"api_token", AB_FIELD_TEMPLATE, AB_AT(api_key_authenticator, api_token),
     .help = "The key, usually taken from the config."},
    {"header", AB_FIELD_TEMPLATE, AB_AT(api_key_authenticator, header),
     .flags = AB_FIELD_DEPRECATED,
     .help = "The header that carries the key; inject_into says the same and more."},
    {"inject_into", AB_FIELD_CHILD, AB_AT(api_key_authenticator, inject_into),
     .of = "RequestOption", .help = "Where in the request the key goes."},
    {0},
};

const ab_component_type ab_component_api_key_authenticator = {
    .name = "ApiKeyAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = api_key_authenticator_fields,
    .options_size = sizeof(api_key_authenticator),
    .build = build_auth,
    .help = "Sends an API key with each request.",
};
