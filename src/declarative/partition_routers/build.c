#include "declarative/partition_routers/partition_router.h"

#include "declarative/partition_routers/cartesian.h"
#include "declarative/partition_routers/options.h"

/* ---- No router in the manifest: one partition without fields ---- */

static bool single_generate(ab_partition_router *router, ab_env *env, ab_slice_fn emit,
                            void *context, ab_error *error)
{
    (void)router;
    (void)env;
    ab_arena *arena = ab_arena_new();
    bool ok = emit(context, ab_slice_new(arena, NULL, NULL, NULL), error);
    ab_arena_free(arena);
    return ok;
}

static bool single_options(const ab_partition_router *router, const ab_scope *scope,
                           ab_request_options *out, ab_error *error)
{
    (void)router;
    (void)scope;
    (void)error;
    *out = (ab_request_options){0};
    return true;
}

bool ab_router_no_options(const ab_partition_router *router, const ab_scope *scope,
                          ab_request_options *out, ab_error *error)
{
    (void)router;
    (void)scope;
    (void)out;
    (void)error;
    return true;
}

static const ab_partition_router_ops single_ops = {
    .generate = single_generate,
    .options = single_options,
};

static void warn_of_parents(const ab_build *build, const ab_components *components)
{
    for (size_t i = 0; i < components->n; i++) {
        if (components->at[i]->type == &ab_component_substream_partition_router) {
            ab_log(build->env->log, AB_LOG_WARN,
                   "Parent state handling is not supported for CartesianProductStreamSlicer.");
            return;
        }
    }
}

ab_partition_router *ab_partition_router_build(ab_build *build, const ab_components *components,
                                               const ab_partition_router_args *args,
                                               ab_error *error)
{
    if (!components->n) {
        ab_partition_router *single = AB_ARENA_NEW(build->arena, ab_partition_router);
        single->ops = &single_ops;
        single->is_single = true;
        return single;
    }
    ab_partition_router **routers =
        AB_ARENA_ARRAY(build->arena, ab_partition_router *, components->n);
    for (size_t i = 0; i < components->n; i++) {
        routers[i] =
            ab_component_build(build, components->at[i], AB_FAMILY_PARTITION_ROUTER, args, error);
        if (!routers[i]) {
            return NULL;
        }
    }
    if (!components->is_list) {
        return routers[0];
    }
    /* Also a list of one is a product, which keeps no states of parents. */
    warn_of_parents(build, components);
    return ab_cartesian_router_new(build->arena, routers, components->n);
}
