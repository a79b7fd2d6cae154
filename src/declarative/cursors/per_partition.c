#include "declarative/cursors/per_partition_impl.h"

#include "json/json.h"

#include <math.h>

/* ---- Shared by its files ---- */

ab_str ab_per_partition_key(ab_arena *arena, const ab_value *partition)
{
    return ab_json_text(arena, partition, AB_JSON_COMPACT | AB_JSON_SORTED);
}

static bool read_state_of(ab_per_partition *self, ab_concurrent_state *state, const ab_value *input,
                          int64_t lookback_s, ab_error *error)
{
    ab_state_reading reading = {
        .format = &self->settings.format,
        .cursor_field = self->settings.cursor_field,
        .start = &self->settings.start,
        .lookback_s = lookback_s,
        .kept = self->kept,
    };
    return ab_concurrent_state_read(state, &reading, input, error);
}

/* A partition that the input state does not know starts from the global cursor. */
bool ab_per_partition_begin(ab_per_partition *self, ab_concurrent_state *state, ab_error *error)
{
    ab_arena *scratch = ab_arena_new();
    ab_value input = ab_global_cursor_state(&self->global, self->settings.cursor_field, scratch);
    int64_t lookback_s = self->global.has_value ? self->global.lookback_s : 0;
    bool ok = read_state_of(self, state, &input, lookback_s, error);
    ab_arena_free(scratch);
    return ok;
}

int64_t ab_per_partition_now(const ab_per_partition *self)
{
    const ab_clock *clock = self->settings.env->clock;
    return ab_clock_monotonic_us(clock ? clock : ab_clock_process());
}

bool ab_per_partition_parents(const ab_per_partition *self, ab_arena *arena, ab_str *out,
                              ab_error *error)
{
    ab_partition_router *router = self->router;
    ab_value state = ab_value_null();
    *out = (ab_str){NULL, 0};
    if (router->ops->state && !router->ops->state(router, arena, &state, error)) {
        return false;
    }
    if (state.kind != AB_NULL) {
        *out = ab_json_text(arena, &state, AB_JSON_COMPACT);
    }
    return true;
}

/* ---- Records ---- */

/* The slice's entry; NULL where the table has dropped it. */
static ab_partition_entry *entry_of(ab_per_partition *self, const ab_slice *slice)
{
    if (slice->cursor_entry) {
        return slice->cursor_entry;
    }
    ab_arena *scratch = ab_arena_new();
    ab_str key = ab_per_partition_key(scratch, &slice->partition);
    pthread_mutex_lock(&self->lock);
    ab_partition_entry *entry = ab_partition_table_find(&self->table, key);
    pthread_mutex_unlock(&self->lock);
    ab_arena_free(scratch);
    return entry;
}

static ab_observer *open_slice(ab_stream_cursor *cursor, const ab_slice *slice, ab_arena *arena)
{
    ab_partition_observer *o = AB_ARENA_NEW(arena, ab_partition_observer);
    o->base = (ab_observer){cursor, slice};
    o->entry = entry_of((ab_per_partition *)cursor, slice);
    o->greatest.arena = arena;
    return &o->base;
}

static void warn_of_value(ab_per_partition *self, const ab_value *value)
{
    if (atomic_exchange(&self->warned, true)) {
        return;
    }
    ab_arena *scratch = ab_arena_new();
    ab_log(self->settings.env->log, AB_LOG_WARN,
           "Skipping cursor update for stream '%.*s': failed to parse cursor field '%.*s' value "
           "%.*s: no format of the cursor fits",
           AB_STR_ARG(self->settings.stream), AB_STR_ARG(self->settings.cursor_field),
           AB_STR_ARG(ab_python_repr(scratch, value)));
    ab_arena_free(scratch);
}

static bool observe(ab_observer *base, ab_record *record, ab_error *error)
{
    ab_partition_observer *o = (ab_partition_observer *)base;
    ab_per_partition *self = (ab_per_partition *)base->cursor;
    const ab_value *value;
    ab_point point;
    bool is_new;
    switch (ab_watch_record(&o->watch, &self->settings, record, &value, &point, &is_new, error)) {
    case AB_WATCHED_ERROR:
        return ab_cursor_fault(error);
    case AB_WATCHED_BAD:
        warn_of_value(self, value);
        return true;
    case AB_WATCHED_NONE:
        return true;
    case AB_WATCHED:
        break;
    }
    /* Where the texts sort as the dates do, the greatest date's text is made once, at the end. */
    return !is_new || self->settings.format.sorts_as_text ||
           ab_greatest_text_take(&o->greatest, &self->settings.format, point, error);
}

/* Where the sync of the slice's partition began. */
static ab_point start_of(ab_per_partition *self, const ab_slice *slice)
{
    const ab_partition_entry *entry =
        atomic_load(&self->global.in_use) ? NULL : entry_of(self, slice);
    return entry ? entry->state.start : self->global.start;
}

static bool should_sync(ab_stream_cursor *cursor, const ab_slice *slice, ab_record *record,
                        bool *out, ab_error *error)
{
    ab_per_partition *self = (ab_per_partition *)cursor;
    const ab_value *value;
    ab_point point;
    ab_point lowest;
    *out = true;
    if (!ab_watch_value(&self->settings, record, &value, error)) {
        return false;
    }
    ab_point_result result =
        value ? ab_point_try(&self->settings.format, value, &point, error) : AB_POINT_UNFIT;
    if (result == AB_POINT_UNFIT) {
        return true;
    }
    return result == AB_POINT_OK &&
           ab_cursor_settings_lowest(&self->settings, start_of(self, slice), &lowest, error) &&
           ab_cursor_settings_includes(&self->settings, lowest, point, out, error);
}

/* ---- Requests ---- */

static bool options(const ab_stream_cursor *cursor, const ab_scope *scope, ab_request_options *out,
                    ab_error *error)
{
    const ab_per_partition *self = (const ab_per_partition *)cursor;
    ab_request_options of_router = {0};
    ab_request_options of_window = {0};
    const ab_request_options *parts[] = {&of_window, &of_router};
    ab_scope window_scope = *scope;
    if (scope->slice) {
        window_scope.slice = ab_slice_new(scope->arena, NULL, &scope->slice->cursor_slice, NULL);
    }
    return self->router->ops->options(self->router, scope, &of_router, error) &&
           ab_window_options_add(&self->options, &window_scope, &of_window, error) &&
           ab_request_options_override(scope->arena, parts, 2, out, error);
}

static const ab_slice *reduce(ab_stream_cursor *cursor, const ab_observer *base,
                              const ab_slice *slice, ab_arena *arena, ab_error *error)
{
    return ab_watch_reduce(&((const ab_partition_observer *)base)->watch,
                           &((ab_per_partition *)cursor)->settings, slice, arena, error);
}

static bool split(ab_stream_cursor *cursor, const ab_slice *slice, ab_str min_window,
                  ab_arena *arena, const ab_slice ***parts, size_t *count, ab_error *error)
{
    return ab_cursor_split(&((ab_per_partition *)cursor)->settings, slice, min_window, arena, parts,
                           count, error);
}

/* The global cursor's. */
static bool state_time(ab_stream_cursor *cursor, const ab_value *old, bool *known, int64_t *real_us,
                       ab_error *error)
{
    (void)error;
    const ab_value *global = ab_is(old, AB_OBJECT) ? ab_get(old, "state") : NULL;
    ab_cursor_state_time(&((ab_per_partition *)cursor)->settings, global, known, real_us);
    return true;
}

static const ab_stream_cursor_ops per_partition_ops = {
    .generate = ab_per_partition_generate,
    .open = open_slice,
    .observe = observe,
    .close = ab_per_partition_close,
    .finish = ab_per_partition_finish,
    .should_sync = should_sync,
    .state = ab_per_partition_state,
    .options = options,
    .reduce = reduce,
    .split = split,
    .state_time = state_time,
};

/* ---- The input state ---- */

/* The input state's member `name` is of no use. */
static bool bad_member(const ab_per_partition *self, const char *name, const ab_value *value,
                       ab_error *error)
{
    return ab_error_set(error, AB_ERROR_SYSTEM,
                        "The state of the stream %.*s has an invalid \"%s\" of the type %s",
                        AB_STR_ARG(self->settings.stream), name, ab_value_type_name(value));
}

static bool set_global(ab_per_partition *self, const ab_value *state, ab_error *error)
{
    if (!ab_is(state, AB_OBJECT)) {
        return bad_member(self, "state", state, error);
    }
    const ab_value *value = ab_object_get(state, self->settings.cursor_field);
    return !value || ab_global_cursor_set(&self->global, &self->settings.format, value, error);
}

static bool read_entries(ab_per_partition *self, const ab_value *states, ab_error *error)
{
    if (states && !ab_is(states, AB_ARRAY)) {
        return bad_member(self, "states", states, error);
    }
    ab_arena *scratch = ab_arena_new();
    bool ok = true;
    for (size_t i = 0; ok && states && i < states->count; i++) {
        const ab_value *partition = ab_get(&states->items[i], "partition");
        const ab_value *cursor = ab_get(&states->items[i], "cursor");
        if (!partition || !cursor) {
            ok = ab_error_set(error, AB_ERROR_SYSTEM,
                              "The state of the stream %.*s has an entry without partition or "
                              "cursor",
                              AB_STR_ARG(self->settings.stream));
            break;
        }
        if (!ab_is(cursor, AB_OBJECT)) {
            ok = bad_member(self, "cursor", cursor, error);
            break;
        }
        ab_str key = ab_per_partition_key(scratch, partition);
        ab_partition_entry *entry = ab_partition_table_find(&self->table, key);
        self->partitions++;
        if (entry) {
            ab_concurrent_state_free(&entry->state);
            entry->state = (ab_concurrent_state){0};
        } else {
            entry = ab_partition_table_add(&self->table, key);
        }
        ok = read_state_of(self, &entry->state, cursor, 0, error);
        ab_arena_reset(scratch);
    }
    ab_arena_free(scratch);
    return ok;
}

static bool read_parents(ab_per_partition *self, const ab_value *parents)
{
    if (parents && ab_value_truthy(parents)) {
        ab_arena *scratch = ab_arena_new();
        ab_parent_states_set(&self->parents, ab_json_text(scratch, parents, AB_JSON_COMPACT));
        ab_arena_free(scratch);
    }
    return true;
}

/* A number, or a text that is an integer, as the CDK takes it. */
static bool read_lookback(ab_per_partition *self, const ab_value *value, ab_error *error)
{
    int64_t *seconds = &self->global.lookback_s;
    ab_value number;
    if (!value || ab_value_int64(value, seconds)) {
        return true;
    }
    double d = ab_is_number(value) ? ab_value_double(value) : HUGE_VAL;
    if (d > -1e15 && d < 1e15) {
        *seconds = (int64_t)d;
        return true;
    }
    return (ab_is(value, AB_STRING) && ab_value_from_digits(ab_str_trim(value->text), &number) &&
            ab_value_int64(&number, seconds)) ||
           bad_member(self, "lookback_window", value, error);
}

static bool read_input(ab_per_partition *self, const ab_value *state, ab_error *error)
{
    if (!ab_is(state, AB_OBJECT) || !state->count) {
        return true;
    }
    const ab_value *states = ab_get(state, "states");
    const ab_value *global = ab_get(state, "state");
    if (!states && !global) {
        /* One value for all partitions: {cursor field: value}. */
        return set_global(self, state, error) && read_parents(self, ab_get(state, "parent_state"));
    }
    const ab_value *in_use = ab_get(state, "use_global_cursor");
    atomic_store(&self->global.in_use, in_use && ab_value_truthy(in_use));
    return read_lookback(self, ab_get(state, "lookback_window"), error) &&
           read_entries(self, states, error) && (!global || set_global(self, global, error)) &&
           read_parents(self, ab_get(state, "parent_state"));
}

/* Where partitions begin that have no state of their own. */
static bool find_start(ab_per_partition *self, ab_error *error)
{
    ab_concurrent_state state = {0};
    bool ok = ab_per_partition_begin(self, &state, error);
    self->global.start = state.start;
    ab_concurrent_state_free(&state);
    return ok;
}

/* ---- Build ---- */

static void destroy(void *object)
{
    ab_per_partition *self = object;
    ab_partition_table_free(&self->table);
    ab_global_cursor_free(&self->global);
    ab_parent_states_free(&self->parents);
    ab_arena_free(self->kept);
    pthread_mutex_destroy(&self->lock);
}

ab_stream_cursor *ab_per_partition_cursor_build(ab_build *build, const ab_component *component,
                                                const ab_stream_cursor_args *args, ab_error *error)
{
    const ab_datetime_cursor_options *o = component->options;
    ab_per_partition *self = AB_ARENA_NEW(build->arena, ab_per_partition);
    self->base.ops = &per_partition_ops;
    self->router = args->router;
    self->kept = ab_arena_new();
    self->held_back = UINT64_MAX;
    pthread_mutex_init(&self->lock, NULL);
    atomic_init(&self->global.in_use, args->router->is_grouping || o->global_substream_cursor);
    ab_env_defer(build->env, destroy, self);
    if (!ab_cursor_settings_read(build, component, args->catalog_cursor_field, &self->settings,
                                 error) ||
        !ab_request_option_check(o->start_time_option, error) ||
        !ab_request_option_check(o->end_time_option, error) ||
        !read_input(self, args->state, error) || !find_start(self, error)) {
        ab_cursor_fault(error);
        return NULL;
    }
    ab_cursor_describe(&self->base, self->settings.cursor_field,
                       o->allow_catalog_defined_cursor_field);
    self->options = (ab_window_options){o->start_time_option, o->end_time_option,
                                        self->settings.start_field, self->settings.end_field};
    return &self->base;
}
