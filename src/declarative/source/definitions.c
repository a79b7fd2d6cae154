#include "declarative/source/source.h"

#include "declarative/parse.h"
#include "declarative/resolvers/resolver.h"

/* ---- Static and conditional streams ---- */

static bool condition_holds(ab_declarative_source *source, const ab_value *node, ab_str path,
                            bool *holds, ab_error *error)
{
    static const ab_field field = {.name = "condition", .kind = AB_FIELD_CONDITION};
    ab_place outer = {.name = path, .index = -1};
    ab_place place = {.up = &outer, .name = AB_STR("condition"), .index = -1};
    ab_parse parse = {.arena = source->arena, .file = source->manifest.file, .place = &place};
    const ab_template *condition = ab_field_template(&parse, &field, ab_get(node, "condition"));
    ab_parse_end(&parse);
    ab_scope scope = ab_scope_new(&source->env, source->arena);
    ab_value none = ab_value_object();
    return ab_scope_bool(&scope, condition, &none, holds, error);
}

static void add(ab_stream_definitions *out, const ab_value *node, ab_str path)
{
    AB_VEC_PUSH(
        out, (ab_stream_definition){.node = node, .path = path, .name = ab_get_text(node, "name")});
}

static bool add_static(ab_declarative_source *source, ab_stream_definitions *out, ab_error *error)
{
    const ab_value *streams = ab_get(&source->manifest.resolved, "streams");
    for (size_t i = 0; ab_is(streams, AB_ARRAY) && i < streams->count; i++) {
        const ab_value *node = &streams->items[i];
        ab_str path = ab_arena_printf(source->arena, "streams[%zu]", i);
        if (!ab_str_is(ab_get_text(node, "type"), "ConditionalStreams")) {
            add(out, node, path);
            continue;
        }
        bool holds;
        if (!condition_holds(source, node, path, &holds, error)) {
            return false;
        }
        const ab_value *inner = ab_get(node, "streams");
        for (size_t j = 0; holds && j < inner->count; j++) {
            add(out, &inner->items[j],
                ab_arena_printf(source->arena, "%.*s.streams[%zu]", AB_STR_ARG(path), j));
        }
    }
    return true;
}

/* ---- Dynamic streams ---- */

/* The resolver's requests are always cached, whatever the manifest says. */
static ab_value resolver_node(ab_arena *arena, const ab_value *node)
{
    ab_value copy = ab_value_clone(arena, node);
    ab_value *retriever = ab_object_find(&copy, AB_STR("retriever"));
    ab_value *requester =
        ab_is(retriever, AB_OBJECT) ? ab_object_find(retriever, AB_STR("requester")) : NULL;
    if (ab_is(requester, AB_OBJECT)) {
        ab_set(arena, requester, "use_cache", ab_value_bool(true));
    }
    return copy;
}

static bool is_known(const ab_stream_definitions *definitions, size_t from, ab_str name)
{
    for (size_t i = from; i < definitions->n; i++) {
        if (ab_str_eq(definitions->at[i].name, name)) {
            return true;
        }
    }
    return false;
}

static bool duplicate(ab_str name, bool by_config, ab_error *error)
{
    return ab_error_set(error, by_config ? AB_ERROR_CONFIG : AB_ERROR_SYSTEM,
                        "Dynamic streams list contains a duplicate name: %.*s. Please %s.",
                        AB_STR_ARG(name),
                        by_config ? "check your configuration" : "contact Airbyte Support");
}

typedef struct dynamic {
    ab_declarative_source *source;
    const ab_value *definition;
    ab_str path;
    ab_str name;
    bool by_config;
    size_t first; /* index of the first dynamic definition */
} dynamic;

static bool add_resolved(const dynamic *d, const ab_value *raw, ab_stream_definitions *out,
                         ab_error *error)
{
    ab_arena *arena = d->source->arena;
    bool parent_wins = ab_get_bool(d->definition, "use_parent_parameters", true);
    ab_value *node = AB_ARENA_NEW(arena, ab_value);
    if (!ab_manifest_propagate(arena, raw, (ab_str){NULL, 0}, parent_wins, node, error)) {
        return false;
    }
    if (!ab_get(node, "type")) {
        ab_set(arena, node, "type", ab_value_cstr("DeclarativeStream"));
    }
    const ab_value *name = ab_get(node, "name");
    if (!ab_is(name, AB_STRING)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "Expected stream name %.*s to be a string.",
                            AB_STR_ARG(ab_python_str(arena, name)));
    }
    if (is_known(out, d->first, name->text)) {
        return duplicate(name->text, d->by_config, error);
    }
    add(out, node, d->path);
    out->at[out->n - 1].dynamic_name = d->name;
    return true;
}

static bool resolve(const dynamic *d, ab_stream_definitions *out, ab_error *error)
{
    ab_declarative_source *source = d->source;
    ab_value *node = AB_ARENA_NEW(source->arena, ab_value);
    *node = resolver_node(source->arena, ab_get(d->definition, "components_resolver"));
    ab_parse parse = {.arena = source->arena, .file = source->manifest.file};
    const ab_component *component = ab_component_parse(&parse, node, NULL, d->path);
    bool ok = ab_parse_result(&parse, AB_PROBLEM_USE, error);
    ab_parse_end(&parse);
    ab_build build = {.arena = source->arena, .env = &source->env, .stream = d->name};
    ab_resolver *resolver = ok ? ab_resolver_build(&build, component, error) : NULL;
    ab_value streams = ab_value_array();
    if (!resolver ||
        !resolver->ops->resolve(resolver, &source->env, ab_get(d->definition, "stream_template"),
                                source->arena, &streams, error)) {
        return false;
    }
    for (size_t i = 0; i < streams.count; i++) {
        if (!add_resolved(d, &streams.items[i], out, error)) {
            return false;
        }
    }
    return true;
}

static bool add_dynamic(ab_declarative_source *source, ab_stream_definitions *out, ab_error *error)
{
    const ab_value *definitions = ab_get(&source->manifest.resolved, "dynamic_streams");
    size_t first = out->n;
    for (size_t i = 0; ab_is(definitions, AB_ARRAY) && i < definitions->count; i++) {
        const ab_value *definition = &definitions->items[i];
        const ab_value *named = ab_get(definition, "name");
        const ab_value *resolver = ab_get(definition, "components_resolver");
        dynamic d = {
            .source = source,
            .definition = definition,
            .path = ab_arena_printf(source->arena, "dynamic_streams[%zu]", i),
            .name =
                named ? ab_text(named) : ab_arena_printf(source->arena, "dynamic_stream_%zu", i),
            .by_config = ab_str_is(ab_get_text(resolver, "type"), "ConfigComponentsResolver"),
            .first = first,
        };
        if (!resolve(&d, out, error)) {
            return ab_error_at(error, source->manifest.file, definition->line, definition->column);
        }
    }
    return true;
}

bool ab_source_definitions(ab_declarative_source *source, bool without_dynamic,
                           ab_stream_definitions *out, ab_error *error)
{
    return add_static(source, out, error) && (without_dynamic || add_dynamic(source, out, error));
}
