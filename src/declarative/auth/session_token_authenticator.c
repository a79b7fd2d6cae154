/* SessionTokenAuthenticator: logs in, and sends the token that it gets. */
#include "base/alloc.h"
#include "datetime/duration.h"
#include "declarative/auth/parts.h"
#include "declarative/auth/session_token.h"
#include "declarative/decoders/decoder.h"
#include "declarative/requesters/requester.h"
#include "json/dpath.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct session_token_authenticator {
    const ab_component *login_requester;
    ab_strings session_token_path;
    ab_str expiration_duration;
    const ab_component *request_authentication;
    const ab_component *decoder;
} session_token_authenticator;

/* What authenticators that are defined alike share. */
typedef struct session {
    pthread_mutex_t login; /* one login at a time */
    pthread_mutex_t lock;  /* of what follows */
    char *token;           /* NULL: there is none yet */
    int64_t expires_us;    /* since 1970 */
} session;

typedef struct authenticator {
    ab_authenticator base;
    const session_token_authenticator *options;
    const ab_value *parameters;
    ab_env *env;
    ab_requester *requester;
    const ab_session_api_key *api_key; /* NULL: the token is sent as Bearer */
    ab_duration validity;
    session *session; /* NULL: each request logs in */
} authenticator;

/* ---- Logging in ---- */

static bool token_of(const authenticator *self, ab_response *response, ab_arena *arena, ab_str *out,
                     ab_error *error)
{
    const ab_value *answer;
    const ab_value *found = NULL;
    const ab_strings *path = &self->options->session_token_path;
    if (!ab_response_value(response, &answer, error) ||
        !ab_dpath_get(answer, (ab_dpath){path->at, path->n}, &found, error)) {
        return false;
    }
    if (!found) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Failed to get session token: the answer to the login has no %.*s",
                            AB_STR_ARG(path->n ? path->at[path->n - 1] : AB_STR("member")));
    }
    if (ab_is(found, AB_NULL)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "Failed to get session token, token is None");
    }
    *out = ab_arena_str(arena, ab_python_str(arena, found));
    ab_auth_mask(self->env, *out);
    return true;
}

static bool log_in(const authenticator *self, const ab_scope *scope, ab_str *out, ab_error *error)
{
    ab_response *response = NULL;
    ab_sent sent = self->requester->ops->send(self->requester, scope, AB_STR(""), NULL, &response,
                                              NULL, error);
    if (sent == AB_SENT_FAILED) {
        return false;
    }
    if (sent != AB_SENT_RESPONSE) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Failed to get session token, response got ignored by requester");
    }
    bool ok = token_of(self, response, scope->arena, out, error);
    ab_response_close(response);
    return ok;
}

/* ---- Sessions ---- */

static bool stored(const authenticator *self, ab_arena *arena, ab_str *out)
{
    session *s = self->session;
    pthread_mutex_lock(&s->lock);
    bool good = s->token && s->expires_us >= ab_clock_real_us(self->env->clock);
    *out = good ? ab_arena_str(arena, ab_str_of(s->token)) : AB_STR("");
    pthread_mutex_unlock(&s->lock);
    return good;
}

static bool store(const authenticator *self, ab_str token, ab_error *error)
{
    session *s = self->session;
    ab_datetime expires;
    ab_datetime now = ab_datetime_now(self->env->clock);
    if (!ab_duration_add(&now, &self->validity, &expires, error)) {
        return false;
    }
    pthread_mutex_lock(&s->lock);
    free(s->token);
    s->token = ab_xstrndup(token.p, token.n);
    s->expires_us = ab_datetime_epoch_us(&expires);
    pthread_mutex_unlock(&s->lock);
    return true;
}

static bool session_token(const authenticator *self, const ab_scope *scope, ab_str *out,
                          ab_error *error)
{
    if (!self->session) {
        return log_in(self, scope, out, error);
    }
    if (stored(self, scope->arena, out)) {
        return true;
    }
    if (scope->sink) {
        ab_emit_flush(scope->sink); /* before the lock: it may wait for the platform */
    }
    pthread_mutex_lock(&self->session->login);
    bool ok = stored(self, scope->arena, out) ||
              (log_in(self, scope, out, error) && store(self, *out, error));
    pthread_mutex_unlock(&self->session->login);
    return ok;
}

static bool session_options(ab_authenticator *base, const ab_scope *scope, ab_request_options *out,
                            ab_error *error)
{
    const authenticator *self = (const authenticator *)base;
    ab_scope own = ab_auth_scope(scope);
    ab_str token;
    if (!session_token(self, &own, &token, error)) {
        return false;
    }
    if (!self->api_key) {
        ab_auth_header(&own, AB_STR("Authorization"),
                       ab_arena_printf(scope->arena, "Bearer %.*s", AB_STR_ARG(token)), out);
        return true;
    }
    ab_value extra = ab_value_object();
    ab_set(scope->arena, &extra, "session_token", ab_value_str(token));
    own.extra = &extra;
    if (!ab_scope_text(&own, self->api_key->api_token, self->parameters, &token, error)) {
        return false;
    }
    return ab_auth_inject(self->api_key->inject_into, &own, token, out, error);
}

static const ab_authenticator_ops ops = {.options = session_options};

/* ---- Build ---- */

static void *new_session(void *argument)
{
    (void)argument;
    session *s = ab_xcalloc(1, sizeof *s);
    pthread_mutex_init(&s->login, NULL);
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

static void free_session(void *object)
{
    session *s = object;
    pthread_mutex_destroy(&s->login);
    pthread_mutex_destroy(&s->lock);
    free(s->token);
    free(s);
}

static bool build_requester(ab_build *build, authenticator *self, ab_str name, ab_error *error)
{
    const ab_decoder *decoder = ab_decoder_build(build, self->options->decoder, error);
    ab_requester_args args = {
        .name = ab_arena_printf(build->arena, "%.*s_login_requester", AB_STR_ARG(name)),
        .decoder = decoder,
    };
    self->requester =
        decoder ? ab_requester_build(build, self->options->login_requester, &args, error) : NULL;
    return self->requester != NULL;
}

static bool open_session(ab_build *build, authenticator *self, const ab_component *component,
                         ab_error *error)
{
    ab_str duration = self->options->expiration_duration;
    if (!duration.n) {
        return true;
    }
    if (!ab_duration_parse(duration, &self->validity, error)) {
        if (error) {
            error->kind = AB_ERROR_SYSTEM;
        }
        return false;
    }
    self->session =
        ab_env_shared(build->env, "session token", ab_auth_sharing_key(build->arena, component),
                      new_session, NULL, free_session);
    return true;
}

static void *build_auth(ab_build *build, const ab_component *component, const void *args,
                        ab_error *error)
{
    const ab_authenticator_args *given = args;
    authenticator *self = AB_ARENA_NEW(build->arena, authenticator);
    self->base.ops = &ops;
    self->options = component->options;
    self->parameters = component->parameters;
    self->env = build->env;
    const ab_component *how = self->options->request_authentication;
    self->api_key = ab_str_is(ab_str_of(how->type->name), "ApiKey") ? how->options : NULL;
    return build_requester(build, self, given ? given->name : AB_STR(""), error) &&
                   open_session(build, self, component, error) &&
                   (!self->api_key || ab_request_option_check(self->api_key->inject_into, error))
               ? self
               : NULL;
}

static const ab_field session_token_authenticator_fields[] = {
    {"login_requester", AB_FIELD_CHILD, AB_AT(session_token_authenticator, login_requester),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequester", .help = "The request that logs in."},
    {"session_token_path", AB_FIELD_STRINGS, AB_AT(session_token_authenticator, session_token_path),
     .flags = AB_FIELD_REQUIRED, .help = "Where in its answer the token is."},
    {"expiration_duration", AB_FIELD_STRING,
     AB_AT(session_token_authenticator, expiration_duration),
     .help = "How long a token is good (ISO 8601); without it each request logs in."},
    {"request_authentication", AB_FIELD_CHILD,
     AB_AT(session_token_authenticator, request_authentication), .flags = AB_FIELD_REQUIRED,
     .of = "ApiKey|Bearer", .help = "How the token is sent."},
    {"decoder", AB_FIELD_CHILD, AB_AT(session_token_authenticator, decoder),
     .of = "JsonDecoder|XmlDecoder", .help = "How the answer is read; as JSON if absent."},
    {0},
};

const ab_component_type ab_component_session_token_authenticator = {
    .name = "SessionTokenAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = session_token_authenticator_fields,
    .options_size = sizeof(session_token_authenticator),
    .build = build_auth,
    .help = "Logs in and sends the session's token with each request.",
};
