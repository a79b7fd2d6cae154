/* Tests of advanced_auth. */
#include "acceptance/schema_walk.h"
#include "acceptance/suite.h"

static ab_str path_text(ab_arena *arena, const ab_value *names, uint32_t from)
{
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    for (uint32_t i = from; ab_is(names, AB_ARRAY) && i < names->count; i++) {
        ab_buf_add_char(&out, '/');
        ab_buf_add_str(&out, ab_text(&names->items[i]));
    }
    ab_str text = ab_arena_str(arena, ab_buf_str(&out));
    ab_buf_free(&out);
    return text;
}

static void demand(ab_at_case *c, const ab_at_paths *paths, const ab_value *names, const char *what)
{
    ab_str path = path_text(c->arena, names, 0);
    if (!ab_at_paths_have(paths, path)) {
        ab_at_fail(c, "%s: the spec has no property %.*s", what, AB_STR_ARG(path));
    }
}

static void demand_all(ab_at_case *c, const ab_at_paths *paths, const ab_value *specification,
                       const char *what)
{
    const ab_value *properties = ab_get(specification, "properties");
    for (uint32_t i = 0; ab_is(properties, AB_OBJECT) && i < properties->count; i++) {
        const ab_value *names =
            ab_get(&properties->object.members[i].value, "path_in_connector_config");
        if (names) {
            demand(c, paths, names, what);
        }
    }
}

void ab_at_oauth_parameters(ab_at_case *c)
{
    static const char *const parts[] = {"oauth_user_input_from_connector_config_specification",
                                        "complete_oauth_output_specification",
                                        "complete_oauth_server_output_specification"};
    const ab_value *spec = ab_at_spec(c);
    const ab_value *auth = ab_get(spec, "advanced_auth");
    if (!spec || !ab_is(auth, AB_OBJECT)) {
        return;
    }
    ab_at_paths paths = {0};
    ab_at_schema_paths(c->arena, ab_get(spec, "connectionSpecification"), false, &paths);
    const ab_value *key = ab_get(auth, "predicate_key");
    if (ab_is(key, AB_ARRAY) && key->count > 0) {
        demand(c, &paths, key, "predicate_key");
    }
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        demand_all(c, &paths, ab_get(ab_get(auth, "oauth_config_specification"), parts[i]),
                   parts[i]);
    }
    AB_VEC_FREE(&paths);
}

/* ---------------------------------------------------------------- the default method */

typedef struct search {
    ab_str name;
    const ab_value *found; /* the first option of the property's oneOf */
} search;

static void visit(void *context, const ab_at_node *node)
{
    search *s = context;
    if (!s->found && ab_at_is_property(node) && ab_str_eq(node->key, s->name)) {
        s->found = ab_at(ab_get(node->value, "oneOf"), 0);
    }
}

void ab_at_oauth_default(ab_at_case *c)
{
    const ab_value *spec = ab_at_spec(c);
    const ab_value *auth = ab_get(spec, "advanced_auth");
    const ab_value *key = ab_get(auth, "predicate_key");
    const ab_value *exception = ab_get(c->entry, "auth_default_method");
    if (!spec) {
        return;
    }
    if (!ab_is(auth, AB_OBJECT) || !ab_is(key, AB_ARRAY) || key->count == 0) {
        ab_at_skip(c, "the source has no OAuth, or no other method");
        return;
    }
    if (!ab_get_bool(exception, "oauth", true)) {
        ab_str reason = ab_get_text(exception, "bypass_reason");
        ab_at_skip(c, "auth_default_method: %.*s", AB_STR_ARG(reason));
        return;
    }
    search s = {.name = ab_text(&key->items[0])};
    ab_at_walk(ab_get(spec, "connectionSpecification"), visit, &s);
    if (!s.found) {
        ab_at_skip(c, "%.*s has no oneOf", AB_STR_ARG(s.name));
        return;
    }
    const ab_value *option = s.found;
    for (uint32_t i = 1; i < key->count; i++) {
        option = ab_object_get(ab_get(option, "properties"), ab_text(&key->items[i]));
    }
    const ab_value *got = ab_get(option, "const");
    const ab_value *want = ab_get(auth, "predicate_value");
    if (!got || !want || !ab_value_equal(got, want)) {
        ab_at_fail(c, "OAuth must be the first method: its %.*s is %.*s, and predicate_value %.*s",
                   AB_STR_ARG(path_text(c->arena, key, 1)), AB_STR_ARG(ab_at_show(c->arena, got)),
                   AB_STR_ARG(ab_at_show(c->arena, want)));
    }
}
