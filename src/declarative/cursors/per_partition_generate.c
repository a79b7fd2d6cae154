/* The slices of a stream with partitions: each partition's windows. */
#include "declarative/cursors/per_partition_impl.h"
#include "declarative/cursors/windows.h"

/* Above so many partitions the global cursor takes over, since a state of more is too large for
 * the platform; and so many are remembered at most. The CDK's numbers: states go back and forth
 * between the two runtimes. */
#define SWITCH_TO_GLOBAL 10000
#define MOST_PARTITIONS 25000
/* The parents' states grow with the parents' own partitions. An older one is as safe, so that no
 * more than a twentieth of the time goes into asking for them. */
#define STATE_SHARE 20

static void keep_limits(ab_per_partition *self)
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

typedef struct generation {
    ab_per_partition *self;
    ab_slice_fn emit;
    void *context;
    const ab_slice *held;  /* the partition before the last one that came */
    ab_arena *arena;       /* of the held one */
    ab_str parent_state;   /* as of the held one */
    bool state_is_known;   /* else it was not asked for */
    int64_t next_state_us; /* when the parents' state is asked for again */
} generation;

/* Opens the partition's entry and the pass over its windows. NULL without `error`: a duplicate. */
static ab_partition_entry *begin_partition(ab_per_partition *self, ab_str key, ab_windows *windows,
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
        if (!ab_per_partition_begin(self, &entry->state, error)) {
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

static void mark_generated(ab_per_partition *self, ab_partition_entry *entry, bool is_last)
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
static void close_empty(ab_per_partition *self, ab_partition_entry *entry)
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

/* Opens the held partition and hands on its windows. */
static bool emit_held(generation *g, ab_error *error)
{
    ab_per_partition *self = g->self;
    ab_windows windows = {0};
    ab_error failure = {0};
    ab_str key = ab_per_partition_key(g->arena, &g->held->partition);
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
    int64_t asked_us = ab_per_partition_now(g->self);
    bool is_due = asked_us >= g->next_state_us;
    bool ok = !is_due || ab_per_partition_parents(g->self, arena, &parent_state, error);
    if (is_due) {
        int64_t done_us = ab_per_partition_now(g->self);
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

bool ab_per_partition_generate(ab_stream_cursor *cursor, ab_env *env, ab_slice_fn emit,
                               void *context, ab_error *error)
{
    ab_per_partition *self = (ab_per_partition *)cursor;
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
