/* PropertiesFromEndpoint. */
#include "declarative/requesters/requester.h"

typedef struct properties_from_endpoint {
    ab_templates property_field_path;
    const ab_component *retriever;
} properties_from_endpoint;

static const ab_field properties_from_endpoint_fields[] = {
    {"property_field_path", AB_FIELD_TEMPLATES,
     AB_AT(properties_from_endpoint, property_field_path), .flags = AB_FIELD_REQUIRED},
    {"retriever", AB_FIELD_CHILD, AB_AT(properties_from_endpoint, retriever),
     .flags = AB_FIELD_REQUIRED, .of = "SimpleRetriever|CustomRetriever"},
    {0},
};

const ab_component_type ab_component_properties_from_endpoint = {
    .name = "PropertiesFromEndpoint",
    .family = AB_FAMILY_NONE,
    .fields = properties_from_endpoint_fields,
    .options_size = sizeof(properties_from_endpoint),
};
