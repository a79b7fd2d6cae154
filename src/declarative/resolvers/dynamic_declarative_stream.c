/* DynamicDeclarativeStream. */
#include "declarative/resolvers/resolver.h"

typedef struct dynamic_declarative_stream {
    ab_str name;
    const ab_component *stream_template;
    const ab_component *components_resolver;
    bool use_parent_parameters;
} dynamic_declarative_stream;

static const ab_field dynamic_declarative_stream_fields[] = {
    {"name", AB_FIELD_STRING, AB_AT(dynamic_declarative_stream, name)},
    {"stream_template", AB_FIELD_CHILD, AB_AT(dynamic_declarative_stream, stream_template),
     .flags = AB_FIELD_REQUIRED, .of = "DeclarativeStream|StateDelegatingStream"},
    {"components_resolver", AB_FIELD_CHILD, AB_AT(dynamic_declarative_stream, components_resolver),
     .flags = AB_FIELD_REQUIRED,
     .of = "HttpComponentsResolver|ConfigComponentsResolver|"
           "ParametrizedComponentsResolver"},
    {"use_parent_parameters", AB_FIELD_BOOL,
     AB_AT(dynamic_declarative_stream, use_parent_parameters), .deflt = "true"},
    {0},
};

const ab_component_type ab_component_dynamic_declarative_stream = {
    .name = "DynamicDeclarativeStream",
    .family = AB_FAMILY_NONE,
    .fields = dynamic_declarative_stream_fields,
    .options_size = sizeof(dynamic_declarative_stream),
};
