#include "declarative/retrievers/retriever.h"

#include "declarative/retrievers/routers.h"

extern const ab_component_type ab_component_simple_retriever;
extern const ab_component_type ab_component_async_retriever;

ab_components ab_retriever_routers(const ab_component *retriever)
{
    if (retriever->type == &ab_component_simple_retriever) {
        return ab_simple_retriever_routers(retriever);
    }
    if (retriever->type == &ab_component_async_retriever) {
        return ab_async_retriever_routers(retriever);
    }
    return (ab_components){0};
}

bool ab_retriever_read_all(ab_retriever *retriever, ab_env *env, ab_arena *arena, ab_record_fn emit,
                           void *context, ab_error *error)
{
    ab_slice_read read = {
        .env = env,
        .arena = arena,
        .slice = ab_slice_new(arena, NULL, NULL, NULL),
        .emit = emit,
        .context = context,
    };
    return retriever->ops->read(retriever, &read, error);
}
