#include "jsonschema/normalize.h"
#include "rows.h"

typedef struct row {
    const char *schema; /* of the member f */
    const char *before;
    const char *after; /* NULL: unchanged */
} row;

static void check_row(const row *r)
{
    ab_arena *arena = ab_arena_new();
    ab_value property = parse_json(arena, r->schema);
    ab_value properties = ab_value_object();
    ab_set(arena, &properties, "f", property);
    ab_value schema = ab_value_object();
    ab_set(arena, &schema, "properties", properties);
    ab_value record = ab_value_object();
    ab_value *f = ab_set(arena, &record, "f", parse_json(arena, r->before));
    bool changed;
    assert_true(
        ab_normalize(ab_normalizer_compile(arena, &schema), arena, &record, &changed, NULL));
    ab_str got = ab_json_text(arena, f, AB_JSON_COMPACT);
    const char *want = r->after ? r->after : r->before;
    if (!ab_str_is(got, want) || changed != (r->after != NULL)) {
        print_error("%s of %s: got %s (changed %d), want %s\n", r->schema, r->before, got.p,
                    changed, want);
        fail();
    }
    ab_arena_free(arena);
}

static void check_rows(const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        check_row(&rows[i]);
    }
}

static void test_to_string(void **state)
{
    (void)state;
    static const row rows[] = {
        {"{\"type\":\"string\"}", "null", "\"None\""},
        {"{\"type\":[\"null\",\"string\"]}", "null", NULL},
        {"{\"type\":[\"string\",\"null\"]}", "1", "\"1\""},
        {"{\"type\":\"string\"}", "1.50", "\"1.5\""},
        {"{\"type\":\"string\"}", "1e5", "\"100000.0\""},
        {"{\"type\":\"string\"}", "true", "\"True\""},
        {"{\"type\":\"string\"}", "123456789012345678901", "\"123456789012345678901\""},
        {"{\"type\":\"string\"}", "{\"a\":[1,null,\"it's\"]}",
         "\"{'a': [1, None, \\\"it's\\\"]}\""},
        {"{\"type\":\"string\"}", "\"x\"", NULL},
        {"{\"type\":[\"string\",\"integer\"]}", "1.5", NULL},
        {"{\"type\":[]}", "1", NULL},
        {"{}", "1", NULL},
    };
    check_rows(rows, COUNT(rows));
}

static void test_to_number(void **state)
{
    (void)state;
    static const row rows[] = {
        {"{\"type\":\"number\"}", "5", "5.0"},
        {"{\"type\":\"number\"}", "\"5\"", "5.0"},
        {"{\"type\":\"number\"}", "\" -1.10 \"", "-1.10"},
        {"{\"type\":\"number\"}", "\"1_0.5\"", "10.5"},
        {"{\"type\":\"number\"}", "\"+.5\"", "0.5"},
        {"{\"type\":\"number\"}", "\"1e3\"", "1e3"},
        {"{\"type\":\"number\"}", "\"01.5\"", "1.5"},
        {"{\"type\":\"number\"}", "\"\\u20091\\u2009\"", "1.0"},
        {"{\"type\":\"number\"}", "12345678901234567891", "12345678901234567891.0"},
        {"{\"type\":\"number\"}", "9007199254740993", "9007199254740993.0"},
        {"{\"type\":\"number\"}", "\"-Infinity\"", "-Infinity"},
        {"{\"type\":\"number\"}", "\"nan\"", "NaN"},
        {"{\"type\":\"number\"}", "true", "1.0"},
        {"{\"type\":\"number\"}", "\"\"", NULL},
        {"{\"type\":\"number\"}", "\"1__0\"", NULL},
        {"{\"type\":\"number\"}", "\"_1\"", NULL},
        {"{\"type\":\"number\"}", "\"1e\"", NULL},
        {"{\"type\":\"number\"}", "\"1.2.3\"", NULL},
        {"{\"type\":\"number\"}", "\".\"", NULL},
        {"{\"type\":\"number\"}", "\"0x10\"", NULL},
        {"{\"type\":\"number\"}", "null", NULL},
        {"{\"type\":\"number\"}", "[1]", NULL},
        {"{\"type\":\"number\"}", "1.50", NULL},
    };
    check_rows(rows, COUNT(rows));
}

static void test_to_integer(void **state)
{
    (void)state;
    static const row rows[] = {
        {"{\"type\":\"integer\"}", "\"5\"", "5"},
        {"{\"type\":\"integer\"}", "\" -007 \"", "-7"},
        {"{\"type\":\"integer\"}", "\"-0\"", "0"},
        {"{\"type\":\"integer\"}", "\"1_000\"", "1000"},
        {"{\"type\":\"integer\"}", "\"123456789012345678901\"", "123456789012345678901"},
        {"{\"type\":\"integer\"}", "3.9", "3"},
        {"{\"type\":\"integer\"}", "-3.9", "-3"},
        {"{\"type\":\"integer\"}", "-0.5", "0"},
        {"{\"type\":\"integer\"}", "1e20", "100000000000000000000"},
        {"{\"type\":\"integer\"}", "12345678901234567891.0", "12345678901234567891"},
        {"{\"type\":\"integer\"}", "true", "1"},
        {"{\"type\":\"integer\"}", "\"3.9\"", NULL},
        {"{\"type\":\"integer\"}", "\"1e3\"", NULL},
        {"{\"type\":\"integer\"}", "Infinity", NULL},
        {"{\"type\":\"integer\"}", "NaN", NULL},
        {"{\"type\":\"integer\"}", "5", NULL},
        {"{\"type\":\"integer\"}", "null", NULL},
        {"{\"type\":[\"integer\",\"null\"]}", "null", NULL},
    };
    check_rows(rows, COUNT(rows));
}

static void test_to_boolean_and_array(void **state)
{
    (void)state;
    static const row rows[] = {
        {"{\"type\":\"boolean\"}", "\" Yes \"", "true"},
        {"{\"type\":\"boolean\"}", "\"0\"", "false"},
        {"{\"type\":\"boolean\"}", "\"maybe\"", NULL},
        {"{\"type\":\"boolean\"}", "\"\"", NULL},
        {"{\"type\":\"boolean\"}", "0.0", "false"},
        {"{\"type\":\"boolean\"}", "null", "false"},
        {"{\"type\":[\"null\",\"boolean\"]}", "null", NULL},
        {"{\"type\":\"boolean\"}", "[0]", "true"},
        {"{\"type\":\"boolean\"}", "true", NULL},
        {"{\"type\":\"array\"}", "1", "[1]"},
        {"{\"type\":\"array\"}", "null", "[null]"},
        {"{\"type\":[\"array\",\"null\"]}", "null", NULL},
        {"{\"type\":\"array\"}", "{}", NULL},
        {"{\"type\":\"array\",\"items\":{\"type\":[\"string\"]}}", "1", "[\"1\"]"},
        {"{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", "1", NULL},
        {"{\"type\":\"array\",\"items\":{\"type\":[\"object\"]}}", "1", NULL},
    };
    check_rows(rows, COUNT(rows));
}

static void test_nested(void **state)
{
    (void)state;
    static const row rows[] = {
        {"{\"items\":{\"type\":\"integer\"}}", "[\"1\",\"x\",2.5]", "[1,\"x\",2]"},
        {"{\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"properties\":{\"c\":{\"type\":"
         "\"number\"}}}}}",
         "{\"x\":1,\"b\":{\"c\":\"2\"},\"a\":1}", "{\"x\":1,\"b\":{\"c\":2.0},\"a\":\"1\"}"},
        {"{\"items\":{\"items\":{\"properties\":{\"a\":{\"type\":\"boolean\"}}}}}",
         "[[{\"a\":\"on\"},1],{\"a\":\"on\"}]", "[[{\"a\":true},1],{\"a\":\"on\"}]"},
        {"{\"properties\":{\"a\":{\"type\":\"string\"}}}", "[{\"a\":1}]", NULL},
        {"{\"anyOf\":[{\"properties\":{\"a\":{\"type\":\"string\"}}}]}", "{\"a\":1}", NULL},
    };
    check_rows(rows, COUNT(rows));
}

static void test_references(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value schema = parse_json(
        arena, "{\"$ref\":\"#/definitions/n\",\"definitions\":{\"n\":{\"properties\":{\"v\":{"
               "\"type\":\"integer\"},\"next\":{\"$ref\":\"#/definitions/n\"}}}}}");
    ab_value record =
        parse_json(arena, "{\"v\":\"1\",\"next\":{\"v\":\"2\",\"next\":{\"v\":\"3\"}}}");
    bool changed;
    const ab_normalizer *normalizer = ab_normalizer_compile(arena, &schema);
    assert_true(ab_normalizer_is_active(normalizer));
    assert_true(ab_normalize(normalizer, arena, &record, &changed, NULL));
    assert_str(ab_json_text(arena, &record, AB_JSON_COMPACT),
               "{\"v\":1,\"next\":{\"v\":2,\"next\":{\"v\":3}}}");
    /* one that never goes into the record ends all the same */
    schema = parse_json(arena, "{\"$ref\":\"#\"}");
    assert_true(
        ab_normalize(ab_normalizer_compile(arena, &schema), arena, &record, &changed, NULL));
    assert_false(changed);
    ab_arena_free(arena);
}

static void test_faults(void **state)
{
    (void)state;
    static const struct {
        const char *schema, *record, *message; /* NULL: no fault met */
    } rows[] = {
        {"{\"properties\":{\"f\":{\"type\":\"bogus\"}}}", "{\"f\":1}",
         "The stream's schema is not valid: a type is not one of JSON Schema's"},
        {"{\"properties\":{\"f\":{\"type\":\"bogus\"}}}", "{\"g\":1}", NULL},
        {"{\"properties\":{\"f\":{\"type\":[\"integer\",\"bogus\"]}}}", "{\"f\":1}", NULL},
        {"{\"properties\":{\"f\":{\"items\":[{}]}}}", "{\"f\":[1]}",
         "The stream's schema is not valid: the items of an array have to be one schema"},
        {"{\"properties\":{\"f\":{\"type\":\"array\",\"items\":true}}}", "{\"f\":1}",
         "The stream's schema is not valid: the items of an array have to be one schema"},
        {"{\"properties\":{\"f\":true}}", "{\"f\":1}",
         "The stream's schema is not valid: a schema has to be an object"},
        {"{\"properties\":{\"f\":{\"$ref\":\"#/x\"}}}", "{\"f\":1}",
         "The stream's schema is not valid: a reference leads nowhere"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_error error = {0};
        ab_value schema = parse_json(arena, rows[i].schema);
        ab_value record = parse_json(arena, rows[i].record);
        bool changed;
        bool ok =
            ab_normalize(ab_normalizer_compile(arena, &schema), arena, &record, &changed, &error);
        assert_int_equal(ok, rows[i].message == NULL);
        if (!ok) {
            assert_string_equal(error.message, rows[i].message);
        }
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

static void test_activity(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value schema = parse_json(arena, "{\"properties\":{\"a\":{\"type\":\"object\"},\"b\":{"
                                        "\"type\":[\"string\",\"number\"]},\"c\":{}}}");
    assert_false(ab_normalizer_is_active(ab_normalizer_compile(arena, &schema)));
    schema = parse_json(arena, "{\"properties\":{\"a\":{\"items\":{\"type\":\"integer\"}}}}");
    assert_true(ab_normalizer_is_active(ab_normalizer_compile(arena, &schema)));
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_to_string),  cmocka_unit_test(test_to_number),
        cmocka_unit_test(test_to_integer), cmocka_unit_test(test_to_boolean_and_array),
        cmocka_unit_test(test_nested),     cmocka_unit_test(test_references),
        cmocka_unit_test(test_faults),     cmocka_unit_test(test_activity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
