/* WaitTimeFromResponse. */
#include "declarative/error_handlers/numbers.h"
#include "declarative/error_handlers/response_filter.h"

#include <math.h>

typedef struct wait_time_from_response {
    const ab_template *wait_time_in_seconds;
    const ab_template *max_waiting_time_in_seconds;
} wait_time_from_response;

/* An expression that a response of another shape cannot serve leaves the wait to the next
 * strategy: each retryable response is asked, not only the one it was written for. */
static bool no_answer(const ab_scope *scope, const char *why, ab_error *refused, bool *found)
{
    ab_log(scope->env->log, AB_LOG_WARN,
           "WaitTimeFromResponse: `wait_time_in_seconds` %s; deferring to the next backoff "
           "strategy.",
           why);
    ab_error_clear(refused);
    *found = false;
    return true;
}

static bool is_blank(const ab_value *value)
{
    return ab_is(value, AB_NULL) || (ab_is(value, AB_STRING) && !ab_str_trim(ab_text(value)).n);
}

static bool wait_seconds(const ab_backoff_strategy *self, const ab_scope *scope,
                         const ab_answer *answer, int attempt, bool *found, double *seconds,
                         ab_error *error)
{
    const wait_time_from_response *o = self->options;
    ab_scope seen = ab_answer_scope(scope, answer->response, true);
    static const ab_value nothing = {.kind = AB_OBJECT};
    ab_error refused = {0};
    ab_value value;
    (void)attempt;
    seen.headers = answer->response ? NULL : &nothing;
    if (!ab_scope_value(&seen, o->wait_time_in_seconds, self->parameters, &value, &refused)) {
        return no_answer(scope, "could not be evaluated on this response", &refused, found);
    }
    *found = !is_blank(&value);
    if (!*found) {
        return true;
    }
    if (!ab_value_number(scope->arena, &value, seconds)) {
        return no_answer(scope, "resolved to a value that is no number", &refused, found);
    }
    *found = isfinite(*seconds) && *seconds >= 0;
    return !*found || *seconds == 0 ||
           ab_wait_allowed(scope, o->max_waiting_time_in_seconds, self->parameters, *seconds,
                           error);
}

static const ab_backoff_strategy_ops ops = {.seconds = wait_seconds};

static void *build_strategy(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    (void)args;
    const wait_time_from_response *o = component->options;
    if (!ab_check_wait_maximum(build, component, o->max_waiting_time_in_seconds, error)) {
        return NULL;
    }
    return ab_backoff_strategy_new(build, component, &ops);
}

static const ab_field wait_time_from_response_fields[] = {
    {"wait_time_in_seconds", AB_FIELD_TEMPLATE,
     AB_AT(wait_time_from_response, wait_time_in_seconds), .flags = AB_FIELD_REQUIRED,
     .help = "Seconds to wait, computed from response and headers."},
    {"max_waiting_time_in_seconds", AB_FIELD_TEMPLATE,
     AB_AT(wait_time_from_response, max_waiting_time_in_seconds),
     .takes = AB_TAKES_NUMBER | AB_TAKES_STRING,
     .help = "The stream fails where it would have to wait as long or longer."},
    {0},
};

const ab_component_type ab_component_wait_time_from_response = {
    .name = "WaitTimeFromResponse",
    .family = AB_FAMILY_BACKOFF_STRATEGY,
    .fields = wait_time_from_response_fields,
    .options_size = sizeof(wait_time_from_response),
    .build = build_strategy,
    .help = "Waits as long as an expression on the response says.",
};
