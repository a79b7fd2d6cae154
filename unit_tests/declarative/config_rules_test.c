/* The rules by which a spec mends and validates a config. */
#include "fixture.h"

#include "declarative/spec/spec.h"

/* A Spec with these rules; NULL with `error`. */
static ab_spec *spec_of(ab_arena *arena, ab_env *env, const char *rules, ab_error *error)
{
    ab_str text = ab_arena_printf(
        arena,
        "{\"type\":\"Spec\",\"connection_specification\":{},"
        "\"config_normalization_rules\":{\"type\":\"ConfigNormalizationRules\",%s}}",
        rules);
    ab_value *node = AB_ARENA_NEW(arena, ab_value);
    *node = fixture_json(arena, text.p);
    ab_parse p = {.arena = arena};
    const ab_component *component = ab_component_parse(&p, node, "Spec", AB_STR("spec"));
    ab_build build = {.arena = arena, .env = env};
    ab_spec *spec = NULL;
    if (ab_parse_result(&p, AB_PROBLEM_USE, error)) {
        spec = ab_spec_build(&build, component, error);
    }
    ab_parse_end(&p);
    return spec;
}

#define ADD(path, value)                                                                           \
    "{\"type\":\"ConfigAddFields\",\"fields\":[{\"type\":\"AddedFieldDefinition\",\"path\":" path  \
    ",\"value\":\"" value "\"}]"
#define REMAP(map, path) "{\"type\":\"ConfigRemapField\",\"map\":" map ",\"field_path\":" path "}"
#define REMOVE(pointers) "{\"type\":\"ConfigRemoveFields\",\"field_pointers\":" pointers

static void test_transformations(void **state)
{
    (void)state;
    static const struct {
        const char *transformations;
        const char *config;
        const char *want; /* JSON, or the error */
    } rows[] = {
        {ADD("[\"a\",\"b\"]", "{{ config['x'] + 1 }}") "}", "{\"x\":1}",
         "{\"x\":1,\"a\":{\"b\":2}}"},
        {ADD("[\"a\"]", "{{ config['x'] }}") "}," ADD("[\"b\"]", "{{ config['a'] }}") "}",
         "{\"x\":{\"y\":1}}", "{\"x\":{\"y\":1},\"a\":{\"y\":1},\"b\":{\"y\":1}}"},
        {ADD("[\"a\"]", "1") ",\"condition\":\"{{ config.x > 1 }}\"}", "{\"x\":1}", "{\"x\":1}"},
        {ADD("[\"a\"]", "1") ",\"condition\":\"{{ value == 1 and path == ['a'] }}\"}", "{}",
         "{\"a\":1}"},
        {ADD("[]", "1") "}", "{}",
         "Expected a non-zero-length path for the AddFields transformation"},
        {REMAP("{\"a\":\"{{ config.to }}\"}", "[\"x\"]"), "{\"x\":\"a\",\"to\":\"b\"}",
         "{\"x\":\"b\",\"to\":\"b\"}"},
        {REMAP("{\"a\":{\"n\":1}}", "[\"x\",\"{{ config.k }}\"]"),
         "{\"k\":\"y\",\"x\":{\"y\":\"a\"}}", "{\"k\":\"y\",\"x\":{\"y\":{\"n\":1}}}"},
        {REMAP("{\"a\":\"b\"}", "[\"x\"]"), "{\"x\":\"c\"}", "{\"x\":\"c\"}"},
        {REMAP("{\"1\":\"b\"}", "[\"x\"]"), "{\"x\":1}", "{\"x\":1}"},
        {REMAP("{\"a\":\"b\"}", "[\"x\",\"y\"]"), "{\"x\":\"a\"}", "{\"x\":\"a\"}"},
        {REMAP("\"{{ config['map'] }}\"", "[\"x\"]"), "{\"x\":\"a\",\"map\":{\"a\":\"b\"}}",
         "{\"x\":\"b\",\"map\":{\"a\":\"b\"}}"},
        {REMAP("{}", "[]"), "{}", "field_path cannot be empty."},
        {REMOVE("[[\"a\"],[\"b\",\"*\",\"c\"],[\"absent\",\"x\"]]}"),
         "{\"a\":1,\"b\":[{\"c\":1,\"d\":2}]}", "{\"b\":[{\"d\":2}]}"},
        {REMOVE("[[\"a\"]],\"condition\":\"{{ config.b }}\"}"), "{\"a\":1}", "{\"a\":1}"},
        {REMOVE("[[\"a\"]],\"condition\":\"{{ config.b }}\"}"), "{\"a\":1,\"b\":true}",
         "{\"b\":true}"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_env env;
        ab_error error = {0};
        ab_env_init(&env, arena);
        ab_str rules = ab_arena_printf(arena, "\"transformations\":[%s]", rows[i].transformations);
        ab_value config = fixture_json(arena, rows[i].config);
        ab_spec *spec = spec_of(arena, &env, rules.p, &error);
        bool ok = spec && ab_spec_transform(spec, arena, &config, &error);
        ab_str got = ok ? ab_json_text(arena, &config, AB_JSON_COMPACT) : ab_str_of(error.message);
        if (!ab_str_is(got, rows[i].want)) {
            fail_msg("%s on %s: got %.*s", rows[i].transformations, rows[i].config,
                     AB_STR_ARG(got));
        }
        ab_error_clear(&error);
        ab_env_destroy(&env);
        ab_arena_free(arena);
    }
}

/* A migration tells whether it changed anything: only then the config's file is written anew. */
static void test_migrations(void **state)
{
    (void)state;
    static const struct {
        const char *config;
        const char *want;
        bool changed;
    } rows[] = {
        {"{\"x\":\"old\"}", "{\"x\":\"new\"}", true},
        {"{\"x\":\"new\"}", "{\"x\":\"new\"}", false},
        {"{}", "{}", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_env env;
        ab_env_init(&env, arena);
        ab_spec *spec = spec_of(arena, &env,
                                "\"config_migrations\":[{\"type\":\"ConfigMigration\","
                                "\"transformations\":[" REMAP("{\"old\":\"new\"}", "[\"x\"]") "]}]",
                                NULL);
        ab_value config = fixture_json(arena, rows[i].config);
        bool changed;
        assert_non_null(spec);
        assert_true(ab_spec_migrate(spec, arena, &config, &changed, NULL));
        assert_int_equal(changed, rows[i].changed);
        assert_str(ab_json_text(arena, &config, AB_JSON_COMPACT), rows[i].want);
        ab_env_destroy(&env);
        ab_arena_free(arena);
    }
}

#define ADHERES(schema)                                                                            \
    "\"validation_strategy\":{\"type\":\"ValidateAdheresToSchema\",\"base_schema\":" schema "}}"
#define DPATH(path, schema) "{\"type\":\"DpathValidator\",\"field_path\":" path "," ADHERES(schema)
#define PREDICATE(value, schema)                                                                   \
    "{\"type\":\"PredicateValidator\",\"value\":" value "," ADHERES(schema)

static void test_validations(void **state)
{
    (void)state;
    static const struct {
        const char *validator;
        const char *config;
        const char *want; /* the error; NULL: valid */
    } rows[] = {
        {DPATH("[\"a\"]", "{\"type\":\"integer\"}"), "{\"a\":1}", NULL},
        {DPATH("[\"a\"]", "{\"type\":\"integer\"}"), "{\"a\":true}",
         "JSON schema validation error: True is not of type 'integer'"},
        {DPATH("[\"a\"]", "{\"type\":\"integer\"}"), "{}", NULL},
        {DPATH("[\"a\",\"*\"]", "{\"type\":\"integer\"}"), "{\"a\":[1,2,null]}",
         "JSON schema validation error: None is not of type 'integer'"},
        {DPATH("[\"a\",\"*\"]", "{\"type\":\"integer\"}"), "{\"a\":[]}", NULL},
        {DPATH("[]", "{}"), "{}", "Field path is empty"},
        {DPATH("[\"a\"]", "{\"type\":\"object\"}"), "{\"a\":\"{\\\"b\\\": 1}\"}", NULL},
        {DPATH("[\"a\"]", "{\"type\":\"object\"}"), "{\"a\":\"no JSON\"}",
         "Invalid JSON string: no JSON"},
        {DPATH("[\"a\"]", "\"{{ config['schema'] }}\""),
         "{\"a\":1,\"schema\":\"{\\\"type\\\": \\\"null\\\"}\"}",
         "JSON schema validation error: 1 is not of type 'null'"},
        {PREDICATE("\"{{ config['a'] + 1 }}\"", "{\"maximum\":2}"), "{\"a\":1}", NULL},
        {PREDICATE("\"{{ config['a'] + 1 }}\"", "{\"maximum\":2}"), "{\"a\":2}",
         "JSON schema validation error: 3 is greater than the maximum of 2"},
        {PREDICATE("{\"n\":\"{{ config['a'] }}\"}", "{\"required\":[\"m\"]}"), "{\"a\":2}",
         "JSON schema validation error: 'm' is a required property"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_env env;
        ab_error error = {0};
        ab_env_init(&env, arena);
        ab_str rules = ab_arena_printf(arena, "\"validations\":[%s]", rows[i].validator);
        ab_value config = fixture_json(arena, rows[i].config);
        ab_spec *spec = spec_of(arena, &env, rules.p, &error);
        assert_non_null(spec);
        bool ok = ab_spec_validate(spec, arena, &config, &error);
        const char *got = ok ? NULL : error.message;
        if (ok != !rows[i].want || (got && strcmp(got, rows[i].want) != 0)) {
            fail_msg("%s on %s: got %s", rows[i].validator, rows[i].config, got ? got : "valid");
        }
        ab_error_clear(&error);
        ab_env_destroy(&env);
        ab_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transformations),
        cmocka_unit_test(test_migrations),
        cmocka_unit_test(test_validations),
    };
    return cmocka_run_group_tests_name("config rules", tests, NULL, NULL);
}
