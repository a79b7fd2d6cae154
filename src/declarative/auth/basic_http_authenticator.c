/* BasicHttpAuthenticator: user name and password (RFC 7617). */
#include "declarative/auth/parts.h"

#include "crypto/encoding.h"

typedef struct basic_http_authenticator {
    const ab_template *username;
    const ab_template *password;
} basic_http_authenticator;

static bool basic_options(ab_authenticator *base, const ab_scope *scope, ab_request_options *out,
                          ab_error *error)
{
    const ab_plain_authenticator *self = (const ab_plain_authenticator *)base;
    const basic_http_authenticator *o = self->options;
    ab_scope own = ab_auth_scope(scope);
    ab_str user;
    ab_str password;
    if (!ab_scope_text(&own, o->username, self->parameters, &user, error) ||
        !ab_scope_text(&own, o->password, self->parameters, &password, error)) {
        return false;
    }
    ab_buf value;
    ab_buf_init(&value, AB_BUF_NO_MAX);
    ab_buf_add_text(&value, "Basic ");
    ab_base64_encode(
        &value, ab_arena_printf(scope->arena, "%.*s:%.*s", AB_STR_ARG(user), AB_STR_ARG(password)),
        0);
    ab_str header = ab_arena_str(scope->arena, ab_buf_str(&value));
    ab_buf_free(&value);
    ab_auth_mask(scope->env, ab_str_sub(header, strlen("Basic "), header.n));
    ab_auth_header(&own, AB_STR("Authorization"), header, out);
    return true;
}

static const ab_authenticator_ops ops = {.options = basic_options};

static void *build_auth(ab_build *build, const ab_component *component, const void *args,
                        ab_error *error)
{
    (void)args;
    (void)error;
    return ab_plain_authenticator_new(build, component, &ops);
}

static const ab_field basic_http_authenticator_fields[] = {
    {"username", AB_FIELD_TEMPLATE, AB_AT(basic_http_authenticator, username),
     .flags = AB_FIELD_REQUIRED, .help = "The user name; for many APIs the key goes here."},
    {"password", AB_FIELD_TEMPLATE, AB_AT(basic_http_authenticator, password),
     .help = "The password; empty if absent."},
    {0},
};

const ab_component_type ab_component_basic_http_authenticator = {
    .name = "BasicHttpAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = basic_http_authenticator_fields,
    .options_size = sizeof(basic_http_authenticator),
    .build = build_auth,
    .help = "Sends user name and password in the Authorization header.",
};
