/* ConstantBackoffStrategy. */
#include "declarative/error_handlers/numbers.h"

typedef struct constant_backoff_strategy {
    const ab_template *backoff_time_in_seconds;
    double jitter_range_in_seconds;
} constant_backoff_strategy;

typedef struct strategy {
    ab_backoff_strategy base;
    const constant_backoff_strategy *options;
    const ab_value *parameters;
} strategy;

static bool wait_seconds(const ab_backoff_strategy *base, const ab_scope *scope,
                         const ab_answer *answer, int attempt, bool *found, double *seconds,
                         ab_error *error)
{
    const strategy *self = (const strategy *)base;
    (void)answer;
    (void)attempt;
    if (!ab_scope_number(scope, self->options->backoff_time_in_seconds, self->parameters,
                         "backoff_time_in_seconds", seconds, error)) {
        return false;
    }
    *found = true;
    *seconds = ab_jittered(*seconds, self->options->jitter_range_in_seconds);
    return true;
}

static const ab_backoff_strategy_ops ops = {.seconds = wait_seconds};

static void *build_strategy(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    (void)args;
    (void)error;
    strategy *self = AB_ARENA_NEW(build->arena, strategy);
    self->base.ops = &ops;
    self->options = component->options;
    self->parameters = component->parameters;
    return self;
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
