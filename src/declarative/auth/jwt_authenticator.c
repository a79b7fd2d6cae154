/* JwtAuthenticator. */
#include "declarative/auth/authenticator.h"

typedef struct jwt_authenticator {
    const ab_template *secret_key;
    bool base64_encode_secret_key;
    int algorithm;
    int64_t token_duration;
    ab_str header_prefix;
    const ab_component *jwt_headers;
    const ab_template_tree *additional_jwt_headers;
    const ab_component *jwt_payload;
    const ab_template_tree *additional_jwt_payload;
    ab_str passphrase;
    const ab_component *request_option;
} jwt_authenticator;

static const ab_field jwt_authenticator_fields[] = {
    {"secret_key", AB_FIELD_TEMPLATE, AB_AT(jwt_authenticator, secret_key),
     .flags = AB_FIELD_REQUIRED},
    {"base64_encode_secret_key", AB_FIELD_BOOL, AB_AT(jwt_authenticator, base64_encode_secret_key)},
    {"algorithm", AB_FIELD_ENUM, AB_AT(jwt_authenticator, algorithm), .flags = AB_FIELD_REQUIRED,
     .of = "HS256|HS384|HS512|ES256|ES256K|ES384|ES512|RS256|RS384|"
           "RS512|PS256|PS384|PS512|EdDSA"},
    {"token_duration", AB_FIELD_INT, AB_AT(jwt_authenticator, token_duration), .deflt = "1200"},
    {"header_prefix", AB_FIELD_STRING, AB_AT(jwt_authenticator, header_prefix)},
    {"jwt_headers", AB_FIELD_CHILD, AB_AT(jwt_authenticator, jwt_headers), .of = "JwtHeaders"},
    {"additional_jwt_headers", AB_FIELD_NESTED, AB_AT(jwt_authenticator, additional_jwt_headers),
     .takes = AB_TAKES_OBJECT},
    {"jwt_payload", AB_FIELD_CHILD, AB_AT(jwt_authenticator, jwt_payload), .of = "JwtPayload"},
    {"additional_jwt_payload", AB_FIELD_NESTED, AB_AT(jwt_authenticator, additional_jwt_payload),
     .takes = AB_TAKES_OBJECT},
    {"passphrase", AB_FIELD_STRING, AB_AT(jwt_authenticator, passphrase)},
    {"request_option", AB_FIELD_CHILD, AB_AT(jwt_authenticator, request_option),
     .of = "RequestOption"},
    {0},
};

const ab_component_type ab_component_jwt_authenticator = {
    .name = "JwtAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = jwt_authenticator_fields,
    .options_size = sizeof(jwt_authenticator),
};
