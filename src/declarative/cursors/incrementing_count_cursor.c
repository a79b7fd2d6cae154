/* IncrementingCountCursor: goes on from the greatest number seen, as ids are (ConcurrentCursor with
 * numbers). */
#include "base/alloc.h"
#include "declarative/cursors/concurrent_cursor.h"

#include <math.h>
#include <stdlib.h>

typedef struct incrementing_count_cursor {
    const ab_template *cursor_field;
    bool allow_catalog_defined_cursor_field;
    const ab_template *start_value;
    const ab_component *start_value_option;
} incrementing_count_cursor;

typedef struct count_cursor {
    ab_concurrent_cursor base;
    bool closed; /* a slice was closed; under the lock */
} count_cursor;

/* ---- Slices ---- */

typedef struct generation {
    const ab_concurrent_cursor *cursor;
    ab_slice_fn emit;
    void *context;
} generation;

/* The slice from `lower` to `upper` (NULL: without an end), unless there is nothing in it. */
static bool emit_range(const generation *g, ab_point lower, const ab_point *upper, ab_error *error)
{
    const ab_cursor_settings *s = &g->cursor->settings;
    if (ab_point_truthy(&s->format, s->start) &&
        ab_point_compare(&s->format, s->start, lower) > 0) {
        lower = s->start;
    }
    if (upper && ab_point_compare(&s->format, lower, *upper) >= 0) {
        return true;
    }
    ab_arena *arena = ab_arena_new();
    ab_value start;
    ab_value end = ab_value_real(HUGE_VAL);
    ab_value window = ab_value_object();
    bool ok = ab_point_print(&s->format, lower, arena, &start, error) &&
              (!upper || ab_point_print(&s->format, *upper, arena, &end, error));
    if (ok) {
        ab_object_set(arena, &window, s->start_field, start);
        ab_object_set(arena, &window, s->end_field, end);
        ok = g->emit(g->context, ab_slice_new(arena, NULL, &window, NULL), error);
    }
    ab_arena_free(arena);
    return ok;
}

/* What lies before, between and behind the ranges that were covered. */
static bool emit_gaps(const generation *g, const ab_interval *covered, size_t n, ab_error *error)
{
    const ab_cursor_settings *s = &g->cursor->settings;
    if (ab_point_compare(&s->format, s->start, covered[0].start) < 0 &&
        !emit_range(g, s->start, &covered[0].start, error)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const ab_point *upper = i + 1 < n ? &covered[i + 1].start : NULL;
        if (!emit_range(g, covered[i].end, upper, error)) {
            return false;
        }
    }
    return true;
}

static bool generate(ab_stream_cursor *cursor, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error)
{
    (void)env;
    ab_concurrent_cursor *self = (ab_concurrent_cursor *)cursor;
    ab_intervals *covered = &self->state.covered;
    ab_interval *snapshot = NULL;
    pthread_mutex_lock(&self->lock);
    bool ok = ab_intervals_merge(covered, &self->settings.format, error);
    size_t n = covered->n;
    if (ok && n) {
        snapshot = ab_xmalloc(n * sizeof *snapshot);
        for (size_t i = 0; i < n; i++) {
            snapshot[i] = *ab_intervals_at(covered, i);
        }
    }
    pthread_mutex_unlock(&self->lock);
    if (ok && !n) {
        ok = ab_error_set(error, AB_ERROR_SYSTEM, "Expected at least one slice");
    }
    ok = ok && emit_gaps(&(generation){self, emit, context}, snapshot, n, error);
    free(snapshot);
    return ok;
}

static bool should_sync(ab_stream_cursor *cursor, const ab_slice *slice, ab_record *record,
                        bool *out, ab_error *error)
{
    (void)slice;
    ab_concurrent_cursor *self = (ab_concurrent_cursor *)cursor;
    const ab_value *value;
    ab_point point;
    *out = true;
    if (!ab_watch_value(&self->settings, record, &value, error)) {
        return false;
    }
    if (!value) {
        ab_concurrent_cursor_warn(self);
        return true;
    }
    return ab_point_parse(&self->settings.format, value, &point, error) &&
           ab_cursor_settings_includes(&self->settings, self->state.start, point, out, error);
}

static bool close_locked(count_cursor *self, const ab_watch *watch, const ab_state_sink *sink,
                         ab_error *error)
{
    ab_concurrent_cursor *base = &self->base;
    bool counts = watch->seen && ab_point_truthy(&base->settings.format, watch->recent);
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
    ab_interval interval = {.start = base->state.start,
                            .end = watch->recent,
                            .recent = watch->recent,
                            .has_recent = true};
    return ab_concurrent_cursor_cover(base, interval, sink, error);
}

static bool close_slice(ab_stream_cursor *cursor, ab_observer *base, const ab_state_sink *sink,
                        ab_error *error)
{
    count_cursor *self = (count_cursor *)cursor;
    pthread_mutex_lock(&self->base.lock);
    bool ok = close_locked(self, &((ab_concurrent_observer *)base)->watch, sink, error);
    pthread_mutex_unlock(&self->base.lock);
    return ok;
}

static const ab_stream_cursor_ops count_cursor_ops = {
    .generate = generate,
    .open = ab_concurrent_cursor_open,
    .observe = ab_concurrent_cursor_observe,
    .close = close_slice,
    .finish = ab_concurrent_cursor_finish,
    .should_sync = should_sync,
    .state = ab_concurrent_cursor_state,
    .options = ab_concurrent_cursor_options,
    .reduce = ab_concurrent_cursor_reduce,
};

/* ---- Build ---- */

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

static bool read_settings(ab_cursor_settings *s, ab_build *build, const ab_component *component,
                          ab_str catalog_field, ab_error *error)
{
    const incrementing_count_cursor *o = component->options;
    ab_scope scope = ab_scope_new(build->env, build->arena);
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
    ab_concurrent_cursor *base = &self->base;
    ab_concurrent_cursor_init(base, build, &count_cursor_ops);
    if (!read_settings(&base->settings, build, component, given->catalog_cursor_field, error) ||
        !ab_request_option_check(o->start_value_option, error) ||
        !ab_concurrent_cursor_read_state(base, given->state, error)) {
        ab_cursor_fault(error);
        return NULL;
    }
    ab_cursor_describe(&base->base, base->settings.cursor_field,
                       o->allow_catalog_defined_cursor_field);
    base->options = (ab_window_options){o->start_value_option, NULL, base->settings.start_field,
                                        base->settings.end_field};
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
