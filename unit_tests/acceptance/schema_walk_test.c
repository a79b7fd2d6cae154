/* Walks through schemas and values: keywords, paths, differences. */
#include "check.h"

#include "acceptance/schema_walk.h"
#include "json/json.h"

static ab_value parse(ab_arena *arena, const char *json)
{
    ab_value value;
    assert_true(ab_json_parse(arena, ab_str_of(json), NULL, &value, NULL));
    return value;
}

/* ---------------------------------------------------------------- keywords */

typedef struct seen {
    ab_arena *arena;
    ab_buf out;
} seen;

static void visit(void *context, const ab_at_node *node)
{
    seen *s = context;
    if (ab_at_is_keyword(node, "type") || ab_at_is_property(node)) {
        ab_buf_printf(&s->out, "%.*s%s\n", AB_STR_ARG(ab_at_node_path(s->arena, node)),
                      ab_at_is_property(node) ? " (property)" : "");
    }
}

static void test_keywords(void **state)
{
    (void)state;
    seen s = {.arena = ab_arena_new()};
    ab_buf_init(&s.out, AB_BUF_NO_MAX);
    ab_value schema = parse(s.arena, "{\"type\":\"object\",\"properties\":{"
                                     "\"type\":{\"type\":\"string\",\"default\":{\"type\":1}},"
                                     "\"properties\":{\"properties\":{\"a\":{}}}},"
                                     "\"oneOf\":[{\"type\":\"null\"}],\"enum\":[{\"type\":2}]}");
    ab_at_walk(&schema, visit, &s);
    assert_str(ab_buf_str(&s.out), "/type\n"
                                   "/properties/type (property)\n"
                                   "/properties/type/type\n"
                                   "/properties/properties (property)\n"
                                   "/properties/properties/properties/a (property)\n"
                                   "/oneOf/0/type\n");
    ab_buf_free(&s.out);
    ab_arena_free(s.arena);
}

static void visit_found(void *context, const ab_at_node *node)
{
    seen *s = context;
    ab_buf_printf(&s->out, "%.*s\n", AB_STR_ARG(ab_at_node_path(s->arena, node)));
}

static void test_find(void **state)
{
    (void)state;
    seen s = {.arena = ab_arena_new()};
    ab_buf_init(&s.out, AB_BUF_NO_MAX);
    ab_value value = parse(s.arena, "{\"$ref\":{\"$ref\":1},\"properties\":{\"$ref\":null},"
                                    "\"default\":[{\"$ref\":\"#\"}],\"ref\":\"$ref\"}");
    ab_at_find(&value, "$ref", visit_found, &s);
    assert_str(ab_buf_str(&s.out), "/$ref\n/$ref/$ref\n/properties/$ref\n/default/0/$ref\n");
    ab_at_find(NULL, "$ref", visit_found, &s);
    ab_buf_free(&s.out);
    ab_arena_free(s.arena);
}

/* ---------------------------------------------------------------- paths */

static ab_str joined(ab_arena *arena, ab_at_paths *paths)
{
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    for (size_t i = 0; i < paths->n; i++) {
        ab_buf_printf(&out, "%s%.*s", i ? " " : "", AB_STR_ARG(paths->at[i]));
    }
    ab_str text = ab_arena_str(arena, ab_buf_str(&out));
    ab_buf_free(&out);
    AB_VEC_FREE(paths);
    return text;
}

static const struct {
    const char *schema;
    bool annotate;
    const char *paths;
} schemas[] = {
    {"{}", false, ""},
    {"{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":[\"null\","
     "\"integer\"]}}}",
     false, "/a /b"},
    {"{\"properties\":{\"a\":{\"properties\":{\"b\":{\"type\":\"string\"}}},\"c\":{}}}", false,
     "/a/b /c"},
    {"{\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},\"b\":{"
     "\"type\":\"array\"}}}",
     false, "/a/[] /b/[]"},
    {"{\"properties\":{\"a\":{\"oneOf\":[{\"properties\":{\"x\":{\"type\":\"string\"}}},{"
     "\"properties\":{\"y\":{\"type\":\"string\"}}}]}}}",
     false, "/a/x /a/y"},
    {"{\"properties\":{\"a\":{\"oneOf\":[{\"properties\":{\"x\":{\"type\":\"string\"}}},{"
     "\"properties\":{\"y\":{\"type\":\"string\"}}}]}}}",
     true, "/a(0)/x /a(1)/y"},
    {"{\"properties\":{\"a\":{\"$ref\":\"#/definitions/"
     "d\"}},\"definitions\":{\"d\":{\"properties\":"
     "{\"x\":{\"type\":\"string\"}}}}}",
     false, "/a/x"},
    {"{\"properties\":{\"a\":{\"$ref\":\"#/nowhere\"},\"b\":{\"type\":\"string\"}}}", false, "/b"},
};

static void test_schema_paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(schemas) / sizeof(*schemas); i++) {
        ab_arena *arena = ab_arena_new();
        ab_at_paths paths = {0};
        ab_value schema = parse(arena, schemas[i].schema);
        ab_at_schema_paths(arena, &schema, schemas[i].annotate, &paths);
        assert_str(joined(arena, &paths), schemas[i].paths);
        ab_arena_free(arena);
    }
}

/* A schema that contains itself ends, too. */
static void test_circle(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_at_paths paths = {0};
    ab_value schema = parse(arena, "{\"properties\":{\"a\":{\"$ref\":\"#\"}}}");
    ab_at_schema_paths(arena, &schema, false, &paths);
    assert_int_equal(paths.n, 0);
    AB_VEC_FREE(&paths);
    ab_arena_free(arena);
}

static void test_value_paths(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_at_paths paths = {0};
    ab_value value = parse(arena, "{\"a\":{\"b\":null},\"c\":[{\"d\":1},{\"e\":2}],\"f\":[]}");
    ab_at_value_paths(arena, &value, &paths);
    assert_true(ab_at_paths_have(&paths, AB_STR("/c/[]/d")));
    assert_false(ab_at_paths_have(&paths, AB_STR("/c/[]/e")));
    assert_str(joined(arena, &paths), "/a /a/b /c /c/[] /c/[]/d /f");
    ab_arena_free(arena);
}

/* ---------------------------------------------------------------- differences */

static const struct {
    const char *expected;
    const char *got;
    size_t n;
    const char *lines; /* at most two */
} differences[] = {
    {"{\"a\":1,\"b\":[1,2]}", "{\"b\":[1,2],\"a\":1.0}", 0, ""},
    {"{\"a\":1}", "{\"a\":2}", 1, "/a: expected 1, got 2"},
    {"{\"a\":{\"b\":\"x\"}}", "{\"a\":{\"c\":\"x\"}}", 2,
     "/a/b: expected \"x\", got nothing\n/a/c: expected nothing, got \"x\""},
    {"[1,2,3]", "[1,5,3]", 1, "/1: expected 2, got 5"},
    {"[1]", "[1,2]", 1, "/: expected [1], got [1,2]"},
    {"{\"a\":[]}", "{\"a\":{}}", 1, "/a: expected [], got {}"},
    {"{\"a\":1,\"b\":1,\"c\":1}", "{\"a\":2,\"b\":2,\"c\":2}", 3,
     "/a: expected 1, got 2\n/b: expected 1, got 2"},
};

static void test_differences(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(differences) / sizeof(*differences); i++) {
        ab_arena *arena = ab_arena_new();
        ab_buf out;
        ab_buf_init(&out, AB_BUF_NO_MAX);
        ab_value expected = parse(arena, differences[i].expected);
        ab_value got = parse(arena, differences[i].got);
        assert_int_equal(ab_at_diff(arena, &expected, &got, 2, &out), differences[i].n);
        assert_str(ab_buf_str(&out), differences[i].lines);
        ab_buf_free(&out);
        ab_arena_free(arena);
    }
}

static void test_show(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_buf json;
    ab_buf_init(&json, AB_BUF_NO_MAX);
    ab_buf_add_char(&json, '"');
    for (int i = 0; i < 150; i++) {
        ab_buf_add_text(&json, "\xc3\xa9");
    }
    ab_buf_add_char(&json, '"');
    ab_value value = parse(arena, json.p);
    ab_str text = ab_at_show(arena, &value);
    assert_true(ab_utf8_valid(text)); /* cut, but not within a character */
    assert_true(ab_str_ends(text, AB_STR("…")));
    assert_str(ab_at_show(arena, NULL), "nothing");
    ab_buf_free(&json);
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keywords),     cmocka_unit_test(test_find),
        cmocka_unit_test(test_schema_paths), cmocka_unit_test(test_circle),
        cmocka_unit_test(test_value_paths),  cmocka_unit_test(test_differences),
        cmocka_unit_test(test_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
