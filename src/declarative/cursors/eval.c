/* The pure functions of `eval`: slices and states of a DatetimeBasedCursor. */
#include "declarative/cursors/cursor.h"
#include "declarative/parse.h"

/* A window of a day over many years is a mistake in the question. */
#define MOST_SLICES 2000

typedef AB_VEC(const ab_slice *) slices;

typedef struct collecting {
    ab_arena *arena;
    slices slices;
} collecting;

static bool collect(void *context, const ab_slice *slice, ab_error *error)
{
    collecting *c = context;
    if (c->slices.n == MOST_SLICES) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "too many slices");
    }
    AB_VEC_PUSH(&c->slices, ab_slice_copy(c->arena, slice));
    return true;
}

static ab_stream_cursor *build_cursor(ab_env *env, ab_arena *arena, const ab_component *component,
                                      const ab_value *state, ab_error *error)
{
    ab_build build = {.arena = arena, .env = env, .stream = AB_STR("stream")};
    static const ab_components none = {0};
    ab_stream_cursor_args args = {.stream = build.stream, .state = state};
    args.router = ab_partition_router_build(&build, &none, NULL, error);
    return args.router ? ab_stream_cursor_build(&build, component, &args, error) : NULL;
}

/* The cursor and all its slices. */
static ab_stream_cursor *open_cursor(ab_env *env, const ab_value *cursor, const ab_value *state,
                                     ab_arena *arena, slices *out, ab_error *error)
{
    ab_parse parse = {.arena = arena};
    const ab_component *component =
        ab_component_parse(&parse, cursor, "DatetimeBasedCursor", AB_STR("cursor"));
    ab_stream_cursor *built = NULL;
    collecting c = {.arena = arena};
    if (ab_parse_result(&parse, AB_PROBLEM_USE, error)) {
        built = build_cursor(env, arena, component, state, error);
    }
    ab_parse_end(&parse);
    if (built && !built->ops->generate(built, env, collect, &c, error)) {
        built = NULL;
    }
    *out = c.slices;
    return built;
}

bool ab_cursor_slices(ab_env *env, const ab_value *cursor, const ab_value *state, ab_arena *arena,
                      ab_value *out, ab_error *error)
{
    slices list;
    bool ok = open_cursor(env, cursor, state, arena, &list, error) != NULL;
    *out = ab_value_array();
    for (size_t i = 0; ok && i < list.n; i++) {
        ab_array_push(arena, out, list.at[i]->cursor_slice);
    }
    AB_VEC_FREE(&list);
    return ok;
}

static bool push_state(ab_stream_cursor *cursor, ab_arena *arena, ab_value *states, ab_error *error)
{
    ab_value state;
    if (!cursor->ops->state(cursor, arena, &state, error)) {
        return false;
    }
    ab_array_push(arena, states, state);
    return true;
}

static bool run_step(ab_stream_cursor *cursor, const ab_slice *slice, const ab_value *records,
                     ab_arena *arena, ab_error *error)
{
    ab_observer *observer = cursor->ops->open(cursor, slice, arena);
    for (size_t i = 0; ab_is(records, AB_ARRAY) && i < records->count; i++) {
        ab_record record = {
            .parsed = true, .value = records->items[i], .arena = arena, .slice = slice};
        if (!cursor->ops->observe(observer, &record, error)) {
            return false;
        }
    }
    static const ab_state_sink nowhere = {0};
    return cursor->ops->close(cursor, observer, &nowhere, error);
}

bool ab_cursor_states(ab_env *env, const ab_value *cursor, const ab_value *state,
                      const ab_value *steps, ab_arena *arena, ab_value *states, ab_error *error)
{
    slices list;
    ab_stream_cursor *built = open_cursor(env, cursor, state, arena, &list, error);
    *states = ab_value_array();
    bool ok = built && push_state(built, arena, states, error);
    for (size_t i = 0; ok && ab_is(steps, AB_ARRAY) && i < steps->count; i++) {
        int64_t index;
        const ab_value *step = &steps->items[i];
        if (ab_value_int64(ab_get(step, "slice"), &index) && index >= 0 &&
            (uint64_t)index < list.n) {
            ok = run_step(built, list.at[index], ab_get(step, "records"), arena, error) &&
                 push_state(built, arena, states, error);
        }
    }
    AB_VEC_FREE(&list);
    return ok;
}
