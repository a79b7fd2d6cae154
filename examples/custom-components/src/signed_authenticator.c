/* class_name: components.SignedAuthenticator
 *
 * Signs requests: X-Signature is the user's name and its HMAC-SHA256 by the secret, in hexadecimal.
 */
#include "components.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "declarative/auth/parts.h"

typedef struct options {
    const ab_template *user;
    const ab_template *secret;
} options;

static bool sign(ab_authenticator *base, const ab_scope *scope, ab_request_options *out,
                 ab_error *error)
{
    const ab_plain_authenticator *self = (const ab_plain_authenticator *)base;
    const options *o = self->options;
    ab_scope own = ab_auth_scope(scope); /* the config, and nothing of the request */
    ab_str user, secret;
    unsigned char digest[AB_HASH_MAX];
    size_t length;
    if (!ab_scope_text(&own, o->user, self->parameters, &user, error) ||
        !ab_scope_text(&own, o->secret, self->parameters, &secret, error) ||
        !ab_hash_hmac(AB_STR("sha256"), secret, user, digest, &length, error)) {
        return false;
    }
    ab_buf hex;
    ab_buf_init(&hex, 4 * AB_HASH_MAX);
    ab_hex_encode(&hex, (ab_str){(const char *)digest, length});
    ab_str header =
        ab_arena_printf(scope->arena, "%.*s:%.*s", AB_STR_ARG(user), AB_STR_ARG(ab_buf_str(&hex)));
    ab_buf_free(&hex);
    ab_auth_header(&own, AB_STR("X-Signature"), header, out);
    return true;
}

static const ab_authenticator_ops ops = {.options = sign};

static void *build_authenticator(ab_build *build, const ab_component *component, const void *args,
                                 ab_error *error)
{
    (void)args, (void)error;
    return ab_plain_authenticator_new(build, component, &ops);
}

static const ab_field fields[] = {
    {"user", AB_FIELD_TEMPLATE, AB_AT(options, user), .flags = AB_FIELD_REQUIRED,
     .help = "Who signs."},
    {"secret", AB_FIELD_TEMPLATE, AB_AT(options, secret), .flags = AB_FIELD_REQUIRED,
     .help = "The key of the signature."},
    {0},
};

const ab_component_type signed_authenticator = {
    .name = "SignedAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = fields,
    .options_size = sizeof(options),
    .build = build_authenticator,
    .help = "Signs requests with the user's secret.",
};
