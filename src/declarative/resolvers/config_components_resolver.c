/* ConfigComponentsResolver: a stream for each element of lists in the config. */
#include "declarative/path.h"
#include "declarative/resolvers/mapping.h"
#include "declarative/resolvers/resolver.h"

typedef struct stream_config {
    ab_templates configs_pointer;
    const ab_value *default_values;
} stream_config;

typedef struct config_components_resolver {
    ab_components stream_config;
    ab_components components_mapping;
} config_components_resolver;

typedef struct resolver {
    ab_resolver base;
    const config_components_resolver *options;
    ab_component_mappings mappings;
} resolver;

static const ab_mapping_rules rules = {
    .conditions = true, .yaml = true, .keeps_texts = true, .creates = true};

/* ---- The values of one StreamConfig ---- */

static bool values_of(const ab_component *component, const ab_scope *scope, ab_value *out,
                      ab_error *error)
{
    const stream_config *o = component->options;
    ab_dpath path;
    const ab_value *found = NULL;
    *out = ab_value_array();
    if (!ab_scope_path(scope, &o->configs_pointer, component->parameters, &path, error) ||
        !ab_dpath_get(scope->config, path, &found, error)) {
        return false;
    }
    if (found && found->kind != AB_ARRAY) {
        ab_array_push(scope->arena, out, *found);
    }
    for (size_t i = 0; found && found->kind == AB_ARRAY && i < found->count; i++) {
        ab_array_push(scope->arena, out, found->items[i]);
    }
    for (size_t i = 0; o->default_values && i < o->default_values->count; i++) {
        ab_array_push(scope->arena, out, o->default_values->items[i]);
    }
    return true;
}

/* ---- The combinations of all ---- */

/* An object's members are merged; anything else stands under a name of its own, with its index. */
static void merge(ab_arena *arena, ab_value *into, size_t config, size_t index,
                  const ab_value *value)
{
    if (value->kind == AB_OBJECT) {
        for (size_t i = 0; i < value->count; i++) {
            ab_object_set(arena, into, value->object.members[i].key,
                          value->object.members[i].value);
        }
        return;
    }
    ab_str key = ab_arena_printf(arena, "source_config_%zu", config);
    if (!ab_object_get(into, key)) {
        ab_value pair = ab_value_array();
        ab_array_push(arena, &pair, ab_value_int((int64_t)index));
        ab_array_push(arena, &pair, *value);
        ab_object_set(arena, into, key, pair);
    }
}

typedef struct product {
    const resolver *self;
    ab_env *env;
    const ab_value *stream_template;
    ab_arena *arena;
    const ab_value *lists; /* of each StreamConfig, its values */
    size_t n;
    ab_value *streams;
} product;

/* The last list turns fastest, as itertools.product does. */
static bool combine(const product *p, size_t config, const ab_value *so_far, ab_error *error)
{
    if (config == p->n) {
        ab_value stream;
        if (!ab_component_mappings_apply(&p->self->mappings, &rules, p->env, p->stream_template,
                                         so_far, NULL, p->arena, &stream, error)) {
            return false;
        }
        ab_array_push(p->arena, p->streams, stream);
        return true;
    }
    for (size_t i = 0; i < p->lists[config].count; i++) {
        ab_value merged = ab_value_clone(p->arena, so_far);
        merge(p->arena, &merged, config, i, &p->lists[config].items[i]);
        if (!combine(p, config + 1, &merged, error)) {
            return false;
        }
    }
    return true;
}

static bool resolve(ab_resolver *base, ab_env *env, const ab_value *stream_template,
                    ab_arena *arena, ab_value *streams, ab_error *error)
{
    const resolver *self = (const resolver *)base;
    const ab_components *configs = &self->options->stream_config;
    ab_value *lists = AB_ARENA_ARRAY(arena, ab_value, configs->n + 1);
    ab_scope scope = ab_scope_new(env, arena);
    for (size_t i = 0; i < configs->n; i++) {
        if (!values_of(configs->at[i], &scope, &lists[i], error)) {
            return false;
        }
    }
    product p = {self, env, stream_template, arena, lists, configs->n, streams};
    ab_value nothing = ab_value_object();
    return combine(&p, 0, &nothing, error);
}

static const ab_resolver_ops ops = {.resolve = resolve};

static void *build_resolver(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    (void)args;
    resolver *self = AB_ARENA_NEW(build->arena, resolver);
    self->base.ops = &ops;
    self->options = component->options;
    return ab_component_mappings_build(build, component, &self->options->components_mapping, &rules,
                                       &self->mappings, error)
               ? self
               : NULL;
}

static const ab_field stream_config_fields[] = {
    {"configs_pointer", AB_FIELD_TEMPLATES, AB_AT(stream_config, configs_pointer),
     .flags = AB_FIELD_REQUIRED, .help = "Keys that lead to the values in the config."},
    {"default_values", AB_FIELD_JSON, AB_AT(stream_config, default_values), .takes = AB_TAKES_ARRAY,
     .help = "Values that there are in any case, behind the config's."},
    {0},
};

const ab_component_type ab_component_stream_config = {
    .name = "StreamConfig",
    .family = AB_FAMILY_NONE,
    .fields = stream_config_fields,
    .options_size = sizeof(stream_config),
    .help = "Says where in the config the values of dynamic streams are.",
};

static const ab_field config_components_resolver_fields[] = {
    {"stream_config", AB_FIELD_CHILD_OR_LIST, AB_AT(config_components_resolver, stream_config),
     .flags = AB_FIELD_REQUIRED, .of = "StreamConfig",
     .help = "Where the values are; of several lists each combination makes a stream."},
    {"components_mapping", AB_FIELD_CHILDREN, AB_AT(config_components_resolver, components_mapping),
     .flags = AB_FIELD_REQUIRED, .of = "ComponentMappingDefinition",
     .help = "What is written into the stream template, in this order."},
    {0},
};

const ab_component_type ab_component_config_components_resolver = {
    .name = "ConfigComponentsResolver",
    .family = AB_FAMILY_RESOLVER,
    .fields = config_components_resolver_fields,
    .options_size = sizeof(config_components_resolver),
    .build = build_resolver,
    .help = "Makes a stream of each value that the config lists.",
};
