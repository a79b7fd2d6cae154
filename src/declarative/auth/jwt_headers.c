/* JwtHeaders. */
#include "declarative/auth/authenticator.h"

typedef struct jwt_headers {
    ab_str kid;
    ab_str typ;
    ab_str cty;
} jwt_headers;

static const ab_field jwt_headers_fields[] = {
    {"kid", AB_FIELD_STRING, AB_AT(jwt_headers, kid)},
    {"typ", AB_FIELD_STRING, AB_AT(jwt_headers, typ), .deflt = "\"JWT\""},
    {"cty", AB_FIELD_STRING, AB_AT(jwt_headers, cty)},
    {0},
};

const ab_component_type ab_component_jwt_headers = {
    .name = "JwtHeaders",
    .family = AB_FAMILY_NONE,
    .fields = jwt_headers_fields,
    .options_size = sizeof(jwt_headers),
    .closed = true,
    .untyped = true,
};
