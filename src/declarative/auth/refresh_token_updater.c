/* RefreshTokenUpdater: where in the config rotating tokens are kept. */
#include "declarative/auth/oauth.h"

static const ab_field refresh_token_updater_fields[] = {
    {"refresh_token_name", AB_FIELD_STRING, AB_AT(ab_refresh_token_updater, refresh_token_name),
     .deflt = "\"refresh_token\"",
     .help = "Name of the refresh token in the endpoint's answer and in the request."},
    {"access_token_config_path", AB_FIELD_STRINGS,
     AB_AT(ab_refresh_token_updater, access_token_config_path),
     .deflt = "[\"credentials\", \"access_token\"]",
     .help = "Where in the config the access token is kept."},
    {"refresh_token_config_path", AB_FIELD_STRINGS,
     AB_AT(ab_refresh_token_updater, refresh_token_config_path),
     .deflt = "[\"credentials\", \"refresh_token\"]",
     .help = "Where in the config the refresh token is kept."},
    {"token_expiry_date_config_path", AB_FIELD_STRINGS,
     AB_AT(ab_refresh_token_updater, token_expiry_date_config_path),
     .deflt = "[\"credentials\", \"token_expiry_date\"]",
     .help = "Where in the config the access token's expiry date is kept."},
    {"refresh_token_error_status_codes", AB_FIELD_INTS,
     AB_AT(ab_refresh_token_updater, refresh_token_error_status_codes),
     .help = "Statuses by which the endpoint refuses a refresh token that is no good any more."},
    {"refresh_token_error_key", AB_FIELD_STRING,
     AB_AT(ab_refresh_token_updater, refresh_token_error_key),
     .help = "Member of such an answer that says why."},
    {"refresh_token_error_values", AB_FIELD_STRINGS,
     AB_AT(ab_refresh_token_updater, refresh_token_error_values),
     .help = "Values of that member that mean that the user has to authenticate again."},
    {0},
};

const ab_component_type ab_component_refresh_token_updater = {
    .name = "RefreshTokenUpdater",
    .family = AB_FAMILY_NONE,
    .fields = refresh_token_updater_fields,
    .options_size = sizeof(ab_refresh_token_updater),
    .untyped = true,
    .help = "Keeps tokens that are good for one use in the config, and tells the platform.",
};
