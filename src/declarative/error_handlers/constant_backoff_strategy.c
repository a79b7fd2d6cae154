/* ConstantBackoffStrategy. */
#include "declarative/error_handlers/error_handler.h"

typedef struct constant_backoff_strategy {
    const ab_template *backoff_time_in_seconds;
    double jitter_range_in_seconds;
} constant_backoff_strategy;

static const ab_field constant_backoff_strategy_fields[] = {
    {"backoff_time_in_seconds", AB_FIELD_TEMPLATE,
     AB_AT(constant_backoff_strategy, backoff_time_in_seconds),
     .flags = AB_FIELD_REQUIRED | AB_FIELD_MIN, .takes = AB_TAKES_NUMBER | AB_TAKES_STRING},
    {"jitter_range_in_seconds", AB_FIELD_NUMBER,
     AB_AT(constant_backoff_strategy, jitter_range_in_seconds), .flags = AB_FIELD_MIN},
    {0},
};

const ab_component_type ab_component_constant_backoff_strategy = {
    .name = "ConstantBackoffStrategy",
    .family = AB_FAMILY_BACKOFF_STRATEGY,
    .fields = constant_backoff_strategy_fields,
    .options_size = sizeof(constant_backoff_strategy),
};
