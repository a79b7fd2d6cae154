/* StateDelegatingStream. */
#include "datetime/datetime.h"
#include "datetime/duration.h"
#include "declarative/streams/delegating.h"

typedef struct state_delegating_stream {
    ab_str name;
    const ab_component *full_refresh_stream;
    const ab_component *incremental_stream;
    const ab_template *api_retention_period;
} state_delegating_stream;

static const ab_field state_delegating_stream_fields[] = {
    {"name", AB_FIELD_STRING, AB_AT(state_delegating_stream, name), .flags = AB_FIELD_REQUIRED,
     .help = "The name of the stream; both ways have it."},
    {"full_refresh_stream", AB_FIELD_CHILD, AB_AT(state_delegating_stream, full_refresh_stream),
     .flags = AB_FIELD_REQUIRED, .of = "DeclarativeStream",
     .help = "Read if there is no state, or one too old."},
    {"incremental_stream", AB_FIELD_CHILD, AB_AT(state_delegating_stream, incremental_stream),
     .flags = AB_FIELD_REQUIRED, .of = "DeclarativeStream", .help = "Read if there is a state."},
    {"api_retention_period", AB_FIELD_TEMPLATE,
     AB_AT(state_delegating_stream, api_retention_period),
     .help = "An ISO 8601 duration: a state older than this counts as none."},
    {0},
};

const ab_component_type ab_component_state_delegating_stream = {
    .name = "StateDelegatingStream",
    .family = AB_FAMILY_STREAM,
    .fields = state_delegating_stream_fields,
    .options_size = sizeof(state_delegating_stream),
    .help = "One stream in two ways: without a state, and with one.",
};

static ab_str name_of(const ab_component *stream)
{
    return ((const ab_declarative_stream_options *)stream->options)->name;
}

static bool same_names(const state_delegating_stream *o, ab_error *error)
{
    ab_str full = name_of(o->full_refresh_stream);
    ab_str incremental = name_of(o->incremental_stream);
    if (ab_str_eq(full, o->name) && ab_str_eq(incremental, o->name)) {
        return true;
    }
    return ab_error_set(error, AB_ERROR_SYSTEM,
                        "state_delegating_stream, full_refresh_stream name and incremental_stream "
                        "must have equal names. Instead has %.*s, %.*s and %.*s.",
                        AB_STR_ARG(o->name), AB_STR_ARG(full), AB_STR_ARG(incremental));
}

/* ---- How old the state may be ---- */

static bool retention_period(ab_build *build, const ab_component *component, ab_str *out,
                             ab_error *error)
{
    const state_delegating_stream *o = component->options;
    ab_scope scope = ab_scope_new(build->env, build->arena);
    return ab_scope_text(&scope, o->api_retention_period, component->parameters, out, error);
}

static bool counts_instead_of_time(const ab_component *stream)
{
    const ab_declarative_stream_options *o = stream->options;
    return o->incremental_sync &&
           strcmp(o->incremental_sync->type->name, "IncrementingCountCursor") == 0;
}

static bool may_be_retained(const state_delegating_stream *o, ab_error *error)
{
    if (!counts_instead_of_time(o->full_refresh_stream) &&
        !counts_instead_of_time(o->incremental_stream)) {
        return true;
    }
    return ab_error_set(error, AB_ERROR_SYSTEM,
                        "Stream '%.*s' uses IncrementingCountCursor which is not supported with "
                        "api_retention_period. IncrementingCountCursor does not use datetime-based "
                        "cursors, so cursor age validation cannot be performed.",
                        AB_STR_ARG(o->name));
}

/* When the state stands by the stream's cursor. The stream is built for its cursor alone. */
static bool state_time(ab_build *build, const ab_component *stream,
                       const ab_declarative_stream_args *args, const ab_value *state, bool *known,
                       int64_t *real_us, ab_error *error)
{
    *known = false;
    ab_declarative_stream *built = ab_declarative_stream_build(build, stream, args, error);
    if (!built) {
        return false;
    }
    ab_stream_cursor *cursor = built->cursor;
    bool ok =
        !cursor->ops->state_time || cursor->ops->state_time(cursor, state, known, real_us, error);
    ab_declarative_stream_destroy(built);
    return ok;
}

static bool cutoff(ab_build *build, ab_str period, int64_t *real_us, ab_error *error)
{
    ab_duration duration;
    ab_datetime now;
    ab_datetime then;
    if (!ab_duration_parse(period, &duration, error) ||
        !ab_datetime_from_epoch_us(ab_clock_real_us(build->env->clock), &now, error) ||
        !ab_duration_sub(&now, &duration, &then, error)) {
        return false;
    }
    *real_us = ab_datetime_epoch_us(&then);
    return true;
}

/* A state that no cursor can read counts as too old: better read twice than lose data. */
static bool too_old(ab_build *build, const state_delegating_stream *o,
                    const ab_declarative_stream_args *args, const ab_value *state, ab_str period,
                    bool *old, ab_error *error)
{
    bool known;
    int64_t stands = 0;
    int64_t oldest;
    if (!cutoff(build, period, &oldest, error) ||
        !state_time(build, o->full_refresh_stream, args, state, &known, &stands, error) ||
        (!known &&
         !state_time(build, o->incremental_stream, args, state, &known, &stands, error))) {
        return false;
    }
    *old = !known || stands < oldest;
    if (*old) {
        ab_log(build->env->log, AB_LOG_WARN,
               "Stream '%.*s' has a cursor value older than the API's retention period of %.*s. "
               "Falling back to full refresh to avoid data loss.",
               AB_STR_ARG(o->name), AB_STR_ARG(period));
    }
    return true;
}

/* ---- The choice ---- */

/* A stream that is not in the catalog (a parent) keeps its state however old. */
static bool is_configured(const ab_build *build, ab_str name)
{
    return !build->env->catalog || ab_env_configured(build->env, name);
}

const ab_component *ab_delegated_stream(ab_build *build, const ab_component *component,
                                        ab_declarative_stream_args *args, ab_error *error)
{
    if (component->type != &ab_component_state_delegating_stream) {
        return component;
    }
    const state_delegating_stream *o = component->options;
    const ab_value *state =
        args->has_state ? args->state : ab_env_stream_state(build->env, o->name);
    ab_str period;
    bool ok = same_names(o, error) && retention_period(build, component, &period, error) &&
              (!period.n || may_be_retained(o, error));
    if (ok && (!state || !ab_value_truthy(state))) {
        return o->full_refresh_stream;
    }
    bool old = false;
    if (ok && period.n && is_configured(build, o->name)) {
        ok = too_old(build, o, args, state, period, &old, error);
    }
    if (!ok) {
        ab_component_error(build, component, error);
        return NULL;
    }
    if (old) {
        args->has_state = true;
        args->state = NULL;
        return o->full_refresh_stream;
    }
    return o->incremental_stream;
}
