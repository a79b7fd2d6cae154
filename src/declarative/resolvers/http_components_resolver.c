/* HttpComponentsResolver. */
#include "declarative/resolvers/resolver.h"

typedef struct http_components_resolver {
    const ab_component *retriever;
    ab_components components_mapping;
} http_components_resolver;

static const ab_field http_components_resolver_fields[] = {
    {"retriever", AB_FIELD_CHILD, AB_AT(http_components_resolver, retriever),
     .flags = AB_FIELD_REQUIRED, .of = "SimpleRetriever|AsyncRetriever|CustomRetriever"},
    {"components_mapping", AB_FIELD_CHILDREN, AB_AT(http_components_resolver, components_mapping),
     .flags = AB_FIELD_REQUIRED, .of = "ComponentMappingDefinition"},
    {0},
};

const ab_component_type ab_component_http_components_resolver = {
    .name = "HttpComponentsResolver",
    .family = AB_FAMILY_RESOLVER,
    .fields = http_components_resolver_fields,
    .options_size = sizeof(http_components_resolver),
};
