/* InlineSchemaLoader: the schema stands in the manifest. */
#include "declarative/schema_loaders/schema_loader.h"

typedef struct inline_schema_loader {
    const ab_value *schema;
} inline_schema_loader;

typedef struct loader {
    ab_schema_loader base;
    const ab_value *schema;
} loader;

static bool load(ab_schema_loader *self, ab_env *env, ab_arena *arena, ab_value *schema,
                 ab_error *error)
{
    (void)env;
    (void)arena;
    (void)error;
    const ab_value *own = ((const loader *)self)->schema;
    *schema = own ? *own : ab_value_object();
    return true;
}

static const ab_schema_loader_ops ops = {.load = load};

static void *build_loader(ab_build *build, const ab_component *component, const void *args,
                          ab_error *error)
{
    (void)args;
    (void)error;
    loader *self = AB_ARENA_NEW(build->arena, loader);
    self->base.ops = &ops;
    self->schema = ((const inline_schema_loader *)component->options)->schema;
    return self;
}

static const ab_field inline_schema_loader_fields[] = {
    {"schema", AB_FIELD_JSON, AB_AT(inline_schema_loader, schema), .takes = AB_TAKES_OBJECT,
     .help = "The JSON schema of the stream's records."},
    {0},
};

const ab_component_type ab_component_inline_schema_loader = {
    .name = "InlineSchemaLoader",
    .family = AB_FAMILY_SCHEMA_LOADER,
    .fields = inline_schema_loader_fields,
    .options_size = sizeof(inline_schema_loader),
    .build = build_loader,
    .help = "Takes the stream's schema from the manifest itself.",
};
