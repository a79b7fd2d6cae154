/* StreamParametersDefinition. */
#include "declarative/resolvers/resolver.h"

typedef struct stream_parameters_definition {
    const ab_value *list_of_parameters_for_stream;
} stream_parameters_definition;

static const ab_field stream_parameters_definition_fields[] = {
    {"list_of_parameters_for_stream", AB_FIELD_JSON,
     AB_AT(stream_parameters_definition, list_of_parameters_for_stream), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_ARRAY},
    {0},
};

const ab_component_type ab_component_stream_parameters_definition = {
    .name = "StreamParametersDefinition",
    .family = AB_FAMILY_NONE,
    .fields = stream_parameters_definition_fields,
    .options_size = sizeof(stream_parameters_definition),
};
