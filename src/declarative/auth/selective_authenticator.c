/* SelectiveAuthenticator: the config chooses one of several authenticators. */
#include "declarative/auth/parts.h"

#include "json/dpath.h"

typedef struct selective_authenticator {
    ab_strings authenticator_selection_path;
    ab_components authenticators;
} selective_authenticator;

/* Sets *index to the authenticator that the config chooses. */
static bool selected(const ab_build *build, const selective_authenticator *o, size_t *index,
                     ab_error *error)
{
    const ab_value *config = build->env->config ? ab_config_get(build->env->config) : NULL;
    ab_dpath path = {o->authenticator_selection_path.at, o->authenticator_selection_path.n};
    const ab_value *choice = NULL;
    ab_error ignored = {0};
    bool found = config && ab_dpath_get(config, path, &choice, &ignored) && choice;
    ab_error_clear(&ignored);
    if (!found) {
        return ab_error_set(
            error, AB_ERROR_SYSTEM,
            "The path from `authenticator_selection_path` is not found in the config.");
    }
    ab_str key = ab_python_str(build->arena, choice);
    for (*index = 0; *index < o->authenticators.n; ++*index) {
        if (ab_str_eq(o->authenticators.keys[*index], key)) {
            return true;
        }
    }
    return ab_error_set(error, AB_ERROR_SYSTEM, "The authenticator `%.*s` is not found.",
                        AB_STR_ARG(key));
}

/* No part of it is a custom component that this runtime lacks. */
static bool can_run(const ab_component *component)
{
    ab_arena *scratch = ab_arena_new();
    ab_parse parse = {.arena = scratch, .check_only = true};
    ab_component_parse(&parse, component->node, NULL, component->path);
    bool runs = ab_parse_result(&parse, AB_PROBLEM_USE, NULL);
    ab_parse_end(&parse);
    ab_arena_free(scratch);
    return runs;
}

/* Like the CDK this builds those that are not selected, too, so that a mistake in one shows up
 * whatever the config says; but code that is not there is missed only where it is selected. */
static void *build_auth(ab_build *build, const ab_component *component, const void *args,
                        ab_error *error)
{
    const selective_authenticator *o = component->options;
    size_t chosen = 0;
    void *authenticator = NULL;
    if (!selected(build, o, &chosen, error)) {
        return NULL;
    }
    for (size_t i = 0; i < o->authenticators.n; i++) {
        if (i != chosen && !can_run(o->authenticators.at[i])) {
            continue;
        }
        void *built = ab_authenticator_build(build, o->authenticators.at[i], args, error);
        if (!built) {
            return NULL;
        }
        authenticator = i == chosen ? built : authenticator;
    }
    return authenticator;
}

static const ab_field selective_authenticator_fields[] = {
    {"authenticator_selection_path", AB_FIELD_STRINGS,
     AB_AT(selective_authenticator, authenticator_selection_path), .flags = AB_FIELD_REQUIRED,
     .help = "Path to the member of the config that names the authenticator."},
    {"authenticators", AB_FIELD_CHILD_MAP, AB_AT(selective_authenticator, authenticators),
     .flags = AB_FIELD_REQUIRED | AB_FIELD_CHOICE,
     .of = "ApiKeyAuthenticator|BasicHttpAuthenticator|"
           "BearerAuthenticator|OAuthAuthenticator|JwtAuthenticator|"
           "SessionTokenAuthenticator|LegacySessionTokenAuthenticator|"
           "CustomAuthenticator|NoAuth|"
           "RateLimitedMultipleTokenAuthenticator",
     .help = "The authenticators, by the value that chooses them."},
    {0},
};

const ab_component_type ab_component_selective_authenticator = {
    .name = "SelectiveAuthenticator",
    .family = AB_FAMILY_AUTHENTICATOR,
    .fields = selective_authenticator_fields,
    .options_size = sizeof(selective_authenticator),
    .build = build_auth,
    .help = "Uses the authenticator that the config chooses.",
};
