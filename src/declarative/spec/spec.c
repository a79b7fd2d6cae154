/* Spec: the connector's specification, and the rules that mend a config. */
#include "declarative/spec/rules.h"

typedef struct spec {
    const ab_value *connection_specification;
    ab_str documentation_url;
    const ab_component *advanced_auth;
    const ab_component *config_normalization_rules;
} spec;

struct ab_spec {
    const spec *options;
    const char *file;                      /* the manifest, for errors */
    ab_config_transformation **migrations; /* of all migrations, in order */
    size_t migration_count;
    ab_config_transformation **transformations;
    size_t transformation_count;
    ab_config_validator **validators;
    size_t validator_count;
};

/* ---- Build ---- */

static bool build_all(ab_build *build, const ab_components *components, ab_family family,
                      void **out, size_t *count, ab_error *error)
{
    for (size_t i = 0; i < components->n; i++) {
        out[*count] = ab_component_build(build, components->at[i], family, NULL, error);
        if (!out[*count]) {
            return false;
        }
        ++*count;
    }
    return true;
}

static bool build_migrations(ab_build *build, const ab_components *migrations, ab_spec *self,
                             ab_error *error)
{
    size_t total = 0;
    for (size_t i = 0; i < migrations->n; i++) {
        total += ((const ab_config_migration *)migrations->at[i]->options)->transformations.n;
    }
    self->migrations = AB_ARENA_ARRAY(build->arena, ab_config_transformation *, total + 1);
    for (size_t i = 0; i < migrations->n; i++) {
        const ab_config_migration *migration = migrations->at[i]->options;
        if (!build_all(build, &migration->transformations, AB_FAMILY_CONFIG_TRANSFORMATION,
                       (void **)self->migrations, &self->migration_count, error)) {
            return false;
        }
    }
    return true;
}

static bool build_rules(ab_build *build, const ab_config_rules *rules, ab_spec *self,
                        ab_error *error)
{
    self->transformations =
        AB_ARENA_ARRAY(build->arena, ab_config_transformation *, rules->transformations.n + 1);
    self->validators =
        AB_ARENA_ARRAY(build->arena, ab_config_validator *, rules->validations.n + 1);
    return build_migrations(build, &rules->config_migrations, self, error) &&
           build_all(build, &rules->transformations, AB_FAMILY_CONFIG_TRANSFORMATION,
                     (void **)self->transformations, &self->transformation_count, error) &&
           build_all(build, &rules->validations, AB_FAMILY_CONFIG_VALIDATOR,
                     (void **)self->validators, &self->validator_count, error);
}

ab_spec *ab_spec_without_rules(ab_build *build, const ab_component *component)
{
    ab_spec *self = AB_ARENA_NEW(build->arena, ab_spec);
    self->options = component->options;
    self->file = build->env->manifest_file;
    return self;
}

ab_spec *ab_spec_build(ab_build *build, const ab_component *component, ab_error *error)
{
    ab_spec *self = ab_spec_without_rules(build, component);
    const ab_component *rules = self->options->config_normalization_rules;
    return !rules || build_rules(build, rules->options, self, error) ? self : NULL;
}

/* ---- The specification ---- */

static ab_value plain_members(ab_arena *arena, const ab_value *node, const char *const *names)
{
    ab_value out = ab_value_object();
    for (; *names; names++) {
        const ab_value *value = ab_get(node, *names);
        if (value && !ab_is(value, AB_NULL)) {
            ab_set(arena, &out, *names, *value);
        }
    }
    return out;
}

/* As Python's serialiser gives mappings out: null members at their top level are left out. */
static ab_value without_nulls(ab_arena *arena, const ab_value *mapping)
{
    ab_value out = ab_value_clone(arena, mapping);
    for (uint32_t i = ab_is(&out, AB_OBJECT) ? out.count : 0; i-- > 0;) {
        if (ab_is(&out.object.members[i].value, AB_NULL)) {
            ab_object_remove(arena, &out, out.object.members[i].key);
        }
    }
    return out;
}

static void clean_member(ab_arena *arena, ab_value *object, const char *name)
{
    ab_value *member = ab_object_find(object, ab_str_of(name));
    if (ab_is(member, AB_OBJECT)) {
        *member = without_nulls(arena, member);
    } else if (ab_is(member, AB_ARRAY)) {
        *member = ab_value_clone(arena, member);
        for (uint32_t i = 0; i < member->count; i++) {
            member->items[i] = without_nulls(arena, &member->items[i]);
        }
    }
}

static void clean_members(ab_arena *arena, ab_value *object, const char *const *names)
{
    for (; *names; names++) {
        clean_member(arena, object, *names);
    }
}

/* The members that the protocol knows, with the default of scopes_join_strategy. */
static ab_value connector_input(ab_arena *arena, const ab_value *node)
{
    static const char *const known[] = {"consent_url",
                                        "access_token_url",
                                        "scope",
                                        "scopes",
                                        "optional_scopes",
                                        "scopes_join_strategy",
                                        "access_token_headers",
                                        "access_token_params",
                                        "extract_output",
                                        "state",
                                        "client_id_key",
                                        "client_secret_key",
                                        "scope_key",
                                        "state_key",
                                        "auth_code_key",
                                        "redirect_uri_key",
                                        "token_expiry_key",
                                        NULL};
    static const char *const mappings[] = {"scopes", "optional_scopes", "access_token_headers",
                                           "access_token_params", NULL};
    static const char *const range[] = {"min", "max", NULL};
    ab_value out = plain_members(arena, node, known);
    clean_members(arena, &out, mappings);
    ab_value *state = ab_object_find(&out, AB_STR("state"));
    if (ab_is(state, AB_OBJECT)) {
        *state = plain_members(arena, state, range);
    }
    if (!ab_get(node, "scopes_join_strategy")) {
        ab_set(arena, &out, "scopes_join_strategy", ab_value_cstr("space"));
    }
    return out;
}

static ab_value oauth_specification(ab_arena *arena, const ab_value *node)
{
    static const char *const known[] = {"oauth_user_input_from_connector_config_specification",
                                        "oauth_connector_input_specification",
                                        "complete_oauth_output_specification",
                                        "complete_oauth_server_input_specification",
                                        "complete_oauth_server_output_specification",
                                        NULL};
    ab_value out = plain_members(arena, node, known);
    clean_members(arena, &out, known);
    ab_value *input = ab_object_find(&out, AB_STR("oauth_connector_input_specification"));
    if (ab_is(input, AB_OBJECT)) {
        *input = connector_input(arena, input);
    }
    return out;
}

static ab_value advanced_auth(ab_arena *arena, const ab_value *node)
{
    static const char *const flow[] = {"auth_flow_type", "predicate_key", "predicate_value", NULL};
    ab_value out = plain_members(arena, node, flow);
    const ab_value *specification = ab_get(node, "oauth_config_specification");
    if (ab_is(specification, AB_OBJECT)) {
        ab_set(arena, &out, "oauth_config_specification",
               oauth_specification(arena, specification));
    }
    return out;
}

bool ab_spec_message(const ab_spec *self, ab_arena *arena, ab_value *out, ab_error *error)
{
    (void)error;
    const spec *o = self->options;
    *out = ab_value_object();
    if (o->documentation_url.n) {
        ab_set(arena, out, "documentationUrl", ab_value_str(o->documentation_url));
    }
    ab_set(arena, out, "connectionSpecification",
           without_nulls(arena, o->connection_specification));
    if (o->advanced_auth) {
        ab_set(arena, out, "advanced_auth", advanced_auth(arena, o->advanced_auth->node));
    }
    return true;
}

/* ---- Rules ---- */

static bool apply(ab_config_transformation *const *list, size_t count, ab_arena *arena,
                  ab_value *config, ab_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!list[i]->apply(list[i], arena, config, error)) {
            return false;
        }
    }
    return true;
}

bool ab_spec_migrate(const ab_spec *self, ab_arena *arena, ab_value *config, bool *changed,
                     ab_error *error)
{
    ab_value before = ab_value_clone(arena, config);
    bool ok = apply(self->migrations, self->migration_count, arena, config, error);
    *changed = ok && !ab_value_equal(&before, config);
    return ok;
}

bool ab_spec_transform(const ab_spec *self, ab_arena *arena, ab_value *config, ab_error *error)
{
    return apply(self->transformations, self->transformation_count, arena, config, error);
}

bool ab_spec_validate(const ab_spec *self, ab_arena *arena, const ab_value *config, ab_error *error)
{
    for (size_t i = 0; i < self->validator_count; i++) {
        if (!self->validators[i]->validate(self->validators[i], arena, config, error)) {
            const ab_config_rules *rules = self->options->config_normalization_rules->options;
            const ab_component *rule = rules->validations.at[i];
            ab_error_in_component(error, rule->path);
            return ab_error_at(error, self->file, rule->node->line, rule->node->column);
        }
    }
    return true;
}

static const ab_field spec_fields[] = {
    {"connection_specification", AB_FIELD_JSON, AB_AT(spec, connection_specification),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_OBJECT,
     .help = "The JSON schema of the connector's config."},
    {"documentation_url", AB_FIELD_STRING, AB_AT(spec, documentation_url),
     .help = "Where the connector is documented."},
    {"advanced_auth", AB_FIELD_CHILD, AB_AT(spec, advanced_auth), .of = "AuthFlow",
     .help = "How the platform obtains OAuth tokens for the config."},
    {"config_normalization_rules", AB_FIELD_CHILD, AB_AT(spec, config_normalization_rules),
     .of = "ConfigNormalizationRules",
     .help = "Migrations, transformations and validations of the config."},
    {0},
};

const ab_component_type ab_component_spec = {
    .name = "Spec",
    .family = AB_FAMILY_NONE,
    .fields = spec_fields,
    .options_size = sizeof(spec),
    .help = "Describes the connector's config.",
};
