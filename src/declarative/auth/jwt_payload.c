/* JwtPayload: registered claims of a JSON Web Token. */
#include "declarative/auth/jwt_authenticator.h"

static const ab_field jwt_payload_fields[] = {
    {"iss", AB_FIELD_TEMPLATE, AB_AT(ab_jwt_payload, iss), .takes = AB_TAKES_STRING,
     .help = "Who issues the token: a user, or a service account."},
    {"sub", AB_FIELD_TEMPLATE, AB_AT(ab_jwt_payload, sub), .takes = AB_TAKES_STRING,
     .help = "Whom the token is about."},
    {"aud", AB_FIELD_TEMPLATE, AB_AT(ab_jwt_payload, aud), .takes = AB_TAKES_STRING,
     .help = "Whom the token is for: the service that takes it."},
    {0},
};

const ab_component_type ab_component_jwt_payload = {
    .name = "JwtPayload",
    .family = AB_FAMILY_NONE,
    .fields = jwt_payload_fields,
    .options_size = sizeof(ab_jwt_payload),
    .closed = true,
    .untyped = true,
    .help = "Registered claims of a JSON Web Token.",
};
