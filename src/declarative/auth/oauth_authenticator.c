/* OAuthAuthenticator. */
#include "declarative/auth/authenticator.h"

typedef struct oauth_authenticator {
    const ab_template *client_id_name;
    const ab_template *client_id;
    const ab_template *client_secret_name;
    const ab_template *client_secret;
    const ab_template *refresh_token_name;
    const ab_template *refresh_token;
    const ab_template *token_refresh_endpoint;
    const ab_template *access_token_name;
    const ab_template *access_token_value;
    const ab_template *expires_in_name;
    const ab_template *grant_type_name;
    const ab_template *grant_type;
    ab_mapping refresh_request_body;
    ab_mapping refresh_request_headers;
    bool send_refresh_request_as_query_params;
    ab_strings scopes;
    const ab_template *token_expiry_date;
    ab_str token_expiry_date_format;
    ab_ints refresh_token_error_status_codes;
    ab_str refresh_token_error_key;
    ab_strings refresh_token_error_values;
    const ab_component *refresh_token_updater;
    const ab_component *profile_assertion;
    bool use_profile_assertion;
} oauth_authenticator;

static const ab_field oauth_authenticator_fields[] = {
    {"client_id_name", AB_FIELD_TEMPLATE, AB_AT(oauth_authenticator, client_id_name),
     .deflt = "\"client_id\""},
    {"client_id", AB_FIELD_TEMPLATE, AB_AT(oauth_authenticator, client_id)},
    {"client_secret_name", AB_FIELD_TEMPLATE, AB_AT(oauth_authenticator, client_secret_name),
     .deflt = "\"client_secret\""},
    {"client_secret", AB_FIELD_TEMPLATE, AB_AT(oauth_authenticator, client_secret)},
    {"refresh_token_name", AB_FIELD_TEMPLATE, AB_AT(oauth_authenticator, refresh_token_name),
     .deflt = "\"refresh_token\""},
    {"refresh_token", AB_FIELD_TEMPLATE, AB_AT(oauth_authenticator, refresh_token)},
    {"token_refresh_endpoint", AB_FIELD_TEMPLATE,
     AB_AT(oauth_authenticator, token_refresh_endpoint)},
    {"access_token_name", AB_FIELD_TEMPLATE, AB_AT(oauth_authenticator, access_token_name),
     .deflt = "\"access_token\""},
    {"access_token_value", AB_FIELD_TEMPLATE, AB_AT(oauth_authenticator, access_token_value)},
    {"expires_in_name", AB_FIELD_TEMPLATE, AB_AT(oauth_authenticator, expires_in_name),
     .deflt = "\"expires_in\""},
    {"grant_type_name", AB_FIELD_TEMPLATE, AB_AT(oauth_authenticator, grant_type_name),
     .deflt = "\"grant_type\""},
    {"grant_type", AB_FIELD_TEMPLATE, AB_AT(oauth_authenticator, grant_type),
     .deflt = "\"refresh_token\""},
    {"refresh_request_body", AB_FIELD_MAPPING, AB_AT(oauth_authenticator, refresh_request_body),
     .takes = AB_TAKES_OBJECT},
    {"refresh_request_headers", AB_FIELD_MAPPING,
     AB_AT(oauth_authenticator, refresh_request_headers), .takes = AB_TAKES_OBJECT},
    {"send_refresh_request_as_query_params", AB_FIELD_BOOL,
     AB_AT(oauth_authenticator, send_refresh_request_as_query_params)},
    {"scopes", AB_FIELD_STRINGS, AB_AT(oauth_authenticator, scopes)},
    {"token_expiry_date", AB_FIELD_TEMPLATE, AB_AT(oauth_authenticator, token_expiry_date)},
    {"token_expiry_date_format", AB_FIELD_STRING,
     AB_AT(oauth_authenticator, token_expiry_date_format)},
    {"refresh_token_error_status_codes", AB_FIELD_INTS,
     AB_AT(oauth_authenticator, refresh_token_error_status_codes)},
    {"refresh_token_error_key", AB_FIELD_STRING,
     AB_AT(oauth_authenticator, refresh_token_error_key)},
    {"refresh_token_error_values", AB_FIELD_STRINGS,
     AB_AT(oauth_authenticator, refresh_token_error_values)},
    {"refresh_token_updater", AB_FIELD_CHILD, AB_AT(oauth_authenticator, refresh_token_updater),
     .of = "RefreshTokenUpdater"},
    {"profile_assertion", AB_FIELD_CHILD, AB_AT(oauth_authenticator, profile_assertion),
     .of = "JwtAuthenticator"},
    {"use_profile_assertion", AB_FIELD_BOOL, AB_AT(oauth_authenticator, use_profile_assertion)},
    {0},
};

const ab_component_type ab_component_oauth_authenticator = {
    .name = "OAuthAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = oauth_authenticator_fields,
    .options_size = sizeof(oauth_authenticator),
};
