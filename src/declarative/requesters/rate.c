/* Rate. */
#include "declarative/requesters/requester.h"

typedef struct rate {
    const ab_template *limit;
    ab_str interval;
} rate;

static const ab_field rate_fields[] = {
    {"limit", AB_FIELD_TEMPLATE, AB_AT(rate, limit), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_INT | AB_TAKES_STRING},
    {"interval", AB_FIELD_STRING, AB_AT(rate, interval), .flags = AB_FIELD_REQUIRED},
    {0},
};

const ab_component_type ab_component_rate = {
    .name = "Rate",
    .family = AB_FAMILY_NONE,
    .fields = rate_fields,
    .options_size = sizeof(rate),
    .untyped = true,
};
