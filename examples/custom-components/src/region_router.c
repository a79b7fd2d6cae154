/* class_name: components.RegionRouter
 *
 * A partition for each region of the config's comma-separated text: "north, south". */
#include "components.h"
#include "declarative/partition_routers/partition_router.h"

typedef struct options {
    const ab_template *regions;
} options;

typedef struct router {
    ab_partition_router base;
    ab_str regions;
} router;

static bool generate(ab_partition_router *base, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error)
{
    (void)env;
    ab_str rest = ((const router *)base)->regions;
    ab_arena *arena = ab_arena_new();
    bool going = true;
    while (going && rest.n > 0) {
        ptrdiff_t comma = ab_str_find(rest, AB_STR(","), 0);
        size_t end = comma < 0 ? rest.n : (size_t)comma;
        ab_value partition = ab_value_object();
        ab_set(arena, &partition, "region", ab_value_str(ab_str_trim(ab_str_sub(rest, 0, end))));
        going = emit(context, ab_slice_new(arena, &partition, NULL, NULL), error);
        rest = ab_str_sub(rest, end + 1, rest.n);
        ab_arena_reset(arena);
    }
    ab_arena_free(arena);
    return going;
}

/* Requests get the region by the manifest's templates. */
static bool request_options(const ab_partition_router *base, const ab_scope *scope,
                            ab_request_options *out, ab_error *error)
{
    (void)base, (void)scope, (void)out, (void)error;
    return true;
}

static const ab_partition_router_ops ops = {.generate = generate, .options = request_options};

static void *build_router(ab_build *build, const ab_component *component, const void *args,
                          ab_error *error)
{
    (void)args;
    const options *o = component->options;
    ab_scope scope = ab_scope_new(build->env, build->arena);
    router *self = AB_ARENA_NEW(build->arena, router);
    self->base.ops = &ops;
    bool good = ab_scope_text(&scope, o->regions, component->parameters, &self->regions, error);
    return good ? self : NULL;
}

static const ab_field fields[] = {
    {"regions", AB_FIELD_TEMPLATE, AB_AT(options, regions), .flags = AB_FIELD_REQUIRED,
     .help = "The regions, with commas between."},
    {0},
};

const ab_component_type region_router = {
    .name = "RegionRouter",
    .family = AB_FAMILY_PARTITION_ROUTER,
    .fields = fields,
    .options_size = sizeof(options),
    .build = build_router,
    .help = "A partition for each region.",
};
