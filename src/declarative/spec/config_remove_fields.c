/* ConfigRemoveFields: deletes members of the config. */
#include "declarative/spec/rules.h"
#include "declarative/transformations/condition.h"
#include "json/dpath.h"

typedef struct config_remove_fields {
    ab_string_lists field_pointers;
    const ab_template *condition;
} config_remove_fields;

typedef struct removing {
    ab_config_transformation base;
    ab_env *env;
    ab_string_lists pointers;
    const ab_template *condition; /* NULL: always */
    const ab_value *parameters;
} removing;

static bool apply(const ab_config_transformation *base, ab_arena *arena, ab_value *config,
                  ab_error *error)
{
    const removing *self = (const removing *)base;
    ab_scope scope = ab_config_scope(self->env, arena, config);
    bool ok = true;
    bool wanted = true;
    if (self->condition &&
        !ab_scope_bool(&scope, self->condition, self->parameters, &wanted, error)) {
        return false;
    }
    for (size_t i = 0; ok && wanted && i < self->pointers.n; i++) {
        ab_dpath path = {self->pointers.at[i].at, self->pointers.at[i].n};
        ok = ab_dpath_delete(arena, config, path, NULL, error);
    }
    return ok;
}

static void *build_removing(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    (void)args;
    (void)error;
    const config_remove_fields *o = component->options;
    removing *self = AB_ARENA_NEW(build->arena, removing);
    self->base.apply = apply;
    self->env = build->env;
    self->pointers = o->field_pointers;
    self->condition = ab_condition_or_null(o->condition);
    self->parameters = component->parameters;
    return self;
}

static const ab_field config_remove_fields_fields[] = {
    {"field_pointers", AB_FIELD_STRING_LISTS, AB_AT(config_remove_fields, field_pointers),
     .flags = AB_FIELD_REQUIRED, .help = "Paths to the members; segments may be globs."},
    {"condition", AB_FIELD_CONDITION, AB_AT(config_remove_fields, condition),
     .help = "The members are removed only where this holds."},
    {0},
};

const ab_component_type ab_component_config_remove_fields = {
    .name = "ConfigRemoveFields",
    .family = AB_FAMILY_CONFIG_TRANSFORMATION,
    .fields = config_remove_fields_fields,
    .options_size = sizeof(config_remove_fields),
    .build = build_removing,
    .help = "Removes members of the config.",
};
