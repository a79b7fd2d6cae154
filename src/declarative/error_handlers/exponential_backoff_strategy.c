/* ExponentialBackoffStrategy. */
#include "declarative/error_handlers/error_handler.h"

typedef struct exponential_backoff_strategy {
    const ab_template *factor;
    double jitter_range_in_seconds;
} exponential_backoff_strategy;

static const ab_field exponential_backoff_strategy_fields[] = {
    {"factor", AB_FIELD_TEMPLATE, AB_AT(exponential_backoff_strategy, factor),
     .takes = AB_TAKES_NUMBER | AB_TAKES_STRING, .deflt = "5"},
    {"jitter_range_in_seconds", AB_FIELD_NUMBER,
     AB_AT(exponential_backoff_strategy, jitter_range_in_seconds), .flags = AB_FIELD_MIN},
    {0},
};

const ab_component_type ab_component_exponential_backoff_strategy = {
    .name = "ExponentialBackoffStrategy",
    .family = AB_FAMILY_BACKOFF_STRATEGY,
    .fields = exponential_backoff_strategy_fields,
    .options_size = sizeof(exponential_backoff_strategy),
};
