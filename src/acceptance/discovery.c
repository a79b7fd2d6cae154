/* Tests of the catalog that discover prints. */
#include "acceptance/compat.h"
#include "acceptance/schema_walk.h"
#include "acceptance/suite.h"
#include "jsonschema/schema.h"

typedef void (*stream_check)(ab_at_case *c, ab_str name, const ab_value *stream);

static void each_stream(ab_at_case *c, stream_check check)
{
    const ab_value *streams = ab_at_streams(c);
    for (uint32_t i = 0; streams && i < streams->count; i++) {
        check(c, ab_get_text(&streams->items[i], "name"), &streams->items[i]);
    }
}

void ab_at_discover(ab_at_case *c)
{
    ab_at_output out;
    if (!ab_at_run(c, "discover", NULL, NULL, true, &out)) {
        return;
    }
    ab_value catalogs = ab_at_bodies(c->arena, &out, "CATALOG");
    if (catalogs.count != 1) {
        ab_at_fail(c, "discover must print exactly one CATALOG, and printed %u", catalogs.count);
        return;
    }
    const ab_value *streams = ab_get(&catalogs.items[0], "streams");
    if (!ab_is(streams, AB_ARRAY) || streams->count == 0) {
        ab_at_fail(c, "The catalog has no streams");
        return;
    }
    for (uint32_t i = 0; i < streams->count; i++) {
        for (uint32_t j = 0; j < i; j++) {
            const ab_value *a = &streams->items[i], *b = &streams->items[j];
            if (ab_str_eq(ab_get_text(a, "name"), ab_get_text(b, "name")) &&
                ab_str_eq(ab_get_text(a, "namespace"), ab_get_text(b, "namespace"))) {
                ab_at_fail(c, "the stream %.*s is there twice", AB_STR_ARG(ab_get_text(a, "name")));
            }
        }
    }
}

/* ---------------------------------------------------------------- schemas */

static void check_schema(ab_at_case *c, ab_str name, const ab_value *stream)
{
    /* References are test_defined_refs_exist_in_schema's. */
    const ab_schema_compile_options options = {.draft = AB_SCHEMA_DRAFT7, .open_references = true};
    const ab_value *schema = ab_get(stream, "json_schema");
    ab_error error = {0};
    if (!ab_is(schema, AB_OBJECT)) {
        ab_at_fail(c, "%.*s has no json_schema", AB_STR_ARG(name));
    } else if (!ab_schema_compile(c->arena, schema, &options, &error)) {
        ab_at_fail(c, "%.*s: the schema is not valid: %s", AB_STR_ARG(name), error.message);
    }
    ab_error_clear(&error);
}

void ab_at_valid_schemas(ab_at_case *c)
{
    each_stream(c, check_schema);
}

/* What a keyword's visit needs. */
typedef struct visit {
    ab_at_case *c;
    ab_str stream;
    void (*check)(ab_at_case *c, ab_str stream, const ab_at_node *node);
} visit;

static void visit_node(void *context, const ab_at_node *node)
{
    const visit *v = context;
    v->check(v->c, v->stream, node);
}

static void each_node(ab_at_case *c,
                      void (*check)(ab_at_case *c, ab_str stream, const ab_at_node *node))
{
    const ab_value *streams = ab_at_streams(c);
    for (uint32_t i = 0; streams && i < streams->count; i++) {
        visit v = {c, ab_get_text(&streams->items[i], "name"), check};
        ab_at_walk(ab_get(&streams->items[i], "json_schema"), visit_node, &v);
    }
}

static void refuse(ab_at_case *c, ab_str stream, const ab_at_node *node, const char *why)
{
    ab_at_fail(c, "%.*s: %.*s: %s", AB_STR_ARG(stream), AB_STR_ARG(ab_at_node_path(c->arena, node)),
               why);
}

static void visit_reference(void *context, const ab_at_node *node)
{
    const visit *v = context;
    refuse(v->c, v->stream, node, "a reference is left unresolved");
}

static void check_references(ab_at_case *c, ab_str name, const ab_value *stream)
{
    visit v = {c, name, NULL};
    ab_at_find(ab_get(stream, "json_schema"), "$ref", visit_reference, &v);
}

void ab_at_stream_refs(ab_at_case *c)
{
    each_stream(c, check_references);
}

static void check_keyword(ab_at_case *c, ab_str stream, const ab_at_node *node)
{
    if (ab_at_is_keyword(node, "allOf") || ab_at_is_keyword(node, "not")) {
        refuse(c, stream, node, "destinations do not take this keyword");
    }
}

void ab_at_stream_keywords(ab_at_case *c)
{
    each_node(c, check_keyword);
}

static void check_additional(ab_at_case *c, ab_str stream, const ab_at_node *node)
{
    if (ab_at_is_keyword(node, "additionalProperties") && node->value->kind == AB_BOOL &&
        !node->value->boolean) {
        refuse(c, stream, node, "false breaks catalogs once a property is removed");
    }
}

void ab_at_stream_additional_properties(ab_at_case *c)
{
    each_node(c, check_additional);
}

/* The platform's types: airbyte_type and format, and what they go with. */
static const struct {
    const char *keyword;
    const char *value;
    const char *type;
} known[] = {
    {"airbyte_type", "timestamp_with_timezone", "string"},
    {"airbyte_type", "timestamp_without_timezone", "string"},
    {"airbyte_type", "time_with_timezone", "string"},
    {"airbyte_type", "time_without_timezone", "string"},
    {"airbyte_type", "integer", "number"},
    {"airbyte_type", "big_integer", "string"},
    {"airbyte_type", "big_number", "string"},
    {"airbyte_type", "binary_data", "string"},
    {"format", "date", "string"},
    {"format", "date-time", "string"},
    {"format", "time", "string"},
};

static bool has_type(const ab_value *schema, const char *type)
{
    const ab_value *types = ab_get(schema, "type");
    bool found = ab_str_is(ab_text(types), type);
    for (uint32_t i = 0; ab_is(types, AB_ARRAY) && i < types->count; i++) {
        found = found || ab_str_is(ab_text(&types->items[i]), type);
    }
    return found;
}

static void check_known(ab_at_case *c, ab_str stream, const ab_at_node *node)
{
    bool is_type = ab_at_is_keyword(node, "airbyte_type");
    if (!is_type && !ab_at_is_keyword(node, "format")) {
        return;
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (ab_str_is(node->key, known[i].keyword) &&
            ab_str_is(ab_text(node->value), known[i].value)) {
            if (!has_type(node->up->value, known[i].type)) {
                ab_at_warn(c, "%.*s: %.*s: %s goes with type %s", AB_STR_ARG(stream),
                           AB_STR_ARG(ab_at_node_path(c->arena, node)), known[i].value,
                           known[i].type);
            }
            return;
        }
    }
    ab_at_warn(c, "%.*s: %.*s: the platform has no %.*s", AB_STR_ARG(stream),
               AB_STR_ARG(ab_at_node_path(c->arena, node)),
               AB_STR_ARG(ab_at_show(c->arena, node->value)));
}

void ab_at_known_types(ab_at_case *c)
{
    const ab_value *streams = ab_at_streams(c);
    for (uint32_t i = 0; streams && i < streams->count; i++) {
        if (!has_type(ab_get(&streams->items[i], "json_schema"), "object")) {
            ab_at_warn(c, "%.*s: the schema's top must have type object",
                       AB_STR_ARG(ab_get_text(&streams->items[i], "name")));
        }
    }
    if (streams) {
        each_node(c, check_known);
    }
}

/* ---------------------------------------------------------------- cursors and keys */

/* The schema of the property at a path of names, or NULL. */
static const ab_value *property_at(const ab_value *schema, const ab_value *path)
{
    for (uint32_t i = 0; schema && i < path->count; i++) {
        schema = ab_object_get(ab_get(schema, "properties"), ab_text(&path->items[i]));
    }
    return schema;
}

static void check_cursor(ab_at_case *c, ab_str name, const ab_value *stream)
{
    const ab_value *cursor = ab_get(stream, "default_cursor_field");
    if (ab_is(cursor, AB_ARRAY) && cursor->count > 0 &&
        !property_at(ab_get(stream, "json_schema"), cursor)) {
        ab_at_fail(c, "%.*s: the schema lacks the cursor field %.*s", AB_STR_ARG(name),
                   AB_STR_ARG(ab_at_show(c->arena, cursor)));
    }
}

void ab_at_cursors_in_schema(ab_at_case *c)
{
    each_stream(c, check_cursor);
}

/* The schema of a primary key; NULL after a failure, where there is none. */
static const ab_value *key_schema(ab_at_case *c, ab_str name, const ab_value *stream,
                                  const ab_value *key)
{
    const ab_value *schema =
        ab_is(key, AB_ARRAY) ? property_at(ab_get(stream, "json_schema"), key) : NULL;
    if (!schema) {
        ab_at_fail(c, "%.*s: the schema lacks the primary key %.*s", AB_STR_ARG(name),
                   AB_STR_ARG(ab_at_show(c->arena, key)));
    }
    return schema;
}

static void check_keys(ab_at_case *c, ab_str name, const ab_value *stream)
{
    const ab_value *keys = ab_get(stream, "source_defined_primary_key");
    for (uint32_t i = 0; ab_is(keys, AB_ARRAY) && i < keys->count; i++) {
        key_schema(c, name, stream, &keys->items[i]);
    }
}

void ab_at_keys_in_schema(ab_at_case *c)
{
    each_stream(c, check_keys);
}

static void check_key_types(ab_at_case *c, ab_str name, const ab_value *stream)
{
    const ab_value *keys = ab_get(stream, "source_defined_primary_key");
    for (uint32_t i = 0; ab_is(keys, AB_ARRAY) && i < keys->count; i++) {
        const ab_value *schema = key_schema(c, name, stream, &keys->items[i]);
        if (has_type(schema, "object") || has_type(schema, "array")) {
            ab_at_fail(c, "%.*s: the primary key %.*s is of type %.*s", AB_STR_ARG(name),
                       AB_STR_ARG(ab_at_show(c->arena, &keys->items[i])),
                       AB_STR_ARG(ab_at_show(c->arena, ab_get(schema, "type"))));
        }
    }
}

void ab_at_key_types(ab_at_case *c)
{
    if (!ab_get_bool(c->entry, "validate_primary_keys_data_type", true)) {
        ab_at_skip(c, "validate_primary_keys_data_type is false");
        return;
    }
    each_stream(c, check_key_types);
}

static void check_modes(ab_at_case *c, ab_str name, const ab_value *stream)
{
    const ab_value *modes = ab_get(stream, "supported_sync_modes");
    if (!ab_is(modes, AB_ARRAY) || modes->count == 0) {
        ab_at_fail(c, "%.*s has no supported_sync_modes", AB_STR_ARG(name));
    }
}

void ab_at_sync_modes(ab_at_case *c)
{
    each_stream(c, check_modes);
}

void ab_at_catalog_compatibility(ab_at_case *c)
{
    const ab_value *now = ab_at_streams(c);
    const ab_value *before = now ? ab_at_previous_streams(c) : NULL;
    if (before) {
        ab_at_compare_catalogs(c, before, now);
    }
}
