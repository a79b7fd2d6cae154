/* WaitTimeFromHeader. */
#include "declarative/error_handlers/numbers.h"

typedef struct wait_time_from_header {
    const ab_template *header;
    const ab_template *regex;
    const ab_template *max_waiting_time_in_seconds;
} wait_time_from_header;

static bool wait_seconds(const ab_backoff_strategy *self, const ab_scope *scope,
                         const ab_answer *answer, int attempt, bool *found, double *seconds,
                         ab_error *error)
{
    const wait_time_from_header *o = self->options;
    (void)attempt;
    if (!ab_header_number(scope, answer->response, o->header, o->regex, self->parameters, found,
                          seconds, error)) {
        return false;
    }
    /* A header of 0 asks for no wait at all, which no maximum refuses. */
    return !*found || *seconds == 0 ||
           ab_wait_allowed(scope, o->max_waiting_time_in_seconds, self->parameters, *seconds,
                           error);
}

static const ab_backoff_strategy_ops ops = {.seconds = wait_seconds};

static void *build_strategy(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    (void)args;
    const wait_time_from_header *o = component->options;
    if (!ab_check_wait_maximum(build, component, o->max_waiting_time_in_seconds, error)) {
        return NULL;
    }
    return ab_backoff_strategy_new(build, component, &ops);
}

static const ab_field wait_time_from_header_fields[] = {
    {"header", AB_FIELD_TEMPLATE, AB_AT(wait_time_from_header, header), .flags = AB_FIELD_REQUIRED,
     .help = "The header that says how many seconds to wait."},
    {"regex", AB_FIELD_TEMPLATE, AB_AT(wait_time_from_header, regex),
     .help = "Takes the number out of the header, from its start."},
    {"max_waiting_time_in_seconds", AB_FIELD_TEMPLATE,
     AB_AT(wait_time_from_header, max_waiting_time_in_seconds),
     .takes = AB_TAKES_NUMBER | AB_TAKES_STRING,
     .help = "The stream fails where it would have to wait as long or longer."},
    {0},
};

const ab_component_type ab_component_wait_time_from_header = {
    .name = "WaitTimeFromHeader",
    .family = AB_FAMILY_BACKOFF_STRATEGY,
    .fields = wait_time_from_header_fields,
    .options_size = sizeof(wait_time_from_header),
    .build = build_strategy,
    .help = "Waits as many seconds as a header of the response says.",
};
