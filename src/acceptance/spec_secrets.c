/* Secrets: what is named like one, what is marked as one, and whether one leaks. */
#include "acceptance/schema_walk.h"
#include "acceptance/suite.h"
#include "json/json.h"

/* Shorter texts occur by chance (the CDK's standard tests look at those of 8 characters, too). */
enum { LEAK_BYTES = 8 };

static const char *const secret_names[] = {
    "client_token",
    "access_token",
    "api_token",
    "token",
    "secret",
    "client_secret",
    "password",
    "key",
    "service_account",
    "certificate",
    "jwt",
    "credentials",
    "service_account_info",
    "refresh_token",
    /* from here on: not for the lint */
    "tenant_id",
    "app_id",
    "appid",
};
enum { NAMES = sizeof(secret_names) / sizeof(*secret_names), LINT_NAMES = NAMES - 3 };

static const char *const secret_endings[] = {"_token", "_secret",    "password",    "api_key",
                                             "apikey", "secret_key", "private_key", "access_key"};

static bool is_secret_name(ab_str name, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ab_str_eq_nocase(name, ab_str_of(secret_names[i]))) {
            return true;
        }
    }
    return false;
}

static bool ends_like_secret(ab_arena *arena, ab_str name)
{
    char *lower = ab_arena_cstr(arena, name);
    for (size_t i = 0; i < name.n; i++) {
        lower[i] = (char)(lower[i] >= 'A' && lower[i] <= 'Z' ? lower[i] - 'A' + 'a' : lower[i]);
    }
    for (size_t i = 0; i < sizeof(secret_endings) / sizeof(*secret_endings); i++) {
        if (ab_str_ends((ab_str){lower, name.n}, ab_str_of(secret_endings[i]))) {
            return true;
        }
    }
    return false;
}

/* A text or a number that is not given by the spec itself. */
static bool can_hold_secret(const ab_value *property)
{
    static const char *const types[] = {"string", "integer", "number"};
    const ab_value *type = ab_get(property, "type");
    bool fits = false;
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
        fits = fits || ab_str_is(ab_text(type), types[i]);
        for (uint32_t j = 0; ab_is(type, AB_ARRAY) && j < type->count; j++) {
            fits = fits || ab_str_is(ab_text(&type->items[j]), types[i]);
        }
    }
    return fits && !ab_value_truthy(ab_get(property, "const"));
}

static bool is_name(ab_str key)
{
    static const char *const keywords[] = {"anyOf",      "oneOf", "allOf", "not",
                                           "properties", "items", "type",  "prefixItems"};
    bool digits = true;
    for (size_t i = 0; i < key.n; i++) {
        digits = digits && key.p[i] >= '0' && key.p[i] <= '9';
    }
    for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++) {
        if (ab_str_is(key, keywords[i])) {
            return false;
        }
    }
    return key.p && !digits;
}

/* The name that a type belongs to, as connector-acceptance-test finds it: the nearest key above
 * that is no keyword of schemas, also where a schema is not well formed. */
static ab_str name_of(const ab_at_node *node)
{
    while (node->up && !is_name(node->key)) {
        node = node->up;
    }
    return node->key;
}

static void visit_marked(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    if (!ab_at_is_keyword(node, "type") || !is_secret_name(name_of(node->up), NAMES)) {
        return;
    }
    bool marked = ab_get_bool(node->up->value, "airbyte_secret", false);
    bool possible = can_hold_secret(node->up->value);
    ab_str path = ab_at_node_path(c->arena, node->up);
    if (marked && !possible) {
        ab_at_fail(c, "%.*s is marked airbyte_secret, but cannot hold a secret", AB_STR_ARG(path));
    } else if (!marked && possible) {
        ab_at_fail(c, "%.*s must be marked airbyte_secret", AB_STR_ARG(path));
    }
}

void ab_at_secrets_marked(ab_at_case *c)
{
    const ab_value *spec = ab_at_spec(c);
    if (spec) {
        ab_at_walk(ab_get(spec, "connectionSpecification"), visit_marked, c);
    }
}

/* ---------------------------------------------------------------- the lint of the CDK's tests */

/* Under anyOf or allOf, or a combinator at the root: the platform does not look for it there. */
static bool is_hidden_place(const ab_at_node *node)
{
    for (; node && node->up; node = node->up) {
        bool at_root = !node->up->up;
        if (ab_at_is_keyword(node, "anyOf") || ab_at_is_keyword(node, "allOf") ||
            (at_root && ab_at_is_keyword(node, "oneOf"))) {
            return true;
        }
    }
    return false;
}

static void lint_mark(ab_at_case *c, const ab_at_node *node)
{
    ab_str path = ab_at_node_path(c->arena, node);
    if (node->value->kind != AB_BOOL) {
        ab_at_fail(c, "%.*s must be true or false", AB_STR_ARG(path));
    } else if (node->value->boolean && is_hidden_place(node)) {
        ab_at_fail(c, "%.*s: a secret under anyOf, allOf or a combinator of the root is not found",
                   AB_STR_ARG(path));
    } else if (node->value->boolean && !can_hold_secret(node->up->value)) {
        ab_at_fail(c, "%.*s: only a text or a number can be a secret", AB_STR_ARG(path));
    }
}

static void visit_lint(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    if (ab_at_is_keyword(node, "airbyte_secret")) {
        lint_mark(c, node);
    } else if (ab_at_is_property(node) && can_hold_secret(node->value) &&
               !ab_get(node->value, "airbyte_secret") &&
               (is_secret_name(node->key, LINT_NAMES) || ends_like_secret(c->arena, node->key))) {
        ab_at_fail(c, "%.*s is named like a secret: set airbyte_secret to true, or false",
                   AB_STR_ARG(ab_at_node_path(c->arena, node)));
    }
}

void ab_at_spec_lint(ab_at_case *c)
{
    const ab_value *spec = ab_at_spec(c);
    if (spec) {
        ab_at_walk(ab_get(spec, "connectionSpecification"), visit_lint, c);
    }
}

/* ---------------------------------------------------------------- leaks */

typedef struct leaks {
    ab_at_case *c;
    const ab_value *spec;
    const ab_at_output *out;
    const char *command;
} leaks;

static bool printed(const ab_at_output *out, ab_str secret)
{
    return ab_str_find(out->process.out, secret, 0) >= 0 ||
           ab_str_find(out->process.err, secret, 0) >= 0;
}

/* A secret as it lies in the config, and as JSON escapes it. */
static void look_for(const leaks *l, ab_str place, const ab_value *value)
{
    ab_arena *arena = l->c->arena;
    ab_str json = ab_json_text(arena, value, AB_JSON_ASCII);
    ab_str text = ab_is(value, AB_STRING) ? value->text : json;
    ab_str escaped = ab_is(value, AB_STRING) ? ab_str_sub(json, 1, json.n - 1) : json;
    if (text.n >= LEAK_BYTES && (printed(l->out, text) || printed(l->out, escaped))) {
        ab_at_fail(l->c, "%s prints the config's secret %.*s", l->command, AB_STR_ARG(place));
    }
}

static void look_at(const leaks *l, const ab_value *schema, const ab_value *value, ab_str place)
{
    const ab_value *properties = ab_get(schema, "properties");
    const ab_value *options = ab_get(schema, "oneOf");
    if (ab_get_bool(schema, "airbyte_secret", false) &&
        (ab_is(value, AB_STRING) || ab_is_number(value))) {
        look_for(l, place, value);
    }
    for (uint32_t i = 0; ab_is(options, AB_ARRAY) && i < options->count; i++) {
        look_at(l, &options->items[i], value, place);
    }
    for (uint32_t i = 0; ab_is(properties, AB_OBJECT) && i < properties->count; i++) {
        const ab_member *property = &properties->object.members[i];
        const ab_value *inner = ab_object_get(value, property->key);
        if (inner) {
            look_at(l, &property->value, inner,
                    ab_arena_printf(l->c->arena, "%.*s/%.*s", AB_STR_ARG(place),
                                    AB_STR_ARG(property->key)));
        }
    }
}

void ab_at_secrets_in_output(ab_at_case *c)
{
    static const char *const commands[] = {"check", "discover"};
    const ab_value *spec = ab_at_spec(c);
    const ab_value *config = NULL;
    if (!spec) {
        return;
    }
    if (!ab_get(c->entry, "config_path")) {
        ab_at_skip(c, "the entry has no config_path");
        return;
    }
    config = ab_at_connector_config(c);
    for (size_t i = 0; config && i < sizeof(commands) / sizeof(*commands); i++) {
        ab_at_output out;
        if (!ab_at_run(c, commands[i], NULL, NULL, false, &out)) {
            return;
        }
        const leaks l = {c, spec, &out, commands[i]};
        look_at(&l, ab_get(spec, "connectionSpecification"), config, (ab_str){0});
    }
}
