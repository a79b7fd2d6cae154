/* The cursor of a stream without incremental_sync (FinalStateCursor): it observes nothing, and its
 * state says at the end that there is none. */
#include "declarative/cursors/cursor.h"

/* The state of a stream without a cursor, as the CDK's FinalStateCursor writes it. */
#define NO_CURSOR "__ab_no_cursor_state_message"

typedef struct full_refresh {
    ab_stream_cursor base;
    ab_partition_router *router;
} full_refresh;

static bool generate(ab_stream_cursor *cursor, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error)
{
    ab_partition_router *router = ((full_refresh *)cursor)->router;
    return router->ops->generate(router, env, emit, context, error);
}

static ab_observer *open_slice(ab_stream_cursor *cursor, const ab_slice *slice, ab_arena *arena)
{
    ab_observer *observer = AB_ARENA_NEW(arena, ab_observer);
    *observer = (ab_observer){cursor, slice};
    return observer;
}

static bool observe(ab_observer *observer, ab_record *record, ab_error *error)
{
    (void)observer;
    (void)record;
    (void)error;
    return true;
}

static bool close_slice(ab_stream_cursor *cursor, ab_observer *observer, const ab_state_sink *sink,
                        ab_error *error)
{
    (void)cursor;
    (void)observer;
    (void)sink;
    (void)error;
    return true;
}

static bool state(ab_stream_cursor *cursor, ab_arena *arena, ab_value *out, ab_error *error)
{
    (void)cursor;
    (void)error;
    *out = ab_value_object();
    ab_set(arena, out, NO_CURSOR, ab_value_bool(true));
    return true;
}

/* The state of a sync that read everything is as good as new. */
static bool state_time(ab_stream_cursor *cursor, const ab_value *old, bool *known, int64_t *real_us,
                       ab_error *error)
{
    (void)cursor;
    (void)error;
    const ab_value *complete = ab_get(old, NO_CURSOR);
    *known = complete && ab_value_truthy(complete);
    *real_us = ab_clock_real_us(ab_clock_process());
    return true;
}

static bool finish(ab_stream_cursor *cursor, const ab_state_sink *sink, ab_error *error)
{
    return ab_cursor_emit(cursor, state, sink, error);
}

static bool should_sync(ab_stream_cursor *cursor, const ab_slice *slice, ab_record *record,
                        bool *out, ab_error *error)
{
    (void)cursor;
    (void)slice;
    (void)record;
    (void)error;
    *out = true;
    return true;
}

static bool options(const ab_stream_cursor *cursor, const ab_scope *scope, ab_request_options *out,
                    ab_error *error)
{
    const ab_partition_router *router = ((const full_refresh *)cursor)->router;
    return router->ops->options(router, scope, out, error);
}

static const ab_stream_cursor_ops full_refresh_ops = {
    .generate = generate,
    .open = open_slice,
    .observe = observe,
    .close = close_slice,
    .finish = finish,
    .should_sync = should_sync,
    .state = state,
    .options = options,
    .state_time = state_time,
};

/* In `arena`; the slices are the router's partitions. */
static ab_stream_cursor *full_refresh_new(ab_arena *arena, ab_partition_router *router)
{
    full_refresh *cursor = AB_ARENA_NEW(arena, full_refresh);
    cursor->base.ops = &full_refresh_ops;
    cursor->base.is_full_refresh = true;
    cursor->router = router;
    return &cursor->base;
}

ab_stream_cursor *ab_stream_cursor_build(ab_build *build, const ab_component *component,
                                         const ab_stream_cursor_args *args, ab_error *error)
{
    return component ? ab_component_build(build, component, AB_FAMILY_CURSOR, args, error)
                     : full_refresh_new(build->arena, args->router);
}
