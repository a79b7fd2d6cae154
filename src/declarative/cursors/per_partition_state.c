/* The state of a stream with partitions, as it grows and as it is emitted. */
#include "declarative/cursors/per_partition_impl.h"
#include "json/json.h"

/* So often at most a state is emitted in the midst of a sync, as by the CDK. */
#define EMIT_EVERY_US (600 * INT64_C(1000000))

/* ---- As emitted ---- */

static bool write_entries(ab_per_partition *self, ab_arena *arena, ab_value *states,
                          ab_error *error)
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

static bool write_state(ab_stream_cursor *cursor, ab_arena *arena, ab_value *out, ab_error *error)
{
    ab_per_partition *self = (ab_per_partition *)cursor;
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

bool ab_per_partition_state(ab_stream_cursor *cursor, ab_arena *arena, ab_value *out,
                            ab_error *error)
{
    ab_per_partition *self = (ab_per_partition *)cursor;
    ab_arena *own = ab_arena_new();
    ab_value value;
    pthread_mutex_lock(&self->lock);
    bool ok = write_state(cursor, own, &value, error);
    if (ok) {
        *out = ab_value_copy(arena, &value); /* keys lie in entries that may go */
    }
    pthread_mutex_unlock(&self->lock);
    ab_arena_free(own);
    return ok;
}

static bool has_parent_state(const ab_per_partition *self)
{
    return self->parents.current && strcmp(self->parents.current, "{}") != 0;
}

static bool emit_throttled(ab_per_partition *self, const ab_state_sink *sink, ab_error *error)
{
    int64_t now = ab_per_partition_now(self);
    if (self->emitted && now - self->emitted_us <= EMIT_EVERY_US) {
        return true;
    }
    self->emitted = true;
    self->emitted_us = now;
    /* In the midst of a sync the global cursor says nothing new without the parents'. */
    bool is_new = !atomic_load(&self->global.in_use) || has_parent_state(self);
    return !is_new || ab_cursor_emit(&self->base, write_state, sink, error);
}

/* ---- Closing ---- */

static bool take_greatest(ab_per_partition *self, const ab_partition_observer *o, ab_error *error)
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

static bool add_interval(ab_per_partition *self, const ab_partition_observer *o, ab_error *error)
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

static bool close_locked(ab_per_partition *self, ab_partition_observer *o,
                         const ab_state_sink *sink, ab_error *error)
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

bool ab_per_partition_close(ab_stream_cursor *cursor, ab_observer *base, const ab_state_sink *sink,
                            ab_error *error)
{
    ab_per_partition *self = (ab_per_partition *)cursor;
    pthread_mutex_lock(&self->lock);
    bool ok = close_locked(self, (ab_partition_observer *)base, sink, error);
    pthread_mutex_unlock(&self->lock);
    return ok;
}

/* All that was generated is closed: the sync is whole, and so is the global cursor. */
static bool conclude(ab_per_partition *self, ab_error *error)
{
    if (ab_partition_table_has_open_slices(&self->table)) {
        return true;
    }
    if (self->global.synced_data) {
        int64_t took = ab_per_partition_now(self) - self->started_us;
        ab_global_cursor_commit(&self->global, (took + 999999) / 1000000);
    }
    ab_arena *scratch = ab_arena_new();
    ab_str text;
    bool ok = ab_per_partition_parents(self, scratch, &text, error);
    if (ok) {
        ab_parent_states_set(&self->parents, text);
    }
    ab_arena_free(scratch);
    return ok;
}

bool ab_per_partition_finish(ab_stream_cursor *cursor, const ab_state_sink *sink, ab_error *error)
{
    ab_per_partition *self = (ab_per_partition *)cursor;
    pthread_mutex_lock(&self->lock);
    bool ok = conclude(self, error) && ab_cursor_emit(&self->base, write_state, sink, error);
    pthread_mutex_unlock(&self->lock);
    return ok;
}
