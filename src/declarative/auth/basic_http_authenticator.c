/* BasicHttpAuthenticator. */
#include "declarative/auth/authenticator.h"

typedef struct basic_http_authenticator {
    const ab_template *username;
    const ab_template *password;
} basic_http_authenticator;

static const ab_field basic_http_authenticator_fields[] = {
    {"username", AB_FIELD_TEMPLATE, AB_AT(basic_http_authenticator, username),
     .flags = AB_FIELD_REQUIRED},
    {"password", AB_FIELD_TEMPLATE, AB_AT(basic_http_authenticator, password)},
    {0},
};

const ab_component_type ab_component_basic_http_authenticator = {
    .name = "BasicHttpAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = basic_http_authenticator_fields,
    .options_size = sizeof(basic_http_authenticator),
};
