/* ExponentialBackoffStrategy. */
#include "declarative/error_handlers/numbers.h"

#include <math.h>

typedef struct exponential_backoff_strategy {
    const ab_template *factor;
    double jitter_range_in_seconds;
} exponential_backoff_strategy;

static bool wait_seconds(const ab_backoff_strategy *self, const ab_scope *scope,
                         const ab_answer *answer, int attempt, bool *found, double *seconds,
                         ab_error *error)
{
    const exponential_backoff_strategy *o = self->options;
    double factor;
    (void)answer;
    if (!ab_scope_number(scope, o->factor, self->parameters, "factor", &factor, error)) {
        return false;
    }
    *found = true;
    *seconds = ab_jittered(ldexp(factor, attempt), o->jitter_range_in_seconds);
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

static const ab_field exponential_backoff_strategy_fields[] = {
    {"factor", AB_FIELD_TEMPLATE, AB_AT(exponential_backoff_strategy, factor),
     .takes = AB_TAKES_NUMBER | AB_TAKES_STRING, .flags = AB_FIELD_EMPTY_IS_DEFAULT, .deflt = "5",
     .help = "Seconds that are doubled with each try: factor * 2^tries."},
    {"jitter_range_in_seconds", AB_FIELD_NUMBER,
     AB_AT(exponential_backoff_strategy, jitter_range_in_seconds), .flags = AB_FIELD_MIN,
     .help =
         "Up to twice as many seconds are added by chance, so that workers do not retry at once."},
    {0},
};

const ab_component_type ab_component_exponential_backoff_strategy = {
    .name = "ExponentialBackoffStrategy",
    .family = AB_FAMILY_BACKOFF_STRATEGY,
    .fields = exponential_backoff_strategy_fields,
    .options_size = sizeof(exponential_backoff_strategy),
    .build = build_strategy,
    .help = "Waits twice as long before each further retry.",
};
