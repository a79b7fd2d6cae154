/* BearerAuthenticator. */
#include "declarative/auth/authenticator.h"

typedef struct bearer_authenticator {
    const ab_template *api_token;
} bearer_authenticator;

static const ab_field bearer_authenticator_fields[] = {
    {"api_token", AB_FIELD_TEMPLATE, AB_AT(bearer_authenticator, api_token),
     .flags = AB_FIELD_REQUIRED},
    {0},
};

const ab_component_type ab_component_bearer_authenticator = {
    .name = "BearerAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = bearer_authenticator_fields,
    .options_size = sizeof(bearer_authenticator),
};
