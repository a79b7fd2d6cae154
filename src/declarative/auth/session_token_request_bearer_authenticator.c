/* SessionTokenRequestBearerAuthenticator: a session's token in the Authorization header. */
#include "declarative/auth/session_token.h"

const ab_component_type ab_component_session_token_request_bearer_authenticator = {
    .name = "Bearer",
    .family = AB_FAMILY_NONE,
    .help = "Sends a session's token in the Authorization header, behind the word Bearer.",
};
