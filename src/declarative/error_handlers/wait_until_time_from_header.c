/* WaitUntilTimeFromHeader. */
#include "declarative/error_handlers/numbers.h"

typedef struct wait_until_time_from_header {
    const ab_template *header;
    const ab_template *min_wait;
    const ab_template *regex;
    const ab_template *max_waiting_time_in_seconds;
} wait_until_time_from_header;

/* min_wait as a number; *has false where it is absent, empty or 0. */
static bool least_wait(const ab_backoff_strategy *self, const ab_scope *scope, bool *has,
                       double *out, ab_error *error)
{
    const wait_until_time_from_header *o = self->options;
    ab_value value;
    if (!ab_scope_value(scope, o->min_wait, self->parameters, &value, error)) {
        return false;
    }
    *has = ab_value_truthy(&value);
    *out = 0;
    return !*has || ab_value_number(scope->arena, &value, out) ||
           ab_error_set(error, AB_ERROR_SYSTEM, "min_wait did not evaluate to a number");
}

static bool wait_seconds(const ab_backoff_strategy *self, const ab_scope *scope,
                         const ab_answer *answer, int attempt, bool *found, double *seconds,
                         ab_error *error)
{
    const wait_until_time_from_header *o = self->options;
    double until = 0;
    double least;
    bool has_least;
    (void)attempt;
    if (!ab_header_number(scope, answer->response, o->header, o->regex, self->parameters, found,
                          &until, error) ||
        !least_wait(self, scope, &has_least, &least, error)) {
        return false;
    }
    bool has_until = *found && until != 0;
    double wait = has_until ? until - (double)ab_clock_real_us(scope->env->clock) / 1e6 : least;
    *seconds = has_least && wait < least ? least : wait;
    *found = has_least || (has_until && wait >= 0);
    return !*found || ab_wait_allowed(scope, o->max_waiting_time_in_seconds, self->parameters,
                                      *seconds, error);
}

static const ab_backoff_strategy_ops ops = {.seconds = wait_seconds};

static void *build_strategy(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    (void)args;
    const wait_until_time_from_header *o = component->options;
    if (!ab_check_wait_maximum(build, component, o->max_waiting_time_in_seconds, error)) {
        return NULL;
    }
    return ab_backoff_strategy_new(build, component, &ops);
}

static const ab_field wait_until_time_from_header_fields[] = {
    {"header", AB_FIELD_TEMPLATE, AB_AT(wait_until_time_from_header, header),
     .flags = AB_FIELD_REQUIRED,
     .help = "The header that says until when to wait, in seconds since 1970."},
    {"min_wait", AB_FIELD_TEMPLATE, AB_AT(wait_until_time_from_header, min_wait),
     .takes = AB_TAKES_NUMBER | AB_TAKES_STRING, .help = "Seconds to wait at least."},
    {"regex", AB_FIELD_TEMPLATE, AB_AT(wait_until_time_from_header, regex),
     .help = "Takes the number out of the header, from its start."},
    {"max_waiting_time_in_seconds", AB_FIELD_TEMPLATE,
     AB_AT(wait_until_time_from_header, max_waiting_time_in_seconds),
     .takes = AB_TAKES_NUMBER | AB_TAKES_STRING,
     .help = "The stream fails where it would have to wait as long or longer."},
    {0},
};

const ab_component_type ab_component_wait_until_time_from_header = {
    .name = "WaitUntilTimeFromHeader",
    .family = AB_FAMILY_BACKOFF_STRATEGY,
    .fields = wait_until_time_from_header_fields,
    .options_size = sizeof(wait_until_time_from_header),
    .build = build_strategy,
    .help = "Waits until the time that a header of the response says.",
};
