/* OAuthAuthenticator: access tokens that a token endpoint hands out. */
#include "declarative/auth/jwt_authenticator.h"
#include "declarative/auth/oauth.h"
#include "declarative/auth/parts.h"

/* ---- Tokens ---- */

static bool has_expired(const ab_oauth *self, bool present, int64_t expires_us)
{
    return !present || ab_clock_real_us(self->env->clock) > expires_us;
}

static bool refresh_now(const ab_oauth *self, const ab_scope *scope, bool *rejected,
                        ab_error *error)
{
    ab_oauth_answer answer;
    return ab_oauth_ask(self, scope, &answer, rejected, error) &&
           ab_oauth_keep(self, scope, &answer, error);
}

/* Refreshes unless another worker was first: the token is then no longer `old` (NULL: is good). */
static bool refresh_once(const ab_oauth *self, const ab_scope *scope, const ab_str *old,
                         bool *rejected, ab_error *error)
{
    ab_str token;
    bool present;
    int64_t expires_us;
    *rejected = false;
    if (scope->sink) {
        ab_emit_flush(scope->sink); /* before the lock: it may wait for the platform */
    }
    pthread_mutex_lock(self->refreshing);
    bool ok = ab_oauth_current(self, scope->arena, &token, &present, &expires_us, error);
    bool is_needed =
        ok && (old ? !present || ab_str_eq(token, *old) : has_expired(self, present, expires_us));
    if (is_needed) {
        ok = refresh_now(self, scope, rejected, error);
    }
    pthread_mutex_unlock(self->refreshing);
    return ok;
}

static bool good_token(const ab_oauth *self, const ab_scope *scope, ab_str *token, bool *rejected,
                       ab_error *error)
{
    bool present;
    int64_t expires_us;
    *rejected = false;
    if (!ab_oauth_current(self, scope->arena, token, &present, &expires_us, error)) {
        return false;
    }
    if (!self->updater && !self->options->token_refresh_endpoint) {
        return present || ab_error_set(error, AB_ERROR_SYSTEM, "access_token is not set");
    }
    if (!has_expired(self, present, expires_us)) {
        return true;
    }
    return refresh_once(self, scope, NULL, rejected, error) &&
           ab_oauth_current(self, scope->arena, token, &present, NULL, error);
}

/* ---- Operations ---- */

static bool oauth_options(ab_authenticator *base, const ab_scope *scope, ab_request_options *out,
                          ab_error *error)
{
    const ab_oauth *self = (const ab_oauth *)base;
    ab_scope own = ab_auth_scope(scope);
    ab_str token;
    bool rejected;
    if (!good_token(self, &own, &token, &rejected, error)) {
        return false;
    }
    ab_auth_header(&own, AB_STR("Authorization"),
                   ab_arena_printf(scope->arena, "Bearer %.*s", AB_STR_ARG(token)), out);
    return true;
}

static bool rejected_by_endpoint(ab_error *error)
{
    if (error && error->kind != AB_ERROR_CONFIG) {
        ab_error cause = {0};
        ab_error_move(&cause, error);
        ab_error_set(error, AB_ERROR_CONFIG,
                     "OAuth token refresh request is rejected by the token endpoint.");
        ab_error_detail(error, "%s", cause.internal ? cause.internal : cause.message);
        ab_error_clear(&cause);
    }
    return false;
}

static bool oauth_refresh(ab_authenticator *base, const ab_scope *scope,
                          const ab_request_options *used, ab_error *error)
{
    const ab_oauth *self = (const ab_oauth *)base;
    ab_scope own = ab_auth_scope(scope);
    ab_str token;
    bool rejected;
    if (!good_token(self, &own, &token, &rejected, error)) {
        return rejected ? rejected_by_endpoint(error) : false;
    }
    ab_str sent = ab_get_text(&used->headers, "Authorization");
    ab_str now = ab_arena_printf(scope->arena, "Bearer %.*s", AB_STR_ARG(token));
    if (sent.n && !ab_str_eq(sent, now)) {
        ab_log(self->env->log, AB_LOG_INFO,
               "OAuth token was already replaced since this request was sent; retrying with the "
               "current token without refreshing again.");
        return true;
    }
    return refresh_once(self, &own, &token, &rejected, error) ||
           (rejected ? rejected_by_endpoint(error) : false);
}

static const ab_authenticator_ops ops = {.options = oauth_options, .refresh = oauth_refresh};

/* ---- Build ---- */

/* How refused refresh tokens are told: by the updater or here, not both, else the usual way. */
static bool set_error_rules(ab_oauth *self, ab_error *error)
{
    static const int64_t usual_codes[] = {400};
    static const ab_str usual_values[] = {{"invalid_grant", 13}, {"invalid_permissions", 19}};
    const ab_oauth_options *o = self->options;
    const ab_refresh_token_updater *u = self->updater;
    bool here = o->refresh_token_error_status_codes.n || o->refresh_token_error_key.n ||
                o->refresh_token_error_values.n;
    bool there = u && (u->refresh_token_error_status_codes.n || u->refresh_token_error_key.n ||
                       u->refresh_token_error_values.n);
    if (here && there) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "refresh_token_error should either be defined on the "
                            "OAuthAuthenticatorModel or the RefreshTokenUpdaterModel, not both");
    }
    self->error_status_codes = (ab_ints){usual_codes, 1};
    self->error_key = AB_STR("error");
    self->error_values = (ab_strings){usual_values, 2};
    if (here || there) {
        self->error_status_codes =
            here ? o->refresh_token_error_status_codes : u->refresh_token_error_status_codes;
        self->error_key = here ? o->refresh_token_error_key : u->refresh_token_error_key;
        self->error_values = here ? o->refresh_token_error_values : u->refresh_token_error_values;
    }
    return true;
}

static bool check(const ab_oauth *self, const ab_scope *scope, ab_error *error)
{
    const ab_oauth_options *o = self->options;
    ab_str grant_type;
    if (!o->use_profile_assertion && (!o->client_id || !o->client_secret)) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "OAuthAuthenticator configuration error: Both 'client_id' and "
                            "'client_secret' are required for the basic OAuth flow.");
    }
    if (o->use_profile_assertion && !o->profile_assertion) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "OAuthAuthenticator configuration error: 'profile_assertion' is "
                            "required when using the profile assertion flow.");
    }
    if (!ab_scope_text(scope, o->grant_type, self->parameters, &grant_type, error)) {
        return false;
    }
    if (!o->use_profile_assertion && ab_str_is(grant_type, "refresh_token") && !o->refresh_token) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "OAuthAuthenticator configuration error: A 'refresh_token' is required "
                            "when the 'grant_type' is set to 'refresh_token'.");
    }
    return true;
}

static void *build_auth(ab_build *build, const ab_component *component, const void *args,
                        ab_error *error)
{
    ab_oauth *self = AB_ARENA_NEW(build->arena, ab_oauth);
    const ab_oauth_options *o = component->options;
    ab_scope scope = ab_scope_new(build->env, build->arena);
    self->base.ops = &ops;
    self->options = o;
    self->parameters = component->parameters;
    self->env = build->env;
    self->updater = o->refresh_token_updater ? o->refresh_token_updater->options : NULL;
    if (o->profile_assertion) {
        self->assertion = ab_authenticator_build(build, o->profile_assertion, args, error);
        if (!self->assertion) {
            return NULL;
        }
    }
    return set_error_rules(self, error) && (self->updater || check(self, &scope, error)) &&
                   ab_oauth_open_token(build, self, component, error)
               ? self
               : NULL;
}

static const ab_field oauth_fields[] = {
    {"client_id_name", AB_FIELD_TEMPLATE, AB_AT(ab_oauth_options, client_id_name),
     .flags = AB_FIELD_EMPTY_IS_DEFAULT, .deflt = "\"client_id\"",
     .help = "Name of the client id in the request."},
    {"client_id", AB_FIELD_TEMPLATE, AB_AT(ab_oauth_options, client_id),
     .help = "The OAuth client's id."},
    {"client_secret_name", AB_FIELD_TEMPLATE, AB_AT(ab_oauth_options, client_secret_name),
     .flags = AB_FIELD_EMPTY_IS_DEFAULT, .deflt = "\"client_secret\"",
     .help = "Name of the client secret in the request."},
    {"client_secret", AB_FIELD_TEMPLATE, AB_AT(ab_oauth_options, client_secret),
     .help = "The OAuth client's secret."},
    {"refresh_token_name", AB_FIELD_TEMPLATE, AB_AT(ab_oauth_options, refresh_token_name),
     .flags = AB_FIELD_EMPTY_IS_DEFAULT, .deflt = "\"refresh_token\"",
     .help = "Name of the refresh token in the request."},
    {"refresh_token", AB_FIELD_TEMPLATE, AB_AT(ab_oauth_options, refresh_token),
     .help = "The refresh token that access tokens are asked with."},
    {"token_refresh_endpoint", AB_FIELD_TEMPLATE, AB_AT(ab_oauth_options, token_refresh_endpoint),
     .help = "URL that hands out access tokens; absent: access_token_value is the token."},
    {"access_token_name", AB_FIELD_TEMPLATE, AB_AT(ab_oauth_options, access_token_name),
     .flags = AB_FIELD_EMPTY_IS_DEFAULT, .deflt = "\"access_token\"",
     .help = "Name of the access token in the answer, at any depth."},
    {"access_token_value", AB_FIELD_TEMPLATE, AB_AT(ab_oauth_options, access_token_value),
     .help = "An access token to begin with."},
    {"expires_in_name", AB_FIELD_TEMPLATE, AB_AT(ab_oauth_options, expires_in_name),
     .flags = AB_FIELD_EMPTY_IS_DEFAULT, .deflt = "\"expires_in\"",
     .help = "Name of the answer's member that says how long the access token is good."},
    {"grant_type_name", AB_FIELD_TEMPLATE, AB_AT(ab_oauth_options, grant_type_name),
     .flags = AB_FIELD_EMPTY_IS_DEFAULT, .deflt = "\"grant_type\"",
     .help = "Name of the grant type in the request."},
    {"grant_type", AB_FIELD_TEMPLATE, AB_AT(ab_oauth_options, grant_type),
     .flags = AB_FIELD_EMPTY_IS_DEFAULT, .deflt = "\"refresh_token\"",
     .help = "The grant type; with refresh_token there must be one."},
    {"refresh_request_body", AB_FIELD_MAPPING, AB_AT(ab_oauth_options, refresh_request_body),
     .takes = AB_TAKES_OBJECT, .help = "Further members of the request's form."},
    {"refresh_request_headers", AB_FIELD_MAPPING, AB_AT(ab_oauth_options, refresh_request_headers),
     .takes = AB_TAKES_OBJECT,
     .help = "Headers of the request; with an Authorization header the client's id and secret are "
             "left out of the form."},
    {"send_refresh_request_as_query_params", AB_FIELD_BOOL,
     AB_AT(ab_oauth_options, send_refresh_request_as_query_params),
     .help = "Sends the form's members as query parameters and an empty body."},
    {"scopes", AB_FIELD_STRINGS, AB_AT(ab_oauth_options, scopes), .help = "Scopes to ask for."},
    {"token_expiry_date", AB_FIELD_TEMPLATE, AB_AT(ab_oauth_options, token_expiry_date),
     .help = "Until when access_token_value is good."},
    {"token_expiry_date_format", AB_FIELD_STRING, AB_AT(ab_oauth_options, token_expiry_date_format),
     .help = "Says that expires_in_name gives a date rather than a number of seconds."},
    {"refresh_token_error_status_codes", AB_FIELD_INTS,
     AB_AT(ab_oauth_options, refresh_token_error_status_codes),
     .help = "Statuses by which the endpoint refuses a refresh token that is no good any more; "
             "400 if none of the three is given."},
    {"refresh_token_error_key", AB_FIELD_STRING, AB_AT(ab_oauth_options, refresh_token_error_key),
     .help = "Member of such an answer that says why; \"error\" if none of the three is given."},
    {"refresh_token_error_values", AB_FIELD_STRINGS,
     AB_AT(ab_oauth_options, refresh_token_error_values),
     .help = "Values of that member that mean that the user has to authenticate again; "
             "invalid_grant and invalid_permissions if none of the three is given."},
    {"refresh_token_updater", AB_FIELD_CHILD, AB_AT(ab_oauth_options, refresh_token_updater),
     .of = "RefreshTokenUpdater",
     .help = "For refresh tokens that change with each use: keeps the tokens in the config."},
    {"profile_assertion", AB_FIELD_CHILD, AB_AT(ab_oauth_options, profile_assertion),
     .of = "JwtAuthenticator", .help = "Signs the assertion that is exchanged for a token."},
    {"use_profile_assertion", AB_FIELD_BOOL, AB_AT(ab_oauth_options, use_profile_assertion),
     .help = "Asks with the profile_assertion instead of a refresh token (RFC 7523)."},
    {0},
};

const ab_component_type ab_component_oauth_authenticator = {
    .name = "OAuthAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = oauth_fields,
    .options_size = sizeof(ab_oauth_options),
    .build = build_auth,
    .help = "Gets access tokens from a token endpoint and sends them in the Authorization header.",
};
