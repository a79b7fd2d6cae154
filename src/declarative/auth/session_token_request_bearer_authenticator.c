/* SessionTokenRequestBearerAuthenticator. */
#include "declarative/auth/authenticator.h"

const ab_component_type ab_component_session_token_request_bearer_authenticator = {
    .name = "Bearer",
    .family = AB_FAMILY_NONE,
};
