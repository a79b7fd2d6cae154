/* RateLimitedMultipleTokenAuthenticator: a pool of tokens, each with quotas of calls. */
#include "datetime/duration.h"
#include "datetime/iso.h"
#include "declarative/auth/parts.h"
#include "declarative/auth/quota_status.h"
#include "declarative/auth/token_list.h"
#include "declarative/requesters/api_budget.h"
#include "engine/runtime.h"
#include "http/call_matcher.h"

#include <math.h>

#define US_PER_S INT64_C(1000000)
#define LEAST_DELAY_US (US_PER_S / 10)
#define HEARTBEAT_US (60 * US_PER_S)

typedef struct rate_limited_multiple_token_authenticator {
    const ab_template *tokens_text;
    ab_templates tokens_list;
    ab_str token_delimiter;
    ab_str auth_method;
    ab_str header;
    const ab_component *quota_status_source;
    ab_components quotas;
    const ab_template *max_wait_time;
    double budget_reserve_fraction;
    int64_t budget_min_reserve;
} rate_limited_multiple_token_authenticator;

typedef struct quota_matchers {
    ab_compiled_matcher *compiled;
    size_t count;
} quota_matchers;

/* Shared by all authenticators that are defined alike; lives in the environment's arena. */
typedef struct authenticator {
    ab_authenticator base;
    const rate_limited_multiple_token_authenticator *options;
    ab_env *env;
    ab_token_pool pool;
    ab_quota_status status;
    quota_matchers *matchers; /* one for each quota */
    pthread_mutex_t fetching; /* one fetch of the quotas at a time; guards what follows */
    bool is_seeded;
    bool untracked_told;
    atomic_bool unmatched_told;
    atomic_bool delay_told;
} authenticator;

static const ab_token_quota *quota_at(const authenticator *self, size_t quota)
{
    return self->options->quotas.at[quota]->options;
}

static ab_str header_value(const authenticator *self, ab_arena *arena, size_t token)
{
    return ab_str_trim(ab_arena_printf(arena, "%.*s %.*s", AB_STR_ARG(self->options->auth_method),
                                       AB_STR_ARG(self->pool.tokens[token])));
}

/* ---- Quotas ---- */

static void tell_untracked(authenticator *self, const ab_quota_state *states)
{
    size_t untracked = 0;
    size_t all = self->pool.token_count;
    for (size_t i = 0; i < all; i++) {
        untracked += !states[i * self->pool.quota_count].tracked;
    }
    if (!untracked || self->untracked_told) {
        return;
    }
    self->untracked_told = true;
    if (untracked == all) {
        ab_log(self->env->log, AB_LOG_INFO,
               "Quota status endpoint reports that rate limiting is unavailable. Token quotas are "
               "untracked: the connector will not wait for quota resets, throttle proactively, or "
               "rotate tokens on exhaustion. Responses that report a rate limit are still handled "
               "by the stream's error handler.");
        return;
    }
    ab_log(self->env->log, AB_LOG_INFO,
           "Quota status endpoint reports that rate limiting is unavailable for %zu of %zu tokens. "
           "Those tokens are used without quota tracking. The other %zu keep proactive throttling "
           "until their counters are locally spent, after which traffic moves onto the untracked "
           "tokens: the connector no longer waits for a quota reset, so it never refreshes them.",
           untracked, all, all - untracked);
}

/* Asks for the quotas of all tokens. `fetching` is held. */
static bool seed(authenticator *self, const ab_scope *scope, ab_error *error)
{
    const ab_token_pool *pool = &self->pool;
    ab_quota_state *states =
        AB_ARENA_ARRAY(scope->arena, ab_quota_state, pool->token_count * pool->quota_count);
    for (size_t i = 0; i < pool->token_count; i++) {
        if (!ab_quota_status_fetch(&self->status, scope, self->options->header,
                                   header_value(self, scope->arena, i), &self->options->quotas,
                                   &states[i * pool->quota_count], error)) {
            return false;
        }
    }
    ab_token_pool_seed(&self->pool, states);
    atomic_store(&self->delay_told, false);
    tell_untracked(self, states);
    return true;
}

static bool ensure_seeded(authenticator *self, const ab_scope *scope, ab_error *error)
{
    pthread_mutex_lock(&self->fetching);
    self->is_seeded = self->is_seeded || seed(self, scope, error);
    bool ok = self->is_seeded;
    pthread_mutex_unlock(&self->fetching);
    return ok;
}

/* After a wait; another worker may have done it already. */
static bool seed_again(authenticator *self, const ab_scope *scope, size_t quota, ab_error *error)
{
    pthread_mutex_lock(&self->fetching);
    bool ok = !ab_token_pool_is_exhausted(&self->pool, quota) || seed(self, scope, error);
    pthread_mutex_unlock(&self->fetching);
    return ok;
}

/* The quota that a request counts for: the first that matches, else the first without matchers. */
static size_t quota_of(authenticator *self, const ab_http_request *request)
{
    size_t count = self->pool.quota_count;
    size_t other = count;
    unsigned weight;
    for (size_t i = 0; i < count; i++) {
        const quota_matchers *m = &self->matchers[i];
        if (!m->count) {
            other = other < count ? other : i;
        } else if (ab_matchers_match(m->compiled, m->count, request, &weight)) {
            return i;
        }
    }
    if (other < count) {
        return other;
    }
    if (!atomic_exchange(&self->unmatched_told, true)) {
        ab_log(self->env->log, AB_LOG_WARN,
               "Request %.*s did not match any quota pool; falling back to '%.*s'. Consider "
               "defining a matcher-less default pool.",
               AB_STR_ARG(request->url), AB_STR_ARG(quota_at(self, 0)->name));
    }
    return 0;
}

/* ---- Waiting ---- */

static bool pause_us(const authenticator *self, int64_t us, ab_error *error)
{
    ab_http *http = ab_runtime_http(self->env->runtime, error);
    if (http) {
        ab_http_pause(http, us);
    }
    return http != NULL;
}

static bool wait_for_reset(const authenticator *self, const ab_token_quota *quota, int64_t us,
                           ab_error *error)
{
    ab_log(self->env->log, AB_LOG_INFO,
           "All tokens exhausted (quota: %.*s). Waiting %.0fs until rate limit resets.",
           AB_STR_ARG(quota->name), (double)us / (double)US_PER_S);
    while (us > 0) {
        int64_t piece = us < HEARTBEAT_US ? us : HEARTBEAT_US;
        if (!pause_us(self, piece, error)) {
            return false;
        }
        us -= piece;
        if (us > 0) {
            ab_log(self->env->log, AB_LOG_INFO,
                   "Rate limit exhausted (quota: %.*s). Waiting for reset — %.0fs remaining.",
                   AB_STR_ARG(quota->name), (double)us / (double)US_PER_S);
        }
    }
    return true;
}

static bool delay(authenticator *self, const ab_token_quota *quota, int64_t us, ab_error *error)
{
    if (us < LEAST_DELAY_US) {
        return true;
    }
    if (!atomic_exchange(&self->delay_told, true)) {
        ab_log(self->env->log, AB_LOG_INFO,
               "API budget: throttling requests (%.1fs delay) for quota '%.*s'.",
               (double)us / (double)US_PER_S, AB_STR_ARG(quota->name));
    }
    return pause_us(self, us, error);
}

/* ---- Operations ---- */

static bool acquire(authenticator *self, const ab_scope *scope, size_t quota, size_t *token,
                    ab_error *error)
{
    const ab_token_quota *q = quota_at(self, quota);
    const char *name = ab_arena_cstr(scope->arena, q->name);
    int64_t deadline_us = 0;
    int64_t wait_us;
    for (;;) {
        ab_pool_now now = {ab_clock_real_us(self->env->clock),
                           ab_clock_monotonic_us(self->env->clock)};
        switch (ab_token_pool_acquire(&self->pool, quota, name, now, &deadline_us, token, &wait_us,
                                      error)) {
        case AB_POOL_TOKEN:
            return delay(self, q, wait_us, error);
        case AB_POOL_FAILED:
            return false;
        case AB_POOL_EXHAUSTED:
            if (!wait_for_reset(self, q, wait_us, error) ||
                !seed_again(self, scope, quota, error)) {
                return false;
            }
        }
    }
}

static bool sign(ab_authenticator *base, const ab_scope *scope, ab_http_request *request,
                 ab_error *error)
{
    authenticator *self = (authenticator *)base;
    ab_scope own = ab_auth_scope(scope);
    size_t token;
    if (scope->sink) {
        ab_emit_flush(scope->sink);
    }
    if (!ensure_seeded(self, &own, error) ||
        !acquire(self, &own, quota_of(self, request), &token, error)) {
        return false;
    }
    ab_headers_set(scope->arena, &request->headers, self->options->header,
                   header_value(self, scope->arena, token));
    return true;
}

/* Which token is sent depends on the request: `sign` sees to it. In pure calls, where nothing is
 * sent, the first one stands for all. */
static bool pool_options(ab_authenticator *base, const ab_scope *scope, ab_request_options *out,
                         ab_error *error)
{
    (void)error;
    const authenticator *self = (const authenticator *)base;
    *out = (ab_request_options){0};
    if (!self->env->runtime) {
        ab_auth_header(scope, self->options->header, header_value(self, scope->arena, 0), out);
    }
    return true;
}

/* The token that a request was signed with; false if it was none of the pool's. */
static bool sender_of(const authenticator *self, const ab_http_request *request, size_t *token)
{
    const ab_str *sent = ab_headers_get(&request->headers, self->options->header);
    ab_str value = sent ? ab_str_trim(*sent) : AB_STR("");
    ab_str method = self->options->auth_method;
    if (method.n) {
        if (!ab_str_starts(value, method)) {
            return false;
        }
        value = ab_str_trim(ab_str_sub(value, method.n, value.n));
    }
    for (*token = 0; *token < self->pool.token_count; ++*token) {
        if (ab_str_eq(self->pool.tokens[*token], value)) {
            return true;
        }
    }
    return false;
}

static bool has_status(const ab_ints *codes, int status)
{
    for (size_t i = 0; i < codes->n; i++) {
        if (codes->at[i] == status) {
            return true;
        }
    }
    return false;
}

static const ab_str *header_named(const ab_http_response *response, ab_str name)
{
    return name.n ? ab_headers_get(&response->headers, name) : NULL;
}

static bool integer_header(const ab_http_response *response, ab_str name, int64_t *out)
{
    const ab_str *text = header_named(response, name);
    ab_value number;
    return text && ab_value_from_digits(ab_str_trim(*text), &number) &&
           ab_value_int64(&number, out);
}

static void observe(ab_authenticator *base, const ab_scope *scope, const ab_http_request *request,
                    const ab_http_response *response)
{
    (void)scope;
    authenticator *self = (authenticator *)base;
    size_t token;
    size_t index = quota_of(self, request);
    const ab_token_quota *quota = quota_at(self, index);
    if (!sender_of(self, request, &token)) {
        return;
    }
    ab_quota_report report = {0};
    ab_datetime reset;
    const ab_str *reset_text = header_named(response, quota->reset_header);
    report.has_remaining = integer_header(response, quota->remaining_header, &report.remaining);
    report.has_limit = integer_header(response, quota->limit_header, &report.limit);
    report.is_exhaustion = has_status(&quota->exhaustion_status_codes, response->status);
    report.has_reset =
        reset_text && ab_datetime_parse_any(*reset_text, self->env->clock, &reset, NULL);
    report.reset_us = report.has_reset ? ab_datetime_epoch_us(&reset) : 0;
    ab_token_pool_correct(&self->pool, token, index, &report);
}

static bool can_rotate(ab_authenticator *base, const ab_http_request *request)
{
    authenticator *self = (authenticator *)base;
    size_t token;
    return sender_of(self, request, &token) &&
           ab_token_pool_has_other(&self->pool, token, quota_of(self, request));
}

static const ab_authenticator_ops ops = {
    .options = pool_options, .sign = sign, .observe = observe, .can_rotate = can_rotate};

/* ---- Build ---- */

static bool set_tokens(authenticator *self, const ab_scope *scope, const ab_value *parameters,
                       ab_error *error)
{
    const rate_limited_multiple_token_authenticator *o = self->options;
    ab_strings found;
    if (!ab_token_list(scope, o->tokens_text, &o->tokens_list, o->token_delimiter, parameters,
                       &found, error)) {
        return false;
    }
    self->pool.tokens = found.at;
    self->pool.token_count = found.n;
    for (size_t i = 0; i < found.n; i++) {
        ab_auth_mask(self->env, found.at[i]);
    }
    return true;
}

static bool set_max_wait(authenticator *self, const ab_scope *scope, const ab_value *parameters,
                         ab_error *error)
{
    ab_str text;
    ab_duration duration;
    if (!ab_scope_text(scope, self->options->max_wait_time, parameters, &text, error)) {
        return false;
    }
    if (!ab_duration_parse(text, &duration, error)) {
        if (error) {
            error->kind = AB_ERROR_SYSTEM;
        }
        return false;
    }
    if (duration.calendar) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "max_wait_time must be a fixed-length ISO 8601 duration (e.g. 'PT2H'); "
                            "calendar-unit durations like '%.*s' are not supported",
                            AB_STR_ARG(text));
    }
    double seconds = fmin(ab_timedelta_total_seconds(duration.rest), 1e9);
    self->pool.max_wait_us = (int64_t)(seconds * (double)US_PER_S);
    return true;
}

static bool compile_matchers(ab_build *build, authenticator *self, ab_error *error)
{
    const ab_components *quotas = &self->options->quotas;
    self->matchers = AB_ARENA_ARRAY(build->arena, quota_matchers, quotas->n + 1);
    for (size_t i = 0; i < quotas->n; i++) {
        const ab_components *components = &quota_at(self, i)->matchers;
        const ab_call_matcher *matchers;
        if (!ab_request_matchers(build, components, &matchers, error)) {
            return false;
        }
        self->matchers[i].compiled =
            ab_matchers_compile(build->arena, matchers, components->n, error);
        if (!self->matchers[i].compiled) {
            return false;
        }
        self->matchers[i].count = components->n;
    }
    return true;
}

/* What is not in the arena. */
static void release(void *object)
{
    authenticator *self = object;
    for (size_t i = 0; self->matchers && i < self->options->quotas.n; i++) {
        ab_matchers_free(self->matchers[i].compiled, self->matchers[i].count);
    }
    pthread_mutex_destroy(&self->pool.lock);
    pthread_mutex_destroy(&self->fetching);
}

static void *same(void *argument)
{
    return argument;
}

static bool set_up(ab_build *build, authenticator *self, const ab_component *component,
                   ab_error *error)
{
    ab_scope scope = ab_scope_new(build->env, build->arena);
    const rate_limited_multiple_token_authenticator *o = self->options;
    self->pool.quota_count = o->quotas.n;
    self->pool.reserve_fraction = o->budget_reserve_fraction;
    self->pool.min_reserve = (double)o->budget_min_reserve;
    if (!set_tokens(self, &scope, component->parameters, error) ||
        !set_max_wait(self, &scope, component->parameters, error) ||
        !compile_matchers(build, self, error) ||
        !ab_quota_status_build(build, o->quota_status_source, &self->status, error)) {
        return false;
    }
    self->pool.states = AB_ARENA_ARRAY(build->arena, ab_quota_state,
                                       self->pool.token_count * self->pool.quota_count + 1);
    return true;
}

/* Streams share the counters: what is built lives as long as the source. */
static void *build_auth(ab_build *build, const ab_component *component, const void *args,
                        ab_error *error)
{
    (void)args;
    ab_build shared = {.arena = build->env->arena, .env = build->env};
    authenticator *self = AB_ARENA_NEW(shared.arena, authenticator);
    self->base.ops = &ops;
    self->options = component->options;
    self->env = build->env;
    pthread_mutex_init(&self->pool.lock, NULL);
    pthread_mutex_init(&self->fetching, NULL);
    if (!set_up(&shared, self, component, error)) {
        release(self);
        return NULL;
    }
    authenticator *first =
        ab_env_shared(build->env, "token pool", ab_auth_sharing_key(build->arena, component), same,
                      self, release);
    if (first != self) {
        release(self);
    }
    return first;
}

static const ab_field rate_limited_multiple_token_authenticator_fields[] = {
    {"tokens", AB_FIELD_TEMPLATE, AB_AT(rate_limited_multiple_token_authenticator, tokens_text),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_STRING,
     .help = "The tokens in one text, with token_delimiter between."},
    {"tokens", AB_FIELD_TEMPLATES, AB_AT(rate_limited_multiple_token_authenticator, tokens_list),
     .flags = AB_FIELD_REQUIRED | AB_FIELD_NOT_EMPTY, .min = 1, .takes = AB_TAKES_ARRAY,
     .help = "The tokens; empty ones are left out."},
    {"token_delimiter", AB_FIELD_STRING,
     AB_AT(rate_limited_multiple_token_authenticator, token_delimiter),
     .flags = AB_FIELD_EMPTY_IS_DEFAULT, .deflt = "\",\"",
     .help = "What stands between the tokens of one text."},
    {"auth_method", AB_FIELD_STRING, AB_AT(rate_limited_multiple_token_authenticator, auth_method),
     .flags = AB_FIELD_EMPTY_IS_DEFAULT, .deflt = "\"Bearer\"",
     .help = "Word before the token in the header."},
    {"header", AB_FIELD_STRING, AB_AT(rate_limited_multiple_token_authenticator, header),
     .flags = AB_FIELD_EMPTY_IS_DEFAULT, .deflt = "\"Authorization\"",
     .help = "The header that carries the token."},
    {"quota_status_source", AB_FIELD_CHILD,
     AB_AT(rate_limited_multiple_token_authenticator, quota_status_source),
     .flags = AB_FIELD_REQUIRED, .of = "QuotaStatusSource",
     .help = "Tells what is left of each token's quotas."},
    {"quotas", AB_FIELD_CHILDREN, AB_AT(rate_limited_multiple_token_authenticator, quotas),
     .flags = AB_FIELD_REQUIRED | AB_FIELD_NOT_EMPTY, .min = 1, .of = "TokenQuota",
     .help = "The quotas that the API counts."},
    {"max_wait_time", AB_FIELD_TEMPLATE,
     AB_AT(rate_limited_multiple_token_authenticator, max_wait_time),
     .flags = AB_FIELD_EMPTY_IS_DEFAULT, .deflt = "\"PT2H\"",
     .help = "How long to wait at most where all tokens are used up (ISO 8601)."},
    {"budget_reserve_fraction", AB_FIELD_NUMBER,
     AB_AT(rate_limited_multiple_token_authenticator, budget_reserve_fraction), .deflt = "0.1",
     .help = "Part of a quota that is spent slowly, spread over the time until the reset."},
    {"budget_min_reserve", AB_FIELD_INT,
     AB_AT(rate_limited_multiple_token_authenticator, budget_min_reserve), .deflt = "50",
     .help = "Calls that are spent slowly at least."},
    {0},
};

const ab_component_type ab_component_rate_limited_multiple_token_authenticator = {
    .name = "RateLimitedMultipleTokenAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = rate_limited_multiple_token_authenticator_fields,
    .options_size = sizeof(rate_limited_multiple_token_authenticator),
    .build = build_auth,
    .help = "Takes turns with several tokens, by what is left of their quotas.",
};
