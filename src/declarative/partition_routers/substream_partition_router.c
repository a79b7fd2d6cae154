/* SubstreamPartitionRouter: a partition for each record of parent streams. */
#include "declarative/partition_routers/parent.h"
#include "declarative/streams/stream.h"

typedef struct substream_router {
    ab_partition_router base;
    ab_parent *parents;
    size_t count;
} substream_router;

static bool generate(ab_partition_router *router, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error)
{
    (void)env;
    const substream_router *self = (const substream_router *)router;
    bool ok = true;
    for (size_t i = 0; ok && i < self->count; i++) {
        ok = ab_parent_generate(&self->parents[i], emit, context, error);
    }
    return ok;
}

static bool options(const ab_partition_router *router, const ab_scope *scope,
                    ab_request_options *out, ab_error *error)
{
    const substream_router *self = (const substream_router *)router;
    bool ok = true;
    for (size_t i = 0; ok && i < self->count; i++) {
        const ab_parent *parent = &self->parents[i];
        ok = ab_router_inject(parent->request_option, parent->partition_field, scope, out, error);
    }
    return ok;
}

static bool state(ab_partition_router *router, ab_arena *arena, ab_value *out, ab_error *error)
{
    const substream_router *self = (const substream_router *)router;
    *out = ab_value_object();
    for (size_t i = 0; i < self->count; i++) {
        ab_declarative_stream *stream = self->parents[i].stream;
        ab_value of_parent;
        if (!self->parents[i].incremental_dependency || !stream->cursor) {
            continue;
        }
        if (!stream->cursor->ops->state(stream->cursor, arena, &of_parent, error)) {
            return false;
        }
        ab_object_set(arena, out, stream->name, of_parent);
    }
    return true;
}

static void parents(const ab_partition_router *router,
                    void (*visit)(void *context, struct ab_declarative_stream *parent),
                    void *context)
{
    const substream_router *self = (const substream_router *)router;
    for (size_t i = 0; i < self->count; i++) {
        visit(context, self->parents[i].stream);
    }
}

static const ab_partition_router_ops substream_ops = {
    .generate = generate,
    .options = options,
    .state = state,
    .parents = parents,
};

static void *build_router(ab_build *build, const ab_component *component, const void *args,
                          ab_error *error)
{
    const ab_substream_router_options *o = component->options;
    const ab_partition_router_args *given = args;
    substream_router *self = AB_ARENA_NEW(build->arena, substream_router);
    self->base.ops = &substream_ops;
    self->count = o->parent_stream_configs.n;
    self->parents = AB_ARENA_ARRAY(build->arena, ab_parent, self->count + 1);
    if (!self->count) {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "SubstreamPartitionRouter needs at least 1 parent stream");
        return NULL;
    }
    for (size_t i = 0; i < self->count; i++) {
        if (!ab_parent_build(build, o->parent_stream_configs.at[i], given ? given->state : NULL,
                             &self->parents[i], error)) {
            return NULL;
        }
    }
    return self;
}

static const ab_field substream_partition_router_fields[] = {
    {"parent_stream_configs", AB_FIELD_CHILDREN,
     AB_AT(ab_substream_router_options, parent_stream_configs), .flags = AB_FIELD_REQUIRED,
     .of = "ParentStreamConfig", .help = "The parent streams, read in this order."},
    {0},
};

const ab_component_type ab_component_substream_partition_router = {
    .name = "SubstreamPartitionRouter",
    .family = AB_FAMILY_PARTITION_ROUTER,
    .fields = substream_partition_router_fields,
    .options_size = sizeof(ab_substream_router_options),
    .build = build_router,
    .help = "Reads the stream once for each record of a parent stream.",
};
