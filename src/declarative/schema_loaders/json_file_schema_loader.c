/* JsonFileSchemaLoader: the schema stands in a file beside the manifest. */
#include "declarative/schema_loaders/json_file.h"
#include "declarative/schema_loaders/schema_loader.h"

typedef struct json_file_schema_loader {
    const ab_template *file_path;
} json_file_schema_loader;

typedef struct loader {
    ab_schema_loader base;
    const ab_template *file_path; /* NULL: schemas/<name>.json */
    const ab_value *parameters;
} loader;

static bool load(ab_schema_loader *base, ab_env *env, ab_arena *arena, ab_value *schema,
                 ab_error *error)
{
    const loader *self = (const loader *)base;
    ab_scope scope = ab_scope_new(env, arena);
    ab_str path = ab_arena_printf(arena, "schemas/%.*s.json",
                                  AB_STR_ARG(ab_get_text(self->parameters, "name")));
    bool found;
    if (self->file_path &&
        !ab_scope_text(&scope, self->file_path, self->parameters, &path, error)) {
        return false;
    }
    return ab_schema_file_load(env, arena, path, &found, schema, error) &&
           (found ||
            ab_error_set(error, AB_ERROR_SYSTEM, "Cannot find file %.*s", AB_STR_ARG(path)));
}

static const ab_schema_loader_ops ops = {.load = load};

static void *build_loader(ab_build *build, const ab_component *component, const void *args,
                          ab_error *error)
{
    (void)args;
    (void)error;
    const json_file_schema_loader *o = component->options;
    loader *self = AB_ARENA_NEW(build->arena, loader);
    self->base.ops = &ops;
    self->file_path = o->file_path && ab_template_source(o->file_path).n ? o->file_path : NULL;
    self->parameters = component->parameters;
    return self;
}

static const ab_field json_file_schema_loader_fields[] = {
    {"file_path", AB_FIELD_TEMPLATE, AB_AT(json_file_schema_loader, file_path),
     .help = "The file, relative to the manifest's folder; schemas/<parameters.name>.json if "
             "absent."},
    {0},
};

const ab_component_type ab_component_json_file_schema_loader = {
    .name = "JsonFileSchemaLoader",
    .family = AB_FAMILY_SCHEMA_LOADER,
    .fields = json_file_schema_loader_fields,
    .options_size = sizeof(json_file_schema_loader),
    .build = build_loader,
    .help = "Takes the stream's schema from a JSON file.",
};
