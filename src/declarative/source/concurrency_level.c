/* ConcurrencyLevel. */
#include "declarative/component.h"

typedef struct concurrency_level {
    const ab_template *default_concurrency;
    int64_t max_concurrency;
} concurrency_level;

static const ab_field concurrency_level_fields[] = {
    {"default_concurrency", AB_FIELD_TEMPLATE, AB_AT(concurrency_level, default_concurrency),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_INT | AB_TAKES_STRING},
    {"max_concurrency", AB_FIELD_INT, AB_AT(concurrency_level, max_concurrency)},
    {0},
};

const ab_component_type ab_component_concurrency_level = {
    .name = "ConcurrencyLevel",
    .family = AB_FAMILY_NONE,
    .fields = concurrency_level_fields,
    .options_size = sizeof(concurrency_level),
    .untyped = true,
};
