#include "declarative/cursors/per_partition.h"

#include "base/alloc.h"
#include "declarative/cursors/global_cursor.h"
#include "declarative/cursors/parent_states.h"
#include "declarative/cursors/partition_table.h"
#include "declarative/cursors/watch.h"
#include "declarative/cursors/window_options.h"
#include "declarative/cursors/windows.h"
#include "json/json.h"

#include <stdlib.h>

/* Above so many partitions the global cursor takes over, since a state of more is too large for
 * the platform; so many are remembered at most; and so often at most a state is emitted. The
 * CDK's numbers: states go back and forth between the two runtimes. */
#define SWITCH_TO_GLOBAL 10000
#define MOST_PARTITIONS 25000
#define EMIT_EVERY_US (600 * INT64_C(1000000))
/* The parents' states grow with the parents' own partitions. An older one is as safe, so that no
 * more than a twentieth of the time goes into asking for them. */
#define STATE_SHARE 20

typedef struct per_partition {
    ab_stream_cursor base;
    ab_cursor_settings settings;
    ab_window_options options;
    ab_partition_router *router;
    atomic_bool warned;
    ab_arena *kept; /* of the states' legacy members; used under the lock */
    pthread_mutex_t lock;
    /* Under the lock: */
    ab_partition_table table;
    ab_global_cursor global;
    ab_parent_states parents;
    uint64_t partitions; /* ever seen, those of the input state included */
    int64_t started_us;  /* 0: generation has not begun */
    int64_t emitted_us;
    bool emitted;
    bool warned_of_duplicate;
    uint64_t held_back; /* the first partition that had no window at all: parents' states do not go
                           beyond it before the end */
} per_partition;

typedef struct observer {
    ab_observer base;
    ab_watch watch;
    ab_partition_entry *entry;
    ab_greatest_text greatest;
} observer;

/* ---- Entries ---- */

static ab_str key_of(ab_arena *arena, const ab_value *partition)
{
    return ab_json_text(arena, partition, AB_JSON_COMPACT | AB_JSON_SORTED);
}

static bool read_state_of(per_partition *self, ab_concurrent_state *state, const ab_value *input,
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
static bool read_global_state(per_partition *self, ab_concurrent_state *state, ab_error *error)
{
    ab_arena *scratch = ab_arena_new();
    ab_value input = ab_global_cursor_state(&self->global, self->settings.cursor_field, scratch);
    int64_t lookback_s = self->global.has_value ? self->global.lookback_s : 0;
    bool ok = read_state_of(self, state, &input, lookback_s, error);
    ab_arena_free(scratch);
    return ok;
}

static void keep_limits(per_partition *self)
{
    if (!self->global.in_use && self->partitions > SWITCH_TO_GLOBAL) {
        ab_log(self->settings.env->log, AB_LOG_INFO,
               "Exceeded the 'SWITCH_TO_GLOBAL_LIMIT' of %d. Switching to global cursor for %.*s.",
               SWITCH_TO_GLOBAL, AB_STR_ARG(self->settings.stream));
        self->global.in_use = true;
    }
    while (self->table.count > MOST_PARTITIONS - 1) {
        if (!ab_partition_table_drop_one(&self->table)) {
            ab_log(self->settings.env->log, AB_LOG_WARN,
                   "The maximum number of partitions has been reached. Dropping the oldest "
                   "partition. Over limit: %llu.",
                   (unsigned long long)(self->partitions - MOST_PARTITIONS));
        }
    }
}

/* ---- Generating ---- */

static int64_t now_us(const per_partition *self)
{
    const ab_clock *clock = self->settings.env->clock;
    return ab_clock_monotonic_us(clock ? clock : ab_clock_process());
}

typedef struct generation {
    per_partition *self;
    ab_slice_fn emit;
    void *context;
    const ab_slice *held;  /* the partition before the last one that came */
    ab_arena *arena;       /* of the held one */
    ab_str parent_state;   /* as of the held one */
    bool state_is_known;   /* else it was not asked for */
    int64_t next_state_us; /* when the parents' state is asked for again */
} generation;

/* Opens the partition's entry and the pass over its windows. NULL without `error`: a duplicate. */
static ab_partition_entry *begin_partition(per_partition *self, ab_str key, ab_windows *windows,
                                           ab_error *error)
{
    keep_limits(self);
    ab_partition_entry *entry = ab_partition_table_find(&self->table, key);
    if (entry && entry->generated) {
        if (!self->warned_of_duplicate) {
            self->warned_of_duplicate = true;
            ab_log(self->settings.env->log, AB_LOG_WARN,
                   "Partition duplication detected for stream %.*s",
                   AB_STR_ARG(self->settings.stream));
        }
        return NULL;
    }
    if (!entry) {
        entry = ab_partition_table_add(&self->table, key);
        self->partitions++;
        if (!read_global_state(self, &entry->state, error)) {
            return NULL;
        }
    }
    if (!ab_intervals_merge(&entry->state.covered, &self->settings.format, error) ||
        !ab_windows_init(windows, &self->settings, &entry->state.covered, error)) {
        return NULL;
    }
    ab_partition_table_open(&self->table, entry);
    return entry;
}

static void mark_generated(per_partition *self, ab_partition_entry *entry, bool is_last)
{
    pthread_mutex_lock(&self->lock);
    entry->open_slices++;
    entry->all_generated = is_last;
    pthread_mutex_unlock(&self->lock);
}

static bool overlaps(const ab_slice *partition, const ab_value *window)
{
    for (size_t i = 0; i < window->count; i++) {
        if (ab_object_get(&partition->partition, window->object.members[i].key)) {
            return true;
        }
    }
    return false;
}

static bool emit_window(generation *g, ab_partition_entry *entry, const ab_slice *partition,
                        const ab_value *window, ab_arena *arena, bool is_last, ab_error *error)
{
    if (overlaps(partition, window)) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Keys for partition and incremental sync cursor should not overlap");
    }
    mark_generated(g->self, entry, is_last);
    ab_slice *slice = ab_slice_new(arena, &partition->partition, window, &partition->extra_fields);
    slice->child_response = partition->child_response;
    slice->cursor_entry = entry;
    return g->emit(g->context, slice, error);
}

/* There is nothing to read: the partition is done, though the CDK never closes it. */
static void close_empty(per_partition *self, ab_partition_entry *entry)
{
    pthread_mutex_lock(&self->lock);
    if (entry->sequence < self->held_back) {
        self->held_back = entry->sequence;
    }
    ab_partition_table_close(&self->table, entry);
    pthread_mutex_unlock(&self->lock);
}

/* One window is looked ahead, so that the last is known as such before it is handed on. */
static bool emit_windows(generation *g, ab_partition_entry *entry, const ab_slice *partition,
                         ab_windows *windows, ab_error *error)
{
    ab_arena *arenas[2] = {ab_arena_new(), ab_arena_new()};
    ab_value window;
    bool got;
    bool ok =
        ab_windows_next_slice(windows, arenas[0], &window, &got, error) || ab_cursor_fault(error);
    if (ok && !got) {
        close_empty(g->self, entry);
    }
    for (size_t i = 0; ok && got; i ^= 1) {
        ab_value next;
        ok = (ab_windows_next_slice(windows, arenas[i ^ 1], &next, &got, error) ||
              ab_cursor_fault(error)) &&
             emit_window(g, entry, partition, &window, arenas[i], !got, error);
        ab_arena_reset(arenas[i]);
        window = next;
    }
    ab_arena_free(arenas[0]);
    ab_arena_free(arenas[1]);
    return ok;
}

static bool read_parent_state(const per_partition *self, ab_arena *arena, ab_str *out,
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

/* Opens the held partition and hands on its windows. */
static bool emit_held(generation *g, ab_error *error)
{
    per_partition *self = g->self;
    ab_windows windows = {0};
    ab_error failure = {0};
    ab_str key = key_of(g->arena, &g->held->partition);
    pthread_mutex_lock(&self->lock);
    ab_partition_entry *entry = begin_partition(self, key, &windows, &failure);
    if (entry && g->state_is_known) {
        ab_parent_states_note(&self->parents, g->parent_state, entry->sequence);
    }
    pthread_mutex_unlock(&self->lock);
    bool ok = !ab_error_is_set(&failure) || ab_cursor_fault(&failure);
    if (!ok && error) {
        ab_error_move(error, &failure);
    }
    ab_error_clear(&failure);
    ok = ok && (!entry || emit_windows(g, entry, g->held, &windows, error));
    ab_windows_end(&windows);
    return ok;
}

/* One partition is looked ahead, as in the CDK: what follows is asked for before it is handed on.
 */
static bool on_partition(void *context, const ab_slice *partition, ab_error *error)
{
    generation *g = context;
    ab_arena *arena = ab_arena_new();
    ab_str parent_state = {NULL, 0};
    int64_t asked_us = now_us(g->self);
    bool is_due = asked_us >= g->next_state_us;
    bool ok = !is_due || read_parent_state(g->self, arena, &parent_state, error);
    if (is_due) {
        int64_t done_us = now_us(g->self);
        g->next_state_us = done_us + STATE_SHARE * (done_us - asked_us);
    }
    ok = ok && (!g->held || emit_held(g, error));
    ab_arena_free(g->arena);
    g->arena = arena;
    g->parent_state = parent_state;
    g->state_is_known = is_due;
    g->held = ok ? ab_slice_copy(arena, partition) : NULL;
    return ok;
}

static bool generate(ab_stream_cursor *cursor, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error)
{
    per_partition *self = (per_partition *)cursor;
    pthread_mutex_lock(&self->lock);
    bool again = self->started_us != 0;
    self->started_us = ab_clock_monotonic_us(env->clock ? env->clock : ab_clock_process());
    self->started_us += self->started_us == 0;
    pthread_mutex_unlock(&self->lock);
    if (again) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "stream_slices has been executed more than once.");
    }
    generation g = {.self = self, .emit = emit, .context = context};
    bool ok = self->router->ops->generate(self->router, env, on_partition, &g, error) &&
              (!g.held || emit_held(&g, error));
    ab_arena_free(g.arena);
    return ok;
}

/* ---- Records ---- */

/* The slice's entry; NULL where the table has dropped it. */
static ab_partition_entry *entry_of(per_partition *self, const ab_slice *slice)
{
    if (slice->cursor_entry) {
        return slice->cursor_entry;
    }
    ab_arena *scratch = ab_arena_new();
    ab_str key = key_of(scratch, &slice->partition);
    pthread_mutex_lock(&self->lock);
    ab_partition_entry *entry = ab_partition_table_find(&self->table, key);
    pthread_mutex_unlock(&self->lock);
    ab_arena_free(scratch);
    return entry;
}

static ab_observer *open_slice(ab_stream_cursor *cursor, const ab_slice *slice, ab_arena *arena)
{
    observer *o = AB_ARENA_NEW(arena, observer);
    o->base = (ab_observer){cursor, slice};
    o->entry = entry_of((per_partition *)cursor, slice);
    o->greatest.arena = arena;
    return &o->base;
}

static void warn_of_value(per_partition *self, const ab_value *value)
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
    observer *o = (observer *)base;
    per_partition *self = (per_partition *)base->cursor;
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

static bool start_of(per_partition *self, const ab_slice *slice, ab_point *start)
{
    const ab_partition_entry *entry = self->global.in_use ? NULL : entry_of(self, slice);
    *start = entry ? entry->state.start : self->global.start;
    return true;
}

static bool should_sync(ab_stream_cursor *cursor, const ab_slice *slice, ab_record *record,
                        bool *out, ab_error *error)
{
    per_partition *self = (per_partition *)cursor;
    const ab_value *value;
    ab_point point;
    ab_point start;
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
    return result == AB_POINT_OK && start_of(self, slice, &start) &&
           ab_cursor_settings_lowest(&self->settings, start, &lowest, error) &&
           ab_cursor_settings_includes(&self->settings, lowest, point, out, error);
}

/* ---- State ---- */

static bool write_entries(per_partition *self, ab_arena *arena, ab_value *states, ab_error *error)
{
    *states = ab_value_array();
    for (ab_partition_entry *e = self->table.oldest; e; e = e->newer) {
        ab_value partition;
        ab_value cursor;
        ab_str key = {e->key, e->key_n};
        if (!ab_json_parse(arena, key, NULL, &partition, error) ||
            !ab_concurrent_state_write(&e->state, &self->settings.format,
                                       self->settings.cursor_field, arena, &cursor, error)) {
            return false;
        }
        ab_value item = ab_value_object();
        ab_set(arena, &item, "partition", partition);
        ab_set(arena, &item, "cursor", cursor);
        ab_array_push(arena, states, item);
    }
    return true;
}

static bool write_state(per_partition *self, ab_arena *arena, ab_value *out, ab_error *error)
{
    *out = ab_value_object();
    bool is_global = atomic_load(&self->global.in_use);
    ab_set(arena, out, "use_global_cursor", ab_value_bool(is_global));
    if (!is_global) {
        ab_value states;
        if (!write_entries(self, arena, &states, error)) {
            return false;
        }
        ab_set(arena, out, "states", states);
    }
    if (self->global.has_value) {
        ab_set(arena, out, "state",
               ab_global_cursor_state(&self->global, self->settings.cursor_field, arena));
    }
    ab_set(arena, out, "lookback_window", ab_value_int(self->global.lookback_s));
    if (self->parents.current) {
        ab_value parents;
        ab_str text = ab_arena_str(arena, ab_str_of(self->parents.current));
        if (!ab_json_parse(arena, text, NULL, &parents, error)) {
            return false;
        }
        ab_set(arena, out, "parent_state", parents);
    }
    return true;
}

static bool state(ab_stream_cursor *cursor, ab_arena *arena, ab_value *out, ab_error *error)
{
    per_partition *self = (per_partition *)cursor;
    ab_arena *own = ab_arena_new();
    ab_value value;
    pthread_mutex_lock(&self->lock);
    bool ok = write_state(self, own, &value, error);
    if (ok) {
        *out = ab_value_copy(arena, &value); /* keys lie in entries that may go */
    }
    pthread_mutex_unlock(&self->lock);
    ab_arena_free(own);
    return ok;
}

/* Under the lock, so that states leave in the order of their changes. */
static bool emit_now(per_partition *self, const ab_state_sink *sink, ab_error *error)
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

static bool has_parent_state(const per_partition *self)
{
    return self->parents.current && strcmp(self->parents.current, "{}") != 0;
}

static bool emit_throttled(per_partition *self, const ab_state_sink *sink, ab_error *error)
{
    int64_t now = now_us(self);
    if (self->emitted && now - self->emitted_us <= EMIT_EVERY_US) {
        return true;
    }
    self->emitted = true;
    self->emitted_us = now;
    /* In the midst of a sync the global cursor says nothing new without the parents'. */
    bool is_new = !atomic_load(&self->global.in_use) || has_parent_state(self);
    return !is_new || emit_now(self, sink, error);
}

/* ---- Closing ---- */

static bool take_greatest(per_partition *self, const observer *o, ab_error *error)
{
    if (!o->watch.seen) {
        return true;
    }
    self->global.synced_data = true;
    if (!self->settings.format.sorts_as_text) {
        ab_global_cursor_take(&self->global, (ab_str){o->greatest.text, o->greatest.n});
        return true;
    }
    ab_arena *scratch = ab_arena_new();
    ab_value text;
    bool ok = ab_point_print(&self->settings.format, o->watch.recent, scratch, &text, error);
    if (ok) {
        ab_global_cursor_take(&self->global, text.text);
    }
    ab_arena_free(scratch);
    return ok;
}

static bool add_interval(per_partition *self, const observer *o, ab_error *error)
{
    const ab_point_format *format = &self->settings.format;
    ab_partition_entry *entry = o->entry;
    ab_interval interval;
    if (!ab_cursor_slice_interval(&self->settings, o->base.slice, &o->watch, &interval, error)) {
        return false;
    }
    ab_intervals_add(&entry->state.covered, interval);
    if (!ab_intervals_merge(&entry->state.covered, format, error)) {
        return false;
    }
    if (!entry->all_generated || entry->open_slices) {
        return true;
    }
    ab_point latest;
    ab_value text;
    ab_arena *scratch = ab_arena_new();
    bool ok = ab_concurrent_state_latest(&entry->state, format, &latest, error) &&
              ab_point_print(format, latest, scratch, &text, error);
    if (ok) {
        ab_global_cursor_take(&self->global, text.text);
    }
    ab_arena_free(scratch);
    return ok;
}

static bool close_locked(per_partition *self, observer *o, const ab_state_sink *sink,
                         ab_error *error)
{
    ab_partition_entry *entry = o->entry;
    if (!take_greatest(self, o, error)) {
        return false;
    }
    if (entry && entry->open_slices) {
        entry->open_slices--;
        if (!atomic_load(&self->global.in_use) && !add_interval(self, o, error)) {
            return false;
        }
        if (entry->all_generated && !entry->open_slices) {
            ab_partition_table_close(&self->table, entry);
            o->entry = NULL;
        }
    }
    const ab_partition_entry *first = self->table.first_open;
    uint64_t limit = first ? first->sequence : UINT64_MAX;
    ab_parent_states_advance(&self->parents, limit < self->held_back ? limit : self->held_back);
    return emit_throttled(self, sink, error);
}

static bool close_slice(ab_stream_cursor *cursor, ab_observer *base, const ab_state_sink *sink,
                        ab_error *error)
{
    per_partition *self = (per_partition *)cursor;
    pthread_mutex_lock(&self->lock);
    bool ok = close_locked(self, (observer *)base, sink, error);
    pthread_mutex_unlock(&self->lock);
    return ok;
}

/* All that was generated is closed: the sync is whole, and so is the global cursor. */
static bool conclude(per_partition *self, ab_error *error)
{
    if (ab_partition_table_has_open_slices(&self->table)) {
        return true;
    }
    if (self->global.synced_data) {
        int64_t took = now_us(self) - self->started_us;
        ab_global_cursor_commit(&self->global, (took + 999999) / 1000000);
    }
    ab_arena *scratch = ab_arena_new();
    ab_str text;
    bool ok = read_parent_state(self, scratch, &text, error);
    if (ok) {
        ab_parent_states_set(&self->parents, text);
    }
    ab_arena_free(scratch);
    return ok;
}

static bool finish(ab_stream_cursor *cursor, const ab_state_sink *sink, ab_error *error)
{
    per_partition *self = (per_partition *)cursor;
    pthread_mutex_lock(&self->lock);
    bool ok = conclude(self, error) && emit_now(self, sink, error);
    pthread_mutex_unlock(&self->lock);
    return ok;
}

/* ---- Requests ---- */

static bool options(const ab_stream_cursor *cursor, const ab_scope *scope, ab_request_options *out,
                    ab_error *error)
{
    const per_partition *self = (const per_partition *)cursor;
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
    return ab_watch_reduce(&((const observer *)base)->watch, &((per_partition *)cursor)->settings,
                           slice, arena, error);
}

static bool split(ab_stream_cursor *cursor, const ab_slice *slice, ab_str min_window,
                  ab_arena *arena, const ab_slice ***parts, size_t *count, ab_error *error)
{
    return ab_cursor_split(&((per_partition *)cursor)->settings, slice, min_window, arena, parts,
                           count, error);
}

/* The global cursor's. */
static bool state_time(ab_stream_cursor *cursor, const ab_value *old, bool *known, int64_t *real_us,
                       ab_error *error)
{
    (void)error;
    const ab_value *global = ab_is(old, AB_OBJECT) ? ab_get(old, "state") : NULL;
    ab_cursor_state_time(&((per_partition *)cursor)->settings, global, known, real_us);
    return true;
}

static const ab_stream_cursor_ops per_partition_ops = {
    .generate = generate,
    .open = open_slice,
    .observe = observe,
    .close = close_slice,
    .finish = finish,
    .should_sync = should_sync,
    .state = state,
    .options = options,
    .reduce = reduce,
    .split = split,
    .state_time = state_time,
};

/* ---- The input state ---- */

static bool set_global(per_partition *self, const ab_value *state, ab_error *error)
{
    const ab_value *value =
        ab_is(state, AB_OBJECT) ? ab_object_get(state, self->settings.cursor_field) : NULL;
    return !value || ab_global_cursor_set(&self->global, &self->settings.format, value, error);
}

static bool read_entries(per_partition *self, const ab_value *states, ab_error *error)
{
    ab_arena *scratch = ab_arena_new();
    bool ok = true;
    for (size_t i = 0; ok && ab_is(states, AB_ARRAY) && i < states->count; i++) {
        const ab_value *partition = ab_get(&states->items[i], "partition");
        const ab_value *cursor = ab_get(&states->items[i], "cursor");
        if (!partition || !cursor) {
            ok = ab_error_set(error, AB_ERROR_SYSTEM,
                              "The state of the stream %.*s has an entry without partition or "
                              "cursor",
                              AB_STR_ARG(self->settings.stream));
            break;
        }
        ab_str key = key_of(scratch, partition);
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

static bool read_parents(per_partition *self, const ab_value *parents)
{
    if (parents && ab_value_truthy(parents)) {
        ab_arena *scratch = ab_arena_new();
        ab_parent_states_set(&self->parents, ab_json_text(scratch, parents, AB_JSON_COMPACT));
        ab_arena_free(scratch);
    }
    return true;
}

static int64_t lookback_of(const ab_value *state)
{
    const ab_value *value = ab_get(state, "lookback_window");
    int64_t seconds = 0;
    if (ab_is_number(value) && !ab_value_int64(value, &seconds)) {
        double d = ab_value_double(value);
        seconds = d > -1e15 && d < 1e15 ? (int64_t)d : 0;
    }
    return seconds;
}

static bool read_input(per_partition *self, const ab_value *state, ab_error *error)
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
    self->global.lookback_s = lookback_of(state);
    return read_entries(self, states, error) && (!global || set_global(self, global, error)) &&
           read_parents(self, ab_get(state, "parent_state"));
}

/* Where partitions begin that have no state of their own. */
static bool find_start(per_partition *self, ab_error *error)
{
    ab_concurrent_state state = {0};
    bool ok = read_global_state(self, &state, error);
    self->global.start = state.start;
    ab_concurrent_state_free(&state);
    return ok;
}

/* ---- Build ---- */

static void destroy(void *object)
{
    per_partition *self = object;
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
    per_partition *self = AB_ARENA_NEW(build->arena, per_partition);
    self->base.ops = &per_partition_ops;
    self->router = args->router;
    self->kept = ab_arena_new();
    self->held_back = UINT64_MAX;
    pthread_mutex_init(&self->lock, NULL);
    atomic_init(&self->global.in_use, args->router->is_grouping || o->global_substream_cursor);
    ab_env_defer(build->env, destroy, self);
    if (!ab_cursor_settings_read(build, component, args->catalog_cursor_field, &self->settings,
                                 error) ||
        !read_input(self, args->state, error) || !find_start(self, error)) {
        ab_cursor_fault(error);
        return NULL;
    }
    ab_cursor_describe(&self->base, &self->settings, component);
    self->options = (ab_window_options){o->start_time_option, o->end_time_option,
                                        self->settings.start_field, self->settings.end_field};
    return &self->base;
}
