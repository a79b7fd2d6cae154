/* ConfigAddFields: sets members of the config to what templates give. */
#include "declarative/spec/rules.h"
#include "declarative/transformations/transformation.h"

typedef struct config_add_fields {
    ab_components fields;
    const ab_template *condition;
} config_add_fields;

typedef struct adding {
    ab_config_transformation base;
    ab_env *env;
    const ab_transformation *fields;
} adding;

/* Fields added before are seen by those that follow: templates read the config that is changed. */
static bool apply(const ab_config_transformation *base, ab_arena *arena, ab_value *config,
                  ab_error *error)
{
    const adding *self = (const adding *)base;
    ab_scope scope = ab_config_scope(self->env, arena, config);
    return self->fields->ops->transform(self->fields, &scope, arena, config, error);
}

static void *build_adding(ab_build *build, const ab_component *component, const void *args,
                          ab_error *error)
{
    (void)args;
    const config_add_fields *o = component->options;
    adding *self = AB_ARENA_NEW(build->arena, adding);
    self->base.apply = apply;
    self->env = build->env;
    self->fields = ab_add_fields_new(build, &o->fields, o->condition, component->parameters, error);
    return self->fields ? self : NULL;
}

static const ab_field config_add_fields_fields[] = {
    {"fields", AB_FIELD_CHILDREN, AB_AT(config_add_fields, fields), .flags = AB_FIELD_REQUIRED,
     .of = "AddedFieldDefinition", .help = "The members, added one after the other."},
    {"condition", AB_FIELD_CONDITION, AB_AT(config_add_fields, condition),
     .help = "A member is added only where this holds; it also sees the member's value and path."},
    {0},
};

const ab_component_type ab_component_config_add_fields = {
    .name = "ConfigAddFields",
    .family = AB_FAMILY_CONFIG_TRANSFORMATION,
    .fields = config_add_fields_fields,
    .options_size = sizeof(config_add_fields),
    .build = build_adding,
    .help = "Adds members to the config.",
};
