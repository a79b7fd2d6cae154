/* LegacySessionTokenAuthenticator. */
#include "declarative/auth/authenticator.h"

typedef struct legacy_session_token_authenticator {
    ab_str header;
    ab_str login_url;
    ab_str session_token;
    ab_str session_token_response_key;
    ab_str username;
    ab_str password;
    ab_str validate_session_url;
} legacy_session_token_authenticator;

static const ab_field legacy_session_token_authenticator_fields[] = {
    {"header", AB_FIELD_STRING, AB_AT(legacy_session_token_authenticator, header),
     .flags = AB_FIELD_REQUIRED},
    {"login_url", AB_FIELD_STRING, AB_AT(legacy_session_token_authenticator, login_url),
     .flags = AB_FIELD_REQUIRED},
    {"session_token", AB_FIELD_STRING, AB_AT(legacy_session_token_authenticator, session_token)},
    {"session_token_response_key", AB_FIELD_STRING,
     AB_AT(legacy_session_token_authenticator, session_token_response_key),
     .flags = AB_FIELD_REQUIRED},
    {"username", AB_FIELD_STRING, AB_AT(legacy_session_token_authenticator, username)},
    {"password", AB_FIELD_STRING, AB_AT(legacy_session_token_authenticator, password)},
    {"validate_session_url", AB_FIELD_STRING,
     AB_AT(legacy_session_token_authenticator, validate_session_url), .flags = AB_FIELD_REQUIRED},
    {0},
};

const ab_component_type ab_component_legacy_session_token_authenticator = {
    .name = "LegacySessionTokenAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = legacy_session_token_authenticator_fields,
    .options_size = sizeof(legacy_session_token_authenticator),
};
