/* HttpComponentsResolver: a stream for each record of a request. */
#include "declarative/resolvers/mapping.h"
#include "declarative/resolvers/resolver.h"
#include "declarative/retrievers/alone.h"

typedef struct http_components_resolver {
    const ab_component *retriever;
    ab_components components_mapping;
} http_components_resolver;

typedef struct resolver {
    ab_resolver base;
    ab_retriever *retriever;
    ab_stream_cursor *cursor; /* generates the slices */
    ab_component_mappings mappings;
    ab_str name;
} resolver;

static const ab_mapping_rules rules = {0};

/* One pass; its streams. */
typedef struct resolving {
    const resolver *self;
    ab_env *env;
    const ab_value *stream_template;
    ab_arena *arena;
    ab_value *streams;
    const ab_slice *slice;
} resolving;

static bool take_record(void *context, ab_record *record, ab_error *error)
{
    resolving *r = context;
    if (!ab_record_parse(record, error)) {
        return false;
    }
    ab_value data = ab_value_copy(r->arena, &record->value);
    ab_value values = ab_template_record(r->arena, &data, r->self->name, &r->slice->view);
    ab_value stream;
    if (!ab_component_mappings_apply(&r->self->mappings, &rules, r->env, r->stream_template,
                                     &values, r->slice, r->arena, &stream, error)) {
        return false;
    }
    ab_array_push(r->arena, r->streams, stream);
    return true;
}

static bool take_slice(void *context, const ab_slice *slice, ab_error *error)
{
    resolving *r = context;
    r->slice = ab_slice_copy(r->arena, slice);
    ab_slice_read read = {
        .env = r->env,
        .arena = r->arena,
        .slice = r->slice,
        .emit = take_record,
        .context = r,
    };
    return r->self->retriever->ops->read(r->self->retriever, &read, error);
}

static bool resolve(ab_resolver *base, ab_env *env, const ab_value *stream_template,
                    ab_arena *arena, ab_value *streams, ab_error *error)
{
    const resolver *self = (const resolver *)base;
    resolving r = {self, env, stream_template, arena, streams, NULL};
    ab_error failure = {0};
    bool own = self->retriever->ops->generate != NULL;
    bool ok = own ? self->retriever->ops->generate(self->retriever, env, take_slice, &r, &failure)
                  : self->cursor->ops->generate(self->cursor, env, take_slice, &r, &failure);
    ok = ok || !ab_error_is_set(&failure);
    if (!ok && error) {
        ab_error_move(error, &failure);
    }
    ab_error_clear(&failure);
    return ok;
}

static const ab_resolver_ops ops = {.resolve = resolve};

static void *build_resolver(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    (void)args;
    const http_components_resolver *o = component->options;
    resolver *self = AB_ARENA_NEW(build->arena, resolver);
    self->base.ops = &ops;
    self->name = build->stream.n ? build->stream : AB_STR("__http_components_resolver");
    self->retriever =
        ab_retriever_build_alone(build, o->retriever, self->name, false, &self->cursor, error);
    return self->retriever && ab_component_mappings_build(build, component, &o->components_mapping,
                                                          &rules, &self->mappings, error)
               ? self
               : NULL;
}

static const ab_field http_components_resolver_fields[] = {
    {"retriever", AB_FIELD_CHILD, AB_AT(http_components_resolver, retriever),
     .flags = AB_FIELD_REQUIRED, .of = "SimpleRetriever|AsyncRetriever|CustomRetriever",
     .help = "Fetches the records that the streams are made of."},
    {"components_mapping", AB_FIELD_CHILDREN, AB_AT(http_components_resolver, components_mapping),
     .flags = AB_FIELD_REQUIRED, .of = "ComponentMappingDefinition",
     .help = "What is written into the stream template, in this order."},
    {0},
};

const ab_component_type ab_component_http_components_resolver = {
    .name = "HttpComponentsResolver",
    .family = AB_FAMILY_RESOLVER,
    .fields = http_components_resolver_fields,
    .options_size = sizeof(http_components_resolver),
    .build = build_resolver,
    .help = "Makes a stream of each record that an API lists.",
};
