/* JwtAuthenticator's parts, and its token for those that send it elsewhere (OAuth assertions). */
#ifndef AB_DECLARATIVE_AUTH_JWT_AUTHENTICATOR_H
#define AB_DECLARATIVE_AUTH_JWT_AUTHENTICATOR_H

#include "declarative/auth/authenticator.h"

/* JwtHeaders */
typedef struct ab_jwt_headers {
    const ab_template *kid;
    const ab_template *typ;
    const ab_template *cty;
} ab_jwt_headers;
/* JwtPayload */
typedef struct ab_jwt_payload {
    const ab_template *iss;
    const ab_template *sub;
    const ab_template *aud;
} ab_jwt_payload;

/* A newly signed token, behind the header prefix if there is one; in scope->arena. `auth` was built
 * from a JwtAuthenticator. */
bool ab_jwt_authenticator_token(ab_authenticator *auth, const ab_scope *scope, ab_str *out,
                                ab_error *error);

#endif
