/* JwtPayload. */
#include "declarative/auth/authenticator.h"

typedef struct jwt_payload {
    ab_str iss;
    ab_str sub;
    ab_str aud;
} jwt_payload;

static const ab_field jwt_payload_fields[] = {
    {"iss", AB_FIELD_STRING, AB_AT(jwt_payload, iss)},
    {"sub", AB_FIELD_STRING, AB_AT(jwt_payload, sub)},
    {"aud", AB_FIELD_STRING, AB_AT(jwt_payload, aud)},
    {0},
};

const ab_component_type ab_component_jwt_payload = {
    .name = "JwtPayload",
    .family = AB_FAMILY_NONE,
    .fields = jwt_payload_fields,
    .options_size = sizeof(jwt_payload),
    .closed = true,
    .untyped = true,
};
