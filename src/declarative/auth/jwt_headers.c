/* JwtHeaders: registered members of a JSON Web Token's header. */
#include "declarative/auth/jwt_authenticator.h"

static const ab_field jwt_headers_fields[] = {
    {"kid", AB_FIELD_TEMPLATE, AB_AT(ab_jwt_headers, kid), .takes = AB_TAKES_STRING,
     .help = "Identifies the key that the token is signed with."},
    {"typ", AB_FIELD_TEMPLATE, AB_AT(ab_jwt_headers, typ), .takes = AB_TAKES_STRING,
     .deflt = "\"JWT\"", .help = "The type of the token."},
    {"cty", AB_FIELD_TEMPLATE, AB_AT(ab_jwt_headers, cty), .takes = AB_TAKES_STRING,
     .help = "The content type of the token."},
    {0},
};

const ab_component_type ab_component_jwt_headers = {
    .name = "JwtHeaders",
    .family = AB_FAMILY_NONE,
    .fields = jwt_headers_fields,
    .options_size = sizeof(ab_jwt_headers),
    .closed = true,
    .untyped = true,
    .help = "Registered members of a JSON Web Token's header.",
};
