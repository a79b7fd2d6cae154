/* What authenticators have in common. */
#ifndef AB_DECLARATIVE_AUTH_PARTS_H
#define AB_DECLARATIVE_AUTH_PARTS_H

#include "declarative/auth/authenticator.h"

/* The scope that an authenticator's templates are evaluated in: the newest config and nothing
 * else, as in the CDK. Results go to scope->arena. */
ab_scope ab_auth_scope(const ab_scope *scope);
/* Sets *out to one header. An empty name gives no header. Name and value are borrowed. */
void ab_auth_header(const ab_scope *scope, ab_str name, ab_str value, ab_request_options *out);
/* Sets *out to the value at the place that the RequestOption names. A header without a name is left
 * out. */
bool ab_auth_inject(const ab_component *request_option, const ab_scope *scope, ab_str value,
                    ab_request_options *out, ab_error *error);
/* Has the token masked; empty ones and pure calls are ignored. */
void ab_auth_mask(const ab_env *env, ab_str token);
/* Equal for components that are defined alike: the key under which authenticators of several
 * streams share their tokens. */
ab_str ab_auth_sharing_key(ab_arena *arena, const ab_component *component);

/* An authenticator that holds nothing but its component's options. */
typedef struct ab_plain_authenticator {
    ab_authenticator base;
    const void *options;
    const ab_value *parameters;
} ab_plain_authenticator;
ab_authenticator *ab_plain_authenticator_new(ab_build *build, const ab_component *component,
                                             const ab_authenticator_ops *ops);

#endif
