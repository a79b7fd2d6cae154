#include "declarative/partition_routers/parent.h"

#include "base/log.h"

/* What a full-refresh sync leaves behind: no value of a cursor. */
#define NO_CURSOR "__ab_no_cursor_state_message"

static bool is_scalar(const ab_value *value)
{
    return ab_is(value, AB_STRING) || ab_is_number(value);
}

/* The node of the cursor by which the parent is read where there is state. */
static const ab_value *cursor_node(const ab_component *config)
{
    const ab_value *stream = ab_get(config->node, "stream");
    const ab_value *incremental = ab_get(stream, "incremental_stream");
    return ab_get(incremental ? incremental : stream, "incremental_sync");
}

static bool cursor_field(ab_build *build, const ab_value *cursor, ab_str *out, ab_error *error)
{
    ab_scope scope = ab_scope_new(build->env, build->arena);
    ab_value none = ab_value_object();
    const ab_value *parameters = ab_get(cursor, "$parameters");
    ab_template *field = ab_template_compile(build->arena, ab_get_text(cursor, "cursor_field"),
                                             AB_TEMPLATE_STRING, 0, error);
    return field && ab_scope_text(&scope, field, parameters ? parameters : &none, out, error);
}

/* {any name: value} from before there was a parent state: the value under the parent's cursor. */
static bool legacy_state(ab_build *build, const ab_component *config, const ab_value *child_state,
                         const ab_value **out, ab_error *error)
{
    const ab_value *only = NULL;
    size_t count = 0;
    for (size_t i = 0; i < child_state->count; i++) {
        const ab_member *member = &child_state->object.members[i];
        if (!ab_str_is(member->key, NO_CURSOR)) {
            only = &member->value;
            count++;
        }
    }
    const ab_value *cursor = cursor_node(config);
    if (count != 1 || !is_scalar(only) || !cursor) {
        return true;
    }
    ab_str field;
    if (!cursor_field(build, cursor, &field, error)) {
        return false;
    }
    ab_value *state = AB_ARENA_NEW(build->arena, ab_value);
    *state = ab_value_object();
    ab_object_set(build->arena, state, field, *only);
    *out = state;
    return true;
}

bool ab_parent_state(ab_build *build, const ab_component *config, const ab_value *child_state,
                     const ab_value **out, ab_error *error)
{
    const ab_parent_stream_options *o = config->options;
    ab_str name = ab_get_text(ab_get(config->node, "stream"), "name");
    *out = NULL;
    if (!o->incremental_dependency || !ab_is(child_state, AB_OBJECT) || !child_state->count) {
        return true;
    }
    const ab_value *states = ab_get(child_state, "parent_state");
    *out = ab_is(states, AB_OBJECT) ? ab_object_get(states, name) : NULL;
    if (*out) {
        return true;
    }
    ab_log(build->env->log, AB_LOG_INFO, "Could not find parent state for stream `%.*s`.",
           AB_STR_ARG(name));
    *out = ab_get(child_state, "state");
    return *out || legacy_state(build, config, child_state, out, error);
}
