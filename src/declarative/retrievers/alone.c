#include "declarative/retrievers/alone.h"

/* What the router adds to requests. */
static bool router_options(const void *self, const ab_scope *scope, ab_request_options *out,
                           ab_error *error)
{
    const ab_stream_cursor *cursor = self;
    return cursor->ops->options(cursor, scope, out, error);
}

ab_retriever *ab_retriever_build_alone(ab_build *build, const ab_component *component, ab_str name,
                                       bool use_cache, ab_stream_cursor **cursor, ab_error *error)
{
    ab_build inner = *build;
    inner.stream = name;
    ab_components routers = ab_retriever_routers(component);
    ab_partition_router_args router_args = {0};
    ab_partition_router *router = ab_partition_router_build(&inner, &routers, &router_args, error);
    if (!router) {
        return NULL;
    }
    ab_stream_cursor_args cursor_args = {.stream = name, .router = router};
    ab_retriever_args args = {
        .stream = name,
        .router = router,
        .cursor = ab_stream_cursor_build(&inner, NULL, &cursor_args, error),
        .use_cache = use_cache,
    };
    if (!args.cursor) {
        return NULL;
    }
    args.options = (ab_options_provider){router_options, args.cursor};
    if (cursor) {
        *cursor = args.cursor;
    }
    return ab_retriever_build(&inner, component, &args, error);
}
