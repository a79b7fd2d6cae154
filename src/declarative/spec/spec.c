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

/* As the CDK's models give it out: with the default of scopes_join_strategy. */
static void complete_connector_input(ab_arena *arena, ab_value *oauth)
{
    ab_value *input = ab_object_find(oauth, AB_STR("oauth_connector_input_specification"));
    if (ab_is(input, AB_OBJECT)) {
        *input = ab_value_clone(arena, input);
        ab_object_remove(arena, input, AB_STR("$parameters"));
        if (!ab_get(input, "scopes_join_strategy")) {
            ab_set(arena, input, "scopes_join_strategy", ab_value_cstr("space"));
        }
    }
}

static ab_value advanced_auth(ab_arena *arena, const ab_value *node)
{
    static const char *const flow[] = {"auth_flow_type", "predicate_key", "predicate_value", NULL};
    static const char *const oauth[] = {"oauth_user_input_from_connector_config_specification",
                                        "oauth_connector_input_specification",
                                        "complete_oauth_output_specification",
                                        "complete_oauth_server_input_specification",
                                        "complete_oauth_server_output_specification",
                                        NULL};
    ab_value out = plain_members(arena, node, flow);
    const ab_value *specification = ab_get(node, "oauth_config_specification");
    if (ab_is(specification, AB_OBJECT)) {
        ab_value inner = plain_members(arena, specification, oauth);
        complete_connector_input(arena, &inner);
        ab_set(arena, &out, "oauth_config_specification", inner);
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
    ab_set(arena, out, "connectionSpecification", *o->connection_specification);
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
