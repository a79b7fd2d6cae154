/* SessionTokenRequestApiKeyAuthenticator. */
#include "declarative/auth/authenticator.h"

typedef struct session_token_request_api_key_authenticator {
    const ab_component *inject_into;
    const ab_template *api_token;
} session_token_request_api_key_authenticator;

static const ab_field session_token_request_api_key_authenticator_fields[] = {
    {"inject_into", AB_FIELD_CHILD, AB_AT(session_token_request_api_key_authenticator, inject_into),
     .flags = AB_FIELD_REQUIRED, .of = "RequestOption"},
    {"api_token", AB_FIELD_TEMPLATE, AB_AT(session_token_request_api_key_authenticator, api_token),
     .deflt = "\"{{ session_token }}\""},
    {0},
};

const ab_component_type ab_component_session_token_request_api_key_authenticator = {
    .name = "ApiKey",
    .family = AB_FAMILY_NONE,
    .fields = session_token_request_api_key_authenticator_fields,
    .options_size = sizeof(session_token_request_api_key_authenticator),
};
