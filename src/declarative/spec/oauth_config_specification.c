/* OAuthConfigSpecification. */
#include "declarative/spec/spec.h"

typedef struct oauth_config_specification {
    const ab_value *oauth_user_input_from_connector_config_specification;
    const ab_component *oauth_connector_input_specification;
    const ab_value *complete_oauth_output_specification;
    const ab_value *complete_oauth_server_input_specification;
    const ab_value *complete_oauth_server_output_specification;
} oauth_config_specification;

static const ab_field oauth_config_specification_fields[] = {
    {"oauth_user_input_from_connector_config_specification", AB_FIELD_JSON,
     AB_AT(oauth_config_specification, oauth_user_input_from_connector_config_specification),
     .takes = AB_TAKES_OBJECT,
     .help = "Members of the config that the consent needs, as a JSON schema."},
    {"oauth_connector_input_specification", AB_FIELD_CHILD,
     AB_AT(oauth_config_specification, oauth_connector_input_specification),
     .of = "OAuthConnectorInputSpecification",
     .help = "The requests of the consent and of the exchange of its code."},
    {"complete_oauth_output_specification", AB_FIELD_JSON,
     AB_AT(oauth_config_specification, complete_oauth_output_specification),
     .takes = AB_TAKES_OBJECT, .help = "What the exchange gives and where in the config it goes."},
    {"complete_oauth_server_input_specification", AB_FIELD_JSON,
     AB_AT(oauth_config_specification, complete_oauth_server_input_specification),
     .takes = AB_TAKES_OBJECT, .help = "What the platform knows of the OAuth client."},
    {"complete_oauth_server_output_specification", AB_FIELD_JSON,
     AB_AT(oauth_config_specification, complete_oauth_server_output_specification),
     .takes = AB_TAKES_OBJECT, .help = "Where in the config the client goes."},
    {0},
};

const ab_component_type ab_component_oauth_config_specification = {
    .name = "OAuthConfigSpecification",
    .family = AB_FAMILY_NONE,
    .fields = oauth_config_specification_fields,
    .options_size = sizeof(oauth_config_specification),
    .untyped = true,
    .help = "What goes into and comes out of an OAuth consent.",
};
