/* HTTPAPIBudget and its policies: how many calls an API allows per time (http/budget.h). */
#include "datetime/duration.h"
#include "declarative/error_handlers/numbers.h"
#include "declarative/requesters/api_budget.h"

typedef struct http_api_budget {
    ab_components policies;
    ab_str ratelimit_reset_header;
    ab_str ratelimit_remaining_header;
    ab_ints status_codes_for_ratelimit_hit;
} http_api_budget;

typedef struct rate {
    const ab_template *limit;
    ab_str interval;
} rate;

typedef struct fixed_window_call_rate_policy {
    ab_str period;
    int64_t call_limit;
    ab_components matchers;
} fixed_window_call_rate_policy;

typedef struct moving_window_call_rate_policy {
    ab_components rates;
    ab_components matchers;
} moving_window_call_rate_policy;

typedef struct unlimited_call_rate_policy {
    ab_components matchers;
} unlimited_call_rate_policy;

#define SECOND ((int64_t)1000000)
#define DAY (86400 * SECOND)
/* Where the first window ends unless a response's header says it, as in the CDK. */
#define FIRST_WINDOW (10 * DAY)

/* ---- Policies ---- */

static bool interval_of(ab_str text, int64_t *us, ab_error *error)
{
    ab_duration duration;
    if (!ab_duration_parse(text, &duration, error)) {
        return false;
    }
    if (duration.calendar) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "The call rate's interval %.*s has months or years, which are of no "
                            "fixed length",
                            AB_STR_ARG(text));
    }
    *us = duration.rest.days * DAY + duration.rest.seconds * SECOND + duration.rest.microseconds;
    return true;
}

static bool limit_of(int64_t limit, unsigned *out, ab_error *error)
{
    *out = (unsigned)limit;
    return (limit >= 0 && limit <= INT32_MAX) ||
           ab_error_set(error, AB_ERROR_CONFIG, "The call limit %lld is out of range",
                        (long long)limit);
}

static bool rate_of(ab_build *build, const ab_component *component, ab_call_rate *out,
                    ab_error *error)
{
    const rate *o = component->options;
    ab_scope scope = ab_scope_new(build->env, build->arena);
    int64_t limit;
    return (ab_scope_integer(&scope, o->limit, component->parameters, "limit", &limit, error) &&
            limit_of(limit, &out->limit, error) &&
            interval_of(o->interval, &out->interval_us, error)) ||
           ab_component_error(build, component, error);
}

static bool fixed_window(ab_build *build, const ab_component *component, ab_call_policy *out,
                         ab_error *error)
{
    const fixed_window_call_rate_policy *o = component->options;
    ab_call_rate *only = AB_ARENA_NEW(build->arena, ab_call_rate);
    out->kind = AB_CALL_FIXED_WINDOW;
    out->rates = only;
    out->rate_count = 1;
    out->next_reset_real_us = ab_clock_real_us(build->env->clock) + FIRST_WINDOW;
    out->matcher_count = o->matchers.n;
    return limit_of(o->call_limit, &only->limit, error) &&
           interval_of(o->period, &only->interval_us, error) &&
           ab_request_matchers(build, &o->matchers, &out->matchers, error);
}

static bool moving_window(ab_build *build, const ab_component *component, ab_call_policy *out,
                          ab_error *error)
{
    const moving_window_call_rate_policy *o = component->options;
    ab_call_rate *rates = AB_ARENA_ARRAY(build->arena, ab_call_rate, o->rates.n + 1);
    out->kind = AB_CALL_MOVING_WINDOW;
    out->rates = rates;
    out->rate_count = o->rates.n;
    out->matcher_count = o->matchers.n;
    for (size_t i = 0; i < o->rates.n; i++) {
        if (!rate_of(build, o->rates.at[i], &rates[i], error)) {
            return false;
        }
    }
    return ab_request_matchers(build, &o->matchers, &out->matchers, error);
}

static bool unlimited(ab_build *build, const ab_component *component, ab_call_policy *out,
                      ab_error *error)
{
    const unlimited_call_rate_policy *o = component->options;
    out->kind = AB_CALL_UNLIMITED;
    out->matcher_count = o->matchers.n;
    return ab_request_matchers(build, &o->matchers, &out->matchers, error);
}

extern const ab_component_type ab_component_fixed_window_call_rate_policy;
extern const ab_component_type ab_component_moving_window_call_rate_policy;

static bool policy_of(ab_build *build, const ab_component *component, ab_call_policy *out,
                      ab_error *error)
{
    bool ok = component->type == &ab_component_fixed_window_call_rate_policy
                  ? fixed_window(build, component, out, error)
              : component->type == &ab_component_moving_window_call_rate_policy
                  ? moving_window(build, component, out, error)
                  : unlimited(build, component, out, error);
    return ok || ab_component_error(build, component, error);
}

/* ---- The budget ---- */

static void free_budget(void *budget)
{
    ab_call_budget_free(budget);
}

ab_call_budget *ab_api_budget_build(ab_build *build, const ab_component *component, ab_error *error)
{
    const http_api_budget *o = component->options;
    const ab_ints *statuses = &o->status_codes_for_ratelimit_hit;
    ab_call_policy *policies = AB_ARENA_ARRAY(build->arena, ab_call_policy, o->policies.n + 1);
    int *hits = AB_ARENA_ARRAY(build->arena, int, statuses->n + 1);
    for (size_t i = 0; i < o->policies.n; i++) {
        if (!policy_of(build, o->policies.at[i], &policies[i], error)) {
            return NULL;
        }
    }
    for (size_t i = 0; i < statuses->n; i++) {
        hits[i] = (int)statuses->at[i];
    }
    ab_call_budget_options options = {
        .policies = policies,
        .policy_count = o->policies.n,
        .reset_header = o->ratelimit_reset_header,
        .remaining_header = o->ratelimit_remaining_header,
        .hit_statuses = statuses->n ? hits : NULL,
        .hit_status_count = statuses->n,
    };
    ab_call_budget *budget = ab_call_budget_new(&options, build->env->clock, error);
    if (budget) {
        ab_env_defer(build->env, free_budget, budget);
    } else {
        ab_component_error(build, component, error);
    }
    return budget;
}

/* ---- Tables ---- */

static const ab_field http_api_budget_fields[] = {
    {"policies", AB_FIELD_CHILDREN, AB_AT(http_api_budget, policies), .flags = AB_FIELD_REQUIRED,
     .of = "FixedWindowCallRatePolicy|MovingWindowCallRatePolicy|"
           "UnlimitedCallRatePolicy",
     .help = "The policies; the first one whose matchers fit a request counts for it."},
    {"ratelimit_reset_header", AB_FIELD_STRING, AB_AT(http_api_budget, ratelimit_reset_header),
     .flags = AB_FIELD_EMPTY_IS_DEFAULT, .deflt = "\"ratelimit-reset\"",
     .help = "The response header that says when calls are free again, in seconds since 1970."},
    {"ratelimit_remaining_header", AB_FIELD_STRING,
     AB_AT(http_api_budget, ratelimit_remaining_header), .flags = AB_FIELD_EMPTY_IS_DEFAULT,
     .deflt = "\"ratelimit-remaining\"",
     .help = "The response header that says how many calls are left."},
    {"status_codes_for_ratelimit_hit", AB_FIELD_INTS,
     AB_AT(http_api_budget, status_codes_for_ratelimit_hit), .flags = AB_FIELD_EMPTY_IS_DEFAULT,
     .deflt = "[429]", .help = "Statuses that mean that no calls are left."},
    {0},
};

const ab_component_type ab_component_http_api_budget = {
    .name = "HTTPAPIBudget",
    .family = AB_FAMILY_NONE,
    .fields = http_api_budget_fields,
    .options_size = sizeof(http_api_budget),
    .help = "How many calls the API allows; requests of all streams wait for their turn.",
};

static const ab_field rate_fields[] = {
    {"limit", AB_FIELD_TEMPLATE, AB_AT(rate, limit), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_INT | AB_TAKES_STRING, .help = "Calls per interval."},
    {"interval", AB_FIELD_STRING, AB_AT(rate, interval), .flags = AB_FIELD_REQUIRED,
     .help = "The interval as an ISO 8601 duration, such as PT1M."},
    {0},
};

const ab_component_type ab_component_rate = {
    .name = "Rate",
    .family = AB_FAMILY_NONE,
    .fields = rate_fields,
    .options_size = sizeof(rate),
    .untyped = true,
    .help = "A number of calls per time.",
};

static const ab_field fixed_window_call_rate_policy_fields[] = {
    {"period", AB_FIELD_STRING, AB_AT(fixed_window_call_rate_policy, period),
     .flags = AB_FIELD_REQUIRED,
     .help = "The window's length as an ISO 8601 duration, such as PT1H."},
    {"call_limit", AB_FIELD_INT, AB_AT(fixed_window_call_rate_policy, call_limit),
     .flags = AB_FIELD_REQUIRED, .help = "Calls per window."},
    {"matchers", AB_FIELD_CHILDREN, AB_AT(fixed_window_call_rate_policy, matchers),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequestRegexMatcher",
     .help = "Which requests it is for; none: all."},
    {0},
};

const ab_component_type ab_component_fixed_window_call_rate_policy = {
    .name = "FixedWindowCallRatePolicy",
    .family = AB_FAMILY_NONE,
    .fields = fixed_window_call_rate_policy_fields,
    .options_size = sizeof(fixed_window_call_rate_policy),
    .help = "So many calls in each window of time, counted anew when it ends.",
};

static const ab_field moving_window_call_rate_policy_fields[] = {
    {"rates", AB_FIELD_CHILDREN, AB_AT(moving_window_call_rate_policy, rates),
     .flags = AB_FIELD_REQUIRED, .of = "Rate",
     .help = "The rates, which all hold at the same time."},
    {"matchers", AB_FIELD_CHILDREN, AB_AT(moving_window_call_rate_policy, matchers),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequestRegexMatcher",
     .help = "Which requests it is for; none: all."},
    {0},
};

const ab_component_type ab_component_moving_window_call_rate_policy = {
    .name = "MovingWindowCallRatePolicy",
    .family = AB_FAMILY_NONE,
    .fields = moving_window_call_rate_policy_fields,
    .options_size = sizeof(moving_window_call_rate_policy),
    .help = "So many calls in any span of time that long.",
};

static const ab_field unlimited_call_rate_policy_fields[] = {
    {"matchers", AB_FIELD_CHILDREN, AB_AT(unlimited_call_rate_policy, matchers),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequestRegexMatcher",
     .help = "Which requests it is for; none: all."},
    {0},
};

const ab_component_type ab_component_unlimited_call_rate_policy = {
    .name = "UnlimitedCallRatePolicy",
    .family = AB_FAMILY_NONE,
    .fields = unlimited_call_rate_policy_fields,
    .options_size = sizeof(unlimited_call_rate_policy),
    .help = "No limit, for requests that another policy would match.",
};
