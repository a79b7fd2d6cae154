/* ConfigRemapField: replaces a member's value by what a map says for it. */
#include "declarative/spec/rules.h"

typedef struct config_remap_field {
    ab_mapping map;
    ab_templates field_path;
} config_remap_field;

typedef struct remapping {
    ab_config_transformation base;
    ab_env *env;
    const config_remap_field *options;
    const ab_value *parameters;
} remapping;

/* The member that the path leads to; NULL where there is none. */
static bool find(const remapping *self, const ab_scope *scope, ab_value *config, ab_value **found,
                 ab_error *error)
{
    const ab_templates *path = &self->options->field_path;
    *found = config;
    for (size_t i = 0; *found && i < path->n; i++) {
        ab_str key;
        if (!ab_scope_text(scope, path->at[i], self->parameters, &key, error)) {
            return false;
        }
        *found = ab_is(*found, AB_OBJECT) ? ab_object_find(*found, key) : NULL;
    }
    return true;
}

static bool apply(const ab_config_transformation *base, ab_arena *arena, ab_value *config,
                  ab_error *error)
{
    const remapping *self = (const remapping *)base;
    const ab_mapping *mapping = &self->options->map;
    ab_scope scope = ab_config_scope(self->env, arena, config);
    ab_value *member;
    ab_value map;
    if (!find(self, &scope, config, &member, error) ||
        !(mapping->text ? ab_scope_value(&scope, mapping->text, self->parameters, &map, error)
                        : ab_scope_tree(&scope, mapping->tree, self->parameters, &map, error))) {
        return false;
    }
    const ab_value *value =
        ab_is(member, AB_STRING) && member ? ab_object_get(&map, member->text) : NULL;
    if (value) {
        *member = ab_value_clone(arena, value);
    }
    return true;
}

static void *build_remapping(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    (void)args;
    remapping *self = AB_ARENA_NEW(build->arena, remapping);
    self->base.apply = apply;
    self->env = build->env;
    self->options = component->options;
    self->parameters = component->parameters;
    if (!self->options->field_path.n) {
        ab_error_set(error, AB_ERROR_SYSTEM, "field_path cannot be empty.");
        ab_component_error(build, component, error);
        return NULL;
    }
    return self;
}

static const ab_field config_remap_field_fields[] = {
    {"map", AB_FIELD_MAPPING, AB_AT(config_remap_field, map), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_OBJECT | AB_TAKES_STRING,
     .help = "The new values by the old ones; a value that is not in it stays."},
    {"field_path", AB_FIELD_TEMPLATES, AB_AT(config_remap_field, field_path),
     .flags = AB_FIELD_REQUIRED, .help = "Keys that lead to the member."},
    {0},
};

const ab_component_type ab_component_config_remap_field = {
    .name = "ConfigRemapField",
    .family = AB_FAMILY_CONFIG_TRANSFORMATION,
    .fields = config_remap_field_fields,
    .options_size = sizeof(config_remap_field),
    .build = build_remapping,
    .help = "Replaces a value in the config by another.",
};
