/* OAuthAuthenticator's inner parts: asking the token endpoint, reading its answer, keeping the
 * token. */
#ifndef AB_DECLARATIVE_AUTH_OAUTH_H
#define AB_DECLARATIVE_AUTH_OAUTH_H

#include "datetime/datetime.h"
#include "declarative/auth/authenticator.h"

#include <pthread.h>

/* OAuthAuthenticator */
typedef struct ab_oauth_options {
    const ab_template *client_id_name;
    const ab_template *client_id;
    const ab_template *client_secret_name;
    const ab_template *client_secret;
    const ab_template *refresh_token_name;
    const ab_template *refresh_token;
    const ab_template *token_refresh_endpoint;
    const ab_template *access_token_name;
    const ab_template *access_token_value;
    const ab_template *expires_in_name;
    const ab_template *grant_type_name;
    const ab_template *grant_type;
    ab_mapping refresh_request_body;
    ab_mapping refresh_request_headers;
    bool send_refresh_request_as_query_params;
    ab_strings scopes;
    const ab_template *token_expiry_date;
    ab_str token_expiry_date_format;
    ab_ints refresh_token_error_status_codes;
    ab_str refresh_token_error_key;
    ab_strings refresh_token_error_values;
    const ab_component *refresh_token_updater;
    const ab_component *profile_assertion;
    bool use_profile_assertion;
} ab_oauth_options;

/* RefreshTokenUpdater: refresh tokens that are good for one use are kept in the config. */
typedef struct ab_refresh_token_updater {
    ab_str refresh_token_name;
    ab_strings access_token_config_path;
    ab_strings refresh_token_config_path;
    ab_strings token_expiry_date_config_path;
    ab_ints refresh_token_error_status_codes;
    ab_str refresh_token_error_key;
    ab_strings refresh_token_error_values;
} ab_refresh_token_updater;

/* A token that is not kept in the config: shared by all authenticators with the same definition. */
typedef struct ab_oauth_token {
    pthread_mutex_t lock; /* of what follows */
    char *text;           /* NULL: there is none yet */
    int64_t expires_us;   /* since 1970 */
} ab_oauth_token;

typedef struct ab_oauth {
    ab_authenticator base;
    const ab_oauth_options *options;
    const ab_refresh_token_updater *updater; /* NULL: tokens are not kept in the config */
    const ab_value *parameters;
    ab_env *env;
    ab_authenticator *assertion; /* the JwtAuthenticator whose token is exchanged, or NULL */
    ab_ints error_status_codes;  /* how the endpoint says that the refresh token is no good */
    ab_str error_key;
    ab_strings error_values;
    ab_oauth_token *token;       /* NULL with an updater */
    pthread_mutex_t *refreshing; /* one token is refreshed at a time, in the whole source */
} ab_oauth;

/* What the token endpoint gave. In the arena of the scope. */
typedef struct ab_oauth_answer {
    ab_str access_token;
    ab_datetime expires;
    const ab_value *refresh_token; /* NULL: none */
} ab_oauth_answer;

/* ---- oauth_request.c ---- */

/* Asks the token endpoint, again and again for up to 300 s where it is overloaded or cannot be
 * reached. *rejected tells that it refused with a status of 4xx. */
bool ab_oauth_ask(const ab_oauth *self, const ab_scope *scope, ab_oauth_answer *out, bool *rejected,
                  ab_error *error);

/* ---- oauth_answer.c ---- */

/* Finds token and expiry date in the endpoint's answer. */
bool ab_oauth_read(const ab_oauth *self, const ab_scope *scope, ab_str body, ab_oauth_answer *out,
                   ab_error *error);
/* Sets the error for a refusal (4xx): a config_error where it says that the refresh token is no
 * good any more. Texts of `secrets` are masked in what is quoted. Returns false. */
bool ab_oauth_refusal(const ab_oauth *self, ab_arena *arena, int status, ab_str body,
                      const ab_strings *secrets, ab_error *error);

/* ---- oauth_token.c ---- */

/* The token at present. *present is false where there is none; *expires_us may be NULL. */
bool ab_oauth_current(const ab_oauth *self, ab_arena *arena, ab_str *token, bool *present,
                      int64_t *expires_us, ab_error *error);
/* Keeps the new token; with an updater CONTROL CONNECTOR_CONFIG is out before it returns. */
bool ab_oauth_keep(const ab_oauth *self, const ab_scope *scope, const ab_oauth_answer *answer,
                   ab_error *error);
/* Sets up the state at build: initial token and expiry date from the manifest. */
bool ab_oauth_open_token(ab_build *build, ab_oauth *self, const ab_component *component,
                         ab_error *error);
/* The config's value at a path; the empty string where there is none. */
ab_value ab_oauth_config_value(const ab_oauth *self, ab_strings path);

#endif
