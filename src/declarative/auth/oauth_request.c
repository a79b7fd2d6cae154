/* Asking a token endpoint for an access token. */
#include "crypto/hash.h"
#include "declarative/auth/jwt_authenticator.h"
#include "declarative/auth/oauth.h"
#include "declarative/auth/parts.h"
#include "engine/runtime.h"
#include "http/attempt.h"
#include "http/url.h"

/* Tries go on for so long, as in the CDK. */
#define MAX_TIME_US (300 * INT64_C(1000000))
#define US_PER_S INT64_C(1000000)
enum { MAX_DOUBLINGS = 9 }; /* 512 s: beyond MAX_TIME_US anyway */

/* ---- The request ---- */

typedef struct asking {
    const ab_oauth *self;
    const ab_scope *scope;
    ab_http_request request;
    ab_str secrets[2]; /* refresh token and client secret */
    int64_t start_us;
    bool *rejected;
} asking;

static bool text_of(const asking *a, const ab_template *t, ab_str *out, ab_error *error)
{
    return ab_scope_text(a->scope, t, a->self->parameters, out, error);
}

static bool mapping_of(const asking *a, const ab_mapping *mapping, ab_value *out, ab_error *error)
{
    *out = ab_value_object();
    return !mapping->tree ||
           ab_scope_tree(a->scope, mapping->tree, a->self->parameters, out, error);
}

static bool set_named(const asking *a, ab_value *target, const ab_template *name, ab_value value,
                      ab_error *error)
{
    ab_str key;
    if (!text_of(a, name, &key, error)) {
        return false;
    }
    ab_object_set(a->scope->arena, target, key, value);
    return true;
}

/* With an updater the config's own credentials come before the manifest's. */
static bool credential(const asking *a, const ab_template *t, const char *member, ab_value *out,
                       ab_error *error)
{
    const ab_str path[] = {AB_STR("credentials"), ab_str_of(member)};
    if (a->self->updater) {
        *out = ab_oauth_config_value(a->self, (ab_strings){path, 2});
        if (!ab_is(out, AB_STRING) || out->text.n) {
            return true;
        }
    }
    return ab_scope_value(a->scope, t, a->self->parameters, out, error);
}

static bool add_client(asking *a, ab_value *args, ab_error *error)
{
    const ab_oauth_options *o = a->self->options;
    ab_value id;
    ab_value secret;
    if (!credential(a, o->client_id, "client_id", &id, error) ||
        !credential(a, o->client_secret, "client_secret", &secret, error)) {
        return false;
    }
    if (!a->self->updater && !ab_value_truthy(&id)) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "OAuthAuthenticator was unable to evaluate client_id parameter");
    }
    if (!a->self->updater && !ab_value_truthy(&secret)) {
        ab_log(a->self->env->log, AB_LOG_WARN,
               "OAuthAuthenticator was unable to evaluate client_secret parameter hence it'll be "
               "empty");
    }
    a->secrets[1] = ab_text(&secret);
    return set_named(a, args, o->client_id_name, id, error) &&
           set_named(a, args, o->client_secret_name, secret, error);
}

static bool add_refresh_token(asking *a, ab_value *args, ab_error *error)
{
    const ab_oauth *self = a->self;
    ab_value token = ab_value_null();
    if (self->updater) {
        token = ab_oauth_config_value(self, self->updater->refresh_token_config_path);
        a->secrets[0] = ab_text(&token);
        ab_object_set(a->scope->arena, args, self->updater->refresh_token_name, token);
        return true;
    }
    if (self->options->refresh_token) {
        ab_str text;
        if (!text_of(a, self->options->refresh_token, &text, error)) {
            return false;
        }
        token = ab_value_str(text);
        a->secrets[0] = text;
    }
    return set_named(a, args, self->options->refresh_token_name, token, error);
}

static bool add_rest(const asking *a, ab_value *args, ab_error *error)
{
    const ab_oauth_options *o = a->self->options;
    ab_arena *arena = a->scope->arena;
    ab_value more;
    if (o->scopes.n) {
        ab_value scopes = ab_value_array();
        for (size_t i = 0; i < o->scopes.n; i++) {
            ab_array_push(arena, &scopes, ab_value_str(o->scopes.at[i]));
        }
        ab_set(arena, args, "scopes", scopes);
    }
    if (!mapping_of(a, &o->refresh_request_body, &more, error)) {
        return false;
    }
    for (size_t i = 0; i < more.count; i++) {
        const ab_member *member = &more.object.members[i];
        if (!ab_object_get(args, member->key)) {
            ab_object_set(arena, args, member->key, member->value);
        }
    }
    return true;
}

/* Credentials that a header carries already are not sent twice. */
static bool standard_args(asking *a, const ab_value *headers, ab_value *out, ab_error *error)
{
    const ab_oauth_options *o = a->self->options;
    ab_value grant_type = ab_value_cstr("urn:ietf:params:oauth:grant-type:jwt-bearer");
    if (!o->use_profile_assertion || a->self->updater) {
        ab_str text;
        if (!text_of(a, o->grant_type, &text, error)) {
            return false;
        }
        grant_type = ab_value_str(text);
    }
    *out = ab_value_object();
    return set_named(a, out, o->grant_type_name, grant_type, error) &&
           (ab_get(headers, "Authorization") || add_client(a, out, error)) &&
           add_refresh_token(a, out, error) && add_rest(a, out, error);
}

static bool assertion_args(const asking *a, ab_value *out, ab_error *error)
{
    ab_str token;
    *out = ab_value_object();
    if (!ab_jwt_authenticator_token(a->self->assertion, a->scope, &token, error) ||
        !set_named(a, out, a->self->options->grant_type_name,
                   ab_value_cstr("urn:ietf:params:oauth:grant-type:jwt-bearer"), error)) {
        return false;
    }
    ab_set(a->scope->arena, out, "assertion", ab_value_str(token));
    return true;
}

static bool set_url(asking *a, const ab_value *params, ab_error *error)
{
    ab_str url;
    ab_str problem;
    ab_http_failure failure;
    if (!text_of(a, a->self->options->token_refresh_endpoint, &url, error)) {
        return false;
    }
    if (!url.n) {
        return ab_error_set(
            error, AB_ERROR_SYSTEM,
            "OAuthAuthenticator was unable to evaluate token_refresh_endpoint parameter");
    }
    return ab_url_prepare(a->scope->arena, url, params, &a->request.url, &failure, &problem) ||
           ab_error_set(error, AB_ERROR_SYSTEM, "%.*s", AB_STR_ARG(problem));
}

static bool prepare(asking *a, ab_error *error)
{
    const ab_oauth *self = a->self;
    const ab_oauth_options *o = self->options;
    ab_arena *arena = a->scope->arena;
    bool asserts = o->use_profile_assertion && !self->updater;
    bool in_query = o->send_refresh_request_as_query_params;
    ab_value headers;
    ab_value args = ab_value_object();
    ab_value assertion = ab_value_object();
    if (!mapping_of(a, &o->refresh_request_headers, &headers, error) ||
        ((!asserts || in_query) && !standard_args(a, &headers, &args, error)) ||
        (asserts && !assertion_args(a, &assertion, error)) ||
        !set_url(a, in_query ? &args : NULL, error)) {
        return false;
    }
    a->request.method = AB_STR("POST");
    a->request.asker = AB_STR("oauth_token_request");
    for (size_t i = 0; i < headers.count; i++) {
        const ab_member *member = &headers.object.members[i];
        if (!ab_is(&member->value, AB_NULL)) {
            ab_headers_set(arena, &a->request.headers, member->key,
                           ab_python_str(arena, &member->value));
        }
    }
    const ab_value *body = asserts ? &assertion : &args;
    if (asserts || !in_query) {
        ab_http_request_set_form(arena, &a->request, body);
    }
    return true;
}

/* ---- Sending ---- */

/* The wait before the next try: a random part of 1, 2, 4 … s. False where time is up. */
static bool next_wait(const asking *a, unsigned attempt, int64_t *wait_us)
{
    int64_t elapsed = ab_clock_monotonic_us(a->self->env->clock) - a->start_us;
    if (elapsed >= MAX_TIME_US || a->self->env->limits.no_retries) {
        return false;
    }
    uint32_t random = UINT32_MAX / 2;
    ab_random_bytes(&random, sizeof random, NULL);
    unsigned doublings = attempt - 1 < MAX_DOUBLINGS ? attempt - 1 : MAX_DOUBLINGS;
    int64_t longest = US_PER_S << doublings;
    int64_t wait = (int64_t)((double)longest * ((double)random / (double)UINT32_MAX));
    *wait_us = wait < MAX_TIME_US - elapsed ? wait : MAX_TIME_US - elapsed;
    ab_log(a->self->env->log, AB_LOG_INFO,
           "Caught retryable error after %u tries. Waiting %.6g seconds then retrying...", attempt,
           (double)*wait_us / (double)US_PER_S);
    return true;
}

static ab_http_verdict judge_failure(const asking *a, const ab_http_response *response,
                                     unsigned attempt, int64_t *wait_us, ab_error *error)
{
    if (!ab_http_failure_is(response->failure, "ConnectionError") &&
        !ab_http_failure_is(response->failure, "ReadTimeout")) {
        ab_http_response_error(response, error);
        return AB_HTTP_STOP;
    }
    if (next_wait(a, attempt, wait_us)) {
        return AB_HTTP_RETRY;
    }
    ab_error_set(error, AB_ERROR_TRANSIENT,
                 "OAuth access token refresh request failed due to a network error.");
    ab_error_detail(error,
                    "Network error during OAuth token refresh after retries were exhausted: %s",
                    response->problem);
    return AB_HTTP_STOP;
}

static bool body_of(const ab_http_response *response, ab_arena *arena, ab_str *out, ab_error *error)
{
    ab_buf scratch;
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    bool ok = ab_body_whole(response->body, &scratch, out, error);
    *out = ok ? ab_arena_str(arena, *out) : AB_STR("");
    ab_buf_free(&scratch);
    return ok;
}

static ab_http_verdict judge(void *context, const ab_http_response *response, unsigned attempt,
                             int64_t *wait_us, ab_error *error)
{
    const asking *a = context;
    if (response->failure) {
        return judge_failure(a, response, attempt, wait_us, error);
    }
    if (response->status < 400) {
        return AB_HTTP_ACCEPT;
    }
    if (response->status == 429 || response->status >= 500) {
        if (next_wait(a, attempt, wait_us)) {
            return AB_HTTP_RETRY;
        }
        ab_error_set(error, AB_ERROR_TRANSIENT,
                     "OAuth access token refresh request failed: the token endpoint answered with "
                     "status %d",
                     response->status);
        return AB_HTTP_STOP;
    }
    ab_str body;
    body_of(response, a->scope->arena, &body, NULL);
    *a->rejected = true;
    ab_oauth_refusal(a->self, a->scope->arena, response->status, body, &(ab_strings){a->secrets, 2},
                     error);
    return AB_HTTP_STOP;
}

static bool send(asking *a, ab_str *body, ab_error *error)
{
    ab_http *http = a->self->env->runtime ? ab_runtime_http(a->self->env->runtime, error) : NULL;
    if (!http) {
        if (!ab_error_is_set(error)) {
            ab_error_set(error, AB_ERROR_SYSTEM, "A token cannot be fetched here");
        }
        return false;
    }
    ab_http_session *session = ab_http_session_new(http);
    ab_http_policy policy = {.judge = judge, .context = a};
    ab_http_response *response;
    a->start_us = ab_clock_monotonic_us(a->self->env->clock);
    bool ok = ab_http_send(session, &a->request, &policy, &response, error);
    if (ok) {
        ok = body_of(response, a->scope->arena, body, error);
        ab_http_response_unref(response);
    }
    ab_http_session_free(session);
    return ok;
}

/* What fails before the request is out is told in one text, as in the CDK; the cause is for
 * developers. */
static bool cannot_ask(ab_error *error)
{
    ab_error cause = {0};
    ab_error_move(&cause, error);
    ab_error_set(error, AB_ERROR_SYSTEM, "OAuth access token refresh request failed.");
    ab_error_detail(error, "Unexpected error during OAuth token refresh: %s",
                    cause.message ? cause.message : "");
    ab_error_clear(&cause);
    return false;
}

bool ab_oauth_ask(const ab_oauth *self, const ab_scope *scope, ab_oauth_answer *out, bool *rejected,
                  ab_error *error)
{
    asking a = {.self = self, .scope = scope, .rejected = rejected};
    ab_str body;
    *rejected = false;
    if (!prepare(&a, error)) {
        return cannot_ask(error);
    }
    return send(&a, &body, error) && ab_oauth_read(self, scope, body, out, error);
}
