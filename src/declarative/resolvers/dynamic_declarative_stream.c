/* DynamicDeclarativeStream. */
#include "declarative/resolvers/resolver.h"

typedef struct dynamic_declarative_stream {
    ab_str name;
    const ab_component *stream_template;
    const ab_component *components_resolver;
    bool use_parent_parameters;
} dynamic_declarative_stream;

static const ab_field dynamic_declarative_stream_fields[] = {
    {"name", AB_FIELD_STRING, AB_AT(dynamic_declarative_stream, name),
     .help = "The name by which a check refers to it; dynamic_stream_<index> if absent."},
    {"stream_template", AB_FIELD_CHILD, AB_AT(dynamic_declarative_stream, stream_template),
     .flags = AB_FIELD_REQUIRED, .of = "DeclarativeStream|StateDelegatingStream",
     .help = "The stream that each made stream is a copy of."},
    {"components_resolver", AB_FIELD_CHILD, AB_AT(dynamic_declarative_stream, components_resolver),
     .flags = AB_FIELD_REQUIRED,
     .of = "HttpComponentsResolver|ConfigComponentsResolver|"
           "ParametrizedComponentsResolver",
     .help = "Finds the sets of values, and says where in the copy they go."},
    {"use_parent_parameters", AB_FIELD_BOOL,
     AB_AT(dynamic_declarative_stream, use_parent_parameters), .deflt = "true",
     .help = "Whether $parameters of the template win over those of the components within it."},
    {0},
};

const ab_component_type ab_component_dynamic_declarative_stream = {
    .name = "DynamicDeclarativeStream",
    .family = AB_FAMILY_NONE,
    .fields = dynamic_declarative_stream_fields,
    .options_size = sizeof(dynamic_declarative_stream),
    .help = "Makes streams of a template, one for each set of values that its resolver finds.",
};
