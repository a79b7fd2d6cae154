#include "declarative/cursors/concurrent_cursor.h"

/* ---- Records ---- */

ab_observer *ab_concurrent_cursor_open(ab_stream_cursor *cursor, const ab_slice *slice,
                                       ab_arena *arena)
{
    ab_concurrent_observer *o = AB_ARENA_NEW(arena, ab_concurrent_observer);
    o->base = (ab_observer){cursor, slice};
    return &o->base;
}

void ab_concurrent_cursor_warn(ab_concurrent_cursor *self)
{
    if (!atomic_exchange(&self->warned, true)) {
        ab_log(self->settings.env->log, AB_LOG_WARN,
               "Could not find cursor field `%.*s` in record for stream %.*s. The incremental sync "
               "will assume it needs to be synced",
               AB_STR_ARG(self->settings.cursor_field), AB_STR_ARG(self->settings.stream));
    }
}

bool ab_concurrent_cursor_observe(ab_observer *observer, ab_record *record, ab_error *error)
{
    ab_concurrent_observer *o = (ab_concurrent_observer *)observer;
    ab_concurrent_cursor *self = (ab_concurrent_cursor *)observer->cursor;
    const ab_value *value;
    ab_point point;
    bool is_new;
    ab_watched watched =
        ab_watch_record(&o->watch, &self->settings, record, &value, &point, &is_new, error);
    if (watched == AB_WATCHED_NONE || watched == AB_WATCHED_BAD) {
        ab_concurrent_cursor_warn(self);
    }
    return watched != AB_WATCHED_ERROR || ab_cursor_fault(error);
}

/* ---- State ---- */

static bool write_state(ab_stream_cursor *cursor, ab_arena *arena, ab_value *out, ab_error *error)
{
    ab_concurrent_cursor *self = (ab_concurrent_cursor *)cursor;
    return ab_concurrent_state_write(&self->state, &self->settings.format,
                                     self->settings.cursor_field, arena, out, error);
}

bool ab_concurrent_cursor_state(ab_stream_cursor *cursor, ab_arena *arena, ab_value *out,
                                ab_error *error)
{
    ab_concurrent_cursor *self = (ab_concurrent_cursor *)cursor;
    pthread_mutex_lock(&self->lock);
    bool ok = write_state(cursor, arena, out, error);
    pthread_mutex_unlock(&self->lock);
    return ok;
}

bool ab_concurrent_cursor_cover(ab_concurrent_cursor *self, ab_interval interval,
                                const ab_state_sink *sink, ab_error *error)
{
    ab_intervals_add(&self->state.covered, interval);
    return ab_intervals_merge(&self->state.covered, &self->settings.format, error) &&
           ab_cursor_emit(&self->base, write_state, sink, error);
}

bool ab_concurrent_cursor_finish(ab_stream_cursor *cursor, const ab_state_sink *sink,
                                 ab_error *error)
{
    ab_concurrent_cursor *self = (ab_concurrent_cursor *)cursor;
    pthread_mutex_lock(&self->lock);
    bool ok = ab_cursor_emit(cursor, write_state, sink, error);
    pthread_mutex_unlock(&self->lock);
    return ok;
}

/* ---- Requests ---- */

bool ab_concurrent_cursor_options(const ab_stream_cursor *cursor, const ab_scope *scope,
                                  ab_request_options *out, ab_error *error)
{
    return ab_window_options_add(&((const ab_concurrent_cursor *)cursor)->options, scope, out,
                                 error);
}

const ab_slice *ab_concurrent_cursor_reduce(ab_stream_cursor *cursor, const ab_observer *observer,
                                            const ab_slice *slice, ab_arena *arena, ab_error *error)
{
    return ab_watch_reduce(&((const ab_concurrent_observer *)observer)->watch,
                           &((ab_concurrent_cursor *)cursor)->settings, slice, arena, error);
}

/* ---- Build ---- */

static void destroy(void *object)
{
    ab_concurrent_cursor *self = object;
    ab_concurrent_state_free(&self->state);
    ab_arena_free(self->kept);
    pthread_mutex_destroy(&self->lock);
}

void ab_concurrent_cursor_init(ab_concurrent_cursor *self, ab_build *build,
                               const ab_stream_cursor_ops *ops)
{
    self->base.ops = ops;
    self->kept = ab_arena_new();
    pthread_mutex_init(&self->lock, NULL);
    ab_env_defer(build->env, destroy, self);
}

bool ab_concurrent_cursor_read_state(ab_concurrent_cursor *self, const ab_value *input,
                                     ab_error *error)
{
    ab_state_reading reading = {
        .format = &self->settings.format,
        .cursor_field = self->settings.cursor_field,
        .start = &self->settings.start,
        .kept = self->kept,
    };
    return ab_concurrent_state_read(&self->state, &reading, input, error);
}
