/* JwtAuthenticator: a JSON Web Token that the connector signs itself. */
#include "declarative/auth/jwt_authenticator.h"

#include "crypto/jwt.h"
#include "declarative/auth/parts.h"

enum { US_PER_S = 1000000 };

#define ALGORITHMS                                                                                 \
    "HS256|HS384|HS512|ES256|ES256K|ES384|ES512|RS256|RS384|RS512|PS256|PS384|PS512|EdDSA"

typedef struct jwt_authenticator {
    const ab_template *secret_key;
    bool base64_encode_secret_key;
    int algorithm;
    int64_t token_duration;
    const ab_template *header_prefix;
    const ab_component *jwt_headers;
    ab_mapping additional_jwt_headers;
    const ab_component *jwt_payload;
    ab_mapping additional_jwt_payload;
    const ab_template *passphrase;
    const ab_component *request_option;
} jwt_authenticator;

typedef struct authenticator {
    ab_authenticator base;
    const jwt_authenticator *options;
    const ab_value *parameters;
    ab_str algorithm;
    ab_jwt_headers headers;
    ab_jwt_payload payload;
} authenticator;

/* ---- Header and payload ---- */

/* The templates of a token may parse JSON. */
static ab_template_context context_of(const authenticator *self, const ab_scope *scope)
{
    ab_template_context context = ab_scope_context(scope, self->parameters);
    context.json_loads = true;
    return context;
}

static bool text_of(const authenticator *self, const ab_scope *scope, const ab_template *t,
                    ab_str *out, ab_error *error)
{
    ab_template_context context = context_of(self, scope);
    *out = AB_STR("");
    return !t || ab_template_eval_text(t, &context, scope->arena, out, error);
}

/* The additional members: none of them may be a reserved one. */
static bool additional(const authenticator *self, const ab_scope *scope, const ab_mapping *mapping,
                       const char *const *reserved, const char *complaint, ab_value *out,
                       ab_error *error)
{
    ab_template_context context = context_of(self, scope);
    *out = ab_value_object();
    if (!mapping->tree) {
        return true;
    }
    ab_value members;
    if (!ab_template_tree_eval(mapping->tree, &context, scope->arena, &members, error)) {
        return false;
    }
    *out = ab_value_clone(scope->arena, &members);
    for (; *reserved; reserved++) {
        if (ab_get(out, *reserved)) {
            return ab_error_set(error, AB_ERROR_SYSTEM, "%s", complaint);
        }
    }
    return true;
}

static bool set_claim(const authenticator *self, const ab_scope *scope, const ab_template *t,
                      const char *name, ab_value *target, ab_error *error)
{
    ab_template_context context = context_of(self, scope);
    ab_value value;
    if (!t || !ab_template_source(t).n) {
        return true;
    }
    if (!ab_template_eval(t, &context, scope->arena, &value, error)) {
        return false;
    }
    ab_set(scope->arena, target, name, value);
    return true;
}

static bool header_of(const authenticator *self, const ab_scope *scope, ab_value *out,
                      ab_error *error)
{
    static const char *const reserved[] = {"kid", "alg", "typ", "cty", NULL};
    const ab_jwt_headers *h = &self->headers;
    return additional(self, scope, &self->options->additional_jwt_headers, reserved,
                      "'kid', 'alg', 'typ', 'cty' are reserved headers and should not be set as "
                      "part of 'additional_jwt_headers'",
                      out, error) &&
           set_claim(self, scope, h->kid, "kid", out, error) &&
           set_claim(self, scope, h->typ, "typ", out, error) &&
           set_claim(self, scope, h->cty, "cty", out, error);
}

static bool payload_of(const authenticator *self, const ab_scope *scope, ab_value *out,
                       ab_error *error)
{
    static const char *const reserved[] = {"iss", "sub", "aud", "iat", "exp", "nbf", NULL};
    const ab_jwt_payload *p = &self->payload;
    if (!additional(self, scope, &self->options->additional_jwt_payload, reserved,
                    "'iss', 'sub', 'aud', 'iat', 'exp', 'nbf' are reserved properties and should "
                    "not be set as part of 'additional_jwt_payload'",
                    out, error) ||
        !set_claim(self, scope, p->iss, "iss", out, error) ||
        !set_claim(self, scope, p->sub, "sub", out, error) ||
        !set_claim(self, scope, p->aud, "aud", out, error)) {
        return false;
    }
    if (ab_get(out, "iss") && !ab_is(ab_get(out, "iss"), AB_STRING)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "Issuer (iss) must be a string.");
    }
    int64_t now = ab_clock_real_us(scope->env->clock) / US_PER_S;
    ab_set(scope->arena, out, "iat", ab_value_int(now));
    ab_set(scope->arena, out, "exp", ab_value_int(now + self->options->token_duration));
    ab_set(scope->arena, out, "nbf", ab_value_int(now));
    return true;
}

/* ---- Signing ---- */

static bool sign(const authenticator *self, const ab_scope *scope, ab_str *out, ab_error *error)
{
    ab_value header;
    ab_value payload;
    ab_jwt_key key = {0};
    if (!payload_of(self, scope, &payload, error) ||
        !text_of(self, scope, self->options->secret_key, &key.secret, error) ||
        !text_of(self, scope, self->options->passphrase, &key.passphrase, error) ||
        !header_of(self, scope, &header, error)) {
        return ab_error_wrap(error, "Failed to sign token");
    }
    key.secret_is_base64 = self->options->base64_encode_secret_key && !key.passphrase.n;
    if (!ab_jwt_sign(scope->arena, self->algorithm, &key, &header, &payload, out, error)) {
        if (error) {
            error->kind = AB_ERROR_SYSTEM; /* as the CDK has it: the key may be the manifest's */
        }
        return false;
    }
    return true;
}

bool ab_jwt_authenticator_token(ab_authenticator *base, const ab_scope *scope, ab_str *out,
                                ab_error *error)
{
    const authenticator *self = (const authenticator *)base;
    ab_scope own = ab_auth_scope(scope);
    ab_str prefix;
    ab_str token;
    if (!text_of(self, &own, self->options->header_prefix, &prefix, error) ||
        !sign(self, &own, &token, error)) {
        return false;
    }
    ab_auth_mask(scope->env, token);
    *out = prefix.n
               ? ab_arena_printf(scope->arena, "%.*s %.*s", AB_STR_ARG(prefix), AB_STR_ARG(token))
               : token;
    return true;
}

static bool jwt_options(ab_authenticator *base, const ab_scope *scope, ab_request_options *out,
                        ab_error *error)
{
    const authenticator *self = (const authenticator *)base;
    ab_scope own = ab_auth_scope(scope);
    ab_str token;
    if (!ab_jwt_authenticator_token(base, scope, &token, error)) {
        return false;
    }
    if (self->options->request_option) {
        return ab_auth_inject(self->options->request_option, &own, token, out, error);
    }
    ab_auth_header(&own, AB_STR("Authorization"), token, out);
    return true;
}

static const ab_authenticator_ops ops = {.options = jwt_options};

/* ---- Build ---- */

static ab_str algorithm_name(int index)
{
    const char *name = ALGORITHMS;
    for (; index > 0; index--) {
        name = strchr(name, '|') + 1;
    }
    return (ab_str){name, strcspn(name, "|")};
}

/* Where there are no jwt_headers, the header still says that it is of a JWT: ab_jwt_sign adds it.
 */
static void *build_auth(ab_build *build, const ab_component *component, const void *args,
                        ab_error *error)
{
    (void)args;
    authenticator *self = AB_ARENA_NEW(build->arena, authenticator);
    const jwt_authenticator *o = component->options;
    self->base.ops = &ops;
    self->options = o;
    self->parameters = component->parameters;
    self->algorithm = algorithm_name(o->algorithm);
    if (o->jwt_headers) {
        self->headers = *(const ab_jwt_headers *)o->jwt_headers->options;
    }
    if (o->jwt_payload) {
        self->payload = *(const ab_jwt_payload *)o->jwt_payload->options;
    }
    return ab_request_option_check(o->request_option, error) ? self : NULL;
}

static const ab_field jwt_authenticator_fields[] = {
    {"secret_key", AB_FIELD_TEMPLATE, AB_AT(jwt_authenticator, secret_key),
     .flags = AB_FIELD_REQUIRED,
     .help = "The secret, or the private key in PEM, that signs the token."},
    {"base64_encode_secret_key", AB_FIELD_BOOL, AB_AT(jwt_authenticator, base64_encode_secret_key),
     .help = "Signs by the base64 text of the secret instead of the secret itself."},
    {"algorithm", AB_FIELD_ENUM, AB_AT(jwt_authenticator, algorithm), .flags = AB_FIELD_REQUIRED,
     .of = ALGORITHMS, .help = "The algorithm that signs the token."},
    {"token_duration", AB_FIELD_INT, AB_AT(jwt_authenticator, token_duration), .deflt = "1200",
     .help = "Seconds that a token is valid."},
    {"header_prefix", AB_FIELD_TEMPLATE, AB_AT(jwt_authenticator, header_prefix),
     .help = "Word before the token, such as Bearer."},
    {"jwt_headers", AB_FIELD_CHILD, AB_AT(jwt_authenticator, jwt_headers), .of = "JwtHeaders",
     .help = "Registered members of the token's header."},
    {"additional_jwt_headers", AB_FIELD_MAPPING, AB_AT(jwt_authenticator, additional_jwt_headers),
     .takes = AB_TAKES_OBJECT, .help = "Further members of the token's header."},
    {"jwt_payload", AB_FIELD_CHILD, AB_AT(jwt_authenticator, jwt_payload), .of = "JwtPayload",
     .help = "Registered claims of the token."},
    {"additional_jwt_payload", AB_FIELD_MAPPING, AB_AT(jwt_authenticator, additional_jwt_payload),
     .takes = AB_TAKES_OBJECT, .help = "Further claims of the token."},
    {"passphrase", AB_FIELD_TEMPLATE, AB_AT(jwt_authenticator, passphrase),
     .help = "Opens an encrypted private key."},
    {"request_option", AB_FIELD_CHILD, AB_AT(jwt_authenticator, request_option),
     .of = "RequestOption",
     .help = "Where in the request the token goes; the Authorization header if absent."},
    {0},
};

const ab_component_type ab_component_jwt_authenticator = {
    .name = "JwtAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = jwt_authenticator_fields,
    .options_size = sizeof(jwt_authenticator),
    .build = build_auth,
    .help = "Signs a JSON Web Token for each request.",
};
