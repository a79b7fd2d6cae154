/* ConfigComponentsResolver. */
#include "declarative/resolvers/resolver.h"

typedef struct config_components_resolver {
    ab_components stream_config;
    ab_components components_mapping;
} config_components_resolver;

static const ab_field config_components_resolver_fields[] = {
    {"stream_config", AB_FIELD_CHILD_OR_LIST, AB_AT(config_components_resolver, stream_config),
     .flags = AB_FIELD_REQUIRED, .of = "StreamConfig"},
    {"components_mapping", AB_FIELD_CHILDREN, AB_AT(config_components_resolver, components_mapping),
     .flags = AB_FIELD_REQUIRED, .of = "ComponentMappingDefinition"},
    {0},
};

const ab_component_type ab_component_config_components_resolver = {
    .name = "ConfigComponentsResolver",
    .family = AB_FAMILY_RESOLVER,
    .fields = config_components_resolver_fields,
    .options_size = sizeof(config_components_resolver),
};
