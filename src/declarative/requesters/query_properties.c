/* QueryProperties. */
#include "declarative/requesters/requester.h"

typedef struct query_properties {
    ab_strings property_list_list;
    const ab_component *property_list;
    ab_strings always_include_properties;
    const ab_component *property_chunking;
    const ab_component *property_selector;
} query_properties;

static const ab_field query_properties_fields[] = {
    {"property_list", AB_FIELD_STRINGS, AB_AT(query_properties, property_list_list),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_ARRAY},
    {"property_list", AB_FIELD_CHILD, AB_AT(query_properties, property_list),
     .flags = AB_FIELD_REQUIRED, .of = "PropertiesFromEndpoint", .takes = AB_TAKES_OBJECT},
    {"always_include_properties", AB_FIELD_STRINGS,
     AB_AT(query_properties, always_include_properties)},
    {"property_chunking", AB_FIELD_CHILD, AB_AT(query_properties, property_chunking),
     .of = "PropertyChunking"},
    {"property_selector", AB_FIELD_CHILD, AB_AT(query_properties, property_selector),
     .of = "JsonSchemaPropertySelector"},
    {0},
};

const ab_component_type ab_component_query_properties = {
    .name = "QueryProperties",
    .family = AB_FAMILY_NONE,
    .fields = query_properties_fields,
    .options_size = sizeof(query_properties),
};
