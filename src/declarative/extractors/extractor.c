#include "declarative/extractors/extractor.h"

struct gathering {
    ab_arena *arena;
    ab_value *records;
};

static bool gather(void *context, ab_record *record, ab_error *error)
{
    struct gathering *g = context;
    if (!ab_record_parse(record, error)) {
        return false;
    }
    ab_array_push(g->arena, g->records, ab_value_copy(g->arena, &record->value));
    return true;
}

bool ab_extractor_values(const ab_extractor *extractor, const ab_scope *scope, const ab_value *body,
                         ab_value *records, ab_error *error)
{
    struct gathering g = {scope->arena, records};
    ab_arena *record_arena = ab_arena_new();
    int64_t count;
    bool ok = extractor->ops->extract_value(extractor, scope, body, record_arena, gather, &g,
                                            &count, error);
    ab_arena_free(record_arena);
    return ok;
}
