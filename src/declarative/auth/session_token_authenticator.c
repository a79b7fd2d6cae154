/* SessionTokenAuthenticator. */
#include "declarative/auth/authenticator.h"

typedef struct session_token_authenticator {
    const ab_component *login_requester;
    ab_strings session_token_path;
    ab_str expiration_duration;
    const ab_component *request_authentication;
    const ab_component *decoder;
} session_token_authenticator;

static const ab_field session_token_authenticator_fields[] = {
    {"login_requester", AB_FIELD_CHILD, AB_AT(session_token_authenticator, login_requester),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequester"},
    {"session_token_path", AB_FIELD_STRINGS, AB_AT(session_token_authenticator, session_token_path),
     .flags = AB_FIELD_REQUIRED},
    {"expiration_duration", AB_FIELD_STRING,
     AB_AT(session_token_authenticator, expiration_duration)},
    {"request_authentication", AB_FIELD_CHILD,
     AB_AT(session_token_authenticator, request_authentication), .flags = AB_FIELD_REQUIRED,
     .of = "ApiKey|Bearer"},
    {"decoder", AB_FIELD_CHILD, AB_AT(session_token_authenticator, decoder),
     .of = "JsonDecoder|XmlDecoder"},
    {0},
};

const ab_component_type ab_component_session_token_authenticator = {
    .name = "SessionTokenAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = session_token_authenticator_fields,
    .options_size = sizeof(session_token_authenticator),
};
