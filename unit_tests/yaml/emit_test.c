/* Values to YAML: the text, and that it reads back. */
#include "check.h"

#include "yaml/emit.h"
#include "yaml/yaml.h"
#include "json/json.h"

typedef struct row {
    const char *json;
    const char *yaml;
} row;

static const row rows[] = {
    {"1", "1\n"},
    {"\"text\"", "text\n"},
    {"\"\"", "\"\"\n"},
    {"\"yes\"", "\"yes\"\n"},
    {"\"1\"", "\"1\"\n"},
    {"\"null\"", "\"null\"\n"},
    {"\"2024-01-01\"", "\"2024-01-01\"\n"},
    {"\"a: b\"", "\"a: b\"\n"},
    {"\"a:b\"", "a:b\n"},
    {"\"a #b\"", "\"a #b\"\n"},
    {"\"- a\"", "\"- a\"\n"},
    {"\"l\\n\\u00e9\"", "\"l\\n\xc3\xa9\"\n"},
    {"\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"\n"},
    {"\"\\u0085\\ufeff\"", "\"\\u0085\\ufeff\"\n"},
    {"{}", "{}\n"},
    {"[]", "[]\n"},
    {"[1,\"a\",null,true]", "[1, a, null, true]\n"},
    {"{\"a\":{},\"b\":[],\"c\":[[1]]}", "a: {}\nb: []\nc:\n  - [1]\n"},
    {"{\"a\":{\"b\":{\"c\":1.50}}}", "a:\n  b:\n    c: 1.50\n"},
    {"[{\"a\":1,\"b\":{\"c\":2}},{\"d\":[{\"e\":3}]}]",
     "- a: 1\n  b:\n    c: 2\n- d:\n    - e: 3\n"},
    {"{\"on\":1,\"a b\":2,\"c:\":3}", "\"on\": 1\na b: 2\n\"c:\": 3\n"},
};

static void check_row(const row *r)
{
    ab_arena *arena = ab_arena_new();
    ab_value value, again;
    ab_buf out;
    ab_error error = {0};
    ab_buf_init(&out, AB_BUF_NO_MAX);
    assert_true(ab_json_parse(arena, ab_str_of(r->json), NULL, &value, NULL));
    ab_yaml_write(&out, &value, 0);
    assert_str(ab_buf_str(&out), r->yaml);
    if (!ab_yaml_parse(arena, ab_buf_str(&out), NULL, &again, &error)) {
        print_error("%s: %s\n", r->yaml, error.message);
        fail();
    }
    assert_true(ab_value_equal(&value, &again));
    ab_buf_free(&out);
    ab_arena_free(arena);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        check_row(&rows[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
