/* AuthFlow. */
#include "declarative/spec/spec.h"

typedef struct auth_flow {
    int auth_flow_type;
    ab_strings predicate_key;
    ab_str predicate_value;
    const ab_component *oauth_config_specification;
} auth_flow;

static const ab_field auth_flow_fields[] = {
    {"auth_flow_type", AB_FIELD_ENUM, AB_AT(auth_flow, auth_flow_type), .of = "oauth2.0|oauth1.0",
     .help = "The kind of OAuth."},
    {"predicate_key", AB_FIELD_STRINGS, AB_AT(auth_flow, predicate_key),
     .help = "Path to the member of the config that says whether OAuth is used."},
    {"predicate_value", AB_FIELD_STRING, AB_AT(auth_flow, predicate_value),
     .help = "The value of that member for which it is used."},
    {"oauth_config_specification", AB_FIELD_CHILD, AB_AT(auth_flow, oauth_config_specification),
     .of = "OAuthConfigSpecification",
     .help = "How the tokens are obtained and where in the config they go."},
    {0},
};

const ab_component_type ab_component_auth_flow = {
    .name = "AuthFlow",
    .family = AB_FAMILY_NONE,
    .fields = auth_flow_fields,
    .options_size = sizeof(auth_flow),
    .untyped = true,
    .help = "How the platform obtains OAuth tokens.",
};
