/* ApiKeyAuthenticator. */
#include "declarative/auth/authenticator.h"

typedef struct api_key_authenticator {
    const ab_template *api_token;
    const ab_template *header;
    const ab_component *inject_into;
} api_key_authenticator;

static const ab_field api_key_authenticator_fields[] = {
    {"api_token", AB_FIELD_TEMPLATE, AB_AT(api_key_authenticator, api_token)},
    {"header", AB_FIELD_TEMPLATE, AB_AT(api_key_authenticator, header)},
    {"inject_into", AB_FIELD_CHILD, AB_AT(api_key_authenticator, inject_into),
     .of = "RequestOption"},
    {0},
};

const ab_component_type ab_component_api_key_authenticator = {
    .name = "ApiKeyAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = api_key_authenticator_fields,
    .options_size = sizeof(api_key_authenticator),
};
