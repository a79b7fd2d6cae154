/* CompositeErrorHandler: several handlers, asked one after the other. */
#include "declarative/error_handlers/error_handler.h"

typedef struct composite_error_handler {
    ab_components error_handlers;
} composite_error_handler;

typedef struct handler {
    ab_error_handler base;
    ab_error_handler **handlers;
    size_t count; /* at least one */
} handler;

/* Actions that end the search; after the others (FAIL and two kinds of retries) the next handler
 * is asked, and the last one's word counts. */
static bool is_decided(ab_action action)
{
    return action != AB_ACTION_FAIL && action != AB_ACTION_RATE_LIMITED &&
           action != AB_ACTION_REFRESH_TOKEN_THEN_RETRY;
}

static bool interpret(const ab_error_handler *base, const ab_scope *scope, const ab_answer *answer,
                      ab_resolution *out, ab_error *error)
{
    const handler *self = (const handler *)base;
    bool decided = false;
    for (size_t i = 0; i < self->count && !decided; i++) {
        if (!self->handlers[i]->ops->interpret(self->handlers[i], scope, answer, out, error)) {
            return false;
        }
        decided = is_decided(out->action);
    }
    return true;
}

static bool backoff(const ab_error_handler *base, const ab_scope *scope, const ab_answer *answer,
                    int attempt, bool *found, double *seconds, ab_error *error)
{
    const handler *self = (const handler *)base;
    *found = false;
    for (size_t i = 0; i < self->count && !*found; i++) {
        if (!self->handlers[i]->ops->backoff(self->handlers[i], scope, answer, attempt, found,
                                             seconds, error)) {
            return false;
        }
    }
    return true;
}

static bool max_retries(const ab_error_handler *base, const ab_scope *scope, int64_t *out,
                        ab_error *error)
{
    const ab_error_handler *first = ((const handler *)base)->handlers[0];
    return first->ops->max_retries(first, scope, out, error);
}

static const ab_error_handler_ops ops = {
    .interpret = interpret, .backoff = backoff, .max_retries = max_retries};

static void *build_handler(ab_build *build, const ab_component *component, const void *args,
                           ab_error *error)
{
    (void)args;
    const ab_components *list =
        &((const composite_error_handler *)component->options)->error_handlers;
    if (!list->n) {
        ab_error_set(error, AB_ERROR_CONFIG,
                     "CompositeErrorHandler expects at least 1 underlying error handler");
        ab_component_error(build, component, error);
        return NULL;
    }
    handler *self = AB_ARENA_NEW(build->arena, handler);
    self->base.ops = &ops;
    self->handlers = AB_ARENA_ARRAY(build->arena, ab_error_handler *, list->n);
    for (size_t i = 0; i < list->n; i++) {
        self->handlers[i] = ab_error_handler_build(build, list->at[i], error);
        if (!self->handlers[i]) {
            return NULL;
        }
    }
    self->count = list->n;
    return self;
}

static const ab_field composite_error_handler_fields[] = {
    {"error_handlers", AB_FIELD_CHILDREN, AB_AT(composite_error_handler, error_handlers),
     .flags = AB_FIELD_REQUIRED,
     .of = "CompositeErrorHandler|DefaultErrorHandler|CustomErrorHandler",
     .help = "The handlers. The first that says success, retry, ignore or a change of paging "
             "decides, else the last one."},
    {0},
};

const ab_component_type ab_component_composite_error_handler = {
    .name = "CompositeErrorHandler",
    .family = AB_FAMILY_ERROR_HANDLER,
    .fields = composite_error_handler_fields,
    .options_size = sizeof(composite_error_handler),
    .build = build_handler,
    .help = "Asks several error handlers in turn.",
};
