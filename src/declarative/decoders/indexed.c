#include "declarative/decoders/indexed.h"

typedef struct indexed_bodies {
    ab_bodies base;
    ab_indexed source;
    size_t next, count;
} indexed_bodies;

static int next_element(ab_bodies *bodies, ab_arena *arena, ab_body_value *out, ab_error *error)
{
    (void)arena;
    indexed_bodies *self = (indexed_bodies *)bodies;
    if (self->source.empty_object && !self->count) {
        self->source.empty_object = false;
        *out = (ab_body_value){.value = ab_value_object(), .is_parsed = true};
        return 1;
    }
    if (self->next == self->count) {
        return 0;
    }
    *out = (ab_body_value){.raw_flags = ab_page_entry(self->source.page, self->next).flags};
    return ab_page_span(self->source.page, self->next++, &out->raw, error) ? 1 : -1;
}

static void close_bodies(ab_bodies *bodies)
{
    indexed_bodies *self = (indexed_bodies *)bodies;
    if (self->source.owned) {
        ab_page_free(self->source.page);
        ab_body_unref(self->source.body);
    }
}

ab_bodies *ab_indexed_bodies(const ab_indexed *indexed, ab_arena *arena)
{
    indexed_bodies *self = AB_ARENA_NEW(arena, indexed_bodies);
    self->base = (ab_bodies){.next = next_element, .close = close_bodies};
    self->source = *indexed;
    self->count = indexed->none ? 0 : ab_page_count(indexed->page);
    return &self->base;
}
