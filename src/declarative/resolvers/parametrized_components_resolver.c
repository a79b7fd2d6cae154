/* ParametrizedComponentsResolver: a stream for each set of parameters in the manifest. */
#include "declarative/resolvers/mapping.h"
#include "declarative/resolvers/resolver.h"

typedef struct stream_parameters_definition {
    const ab_value *list_of_parameters_for_stream;
} stream_parameters_definition;

typedef struct parametrized_components_resolver {
    const ab_component *stream_parameters;
    ab_components components_mapping;
} parametrized_components_resolver;

typedef struct resolver {
    ab_resolver base;
    const ab_value *list;
    ab_component_mappings mappings;
} resolver;

static const ab_mapping_rules rules = {.yaml = true, .creates = true};

static bool resolve(ab_resolver *base, ab_env *env, const ab_value *stream_template,
                    ab_arena *arena, ab_value *streams, ab_error *error)
{
    const resolver *self = (const resolver *)base;
    for (size_t i = 0; i < self->list->count; i++) {
        ab_value stream;
        if (!ab_component_mappings_apply(&self->mappings, &rules, env, stream_template,
                                         &self->list->items[i], NULL, arena, &stream, error)) {
            return false;
        }
        ab_array_push(arena, streams, stream);
    }
    return true;
}

static const ab_resolver_ops ops = {.resolve = resolve};

static void *build_resolver(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    (void)args;
    const parametrized_components_resolver *o = component->options;
    const stream_parameters_definition *parameters = o->stream_parameters->options;
    resolver *self = AB_ARENA_NEW(build->arena, resolver);
    self->base.ops = &ops;
    self->list = parameters->list_of_parameters_for_stream;
    return ab_component_mappings_build(build, component, &o->components_mapping, &rules,
                                       &self->mappings, error)
               ? self
               : NULL;
}

static const ab_field stream_parameters_definition_fields[] = {
    {"list_of_parameters_for_stream", AB_FIELD_JSON,
     AB_AT(stream_parameters_definition, list_of_parameters_for_stream), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_ARRAY,
     .help = "Objects with the values of one stream each, which templates see as "
             "components_values."},
    {0},
};

const ab_component_type ab_component_stream_parameters_definition = {
    .name = "StreamParametersDefinition",
    .family = AB_FAMILY_NONE,
    .fields = stream_parameters_definition_fields,
    .options_size = sizeof(stream_parameters_definition),
    .help = "Lists the parameters of the streams that a ParametrizedComponentsResolver makes.",
};

static const ab_field parametrized_components_resolver_fields[] = {
    {"stream_parameters", AB_FIELD_CHILD,
     AB_AT(parametrized_components_resolver, stream_parameters), .flags = AB_FIELD_REQUIRED,
     .of = "StreamParametersDefinition", .help = "The parameters of each stream."},
    {"components_mapping", AB_FIELD_CHILDREN,
     AB_AT(parametrized_components_resolver, components_mapping), .flags = AB_FIELD_REQUIRED,
     .of = "ComponentMappingDefinition",
     .help = "What is written into the stream template, in this order."},
    {0},
};

const ab_component_type ab_component_parametrized_components_resolver = {
    .name = "ParametrizedComponentsResolver",
    .family = AB_FAMILY_RESOLVER,
    .fields = parametrized_components_resolver_fields,
    .options_size = sizeof(parametrized_components_resolver),
    .build = build_resolver,
    .help = "Makes a stream of each set of parameters that the manifest lists.",
};
