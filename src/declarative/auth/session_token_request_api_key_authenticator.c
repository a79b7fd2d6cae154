/* SessionTokenRequestApiKeyAuthenticator: a session's token anywhere in the request. */
#include "declarative/auth/session_token.h"

static const ab_field session_api_key_fields[] = {
    {"inject_into", AB_FIELD_CHILD, AB_AT(ab_session_api_key, inject_into),
     .flags = AB_FIELD_REQUIRED, .of = "RequestOption",
     .help = "Where in the request the token goes."},
    {"api_token", AB_FIELD_TEMPLATE, AB_AT(ab_session_api_key, api_token),
     .deflt = "\"{{ session_token }}\"",
     .help = "What is sent, such as \"Token {{ session_token }}\"."},
    {0},
};

const ab_component_type ab_component_session_token_request_api_key_authenticator = {
    .name = "ApiKey",
    .family = AB_FAMILY_NONE,
    .fields = session_api_key_fields,
    .options_size = sizeof(ab_session_api_key),
    .help = "Sends a session's token in a header, a parameter or the body.",
};
