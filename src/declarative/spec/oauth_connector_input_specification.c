/* OAuthConnectorInputSpecification. */
#include "declarative/spec/spec.h"

typedef struct oauth_connector_input_specification {
    ab_str consent_url;
    ab_str scope;
    const ab_value *scopes;
    const ab_value *optional_scopes;
    int scopes_join_strategy;
    ab_str access_token_url;
    const ab_value *access_token_headers;
    const ab_value *access_token_params;
    ab_strings extract_output;
    const ab_value *state;
    ab_str client_id_key;
    ab_str client_secret_key;
    ab_str scope_key;
    ab_str state_key;
    ab_str auth_code_key;
    ab_str redirect_uri_key;
} oauth_connector_input_specification;

static const ab_field oauth_connector_input_specification_fields[] = {
    {"consent_url", AB_FIELD_STRING, AB_AT(oauth_connector_input_specification, consent_url),
     .flags = AB_FIELD_REQUIRED, .help = "The page of consent, a template."},
    {"scope", AB_FIELD_STRING, AB_AT(oauth_connector_input_specification, scope),
     .help = "The scopes as the provider wants them, in one text."},
    {"scopes", AB_FIELD_JSON, AB_AT(oauth_connector_input_specification, scopes),
     .takes = AB_TAKES_ARRAY, .help = "The scopes one by one."},
    {"optional_scopes", AB_FIELD_JSON, AB_AT(oauth_connector_input_specification, optional_scopes),
     .takes = AB_TAKES_ARRAY, .help = "Scopes that the user may leave out."},
    {"scopes_join_strategy", AB_FIELD_ENUM,
     AB_AT(oauth_connector_input_specification, scopes_join_strategy), .of = "space|comma|plus",
     .deflt = "\"space\"", .help = "What stands between scopes."},
    {"access_token_url", AB_FIELD_STRING,
     AB_AT(oauth_connector_input_specification, access_token_url), .flags = AB_FIELD_REQUIRED,
     .help = "Where the code is exchanged for tokens, a template."},
    {"access_token_headers", AB_FIELD_JSON,
     AB_AT(oauth_connector_input_specification, access_token_headers), .takes = AB_TAKES_OBJECT,
     .help = "Headers of that exchange."},
    {"access_token_params", AB_FIELD_JSON,
     AB_AT(oauth_connector_input_specification, access_token_params), .takes = AB_TAKES_OBJECT,
     .help = "Members of its body."},
    {"extract_output", AB_FIELD_STRINGS, AB_AT(oauth_connector_input_specification, extract_output),
     .help = "Members of its answer that are kept."},
    {"state", AB_FIELD_JSON, AB_AT(oauth_connector_input_specification, state),
     .takes = AB_TAKES_OBJECT, .help = "How the state parameter is made."},
    {"client_id_key", AB_FIELD_STRING, AB_AT(oauth_connector_input_specification, client_id_key),
     .help = "Name of the client id in the requests."},
    {"client_secret_key", AB_FIELD_STRING,
     AB_AT(oauth_connector_input_specification, client_secret_key),
     .help = "Name of the client secret."},
    {"scope_key", AB_FIELD_STRING, AB_AT(oauth_connector_input_specification, scope_key),
     .help = "Name of the scopes."},
    {"state_key", AB_FIELD_STRING, AB_AT(oauth_connector_input_specification, state_key),
     .help = "Name of the state."},
    {"auth_code_key", AB_FIELD_STRING, AB_AT(oauth_connector_input_specification, auth_code_key),
     .help = "Name of the code."},
    {"redirect_uri_key", AB_FIELD_STRING,
     AB_AT(oauth_connector_input_specification, redirect_uri_key),
     .help = "Name of the redirect URI."},
    {0},
};

const ab_component_type ab_component_oauth_connector_input_specification = {
    .name = "OAuthConnectorInputSpecification",
    .family = AB_FAMILY_NONE,
    .fields = oauth_connector_input_specification_fields,
    .options_size = sizeof(oauth_connector_input_specification),
    .untyped = true,
    .help = "The requests of an OAuth consent.",
};
