/* DefaultErrorHandler: the first filter that matches decides, else the default mapping. */
#include "declarative/error_handlers/default_mapping.h"
#include "declarative/error_handlers/numbers.h"
#include "declarative/error_handlers/response_filter.h"

typedef struct default_error_handler {
    ab_components backoff_strategies;
    const ab_template *max_retries;
    ab_components response_filters;
} default_error_handler;

/* Where a manifest names no number, or one by a setting that the config lacks. */
#define DEFAULT_MAX_RETRIES 5

typedef struct handler {
    ab_error_handler base;
    const default_error_handler *options; /* NULL: all defaults */
    const ab_value *parameters;
    ab_backoff_strategy **strategies;
    size_t strategy_count;
} handler;

static bool interpret(const ab_error_handler *base, const ab_scope *scope, const ab_answer *answer,
                      ab_resolution *out, ab_error *error)
{
    const handler *self = (const handler *)base;
    const ab_components *filters = self->options ? &self->options->response_filters : NULL;
    for (size_t i = 0; answer->response && filters && i < filters->n; i++) {
        bool matches;
        if (!ab_response_filter_match(filters->at[i], scope, answer->response, &matches, out,
                                      error)) {
            return false;
        }
        if (matches) {
            return true;
        }
    }
    ab_default_resolution(scope->arena, answer, out);
    return true;
}

/* A wait of no seconds is no answer: the next strategy is asked. */
static bool backoff(const ab_error_handler *base, const ab_scope *scope, const ab_answer *answer,
                    int attempt, bool *found, double *seconds, ab_error *error)
{
    const handler *self = (const handler *)base;
    *found = false;
    for (size_t i = 0; i < self->strategy_count && !*found; i++) {
        const ab_backoff_strategy *strategy = self->strategies[i];
        if (!strategy->ops->seconds(strategy, scope, answer, attempt, found, seconds, error)) {
            return false;
        }
        *found = *found && *seconds != 0;
    }
    return true;
}

static bool max_retries(const ab_error_handler *base, const ab_scope *scope, int64_t *out,
                        ab_error *error)
{
    const handler *self = (const handler *)base;
    *out = DEFAULT_MAX_RETRIES;
    if (!self->options || !self->options->max_retries) {
        return true;
    }
    ab_value value;
    if (!ab_scope_value(scope, self->options->max_retries, self->parameters, &value, error)) {
        return false;
    }
    bool is_empty = ab_is(&value, AB_STRING) && !value.text.n;
    return is_empty ||
           ab_value_integer(scope->arena, &value, "DefaultErrorHandler.max_retries", out, error);
}

static const ab_error_handler_ops ops = {
    .interpret = interpret, .backoff = backoff, .max_retries = max_retries};

static void *build_handler(ab_build *build, const ab_component *component, const void *args,
                           ab_error *error)
{
    (void)args;
    handler *self = AB_ARENA_NEW(build->arena, handler);
    self->base.ops = &ops;
    if (!component) {
        return self;
    }
    const default_error_handler *o = component->options;
    self->options = o;
    self->parameters = component->parameters;
    self->strategies =
        AB_ARENA_ARRAY(build->arena, ab_backoff_strategy *, o->backoff_strategies.n + 1);
    for (size_t i = 0; i < o->backoff_strategies.n; i++) {
        self->strategies[i] = ab_component_build(build, o->backoff_strategies.at[i],
                                                 AB_FAMILY_BACKOFF_STRATEGY, NULL, error);
        if (!self->strategies[i]) {
            return NULL;
        }
    }
    self->strategy_count = o->backoff_strategies.n;
    return self;
}

ab_error_handler *ab_error_handler_build(ab_build *build, const ab_component *component,
                                         ab_error *error)
{
    return component ? ab_component_build(build, component, AB_FAMILY_ERROR_HANDLER, NULL, error)
                     : build_handler(build, NULL, NULL, error);
}

static const ab_field default_error_handler_fields[] = {
    {"backoff_strategies", AB_FIELD_CHILDREN, AB_AT(default_error_handler, backoff_strategies),
     .of = "ConstantBackoffStrategy|ExponentialBackoffStrategy|"
           "WaitTimeFromHeader|WaitTimeFromResponse|"
           "WaitUntilTimeFromHeader|CustomBackoffStrategy",
     .help = "How long to wait before a retry; the first that gives a time counts. Without one "
             "the waits are 1, 2, 4, 8, 16 seconds."},
    {"max_retries", AB_FIELD_TEMPLATE, AB_AT(default_error_handler, max_retries),
     .takes = AB_TAKES_INT | AB_TAKES_STRING, .deflt = "5",
     .help = "How often a request is tried again after its first try."},
    {"response_filters", AB_FIELD_CHILDREN, AB_AT(default_error_handler, response_filters),
     .of = "HttpResponseFilter",
     .help = "Rules for responses, asked in order; the first that matches decides."},
    {0},
};

const ab_component_type ab_component_default_error_handler = {
    .name = "DefaultErrorHandler",
    .family = AB_FAMILY_ERROR_HANDLER,
    .fields = default_error_handler_fields,
    .options_size = sizeof(default_error_handler),
    .build = build_handler,
    .help = "Judges responses by filters and by their status, and says how to retry.",
};
