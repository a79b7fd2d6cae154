#include "declarative/schema_loaders/json_file.h"
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

/* ---- None: schemas/<name>.json beside the manifest where there is such a file, else {} ---- */

typedef struct default_loader {
    ab_schema_loader base;
    ab_str name;
} default_loader;

static bool load_default(ab_schema_loader *self, ab_env *env, ab_arena *arena, ab_value *schema,
                         ab_error *error)
{
    ab_str path = ab_arena_printf(arena, "schemas/%.*s.json",
                                  AB_STR_ARG(((const default_loader *)self)->name));
    bool found;
    return ab_schema_file_load(env, arena, path, &found, schema, error);
}

static const ab_schema_loader_ops default_ops = {.load = load_default};

/* The parameter `name` comes before the stream's own. */
static ab_schema_loader *new_default(ab_build *build, const ab_schema_loader_args *args)
{
    default_loader *loader = AB_ARENA_NEW(build->arena, default_loader);
    loader->base.ops = &default_ops;
    if (args && args->stream) {
        ab_str name = ab_get_text(args->stream->parameters, "name");
        loader->name = name.n ? name : ab_get_text(args->stream->node, "name");
    }
    return &loader->base;
}

ab_schema_loader *ab_schema_loader_build(ab_build *build, const ab_components *components,
                                         const ab_schema_loader_args *args, ab_error *error)
{
    if (!components->present) {
        return new_default(build, args);
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
