#include "declarative/paginators/stop_on_synced.h"

#include "declarative/cursors/cursor.h"

typedef struct stop_on_synced {
    ab_pagination_strategy base;
    ab_pagination_strategy *inner;
    ab_stream_cursor *cursor;
} stop_on_synced;

static bool initial_token(const ab_pagination_strategy *base, const ab_scope *scope,
                          ab_value *token, ab_error *error)
{
    const ab_pagination_strategy *inner = ((const stop_on_synced *)base)->inner;
    return inner->ops->initial_token(inner, scope, token, error);
}

static bool next_token(const ab_pagination_strategy *base, const ab_scope *scope,
                       const ab_page_result *page, ab_value *token, ab_error *error)
{
    const stop_on_synced *self = (const stop_on_synced *)base;
    bool is_new = true;
    *token = ab_value_null();
    if (page->last_record && ab_value_truthy(page->last_record)) {
        ab_record record = {.parsed = true,
                            .value = *page->last_record,
                            .arena = scope->arena,
                            .slice = scope->slice};
        if (!self->cursor->ops->should_sync(self->cursor, scope->slice, &record, &is_new, error)) {
            return false;
        }
    }
    return !is_new || self->inner->ops->next_token(self->inner, scope, page, token, error);
}

static bool page_size(const ab_pagination_strategy *base, const ab_scope *scope, int64_t *out,
                      ab_error *error)
{
    const ab_pagination_strategy *inner = ((const stop_on_synced *)base)->inner;
    return inner->ops->page_size(inner, scope, out, error);
}

static const ab_pagination_strategy_ops ops = {
    .initial_token = initial_token,
    .next_token = next_token,
    .page_size = page_size,
};

ab_pagination_strategy *ab_stop_on_synced(ab_arena *arena, ab_pagination_strategy *inner,
                                          struct ab_stream_cursor *cursor)
{
    stop_on_synced *self = AB_ARENA_NEW(arena, stop_on_synced);
    self->base = (ab_pagination_strategy){&ops, AB_READS_RECORDS};
    self->inner = inner;
    self->cursor = cursor;
    return &self->base;
}
