/* LegacySessionTokenAuthenticator: a session's token from the config, or by user and password. */
#include "base/alloc.h"
#include "declarative/auth/parts.h"
#include "engine/runtime.h"
#include "http/http.h"
#include "json/json.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct legacy_session_token_authenticator {
    const ab_template *header;
    const ab_template *login_url;
    const ab_template *session_token;
    const ab_template *session_token_response_key;
    const ab_template *username;
    const ab_template *password;
    const ab_template *validate_session_url;
} legacy_session_token_authenticator;

/* The token that a login gave: shared by all that log in the same way. */
typedef struct login {
    pthread_mutex_t lock;
    char *token; /* NULL: not logged in yet */
} login;

typedef struct authenticator {
    ab_authenticator base;
    const legacy_session_token_authenticator *options;
    const ab_value *parameters;
    const ab_template *url_base;
    ab_env *env;
} authenticator;

/* Its templates, evaluated. */
typedef struct texts {
    ab_str base;
    ab_str header;
    ab_str login_url;
    ab_str session_token;
    ab_str response_key;
    ab_str username;
    ab_str password;
    ab_str validate_url;
} texts;

static bool evaluate(const authenticator *self, const ab_scope *scope, texts *out, ab_error *error)
{
    const legacy_session_token_authenticator *o = self->options;
    const struct {
        const ab_template *t;
        ab_str *to;
    } all[] = {
        {self->url_base, &out->base},
        {o->header, &out->header},
        {o->login_url, &out->login_url},
        {o->session_token, &out->session_token},
        {o->session_token_response_key, &out->response_key},
        {o->username, &out->username},
        {o->password, &out->password},
        {o->validate_session_url, &out->validate_url},
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (!ab_scope_text(scope, all[i].t, self->parameters, all[i].to, error)) {
            return false;
        }
    }
    return true;
}

/* ---- Requests ---- */

/* Sends one request, with no retries. NULL with `error` set where nothing came back. */
static ab_http_response *fetch(const authenticator *self, const ab_http_request *request,
                               ab_error *error)
{
    ab_http *http = self->env->runtime ? ab_runtime_http(self->env->runtime, error) : NULL;
    if (!http) {
        if (!ab_error_is_set(error)) {
            ab_error_set(error, AB_ERROR_SYSTEM, "A token cannot be fetched here");
        }
        return NULL;
    }
    ab_http_session *session = ab_http_session_new(http);
    ab_http_response *response = ab_http_fetch(session, request);
    ab_http_session_free(session);
    if (response->failure) {
        ab_http_response_error(response, error);
        ab_http_response_unref(response);
        return NULL;
    }
    return response;
}

/* Asks whether the config's token is good; a status of 401 says no, others that fail are errors. */
static bool validate(const authenticator *self, const ab_scope *scope, const texts *t, bool *valid,
                     ab_error *error)
{
    ab_http_request request = {
        .method = AB_STR("GET"),
        .url = ab_arena_printf(scope->arena, "%.*s%.*s", AB_STR_ARG(t->base),
                               AB_STR_ARG(t->validate_url)),
    };
    ab_headers_set(scope->arena, &request.headers, t->header, t->session_token);
    ab_http_response *response = fetch(self, &request, error);
    if (!response) {
        return false;
    }
    int status = response->status;
    ab_http_response_unref(response);
    *valid = status < 400;
    if (status == 401) {
        ab_log(self->env->log, AB_LOG_INFO,
               "Unable to connect by session token from config: it is not valid (status 401)");
    }
    return status < 400 || status == 401 ||
           ab_error_set(error, AB_ERROR_SYSTEM,
                        "Error while validating session token: status %d for url: %.*s", status,
                        AB_STR_ARG(request.url));
}

static bool token_in(const ab_http_response *response, const ab_scope *scope, ab_str key,
                     ab_str *out, ab_error *error)
{
    ab_buf scratch;
    ab_str body;
    ab_value answer;
    const ab_json_options options = {.copy = true};
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    bool ok = ab_body_whole(response->body, &scratch, &body, error) &&
              ab_json_parse(scope->arena, ab_json_skip_mark(body), &options, &answer, error);
    ab_buf_free(&scratch);
    if (!ok) {
        return ab_error_wrap(error, "Failed to retrieve new session token");
    }
    const ab_value *token = ab_object_get(&answer, key);
    if (!token) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Failed to retrieve new session token: the answer has no %.*s",
                            AB_STR_ARG(key));
    }
    *out = ab_python_str(scope->arena, token);
    return true;
}

static bool log_in(const authenticator *self, const ab_scope *scope, const texts *t, ab_str *out,
                   ab_error *error)
{
    ab_value credentials = ab_value_object();
    ab_set(scope->arena, &credentials, "username", ab_value_str(t->username));
    ab_set(scope->arena, &credentials, "password", ab_value_str(t->password));
    ab_http_request request = {
        .method = AB_STR("POST"),
        .url = ab_arena_printf(scope->arena, "%.*s%.*s", AB_STR_ARG(t->base),
                               AB_STR_ARG(t->login_url)),
    };
    if (!ab_http_request_set_json(scope->arena, &request, &credentials, error)) {
        return false;
    }
    ab_http_response *response = fetch(self, &request, error);
    if (!response) {
        return false;
    }
    bool ok = response->status < 400
                  ? token_in(response, scope, t->response_key, out, error)
                  : ab_error_set(error, AB_ERROR_SYSTEM,
                                 "Failed to retrieve new session token, response code %d",
                                 response->status);
    ab_http_response_unref(response);
    return ok;
}

/* ---- Tokens ---- */

static void *new_login(void *argument)
{
    (void)argument;
    login *l = ab_xcalloc(1, sizeof *l);
    pthread_mutex_init(&l->lock, NULL);
    return l;
}

static void free_login(void *object)
{
    login *l = object;
    pthread_mutex_destroy(&l->lock);
    free(l->token);
    free(l);
}

static bool login_token(const authenticator *self, const ab_scope *scope, const texts *t,
                        ab_str *out, ab_error *error)
{
    ab_str key = ab_arena_printf(scope->arena, "%.*s%.*s\n%.*s\n%.*s\n%.*s", AB_STR_ARG(t->base),
                                 AB_STR_ARG(t->login_url), AB_STR_ARG(t->username),
                                 AB_STR_ARG(t->password), AB_STR_ARG(t->response_key));
    login *l = ab_env_shared(self->env, "legacy session token", key, new_login, NULL, free_login);
    bool ok = true;
    ab_log(self->env->log, AB_LOG_INFO, "Using generated session token by username and password");
    pthread_mutex_lock(&l->lock);
    if (!l->token) {
        ok = log_in(self, scope, t, out, error);
        l->token = ok ? ab_xstrndup(out->p, out->n) : NULL;
    }
    *out = ok ? ab_arena_str(scope->arena, ab_str_of(l->token)) : AB_STR("");
    pthread_mutex_unlock(&l->lock);
    return ok;
}

static bool token_of(const authenticator *self, const ab_scope *scope, const texts *t, ab_str *out,
                     ab_error *error)
{
    bool valid = false;
    if (t->session_token.n && !validate(self, scope, t, &valid, error)) {
        return false;
    }
    if (valid) {
        *out = t->session_token;
        return true;
    }
    if (t->password.n && t->username.n) {
        return login_token(self, scope, t, out, error);
    }
    return ab_error_set(error, AB_ERROR_SYSTEM,
                        "Invalid credentials: session token is not valid or provide username and "
                        "password");
}

static bool legacy_options(ab_authenticator *base, const ab_scope *scope, ab_request_options *out,
                           ab_error *error)
{
    const authenticator *self = (const authenticator *)base;
    ab_scope own = ab_auth_scope(scope);
    texts t;
    ab_str token;
    if (scope->sink) {
        ab_emit_flush(scope->sink);
    }
    if (!evaluate(self, &own, &t, error) || !token_of(self, &own, &t, &token, error)) {
        return false;
    }
    ab_auth_mask(self->env, token);
    ab_auth_header(&own, t.header, token, out);
    return true;
}

static const ab_authenticator_ops ops = {.options = legacy_options};

static void *build_auth(ab_build *build, const ab_component *component, const void *args,
                        ab_error *error)
{
    (void)error;
    const ab_authenticator_args *given = args;
    authenticator *self = AB_ARENA_NEW(build->arena, authenticator);
    self->base.ops = &ops;
    self->options = component->options;
    self->parameters = component->parameters;
    self->url_base = given ? given->url_base : NULL;
    self->env = build->env;
    return self;
}

static const ab_field legacy_session_token_authenticator_fields[] = {
    {"header", AB_FIELD_TEMPLATE, AB_AT(legacy_session_token_authenticator, header),
     .flags = AB_FIELD_REQUIRED, .help = "The header that carries the token."},
    {"login_url", AB_FIELD_TEMPLATE, AB_AT(legacy_session_token_authenticator, login_url),
     .flags = AB_FIELD_REQUIRED,
     .help = "Where user name and password are sent; it is put behind the requester's base URL."},
    {"session_token", AB_FIELD_TEMPLATE, AB_AT(legacy_session_token_authenticator, session_token),
     .help = "A token of the config, which is used while it is valid."},
    {"session_token_response_key", AB_FIELD_TEMPLATE,
     AB_AT(legacy_session_token_authenticator, session_token_response_key),
     .flags = AB_FIELD_REQUIRED, .help = "Member of the login's answer that holds the token."},
    {"username", AB_FIELD_TEMPLATE, AB_AT(legacy_session_token_authenticator, username),
     .help = "The user name to log in with."},
    {"password", AB_FIELD_TEMPLATE, AB_AT(legacy_session_token_authenticator, password),
     .help = "The password to log in with."},
    {"validate_session_url", AB_FIELD_TEMPLATE,
     AB_AT(legacy_session_token_authenticator, validate_session_url), .flags = AB_FIELD_REQUIRED,
     .help = "Asked whether session_token is valid; it is put behind the requester's base URL."},
    {0},
};

const ab_component_type ab_component_legacy_session_token_authenticator = {
    .name = "LegacySessionTokenAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = legacy_session_token_authenticator_fields,
    .options_size = sizeof(legacy_session_token_authenticator),
    .build = build_auth,
    .help = "Sends a session's token, from the config or from a login. New manifests use "
            "SessionTokenAuthenticator.",
};
