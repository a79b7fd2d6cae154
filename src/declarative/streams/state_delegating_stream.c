/* StateDelegatingStream. */
#include "declarative/streams/delegating.h"

typedef struct state_delegating_stream {
    ab_str name;
    const ab_component *full_refresh_stream;
    const ab_component *incremental_stream;
    const ab_template *api_retention_period;
} state_delegating_stream;

static const ab_field state_delegating_stream_fields[] = {
    {"name", AB_FIELD_STRING, AB_AT(state_delegating_stream, name), .flags = AB_FIELD_REQUIRED},
    {"full_refresh_stream", AB_FIELD_CHILD, AB_AT(state_delegating_stream, full_refresh_stream),
     .flags = AB_FIELD_REQUIRED, .of = "DeclarativeStream"},
    {"incremental_stream", AB_FIELD_CHILD, AB_AT(state_delegating_stream, incremental_stream),
     .flags = AB_FIELD_REQUIRED, .of = "DeclarativeStream"},
    {"api_retention_period", AB_FIELD_TEMPLATE,
     AB_AT(state_delegating_stream, api_retention_period)},
    {0},
};

const ab_component_type ab_component_state_delegating_stream = {
    .name = "StateDelegatingStream",
    .family = AB_FAMILY_STREAM,
    .fields = state_delegating_stream_fields,
    .options_size = sizeof(state_delegating_stream),
};

static ab_str name_of(const ab_component *stream)
{
    return ((const ab_declarative_stream_options *)stream->options)->name;
}

const ab_component *ab_delegated_stream(ab_build *build, const ab_component *component,
                                        const ab_declarative_stream_args *args, ab_error *error)
{
    if (component->type != &ab_component_state_delegating_stream) {
        return component;
    }
    const state_delegating_stream *o = component->options;
    ab_str full = name_of(o->full_refresh_stream);
    ab_str incremental = name_of(o->incremental_stream);
    if (!ab_str_eq(full, o->name) || !ab_str_eq(incremental, o->name)) {
        ab_error_set(
            error, AB_ERROR_SYSTEM,
            "state_delegating_stream, full_refresh_stream name and incremental_stream must "
            "have equal names. Instead has %.*s, %.*s and %.*s.",
            AB_STR_ARG(o->name), AB_STR_ARG(full), AB_STR_ARG(incremental));
        ab_component_error(build, component, error);
        return NULL;
    }
    const ab_value *state =
        args->has_state ? args->state : ab_env_stream_state(build->env, o->name);
    return state && ab_value_truthy(state) ? o->incremental_stream : o->full_refresh_stream;
}
