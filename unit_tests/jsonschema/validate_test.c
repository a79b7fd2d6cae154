#include "jsonschema/schema.h"
#include "rows.h"

#include <stdio.h>

#define DRAFT_4 "\"$schema\":\"http://json-schema.org/draft-04/schema#\","
#define DRAFT_7 "\"$schema\":\"http://json-schema.org/draft-07/schema#\","

typedef struct row {
    const char *schema;
    const char *instance;
    const char *messages; /* joined by " | "; "" where it is valid */
} row;

static void check_row(const row *r, const ab_schema_options *options)
{
    ab_arena *arena = ab_arena_new();
    ab_error error = {0};
    ab_value schema = parse_json(arena, r->schema);
    ab_value instance = parse_json(arena, r->instance);
    const ab_schema *compiled = ab_schema_compile(arena, &schema, NULL, &error);
    if (!compiled) {
        print_error("%s: %s\n", r->schema, error.message);
        fail();
    }
    ab_schema_violations violations;
    bool valid = ab_schema_validate(compiled, &instance, options, arena, &violations);
    ab_buf got;
    ab_buf_init(&got, AB_BUF_NO_MAX);
    for (size_t i = 0; i < violations.n; i++) {
        ab_buf_add_text(&got, i ? " | " : "");
        ab_buf_add_str(&got, violations.at[i].message);
    }
    ab_str text = ab_arena_str(arena, ab_buf_str(&got));
    ab_buf_free(&got);
    if (!ab_str_is(text, r->messages)) {
        print_error("%s of %s:\n  got  %s\n  want %s\n", r->schema, r->instance, text.p,
                    r->messages);
        fail();
    }
    assert_int_equal(valid, violations.n == 0);
    assert_int_equal(ab_schema_validate(compiled, &instance, options, NULL, NULL), valid);
    ab_arena_free(arena);
}

static void check_rows(const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        check_row(&rows[i], NULL);
    }
}

/* The texts are those of Python's jsonschema 4.26. */
static void test_scalars(void **state)
{
    (void)state;
    static const row rows[] = {
        {"{\"type\":\"string\"}", "5", "5 is not of type 'string'"},
        {"{\"type\":[\"string\",\"null\"]}", "true", "True is not of type 'string', 'null'"},
        {"{\"type\":\"integer\"}", "1.0", ""},
        {"{\"type\":\"integer\"}", "1.5", "1.5 is not of type 'integer'"},
        {"{\"type\":\"integer\"}", "true", "True is not of type 'integer'"},
        {"{\"type\":\"number\"}", "12345678901234567890", ""},
        {"{" DRAFT_4 "\"type\":\"integer\"}", "1.0", "1.0 is not of type 'integer'"},
        {"{\"enum\":[\"a\",\"b\"]}", "\"x\"", "'x' is not one of ['a', 'b']"},
        {"{\"enum\":[1]}", "1.0", ""},
        {"{\"enum\":[1]}", "true", "True is not one of [1]"},
        {"{\"enum\":[{\"a\":[1]}]}", "{\"a\":[true]}", "{'a': [True]} is not one of [{'a': [1]}]"},
        {"{\"const\":\"OAuth\"}", "\"Key\"", "'OAuth' was expected"},
        {"{\"minimum\":2}", "1", "1 is less than the minimum of 2"},
        {"{\"minimum\":9007199254740993}", "9007199254740992.0",
         "9007199254740992.0 is less than the minimum of 9007199254740993"},
        {"{\"maximum\":2.5}", "100000000000000000000",
         "100000000000000000000 is greater than the maximum of 2.5"},
        {"{\"exclusiveMinimum\":2}", "2", "2 is less than or equal to the minimum of 2"},
        {"{\"exclusiveMaximum\":2}", "2.0", "2.0 is greater than or equal to the maximum of 2"},
        {"{" DRAFT_4 "\"minimum\":2,\"exclusiveMinimum\":true}", "2",
         "2 is less than or equal to the minimum of 2"},
        {"{" DRAFT_4 "\"maximum\":2,\"exclusiveMaximum\":false}", "2", ""},
        {"{\"multipleOf\":3}", "10", "10 is not a multiple of 3"},
        {"{\"multipleOf\":3}", "100000000000000000002", ""},
        {"{\"multipleOf\":0.1}", "0.3", "0.3 is not a multiple of 0.1"},
        {"{\"multipleOf\":0.5}", "1.5", ""},
        {"{\"minLength\":1}", "\"\"", "'' should be non-empty"},
        {"{\"minLength\":3}", "\"\\u00e9\\u2603\"", "'\xc3\xa9\xe2\x98\x83' is too short"},
        {"{\"maxLength\":2}", "\"\\u00e9\\u2603\"", ""},
        {"{\"maxLength\":2}", "\"abc\"", "'abc' is too long"},
        {"{\"maxLength\":0}", "\"abc\"", "'abc' is expected to be empty"},
        {"{\"pattern\":\"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\"}", "\"2024-1-1\"",
         "'2024-1-1' does not match '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'"},
        {"{\"pattern\":\"b\"}", "\"abc\"", ""},
        {"{\"pattern\":\"^a$\"}", "\"a\\n\"", ""},
        {"{\"pattern\":\"^a\\\\Z\"}", "\"a\\n\"", "'a\\n' does not match '^a\\\\Z'"},
        {"{\"pattern\":\"^\\\\w{,2}$\"}", "\"\\u00e9\\u00e9\"", ""},
        {"{\"pattern\":\"^\\\\u0061$\"}", "\"a\"", ""},
        {"{\"pattern\":\"x\"}", "5", ""},
    };
    check_rows(rows, COUNT(rows));
}

static void test_arrays(void **state)
{
    (void)state;
    static const row rows[] = {
        {"{\"items\":{\"type\":\"integer\"}}", "[1,\"a\",null]",
         "'a' is not of type 'integer' | None is not of type 'integer'"},
        {"{" DRAFT_7 "\"items\":[{\"type\":\"integer\"}],\"additionalItems\":false}", "[1,2,\"c\"]",
         "Additional items are not allowed (2, 'c' were unexpected)"},
        {"{" DRAFT_7 "\"items\":[{}],\"additionalItems\":{\"type\":\"null\"}}", "[1,2]",
         "2 is not of type 'null'"},
        {"{\"prefixItems\":[{\"type\":\"string\"}],\"items\":false}", "[1,2]",
         "1 is not of type 'string' | Expected at most 1 item but found 1 extra: 2"},
        {"{\"items\":false}", "[1,2]", "Expected at most 0 items but found 2 extra: [1, 2]"},
        {"{" DRAFT_7 "\"items\":false}", "[1]", "False schema does not allow 1"},
        {"{" DRAFT_7 "\"contains\":{\"type\":\"null\"}}", "[1]",
         "None of [1] are valid under the given schema"},
        {"{\"contains\":{\"type\":\"null\"}}", "[1]",
         "[1] does not contain items matching the given schema"},
        {"{\"contains\":{\"type\":\"integer\"},\"minContains\":2}", "[1,\"a\"]",
         "Too few items match the given schema (expected at least 2 but only 1 matched)"},
        {"{\"contains\":{\"type\":\"integer\"},\"maxContains\":1}", "[1,2]",
         "Too many items match the given schema (expected at most 1)"},
        {"{\"minItems\":1}", "[]", "[] should be non-empty"},
        {"{\"minItems\":2}", "[1]", "[1] is too short"},
        {"{\"maxItems\":1}", "[1,2]", "[1, 2] is too long"},
        {"{\"maxItems\":0}", "[1]", "[1] is expected to be empty"},
        {"{\"uniqueItems\":true}", "[1,\"a\",1.0]", "[1, 'a', 1.0] has non-unique elements"},
        {"{\"uniqueItems\":true}", "[1,true,0,false,[1],[true]]", ""},
        {"{\"uniqueItems\":true}", "[{\"a\":1,\"b\":2},{\"c\":1,\"d\":0},{\"b\":2,\"a\":1}]",
         "[{'a': 1, 'b': 2}, {'c': 1, 'd': 0}, {'b': 2, 'a': 1}] has non-unique elements"},
    };
    check_rows(rows, COUNT(rows));
}

static void test_objects(void **state)
{
    (void)state;
    static const row rows[] = {
        {"{\"required\":[\"base_url\",\"key\"]}", "{}",
         "'base_url' is a required property | 'key' is a required property"},
        {"{\"properties\":{\"a\":{\"type\":\"string\"},\"b\":false}}", "{\"b\":1,\"a\":2}",
         "2 is not of type 'string' | False schema does not allow 1"},
        {"{\"properties\":{\"a\":{}},\"additionalProperties\":false}", "{\"z\":1}",
         "Additional properties are not allowed ('z' was unexpected)"},
        {"{\"additionalProperties\":false}", "{\"z\":1,\"b\":2}",
         "Additional properties are not allowed ('b', 'z' were unexpected)"},
        {"{\"patternProperties\":{\"^x\":{}},\"additionalProperties\":false}", "{\"xa\":1,\"z\":1}",
         "'z' does not match any of the regexes: '^x'"},
        {"{\"patternProperties\":{\"^y\":{},\"^x\":{}},\"additionalProperties\":false}",
         "{\"a\":1,\"z\":1}", "'a', 'z' do not match any of the regexes: '^x', '^y'"},
        {"{\"additionalProperties\":{\"type\":\"null\"}}", "{\"z\":1}", "1 is not of type 'null'"},
        {"{\"patternProperties\":{\"^x\":{\"type\":\"null\"}}}", "{\"x\":1,\"y\":1}",
         "1 is not of type 'null'"},
        {"{\"propertyNames\":{\"maxLength\":1}}", "{\"a\":1,\"bb\":2}", "'bb' is too long"},
        {"{\"minProperties\":1}", "{}", "{} should be non-empty"},
        {"{\"minProperties\":2}", "{\"a\":1}", "{'a': 1} does not have enough properties"},
        {"{\"maxProperties\":0}", "{\"a\":1}", "{'a': 1} is expected to be empty"},
        {"{\"maxProperties\":1}", "{\"a\":1,\"b\":2}", "{'a': 1, 'b': 2} has too many properties"},
        {"{" DRAFT_7 "\"dependencies\":{\"a\":[\"b\"],\"c\":{\"required\":[\"d\"]}}}",
         "{\"a\":1,\"c\":2}", "'b' is a dependency of 'a' | 'd' is a required property"},
        {"{\"dependentRequired\":{\"a\":[\"b\"]}}", "{\"a\":1}", "'b' is a dependency of 'a'"},
        {"{\"dependentSchemas\":{\"a\":{\"required\":[\"b\"]}}}", "{\"a\":1}",
         "'b' is a required property"},
        {"{\"required\":[\"a\"],\"properties\":{\"a\":{}}}", "[]", ""},
    };
    check_rows(rows, COUNT(rows));
}

static void test_combinations(void **state)
{
    (void)state;
    static const row rows[] = {
        {"true", "1", ""},
        {"false", "1", "False schema does not allow 1"},
        {"{\"allOf\":[{\"type\":\"string\"},{\"minimum\":2}]}", "1",
         "1 is not of type 'string' | 1 is less than the minimum of 2"},
        {"{\"anyOf\":[{\"type\":\"string\"},{\"minimum\":2}]}", "1",
         "1 is not valid under any of the given schemas"},
        {"{\"oneOf\":[{\"type\":\"string\"},{\"minimum\":2}]}", "1",
         "1 is not valid under any of the given schemas"},
        {"{\"oneOf\":[{\"type\":\"integer\"},{\"minimum\":2},{}]}", "1",
         "1 is valid under each of {}, {'type': 'integer'}"},
        {"{\"not\":{\"type\":\"integer\"}}", "1",
         "1 should not be valid under {'type': 'integer'}"},
        {"{\"if\":{\"type\":\"integer\"},\"then\":{\"minimum\":2},\"else\":{\"type\":\"null\"}}",
         "1", "1 is less than the minimum of 2"},
        {"{\"if\":{\"type\":\"integer\"},\"then\":{\"minimum\":2},\"else\":{\"type\":\"null\"}}",
         "\"a\"", "'a' is not of type 'null'"},
        {"{\"$ref\":\"#/definitions/a~1b%20c\",\"definitions\":{\"a/b c\":{\"type\":\"null\"}}}",
         "1", "1 is not of type 'null'"},
        {"{\"$ref\":\"#n\",\"$defs\":{\"x\":{\"$anchor\":\"n\",\"type\":\"null\"}}}", "1",
         "1 is not of type 'null'"},
        /* up to draft-07 a reference stands alone */
        {"{" DRAFT_7 "\"properties\":{\"a\":{\"$ref\":\"#/definitions/x\",\"minimum\":5}},"
         "\"definitions\":{\"x\":{}}}",
         "{\"a\":1}", ""},
        {"{\"properties\":{\"a\":{\"$ref\":\"#/definitions/x\",\"minimum\":5}},"
         "\"definitions\":{\"x\":{}}}",
         "{\"a\":1}", "1 is less than the minimum of 5"},
        {"{\"properties\":{\"next\":{\"$ref\":\"#\"}},\"required\":[\"v\"]}",
         "{\"v\":1,\"next\":{\"v\":1,\"next\":{}}}", "'v' is a required property"},
        {"{\"$ref\":\"#\"}", "1", ""}, /* goes nowhere, but ends */
    };
    check_rows(rows, COUNT(rows));
}

static void test_unevaluated(void **state)
{
    (void)state;
    static const row rows[] = {
        {"{\"properties\":{\"a\":{}},\"unevaluatedProperties\":false}", "{\"z\":1,\"a\":1,\"b\":2}",
         "Unevaluated properties are not allowed ('b', 'z' were unexpected)"},
        {"{\"unevaluatedProperties\":{\"type\":\"string\"}}", "{\"z\":1,\"a\":\"x\"}",
         "Unevaluated properties are not valid under the given schema ('z' was unevaluated and "
         "invalid)"},
        {"{\"allOf\":[{\"properties\":{\"a\":{}}}],\"anyOf\":[{\"type\":\"null\"},"
         "{\"patternProperties\":{\"^x\":{}}}],\"unevaluatedProperties\":false}",
         "{\"a\":1,\"xx\":1}", ""},
        {"{\"if\":{\"required\":[\"a\"]},\"then\":{\"properties\":{\"a\":{}}},\"else\":"
         "{\"properties\":{\"b\":{}}},\"unevaluatedProperties\":false}",
         "{\"a\":1,\"b\":1}", "Unevaluated properties are not allowed ('b' was unexpected)"},
        {"{\"$ref\":\"#/$defs/x\",\"dependentSchemas\":{\"a\":{\"properties\":{\"b\":{}}}},"
         "\"unevaluatedProperties\":false,\"$defs\":{\"x\":{\"properties\":{\"a\":{}}}}}",
         "{\"a\":1,\"b\":1}", ""},
        {"{\"prefixItems\":[{}],\"unevaluatedItems\":false}", "[1,2,3]",
         "Unevaluated items are not allowed (2, 3 were unexpected)"},
        {"{\"contains\":{\"type\":\"null\"},\"unevaluatedItems\":{\"type\":\"string\"}}",
         "[null,\"a\",1]", "Unevaluated items are not allowed (1 was unexpected)"},
        {"{\"allOf\":[{\"items\":{}}],\"unevaluatedItems\":false}", "[1]", ""},
        {"{\"unevaluatedItems\":false,\"unevaluatedProperties\":false}", "1", ""},
    };
    check_rows(rows, COUNT(rows));
}

static void test_formats(void **state)
{
    (void)state;
    static const struct {
        const char *format, *good, *bad;
    } rows[] = {
        {"date", "2024-02-29", "2023-02-29"},
        {"date", "1999-12-31", "1999-12-31x"},
        {"date-time", "2024-01-01T00:00:00Z", "2024-01-01 00:00:00Z"},
        {"date-time", "2024-01-01t23:59:60.5+01:30", "2024-01-01T00:00:00"},
        {"time", "12:00:00Z", "24:00:00Z"},
        {"email", "a@b", "a.b"},
        {"ipv4", "127.0.0.1", "127.0.0.01"},
        {"ipv6", "::1", "::1%eth0"},
        {"hostname", "a-b.example", "-a.example"},
        {"hostname", "x", "a..b"},
        {"uri", "https://example.com/a?b=%20#c", "example.com"},
        {"uri", "urn:x:y", "https://a b"},
        {"regex", "a+", "a(["},
        {"uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567e89b12d3a456426614174000"},
    };
    ab_schema_options options = {.check_formats = true};
    for (size_t i = 0; i < COUNT(rows); i++) {
        char schema[64], good[128], bad[128], message[192];
        snprintf(schema, sizeof(schema), "{\"format\":\"%s\"}", rows[i].format);
        snprintf(good, sizeof(good), "\"%s\"", rows[i].good);
        snprintf(bad, sizeof(bad), "\"%s\"", rows[i].bad);
        snprintf(message, sizeof(message), "'%s' is not a '%s'", rows[i].bad, rows[i].format);
        check_row(&(row){schema, good, ""}, &options);
        check_row(&(row){schema, bad, message}, &options);
        check_row(&(row){schema, bad, ""}, NULL);
    }
    check_row(&(row){"{\"format\":\"unknown\"}", "\"x\"", ""}, &options);
}

static bool no_format(void *context, ab_str format, ab_str text)
{
    ++*(int *)context;
    return !ab_str_is(format, "date-time") || ab_str_is(text, "now");
}

static void hide_secret(void *context, ab_buf *out, const ab_value *v, const ab_schema_step *path,
                        size_t path_length)
{
    (void)context;
    (void)v;
    bool secret = path_length && ab_str_is(path[path_length - 1].key, "key");
    ab_buf_add_text(out, secret ? "****" : "<value>");
}

static void test_options(void **state)
{
    (void)state;
    int calls = 0;
    ab_schema_options own_formats = {.check_format = no_format, .context = &calls};
    check_row(&(row){"{\"format\":\"date-time\"}", "\"now\"", ""}, &own_formats);
    check_row(&(row){"{\"format\":\"date-time\"}", "\"x\"", "'x' is not a 'date-time'"},
              &own_formats);
    assert_int_equal(calls, 4);
    ab_schema_options strict = {.strict_integers = true};
    check_row(&(row){"{\"type\":\"integer\"}", "1.0", "1.0 is not of type 'integer'"}, &strict);
    ab_schema_options hiding = {.print = hide_secret};
    check_row(&(row){"{\"properties\":{\"key\":{\"type\":\"string\"},\"n\":{\"minimum\":5}}}",
                     "{\"key\":1234,\"n\":1}",
                     "**** is not of type 'string' | <value> is less than the minimum of 5"},
              &hiding);
    ab_schema_options two = {.max_violations = 2};
    check_row(&(row){"{\"items\":{\"type\":\"null\"}}", "[1,2,3]",
                     "1 is not of type 'null' | 2 is not of type 'null'"},
              &two);
}

/* As jsonschema.exceptions.best_match chooses. */
static void test_best_match(void **state)
{
    (void)state;
    static const struct {
        const char *schema, *instance, *message, *path, *keyword;
    } rows[] = {
        {"{\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"b\"]}", "{\"a\":1}",
         "'b' is a required property", "", "required"},
        {"{\"properties\":{\"a\":{\"items\":{\"type\":\"string\"}}}}", "{\"a\":[\"x\",5]}",
         "5 is not of type 'string'", "a.1", "type"},
        {"{\"oneOf\":[{\"required\":[\"auth\"],\"properties\":{\"auth\":{\"type\":\"string\"}}},"
         "{\"type\":\"string\"}]}",
         "{\"auth\":5}", "5 is not of type 'string'", "auth", "type"},
        /* equally deep violations: the one of oneOf stays */
        {"{\"oneOf\":[{\"type\":\"null\"},{\"type\":\"string\"}]}", "5",
         "5 is not valid under any of the given schemas", "", "oneOf"},
        {"{\"anyOf\":[{\"type\":\"null\"}],\"minimum\":7}", "5", "5 is less than the minimum of 7",
         "", "minimum"},
        {"{\"minimum\":7,\"type\":\"integer\",\"maximum\":4}", "5",
         "5 is less than the minimum of 7", "", "minimum"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value schema = parse_json(arena, rows[i].schema);
        ab_value instance = parse_json(arena, rows[i].instance);
        ab_schema_violations violations;
        assert_false(ab_schema_validate(ab_schema_compile(arena, &schema, NULL, NULL), &instance,
                                        NULL, arena, &violations));
        const ab_schema_violation *best = ab_schema_best_match(&violations);
        assert_str(best->message, rows[i].message);
        assert_str(ab_schema_path_text(arena, best), rows[i].path);
        assert_str(best->keyword, rows[i].keyword);
        ab_arena_free(arena);
    }
    assert_null(ab_schema_best_match(&(ab_schema_violations){0}));
}

static void test_bad_schemas(void **state)
{
    (void)state;
    static const struct {
        const char *schema, *message;
        unsigned column;
    } rows[] = {
        {"5", "The JSON schema is not valid: # has to be a schema (an object or a boolean)", 1},
        {"{\"required\":true}",
         "The JSON schema is not valid: #/required has to be a list of strings", 13},
        {"{\"properties\":{\"a\":{\"type\":\"str\"}}}",
         "The JSON schema is not valid: #/properties/a/type has to be array, boolean, integer, "
         "null, number, object or string, or a list of these",
         28},
        {"{\"properties\":{\"a\":5}}",
         "The JSON schema is not valid: #/properties has to be an object of schemas", 15},
        {"{\"pattern\":\"a(\"}",
         "The JSON schema is not valid: #/pattern is not a valid regular expression", 12},
        {"{\"patternProperties\":{\"a(\":{}}}",
         "The JSON schema is not valid: #/patternProperties/a( is not a valid regular expression",
         28},
        {"{\"items\":{\"$ref\":\"#/definitions/x\"}}",
         "The JSON schema is not valid: #/items/$ref is a reference that leads to no schema", 18},
        {"{\"$ref\":\"other.json\"}",
         "The JSON schema is not valid: #/$ref is a reference that leads to no schema", 9},
        {"{\"required\":[\"a\",\"a\"]}",
         "The JSON schema is not valid: #/required has to be a list without repeats", 13},
        {"{\"type\":[\"null\",\"null\"]}",
         "The JSON schema is not valid: #/type has to be a list without repeats", 9},
        {"{\"multipleOf\":0}",
         "The JSON schema is not valid: #/multipleOf has to be a number above 0", 15},
        {"{\"minLength\":-1}",
         "The JSON schema is not valid: #/minLength has to be an integer of at least 0", 14},
        {"{\"anyOf\":[]}",
         "The JSON schema is not valid: #/anyOf has to be a list of schemas that is not empty", 10},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_error error = {0};
        ab_value schema = parse_json(arena, rows[i].schema);
        assert_null(ab_schema_compile(arena, &schema, NULL, &error));
        assert_int_equal(error.kind, AB_ERROR_CONFIG);
        assert_string_equal(error.message, rows[i].message);
        assert_int_equal(error.column, rows[i].column);
        ab_error_clear(&error);
        ab_schema_compile_options lenient = {.lenient = true};
        bool is_schema = schema.kind == AB_OBJECT;
        assert_int_equal(ab_schema_compile(arena, &schema, &lenient, NULL) != NULL, is_schema);
        ab_arena_free(arena);
    }
}

static void test_open_references(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value schema =
        parse_json(arena, "{\"properties\":{\"a\":{\"$ref\":\"#/x\"},\"b\":{\"type\":\"null\"}}}");
    ab_value instance = parse_json(arena, "{\"a\":1,\"b\":2}");
    ab_schema_compile_options options = {.draft = AB_SCHEMA_DRAFT7, .open_references = true};
    ab_schema_violations violations;
    assert_false(ab_schema_validate(ab_schema_compile(arena, &schema, &options, NULL), &instance,
                                    NULL, arena, &violations));
    assert_int_equal(violations.n, 1);
    assert_str(violations.at[0].message, "2 is not of type 'null'");
    schema = parse_json(arena, "{\"$ref\":\"#/x\",\"type\":\"no such\"}");
    assert_null(ab_schema_compile(arena, &schema, &options, NULL));
    ab_arena_free(arena);
}

static void test_lenient_keeps_what_is_sound(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value schema = parse_json(
        arena,
        "{\"required\":true,\"properties\":{\"a\":5,\"b\":{\"type\":[\"string\",\"string\"]}}}");
    ab_value instance = parse_json(arena, "{\"a\":1,\"b\":2}");
    ab_schema_compile_options options = {.draft = AB_SCHEMA_DRAFT7, .lenient = true};
    ab_schema_violations violations;
    assert_false(ab_schema_validate(ab_schema_compile(arena, &schema, &options, NULL), &instance,
                                    NULL, arena, &violations));
    assert_int_equal(violations.n, 1);
    assert_str(violations.at[0].message, "2 is not of type 'string', 'string'");
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scalars),         cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_objects),         cmocka_unit_test(test_combinations),
        cmocka_unit_test(test_unevaluated),     cmocka_unit_test(test_formats),
        cmocka_unit_test(test_options),         cmocka_unit_test(test_best_match),
        cmocka_unit_test(test_bad_schemas),     cmocka_unit_test(test_lenient_keeps_what_is_sound),
        cmocka_unit_test(test_open_references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
