#include "declarative/source/parents.h"

static void from_router(const ab_value *router, ab_map *names, unsigned depth)
{
    if (depth > 50 || !ab_is(router, AB_OBJECT)) {
        return;
    }
    const ab_value *parents = ab_get(router, "parent_stream_configs");
    for (size_t i = 0; ab_is(parents, AB_ARRAY) && i < parents->count; i++) {
        const ab_value *stream = ab_get(&parents->items[i], "stream");
        ab_map_set(names, ab_get_text(stream, "name"), (void *)stream);
    }
    const ab_value *inner = ab_get(router, "partition_routers");
    for (size_t i = 0; ab_is(inner, AB_ARRAY) && i < inner->count; i++) {
        from_router(&inner->items[i], names, depth + 1);
    }
    from_router(ab_get(router, "underlying_partition_router"), names, depth + 1);
}

void ab_source_parent_names(const ab_stream_definitions *definitions, ab_map *names)
{
    for (size_t i = 0; i < definitions->n; i++) {
        const ab_value *retriever = ab_get(definitions->at[i].node, "retriever");
        const ab_value *router = ab_get(retriever, "partition_router");
        for (size_t j = 0; ab_is(router, AB_ARRAY) && j < router->count; j++) {
            from_router(&router->items[j], names, 0);
        }
        from_router(router, names, 0);
    }
}
