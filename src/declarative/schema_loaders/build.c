#include "declarative/schema_loaders/schema_loader.h"

/* ---- Several loaders: of a property that several have, the first one's definition stays ---- */

typedef struct composite {
    ab_schema_loader base;
    ab_schema_loader **loaders;
    size_t count;
} composite;

static bool load_all(ab_schema_loader *self, ab_env *env, ab_arena *arena, ab_value *schema,
                     ab_error *error)
{
    const composite *c = (const composite *)self;
    ab_value properties = ab_value_object();
    for (size_t i = c->count; i > 0; i--) {
        ab_value one;
        if (!c->loaders[i - 1]->ops->load(c->loaders[i - 1], env, arena, &one, error)) {
            return false;
        }
        const ab_value *own = ab_get(&one, "properties");
        for (size_t j = 0; ab_is(own, AB_OBJECT) && j < own->count; j++) {
            ab_object_set(arena, &properties, own->object.members[j].key,
                          own->object.members[j].value);
        }
    }
    ab_value types = ab_value_array();
    ab_array_push(arena, &types, ab_value_cstr("null"));
    ab_array_push(arena, &types, ab_value_cstr("object"));
    *schema = ab_value_object();
    ab_set(arena, schema, "$schema", ab_value_cstr("http://json-schema.org/draft-07/schema#"));
    ab_set(arena, schema, "type", types);
    ab_set(arena, schema, "properties", properties);
    return true;
}

static const ab_schema_loader_ops composite_ops = {.load = load_all};

/* ---- None: the default loader looks for a file beside a Python package, which is not here ---- */

static bool load_nothing(ab_schema_loader *self, ab_env *env, ab_arena *arena, ab_value *schema,
                         ab_error *error)
{
    (void)self;
    (void)env;
    (void)arena;
    (void)error;
    *schema = ab_value_object();
    return true;
}

static const ab_schema_loader_ops default_ops = {.load = load_nothing};

ab_schema_loader *ab_schema_loader_build(ab_build *build, const ab_components *components,
                                         const ab_schema_loader_args *args, ab_error *error)
{
    if (!components->present) {
        ab_schema_loader *nothing = AB_ARENA_NEW(build->arena, ab_schema_loader);
        nothing->ops = &default_ops;
        return nothing;
    }
    composite *c = AB_ARENA_NEW(build->arena, composite);
    c->base.ops = &composite_ops;
    c->count = components->n;
    c->loaders = AB_ARENA_ARRAY(build->arena, ab_schema_loader *, components->n + 1);
    for (size_t i = 0; i < components->n; i++) {
        c->loaders[i] =
            ab_component_build(build, components->at[i], AB_FAMILY_SCHEMA_LOADER, args, error);
        if (!c->loaders[i]) {
            return NULL;
        }
    }
    return components->is_list ? &c->base : c->loaders[0];
}
