/* ConstantBackoffStrategy. */
#include "declarative/error_handlers/numbers.h"

typedef struct constant_backoff_strategy {
    const ab_template *backoff_time_in_seconds;
    double jitter_range_in_seconds;
} constant_backoff_strategy;

static bool wait_seconds(const ab_backoff_strategy *self, const ab_scope *scope,
                         const ab_answer *answer, int attempt, bool *found, double *seconds,
                         ab_error *error)
{
    const constant_backoff_strategy *o = self->options;
    (void)answer;
    (void)attempt;
    if (!ab_scope_number(scope, o->backoff_time_in_seconds, self->parameters,
                         "backoff_time_in_seconds", seconds, error)) {
        return false;
    }
    *found = true;
    *seconds = ab_jittered(*seconds, o->jitter_range_in_seconds);
    return true;
}

static const ab_backoff_strategy_ops ops = {.seconds = wait_seconds};

static void *build_strategy(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    (void)args;
    (void)error;
    return ab_backoff_strategy_new(build, component, &ops);
}

static const ab_field constant_backoff_strategy_fields[] = {
    {"backoff_time_in_seconds", AB_FIELD_TEMPLATE,
     AB_AT(constant_backoff_strategy, backoff_time_in_seconds),
     .flags = AB_FIELD_REQUIRED | AB_FIELD_MIN, .takes = AB_TAKES_NUMBER | AB_TAKES_STRING,
     .help = "Seconds to wait before each retry."},
    {"jitter_range_in_seconds", AB_FIELD_NUMBER,
     AB_AT(constant_backoff_strategy, jitter_range_in_seconds), .flags = AB_FIELD_MIN,
     .help =
         "Up to twice as many seconds are added by chance, so that workers do not retry at once."},
    {0},
};

const ab_component_type ab_component_constant_backoff_strategy = {
    .name = "ConstantBackoffStrategy",
    .family = AB_FAMILY_BACKOFF_STRATEGY,
    .fields = constant_backoff_strategy_fields,
    .options_size = sizeof(constant_backoff_strategy),
    .build = build_strategy,
    .help = "Waits the same time before each retry.",
};
