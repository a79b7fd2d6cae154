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

typedef struct reading_all {
    ab_retriever *retriever;
    ab_env *env;
    ab_arena *arena;
    ab_record_fn emit;
    void *context;
} reading_all;

static bool read_one(void *context, const ab_slice *slice, ab_error *error)
{
    reading_all *all = context;
    ab_slice_read read = {
        .env = all->env,
        .arena = all->arena,
        .slice = ab_slice_copy(all->arena, slice),
        .emit = all->emit,
        .context = all->context,
    };
    return all->retriever->ops->read(all->retriever, &read, error);
}

bool ab_retriever_read_all(ab_retriever *retriever, ab_env *env, ab_arena *arena, ab_record_fn emit,
                           void *context, ab_error *error)
{
    reading_all all = {retriever, env, arena, emit, context};
    return retriever->ops->generate
               ? retriever->ops->generate(retriever, env, read_one, &all, error)
               : read_one(&all, ab_slice_new(arena, NULL, NULL, NULL), error);
}
