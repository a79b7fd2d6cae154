/* Where an OAuth token is kept: in memory, shared by equal authenticators, or in the config. */
#include "base/alloc.h"
#include "datetime/iso.h"
#include "declarative/auth/oauth.h"
#include "declarative/auth/parts.h"
#include "json/dpath.h"
#include "json/json.h"

#include <stdlib.h>

#define US_PER_DAY (86400 * INT64_C(1000000))

/* ---- Now ---- */

ab_value ab_oauth_config_value(const ab_oauth *self, ab_strings path)
{
    const ab_value *found = NULL;
    ab_error ignored = {0};
    const ab_value *config = self->env->config ? ab_config_get(self->env->config) : NULL;
    if (config) {
        ab_dpath_get(config, (ab_dpath){path.at, path.n}, &found, &ignored);
    }
    ab_error_clear(&ignored);
    return found ? *found : ab_value_cstr("");
}

static bool invalid_expiry(ab_error *error)
{
    if (error) {
        error->kind = AB_ERROR_SYSTEM;
    }
    return ab_error_wrap(error, "Invalid token expiry date format");
}

static bool expiry_in_config(const ab_oauth *self, ab_arena *arena, int64_t *expires_us,
                             ab_error *error)
{
    ab_datetime expires;
    ab_value value = ab_oauth_config_value(self, self->updater->token_expiry_date_config_path);
    ab_str text = ab_python_str(arena, &value);
    if (!text.n) {
        *expires_us = ab_clock_real_us(self->env->clock) - US_PER_DAY;
        return true;
    }
    if (!ab_datetime_parse_any(text, self->env->clock, &expires, error)) {
        return invalid_expiry(error);
    }
    *expires_us = ab_datetime_epoch_us(&expires);
    return true;
}

bool ab_oauth_current(const ab_oauth *self, ab_arena *arena, ab_str *token, bool *present,
                      int64_t *expires_us, ab_error *error)
{
    int64_t ignored;
    if (self->updater) {
        ab_value value = ab_oauth_config_value(self, self->updater->access_token_config_path);
        *token = ab_python_str(arena, &value);
        *present = true;
        return expiry_in_config(self, arena, expires_us ? expires_us : &ignored, error);
    }
    ab_oauth_token *state = self->token;
    pthread_mutex_lock(&state->lock);
    *present = state->text != NULL;
    *token = ab_arena_str(arena, ab_str_of(state->text));
    *(expires_us ? expires_us : &ignored) = state->expires_us;
    pthread_mutex_unlock(&state->lock);
    return true;
}

/* ---- A new one ---- */

static bool put(ab_arena *arena, ab_value *config, ab_strings path, ab_value value, ab_error *error)
{
    return ab_dpath_set(arena, config, (ab_dpath){path.at, path.n}, value, error);
}

/* The refresh lock is held: nobody else changes the config meanwhile. */
static bool keep_in_config(const ab_oauth *self, const ab_scope *scope,
                           const ab_oauth_answer *answer, ab_error *error)
{
    ab_arena *arena = scope->arena;
    const ab_refresh_token_updater *u = self->updater;
    ab_value config = ab_value_clone(arena, ab_config_get(self->env->config));
    ab_value expires = ab_value_str(ab_datetime_isoformat(&answer->expires, 'T', arena));
    if (!put(arena, &config, u->access_token_config_path, ab_value_str(answer->access_token),
             error) ||
        (answer->refresh_token &&
         !put(arena, &config, u->refresh_token_config_path, *answer->refresh_token, error)) ||
        !put(arena, &config, u->token_expiry_date_config_path, expires, error)) {
        return false;
    }
    if (answer->refresh_token) {
        ab_auth_mask(self->env, ab_text(answer->refresh_token));
    }
    if (self->env->runtime && !ab_runtime_update_config(self->env->runtime, &config, error)) {
        return false;
    }
    ab_config_set(self->env->config, &config);
    return true;
}

bool ab_oauth_keep(const ab_oauth *self, const ab_scope *scope, const ab_oauth_answer *answer,
                   ab_error *error)
{
    ab_auth_mask(self->env, answer->access_token);
    if (self->updater) {
        return keep_in_config(self, scope, answer, error);
    }
    ab_oauth_token *state = self->token;
    pthread_mutex_lock(&state->lock);
    free(state->text);
    state->text =
        ab_xstrndup(answer->access_token.p ? answer->access_token.p : "", answer->access_token.n);
    state->expires_us = ab_datetime_epoch_us(&answer->expires);
    pthread_mutex_unlock(&state->lock);
    return true;
}

/* ---- Sharing ---- */

static void *new_token(void *argument)
{
    ab_oauth_token *token = ab_xmalloc(sizeof *token);
    *token = *(const ab_oauth_token *)argument;
    pthread_mutex_init(&token->lock, NULL);
    return token;
}

static void free_token(void *object)
{
    ab_oauth_token *token = object;
    pthread_mutex_destroy(&token->lock);
    free(token->text);
    free(token);
}

static void *new_lock(void *argument)
{
    (void)argument;
    pthread_mutex_t *lock = ab_xmalloc(sizeof *lock);
    pthread_mutex_init(lock, NULL);
    return lock;
}

static void free_lock(void *object)
{
    pthread_mutex_destroy(object);
    free(object);
}

/* ---- Build ---- */

static bool initial_expiry(const ab_oauth *self, const ab_scope *scope, int64_t *expires_us,
                           ab_error *error)
{
    ab_value value;
    ab_datetime expires;
    const ab_template *t = self->options->token_expiry_date;
    *expires_us = ab_clock_real_us(self->env->clock) - US_PER_DAY;
    if (!t || !ab_template_source(t).n) {
        return true;
    }
    if (!ab_scope_value(scope, t, self->parameters, &value, error)) {
        return false;
    }
    if (!ab_datetime_parse_any_value(&value, self->env->clock, &expires, error)) {
        return invalid_expiry(error);
    }
    *expires_us = ab_datetime_epoch_us(&expires);
    return true;
}

static bool initial_token(const ab_oauth *self, const ab_scope *scope, ab_oauth_token *token,
                          ab_error *error)
{
    ab_value value;
    if (!ab_scope_value(scope, self->options->access_token_value, self->parameters, &value,
                        error)) {
        return false;
    }
    if (!ab_is(&value, AB_NULL)) {
        ab_str text = ab_python_str(scope->arena, &value);
        token->text = ab_xstrndup(text.p ? text.p : "", text.n);
    }
    return true;
}

bool ab_oauth_open_token(ab_build *build, ab_oauth *self, const ab_component *component,
                         ab_error *error)
{
    ab_scope scope = ab_scope_new(build->env, build->arena);
    self->refreshing =
        ab_env_shared(build->env, "oauth refresh", AB_STR(""), new_lock, NULL, free_lock);
    if (self->updater) {
        ab_str token;
        bool present;
        return ab_oauth_current(self, build->arena, &token, &present, NULL, error);
    }
    ab_oauth_token initial = {0};
    if (!initial_expiry(self, &scope, &initial.expires_us, error) ||
        !initial_token(self, &scope, &initial, error)) {
        return false;
    }
    char *text = initial.text;
    self->token =
        ab_env_shared(build->env, "oauth token", ab_auth_sharing_key(build->arena, component),
                      new_token, &initial, free_token);
    if (self->token->text != text) {
        free(text); /* an equal authenticator was first */
    }
    return true;
}
