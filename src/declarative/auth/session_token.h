/* How SessionTokenAuthenticator sends its token. */
#ifndef AB_DECLARATIVE_AUTH_SESSION_TOKEN_H
#define AB_DECLARATIVE_AUTH_SESSION_TOKEN_H

#include "declarative/auth/authenticator.h"

/* SessionTokenRequestApiKeyAuthenticator */
typedef struct ab_session_api_key {
    const ab_component *inject_into;
    const ab_template *api_token; /* sees `session_token` */
} ab_session_api_key;

#endif
