/* IncrementingCountCursor: goes on from the greatest number seen, as ids are (ConcurrentCursor with
 * numbers and one slice). */
#include "declarative/cursors/concurrent_state.h"
#include "declarative/cursors/watch.h"
#include "declarative/cursors/window_options.h"

#include <math.h>

typedef struct incrementing_count_cursor {
    const ab_template *cursor_field;
    bool allow_catalog_defined_cursor_field;
    const ab_template *start_value;
    const ab_component *start_value_option;
} incrementing_count_cursor;

typedef struct count_cursor {
    ab_stream_cursor base;
    ab_cursor_settings settings;
    ab_window_options options;
    atomic_bool warned;
    ab_arena *kept;
    pthread_mutex_t lock;
    ab_concurrent_state state; /* under the lock */
    bool closed;               /* a slice was closed; under the lock */
} count_cursor;

typedef struct observer {
    ab_observer base;
    ab_watch watch;
} observer;

static bool generate(ab_stream_cursor *cursor, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error)
{
    (void)env;
    count_cursor *self = (count_cursor *)cursor;
    ab_arena *arena = ab_arena_new();
    ab_value start;
    ab_value window = ab_value_object();
    pthread_mutex_lock(&self->lock);
    bool ok = ab_intervals_merge(&self->state.covered, &self->settings.format, error);
    size_t last = self->state.covered.n ? self->state.covered.n - 1 : 0;
    ab_point end = ab_intervals_at(&self->state.covered, last)->end;
    pthread_mutex_unlock(&self->lock);
    ok = ok && ab_point_print(&self->settings.format, end, arena, &start, error);
    if (ok) {
        ab_object_set(arena, &window, self->settings.start_field, start);
        ab_object_set(arena, &window, self->settings.end_field, ab_value_real(HUGE_VAL));
        ok = emit(context, ab_slice_new(arena, NULL, &window, NULL), error);
    }
    ab_arena_free(arena);
    return ok;
}

static ab_observer *open_slice(ab_stream_cursor *cursor, const ab_slice *slice, ab_arena *arena)
{
    observer *o = AB_ARENA_NEW(arena, observer);
    o->base = (ab_observer){cursor, slice};
    return &o->base;
}

static void warn(count_cursor *self)
{
    if (!atomic_exchange(&self->warned, true)) {
        ab_log(self->settings.env->log, AB_LOG_WARN,
               "Could not find cursor field `%.*s` in record for stream %.*s. The incremental sync "
               "will assume it needs to be synced",
               AB_STR_ARG(self->settings.cursor_field), AB_STR_ARG(self->settings.stream));
    }
}

static bool observe(ab_observer *base, ab_record *record, ab_error *error)
{
    observer *o = (observer *)base;
    count_cursor *self = (count_cursor *)base->cursor;
    const ab_value *value;
    ab_point point;
    bool is_new;
    ab_watched watched =
        ab_watch_record(&o->watch, &self->settings, record, &value, &point, &is_new, error);
    if (watched == AB_WATCHED_NONE || watched == AB_WATCHED_BAD) {
        warn(self);
    }
    return watched != AB_WATCHED_ERROR || ab_cursor_fault(error);
}

static bool should_sync(ab_stream_cursor *cursor, const ab_slice *slice, ab_record *record,
                        bool *out, ab_error *error)
{
    (void)slice;
    count_cursor *self = (count_cursor *)cursor;
    const ab_value *value;
    ab_point point;
    *out = true;
    if (!ab_watch_value(&self->settings, record, &value, error)) {
        return false;
    }
    if (!value) {
        warn(self);
        return true;
    }
    return ab_point_parse(&self->settings.format, value, &point, error) &&
           ab_cursor_settings_includes(&self->settings, self->state.start, point, out, error);
}

static bool write_state(count_cursor *self, ab_arena *arena, ab_value *out, ab_error *error)
{
    return ab_concurrent_state_write(&self->state, &self->settings.format,
                                     self->settings.cursor_field, arena, out, error);
}

static bool state(ab_stream_cursor *cursor, ab_arena *arena, ab_value *out, ab_error *error)
{
    count_cursor *self = (count_cursor *)cursor;
    pthread_mutex_lock(&self->lock);
    bool ok = write_state(self, arena, out, error);
    pthread_mutex_unlock(&self->lock);
    return ok;
}

static bool emit_state(count_cursor *self, const ab_state_sink *sink, ab_error *error)
{
    if (!sink || !sink->emit) {
        return true;
    }
    ab_arena *arena = ab_arena_new();
    ab_value value;
    bool ok = write_state(self, arena, &value, error) && sink->emit(sink->context, &value, error);
    ab_arena_free(arena);
    return ok;
}

static bool close_locked(count_cursor *self, const ab_watch *watch, const ab_state_sink *sink,
                         ab_error *error)
{
    bool counts = watch->seen && ab_point_truthy(&self->settings.format, watch->recent);
    bool again = self->closed;
    self->closed = true;
    if (!counts) {
        return true;
    }
    if (again) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Given that slice_boundary_fields is not defined and that "
                            "per-partition state is not supported, only one slice is expected. "
                            "Please contact the Airbyte team.");
    }
    ab_intervals_add(&self->state.covered, (ab_interval){.start = self->state.start,
                                                         .end = watch->recent,
                                                         .recent = watch->recent,
                                                         .has_recent = true});
    return ab_intervals_merge(&self->state.covered, &self->settings.format, error) &&
           emit_state(self, sink, error);
}

static bool close_slice(ab_stream_cursor *cursor, ab_observer *base, const ab_state_sink *sink,
                        ab_error *error)
{
    count_cursor *self = (count_cursor *)cursor;
    pthread_mutex_lock(&self->lock);
    bool ok = close_locked(self, &((observer *)base)->watch, sink, error);
    pthread_mutex_unlock(&self->lock);
    return ok;
}

static bool finish(ab_stream_cursor *cursor, const ab_state_sink *sink, ab_error *error)
{
    count_cursor *self = (count_cursor *)cursor;
    pthread_mutex_lock(&self->lock);
    bool ok = emit_state(self, sink, error);
    pthread_mutex_unlock(&self->lock);
    return ok;
}

static bool options(const ab_stream_cursor *cursor, const ab_scope *scope, ab_request_options *out,
                    ab_error *error)
{
    return ab_window_options_add(&((const count_cursor *)cursor)->options, scope, out, error);
}

static const ab_slice *reduce(ab_stream_cursor *cursor, const ab_observer *base,
                              const ab_slice *slice, ab_arena *arena, ab_error *error)
{
    return ab_watch_reduce(&((const observer *)base)->watch, &((count_cursor *)cursor)->settings,
                           slice, arena, error);
}

static const ab_stream_cursor_ops count_cursor_ops = {
    .generate = generate,
    .open = open_slice,
    .observe = observe,
    .close = close_slice,
    .finish = finish,
    .should_sync = should_sync,
    .state = state,
    .options = options,
    .reduce = reduce,
};

/* ---- Build ---- */

static void destroy(void *object)
{
    count_cursor *self = object;
    ab_concurrent_state_free(&self->state);
    ab_arena_free(self->kept);
    pthread_mutex_destroy(&self->lock);
}

static bool read_start(const ab_scope *scope, const ab_component *component, ab_point *start,
                       ab_error *error)
{
    const incrementing_count_cursor *o = component->options;
    ab_value value = ab_value_int(0);
    if (o->start_value &&
        !ab_scope_value(scope, o->start_value, component->parameters, &value, error)) {
        return false;
    }
    *start = (ab_point){0};
    double d = ab_value_double(&value);
    if (ab_is(&value, AB_BOOL)) {
        start->at = value.boolean;
    } else if (ab_is(&value, AB_REAL) && d > -9e18 && d < 9e18) {
        start->at = (int64_t)d;
    } else if (!ab_value_int64(&value, &start->at) &&
               !(ab_is(&value, AB_STRING) && ab_value_from_digits(value.text, &value) &&
                 ab_value_int64(&value, &start->at))) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "The start_value of an IncrementingCountCursor must be an integer, "
                            "not %.*s",
                            AB_STR_ARG(ab_python_repr(scope->arena, &value)));
    }
    return true;
}

static bool read_settings(count_cursor *self, ab_build *build, const ab_component *component,
                          ab_str catalog_field, ab_error *error)
{
    const incrementing_count_cursor *o = component->options;
    ab_scope scope = ab_scope_new(build->env, build->arena);
    ab_cursor_settings *s = &self->settings;
    bool from_catalog = o->allow_catalog_defined_cursor_field && catalog_field.n;
    *s = (ab_cursor_settings){
        .env = build->env,
        .stream = build->stream,
        .start_field = AB_STR("start"),
        .end_field = AB_STR("end"),
        .has_start = true,
    };
    ab_point_format_init_counts(&s->format);
    s->cursor_field = catalog_field;
    return (from_catalog || ab_scope_text(&scope, o->cursor_field, component->parameters,
                                          &s->cursor_field, error)) &&
           read_start(&scope, component, &s->start, error);
}

static void *build_cursor(ab_build *build, const ab_component *component, const void *args,
                          ab_error *error)
{
    const incrementing_count_cursor *o = component->options;
    const ab_stream_cursor_args *given = args;
    if (given->router && !given->router->is_single) {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "The low-code framework does not currently support usage of a "
                     "PartitionRouter and an IncrementingCountCursor at the same time. Please "
                     "specify only one of these options for stream %.*s.",
                     AB_STR_ARG(given->stream));
        return NULL;
    }
    count_cursor *self = AB_ARENA_NEW(build->arena, count_cursor);
    self->base.ops = &count_cursor_ops;
    self->kept = ab_arena_new();
    pthread_mutex_init(&self->lock, NULL);
    ab_env_defer(build->env, destroy, self);
    if (!read_settings(self, build, component, given->catalog_cursor_field, error)) {
        ab_cursor_fault(error);
        return NULL;
    }
    ab_state_reading reading = {
        .format = &self->settings.format,
        .cursor_field = self->settings.cursor_field,
        .start = &self->settings.start,
        .kept = self->kept,
    };
    if (!ab_concurrent_state_read(&self->state, &reading, given->state, error)) {
        ab_cursor_fault(error);
        return NULL;
    }
    self->base.cursor_field = self->settings.cursor_field;
    self->base.cursor_path = (ab_strings){&self->base.cursor_field, 1};
    self->base.catalog_defined = o->allow_catalog_defined_cursor_field;
    self->options = (ab_window_options){o->start_value_option, NULL, self->settings.start_field,
                                        self->settings.end_field};
    return self;
}

static const ab_field incrementing_count_cursor_fields[] = {
    {"cursor_field", AB_FIELD_TEMPLATE, AB_AT(incrementing_count_cursor, cursor_field),
     .flags = AB_FIELD_REQUIRED,
     .help = "The records' field, at their top level, whose numbers grow."},
    {"allow_catalog_defined_cursor_field", AB_FIELD_BOOL,
     AB_AT(incrementing_count_cursor, allow_catalog_defined_cursor_field),
     .help = "Lets the configured catalog name another cursor field."},
    {"start_value", AB_FIELD_TEMPLATE, AB_AT(incrementing_count_cursor, start_value),
     .takes = AB_TAKES_STRING | AB_TAKES_INT, .help = "Where the first sync begins; 0 by default."},
    {"start_value_option", AB_FIELD_CHILD, AB_AT(incrementing_count_cursor, start_value_option),
     .of = "RequestOption", .help = "Where requests say the number to go on from."},
    {0},
};

const ab_component_type ab_component_incrementing_count_cursor = {
    .name = "IncrementingCountCursor",
    .family = AB_FAMILY_CURSOR,
    .fields = incrementing_count_cursor_fields,
    .options_size = sizeof(incrementing_count_cursor),
    .build = build_cursor,
    .help = "Goes on from the greatest number that the last sync has seen.",
};
