/* RefreshTokenUpdater. */
#include "declarative/auth/authenticator.h"

typedef struct refresh_token_updater {
    ab_str refresh_token_name;
    ab_strings access_token_config_path;
    ab_strings refresh_token_config_path;
    ab_strings token_expiry_date_config_path;
    ab_ints refresh_token_error_status_codes;
    ab_str refresh_token_error_key;
    ab_strings refresh_token_error_values;
} refresh_token_updater;

static const ab_field refresh_token_updater_fields[] = {
    {"refresh_token_name", AB_FIELD_STRING, AB_AT(refresh_token_updater, refresh_token_name),
     .deflt = "\"refresh_token\""},
    {"access_token_config_path", AB_FIELD_STRINGS,
     AB_AT(refresh_token_updater, access_token_config_path),
     .deflt = "[\"credentials\", \"access_token\"]"},
    {"refresh_token_config_path", AB_FIELD_STRINGS,
     AB_AT(refresh_token_updater, refresh_token_config_path),
     .deflt = "[\"credentials\", \"refresh_token\"]"},
    {"token_expiry_date_config_path", AB_FIELD_STRINGS,
     AB_AT(refresh_token_updater, token_expiry_date_config_path),
     .deflt = "[\"credentials\", \"token_expiry_date\"]"},
    {"refresh_token_error_status_codes", AB_FIELD_INTS,
     AB_AT(refresh_token_updater, refresh_token_error_status_codes)},
    {"refresh_token_error_key", AB_FIELD_STRING,
     AB_AT(refresh_token_updater, refresh_token_error_key)},
    {"refresh_token_error_values", AB_FIELD_STRINGS,
     AB_AT(refresh_token_updater, refresh_token_error_values)},
    {0},
};

const ab_component_type ab_component_refresh_token_updater = {
    .name = "RefreshTokenUpdater",
    .family = AB_FAMILY_NONE,
    .fields = refresh_token_updater_fields,
    .options_size = sizeof(refresh_token_updater),
    .untyped = true,
};
