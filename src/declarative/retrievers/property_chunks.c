/* A page in several requests, each for a chunk of the properties; the parts of a record are merged
 * by its key. */
#include "base/map.h"
#include "declarative/retrievers/reading.h"

typedef struct chunk_reading {
    ab_reading *reading;
    ab_arena *arena; /* the page's */
    ab_map *merged;  /* key → ab_value *, in order of first appearance */
} chunk_reading;

static void deep_merge(ab_arena *arena, ab_value *target, const ab_value *source)
{
    for (size_t i = 0; i < source->count; i++) {
        const ab_member *member = &source->object.members[i];
        ab_value *there = ab_object_find(target, member->key);
        if (ab_is(there, AB_OBJECT) && ab_is(&member->value, AB_OBJECT)) {
            deep_merge(arena, there, &member->value);
        } else {
            ab_object_set(arena, target, member->key, member->value);
        }
    }
}

static bool take_part(void *context, ab_record *record, ab_error *error)
{
    chunk_reading *c = context;
    const ab_query_properties *properties = c->reading->self->properties;
    ab_str key;
    if (!ab_query_properties_is_chunked(properties)) {
        return ab_reading_take(c->reading, record, error);
    }
    if (!ab_record_parse(record, error) ||
        !ab_query_properties_merge_key(properties, &record->value, c->arena, &key, error)) {
        return false;
    }
    if (!key.n) {
        return ab_reading_take(c->reading, record, error);
    }
    ab_value part = ab_value_copy(c->arena, &record->value);
    ab_value *whole = ab_map_get(c->merged, key);
    if (!whole) {
        whole = AB_ARENA_NEW(c->arena, ab_value);
        *whole = ab_value_object();
        ab_map_set(c->merged, key, whole);
    }
    deep_merge(c->arena, whole, &part);
    return true;
}

static bool emit_merged(const chunk_reading *c, ab_error *error)
{
    for (size_t i = 0; i < c->merged->count; i++) {
        const ab_value *value = c->merged->entries[i].value;
        ab_record record = {
            .parsed = true, .changed = true, .value = *value, .arena = c->reading->record};
        if (!ab_reading_take(c->reading, &record, error)) {
            return false;
        }
        ab_arena_reset(c->reading->record);
    }
    return true;
}

/* The slice of a chunk's request: its extra fields are the names. */
static const ab_slice *chunk_slice(const ab_reading *r, const ab_strings *names)
{
    ab_arena *arena = r->now->arena;
    ab_value list = ab_value_array();
    for (size_t i = 0; i < names->n; i++) {
        ab_array_push(arena, &list, ab_value_str(names->at[i]));
    }
    ab_value extra = ab_value_object();
    ab_set(arena, &extra, "query_properties", list);
    ab_slice *slice = ab_slice_new(arena, &r->slice->partition, &r->slice->cursor_slice, &extra);
    slice->cursor_entry = r->slice->cursor_entry;
    return slice;
}

static ab_sent read_chunk(chunk_reading *c, const ab_strings *names, ab_response **response,
                          ab_scope *scope, ab_str *reason, ab_error *error)
{
    ab_reading *r = c->reading;
    const ab_requester *requester = r->self->requester;
    if (!ab_page_turn_prepare(r, r->now, chunk_slice(r, names), error)) {
        return AB_SENT_FAILED;
    }
    ab_sent sent = requester->ops->send(requester, &r->now->scope, r->now->path, &r->now->options,
                                        response, reason, error);
    *scope = r->now->scope;
    scope->response = *response;
    if (sent == AB_SENT_RESPONSE && ab_response_is_usable(*response) &&
        !ab_selector_select(r->self->selector, scope, r->read->schema, r->record, take_part, c,
                            error)) {
        return AB_SENT_FAILED;
    }
    return sent;
}

static bool goes_on(ab_sent sent)
{
    return sent == AB_SENT_RESPONSE || sent == AB_SENT_NOTHING;
}

ab_sent ab_reading_read_chunks(ab_reading *r, ab_response **response, ab_scope *scope,
                               ab_str *reason, ab_error *error)
{
    const ab_strings *chunks;
    size_t count;
    ab_map merged = {0};
    chunk_reading c = {r, r->now->arena, &merged};
    ab_sent sent = AB_SENT_NOTHING;
    *scope = ab_scope_new(r->read->env, r->now->arena);
    scope->slice = r->slice;
    scope->sink = r->read->sink;
    if (!ab_query_properties_chunks(r->self->properties, scope, &chunks, &count, error)) {
        return AB_SENT_FAILED;
    }
    for (size_t i = 0; i < count && goes_on(sent); i++) {
        ab_response_close(*response);
        *response = NULL;
        sent = read_chunk(&c, &chunks[i], response, scope, reason, error);
    }
    if (goes_on(sent) && !emit_merged(&c, error)) {
        sent = AB_SENT_FAILED;
    }
    ab_map_free(&merged, NULL);
    return sent;
}
