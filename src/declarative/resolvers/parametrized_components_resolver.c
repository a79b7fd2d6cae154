/* ParametrizedComponentsResolver. */
#include "declarative/resolvers/resolver.h"

typedef struct parametrized_components_resolver {
    const ab_component *stream_parameters;
    ab_components components_mapping;
} parametrized_components_resolver;

static const ab_field parametrized_components_resolver_fields[] = {
    {"stream_parameters", AB_FIELD_CHILD,
     AB_AT(parametrized_components_resolver, stream_parameters), .flags = AB_FIELD_REQUIRED,
     .of = "StreamParametersDefinition"},
    {"components_mapping", AB_FIELD_CHILDREN,
     AB_AT(parametrized_components_resolver, components_mapping), .flags = AB_FIELD_REQUIRED,
     .of = "ComponentMappingDefinition"},
    {0},
};

const ab_component_type ab_component_parametrized_components_resolver = {
    .name = "ParametrizedComponentsResolver",
    .family = AB_FAMILY_RESOLVER,
    .fields = parametrized_components_resolver_fields,
    .options_size = sizeof(parametrized_components_resolver),
};
