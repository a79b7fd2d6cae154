#include "airbyte/cursor.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/map.h"
#include "engine/lazy.h"
#include "json/json.h"

#include <pthread.h>
#include <stdlib.h>

/* One partition's place in the state. */
typedef struct entry {
    ab_value partition; /* in the cursor's arena */
    char *value;        /* malloc */
} entry;

struct ab_cursor {
    pthread_mutex_t lock;
    ab_arena *arena;
    ab_str field;
    ab_map entries;    /* by the partition's text with sorted keys; values are entry */
    char *whole;       /* the stream's value, where the state is not per partition */
    bool by_partition; /* the state has partitions */
    bool emitted;      /* since its last change */
};

static ab_str key_of(ab_arena *arena, const ab_value *partition)
{
    return ab_json_text(arena, ab_plain(partition), AB_JSON_COMPACT | AB_JSON_SORTED);
}

static void free_entry(void *value)
{
    free(((entry *)value)->value);
    free(value);
}

void ab_cursor_free(ab_cursor *cursor)
{
    if (cursor) {
        ab_map_free(&cursor->entries, free_entry);
        ab_arena_free(cursor->arena);
        free(cursor->whole);
        pthread_mutex_destroy(&cursor->lock);
        free(cursor);
    }
}

static bool refuse(ab_error *error, const char *why)
{
    return ab_error_set(error, AB_ERROR_CONFIG,
                        "The stream's state has another form than this source writes (%s); reset "
                        "the stream's state",
                        why);
}

/* Under the lock, or before the cursor is shared. */
static entry *entry_of(ab_cursor *cursor, const ab_value *partition)
{
    ab_arena *scratch = ab_arena_new();
    ab_str key = key_of(scratch, partition);
    entry *found = ab_map_get(&cursor->entries, key);
    if (!found) {
        found = ab_xcalloc(1, sizeof(*found));
        found->partition = ab_value_copy(cursor->arena, partition);
        ab_map_set(&cursor->entries, key, found);
        cursor->by_partition = true;
    }
    ab_arena_free(scratch);
    return found;
}

static void set_text(char **place, ab_str text)
{
    free(*place);
    *place = ab_xstrndup(text.p, text.n);
}

static bool load_entry(ab_cursor *cursor, const ab_value *item, ab_error *error)
{
    const ab_value *partition = ab_get(item, "partition");
    const ab_value *value = ab_object_get(ab_get(item, "cursor"), cursor->field);
    if (!ab_is(partition, AB_OBJECT) || !ab_is(value, AB_STRING)) {
        return refuse(error, "each of its states needs a partition and a cursor");
    }
    set_text(&entry_of(cursor, partition)->value, value->text);
    return true;
}

static bool load(ab_cursor *cursor, const ab_value *state, ab_error *error)
{
    const ab_value *states = ab_get(state, "states");
    const ab_value *whole = ab_object_get(state, cursor->field);
    if (states && !ab_is(states, AB_ARRAY)) {
        return refuse(error, "`states` is no array");
    }
    for (uint32_t i = 0; states && i < states->count; i++) {
        if (!load_entry(cursor, &states->items[i], error)) {
            return false;
        }
    }
    if (ab_is(whole, AB_STRING)) {
        set_text(&cursor->whole, whole->text);
    } else if (whole) {
        return refuse(error, "its cursor is no text");
    }
    return true;
}

ab_cursor *ab_cursor_new(const ab_value *state, const char *cursor_field, ab_error *error)
{
    ab_cursor *cursor = ab_xcalloc(1, sizeof(*cursor));
    pthread_mutex_init(&cursor->lock, NULL);
    cursor->arena = ab_arena_new();
    cursor->field = ab_arena_str(cursor->arena, ab_str_of(cursor_field));
    if (state && !load(cursor, state, error)) {
        ab_cursor_free(cursor);
        return NULL;
    }
    return cursor;
}

ab_str ab_cursor_get(ab_cursor *cursor, const ab_value *partition, ab_arena *arena)
{
    pthread_mutex_lock(&cursor->lock);
    const char *value = cursor->whole;
    if (partition) {
        const entry *found = ab_map_get(&cursor->entries, key_of(arena, partition));
        value = found && found->value ? found->value : value;
    }
    ab_str result = value ? ab_arena_str(arena, ab_str_of(value)) : (ab_str){NULL, 0};
    pthread_mutex_unlock(&cursor->lock);
    return result;
}

bool ab_cursor_later(ab_str a, ab_str b)
{
    return ab_str_cmp(a, b) > 0;
}

static ab_value cursor_value(ab_cursor *cursor, ab_arena *arena, const char *value)
{
    ab_value object = ab_value_object();
    ab_object_set(arena, &object, cursor->field, ab_value_cstr(value));
    return object;
}

static ab_value state_by_partition(ab_cursor *cursor, ab_arena *arena)
{
    ab_value states = ab_value_array();
    for (size_t i = 0; i < cursor->entries.count; i++) {
        const entry *e = cursor->entries.entries[i].value;
        if (e->value) {
            ab_value item = ab_value_object();
            ab_set(arena, &item, "partition", e->partition);
            ab_set(arena, &item, "cursor", cursor_value(cursor, arena, e->value));
            ab_array_push(arena, &states, item);
        }
    }
    ab_value state = ab_value_object();
    ab_set(arena, &state, "states", states);
    if (cursor->whole) { /* still holds for the partitions that were not read yet */
        ab_object_set(arena, &state, cursor->field, ab_value_cstr(cursor->whole));
    }
    return state;
}

/* Under the lock, so that states leave in the order of their changes. */
static bool emit(ab_cursor *cursor, ab_sink *sink, ab_error *error)
{
    ab_arena *arena = ab_arena_new();
    ab_value state = ab_value_object();
    if (cursor->by_partition) {
        state = state_by_partition(cursor, arena);
    } else if (cursor->whole) {
        state = cursor_value(cursor, arena, cursor->whole);
    }
    bool more = ab_emit_state(sink, &state, error);
    cursor->emitted = true;
    ab_arena_free(arena);
    return more;
}

static void advance(char **place, ab_str value)
{
    if (value.n > 0 && (!*place || ab_str_cmp(ab_str_of(*place), value) < 0)) {
        set_text(place, value);
    }
}

bool ab_cursor_close(ab_cursor *cursor, const ab_value *partition, ab_str value, ab_sink *sink,
                     ab_error *error)
{
    ab_emit_flush(sink); /* not under the lock: it may wait for the writer */
    pthread_mutex_lock(&cursor->lock);
    if (partition) {
        entry *e = entry_of(cursor, partition);
        if (!e->value && cursor->whole) {
            set_text(&e->value, ab_str_of(cursor->whole));
        }
        advance(&e->value, value);
    } else {
        advance(&cursor->whole, value);
    }
    bool more = emit(cursor, sink, error);
    pthread_mutex_unlock(&cursor->lock);
    return more;
}

bool ab_cursor_finish(ab_cursor *cursor, ab_sink *sink, ab_error *error)
{
    pthread_mutex_lock(&cursor->lock);
    bool more = cursor->emitted || emit(cursor, sink, error);
    pthread_mutex_unlock(&cursor->lock);
    return more;
}
