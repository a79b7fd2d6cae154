/* SelectiveAuthenticator. */
#include "declarative/auth/authenticator.h"

typedef struct selective_authenticator {
    ab_strings authenticator_selection_path;
    ab_components authenticators;
} selective_authenticator;

static const ab_field selective_authenticator_fields[] = {
    {"authenticator_selection_path", AB_FIELD_STRINGS,
     AB_AT(selective_authenticator, authenticator_selection_path), .flags = AB_FIELD_REQUIRED},
    {"authenticators", AB_FIELD_CHILD_MAP, AB_AT(selective_authenticator, authenticators),
     .flags = AB_FIELD_REQUIRED,
     .of = "ApiKeyAuthenticator|BasicHttpAuthenticator|"
           "BearerAuthenticator|OAuthAuthenticator|JwtAuthenticator|"
           "SessionTokenAuthenticator|LegacySessionTokenAuthenticator|"
           "CustomAuthenticator|NoAuth|"
           "RateLimitedMultipleTokenAuthenticator"},
    {0},
};

const ab_component_type ab_component_selective_authenticator = {
    .name = "SelectiveAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = selective_authenticator_fields,
    .options_size = sizeof(selective_authenticator),
};
