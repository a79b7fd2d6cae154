/* What becomes of the rendered text: literal evaluation, defaults, booleans, trees. */
#include "template/rows.h"

static void literals(void **state)
{
    (void)state;
    static const template_row rows[] = {
        {"a tuple", "1,2", NULL, "(1, 2)", 0, 0},
        {"underscores", "1_000", NULL, "1000", 0, 0},
        {"hexadecimal", "0x1F", NULL, "31", 0, 0},
        {"a comment", "5 # x", NULL, "5", 0, 0},
        {"strings join", "'a' 'b'", NULL, "'ab'", 0, 0},
        {"None", "None", NULL, "None", 0, 0},
        {"a set", "{1, 1}", NULL, "{1}", 0, 0},
        {"bytes", "b'a'", NULL, "b'a'", 0, 0},
        {"leading zeros", "007", NULL, "'007'", 0, 0},
        {"a date", "2024-01-01", NULL, "'2024-01-01'", 0, 0},
        {"JSON's words", "{\"a\": true}", NULL, "'{\"a\": true}'", 0, 0},
        {"sums", "1+2", NULL, "'1+2'", 0, 0},
        {"values are read too", "{{ config.v }}", "{\"v\": \"[1, 'a']\"}", "[1, 'a']", 0, 0},
        {"nested values stay", "{{ config }}", "{\"v\": [1.5, null, true, \"1\"]}",
         "{'v': [1.5, None, True, '1']}", 0, 0},
        {"not a number", "{{ config.v }}", "{\"v\": [NaN]}", "'[nan]'", 0, 0},
        {"one newline is dropped", "a\r\n", NULL, "'a'", 0, 0},
    };
    RUN_ROWS(rows, AB_TEMPLATE_STRING)
}

static void defaults(void **state)
{
    (void)state;
    static const template_row rows[] = {
        {"empty", "{{ '' }}", NULL, "None", 0, 0},
        {"undefined", "{{ config.a.b }}", NULL, "None", 0, 0},
    };
    RUN_ROWS(rows, AB_TEMPLATE_MAPPING)
}

static void booleans(void **state)
{
    (void)state;
    static const struct {
        const char *template;
        bool want;
    } rows[] = {
        {"0.0", false},
        {"[]", false},
        {"[ ]", false},
        {"False", false},
        {"false", false},
        {"null", true},
        {"no", true},
        {" ", true},
        {"{{ 0 }}", false},
        {"{{ config.x.y }}", false},
        {"{{ 'a' > 1 }}", true},
        {"{{ '' }}", false},
        {"{{ none }}", false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value config = ab_value_object();
        ab_template_context context = {.vars = {[AB_VAR_CONFIG] = &config}};
        bool got;
        ab_template *t =
            ab_template_compile(arena, ab_str_of(rows[i].template), AB_TEMPLATE_BOOLEAN, 0, NULL);
        assert_true(ab_template_eval_bool(t, &context, arena, &got, NULL));
        if (got != rows[i].want) {
            print_error("%s\n", rows[i].template);
        }
        assert_int_equal(got, rows[i].want);
        ab_arena_free(arena);
    }
}

static void types(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value out;
    ab_template *t = ab_template_compile(arena, AB_STR("{{ 1 }}"), AB_TEMPLATE_STRING,
                                         AB_TYPE_STR | AB_TYPE_LIST, NULL);
    assert_true(ab_template_eval(t, NULL, arena, &out, NULL));
    assert_str(ab_python_repr(arena, &out), "'1'");
    t = ab_template_compile(arena, AB_STR("{{ true }}"), AB_TEMPLATE_STRING, AB_TYPE_INT, NULL);
    assert_true(ab_template_eval(t, NULL, arena, &out, NULL));
    assert_str(ab_python_repr(arena, &out), "True");
    ab_arena_free(arena);
}

static void constants(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    const ab_value *value;
    ab_template *t = ab_template_compile(arena, AB_STR("{{ 1 + 1 }}"), AB_TEMPLATE_STRING, 0, NULL);
    assert_true(ab_template_constant(t, &value));
    assert_int_equal(value->number.integer, 2);
    t = ab_template_compile(arena, AB_STR("{{ config.x ~ record.y }}"), AB_TEMPLATE_STRING, 0,
                            NULL);
    assert_false(ab_template_constant(t, &value));
    assert_int_equal(ab_template_reads(t), 1u << AB_VAR_CONFIG | 1u << AB_VAR_RECORD);
    ab_arena_free(arena);
}

static void trees(void **state)
{
    (void)state;
    static const struct {
        ab_template_kind kind;
        const char *tree;
        const char *want;
    } rows[] = {
        {AB_TEMPLATE_NESTED,
         "{\"a\": \"{{ config.n }}\", \"b\": {\"{{ config.k }}\": [\"{{ config.n + 1 }}\", null]}, "
         "\"c\": \"{{ none }}\"}",
         "{'a': 5, 'b': {'key': [6, None]}}"},
        {AB_TEMPLATE_MAPPING,
         "{\"a\": \"{{ config.gone }}\", \"b\": [\"{{ config.n }}\"], \"1\": \"1\"}",
         "{'a': None, 'b': ['{{ config.n }}'], '1': 1}"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value tree;
        ab_value config;
        ab_value out;
        assert_true(
            ab_json_parse(arena, AB_STR("{\"n\": 5, \"k\": \"key\"}"), NULL, &config, NULL));
        assert_true(ab_json_parse(arena, ab_str_of(rows[i].tree), NULL, &tree, NULL));
        ab_template_context context = {.vars = {[AB_VAR_CONFIG] = &config}};
        ab_template_tree *t = ab_template_tree_compile(arena, &tree, rows[i].kind, 0, NULL);
        assert_non_null(t);
        assert_true(ab_template_tree_eval(t, &context, arena, &out, NULL));
        assert_str(ab_python_repr(arena, &out), rows[i].want);
        ab_arena_free(arena);
    }
}

static void runtime_values(void **state)
{
    (void)state;
    static const struct {
        const char *template;
        const char *want;
    } rows[] = {
        {"{{ stream_slice.id }}", "7"},
        {"{{ stream_partition.partition }}", "{'id': 7}"},
        {"{{ stream_interval['start'] }}", "'s'"},
        {"{{ stream_slice.extra_fields.o }}", "1"},
        {"{{ stream_slice._partition.id }}", "7"},
        {"{{ last_record.data }}", "{'data': 1}"},
        {"{{ last_record['data'] }}", "1"},
        {"{{ last_record == {'data': 1} }}", "False"},
        {"{{ headers['x-NEXT'] }}", "2"},
    };
    ab_arena *arena = ab_arena_new();
    ab_value partition;
    ab_value cursor;
    ab_value extra;
    ab_value data;
    ab_value headers;
    ab_json_parse(arena, AB_STR("{\"id\": 7}"), NULL, &partition, NULL);
    ab_json_parse(arena, AB_STR("{\"start\": \"s\"}"), NULL, &cursor, NULL);
    ab_json_parse(arena, AB_STR("{\"o\": 1}"), NULL, &extra, NULL);
    ab_json_parse(arena, AB_STR("{\"data\": 1}"), NULL, &data, NULL);
    ab_json_parse(arena, AB_STR("{\"X-Next\": \"2\"}"), NULL, &headers, NULL);
    ab_value slice = ab_template_slice(arena, &partition, &cursor, &extra);
    ab_value record = ab_template_record(arena, &data, AB_STR("s"), NULL);
    ab_value folded = ab_template_headers(arena, &headers);
    ab_template_context context = {.vars = {[AB_VAR_STREAM_SLICE] = &slice,
                                            [AB_VAR_LAST_RECORD] = &record,
                                            [AB_VAR_HEADERS] = &folded}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_value out;
        ab_template *t =
            ab_template_compile(arena, ab_str_of(rows[i].template), AB_TEMPLATE_STRING, 0, NULL);
        assert_true(ab_template_eval(t, &context, arena, &out, NULL));
        assert_str(ab_python_repr(arena, &out), rows[i].want);
    }
    ab_arena_free(arena);
}

static void members(void **state)
{
    (void)state;
    static const struct {
        const char *template;
        const char *names; /* with blanks between; NULL: all of the record may be read */
    } rows[] = {
        {"x", ""},
        {"{{ config.a }}", ""},
        {"{{ record.a }}", "a"},
        {"{{ record['a'] }}/{{ record[\"b\"].c }}/{{ record['a'] }}", "a b"},
        {"{{ record.get('a') or record.get('b', record.c) }}", "a b c"},
        {"{{ record['a'] | default(record.b) is string }}", "a b"},
        {"{{ (record.a ~ record.b) in [record.c, {'x': record.d}] if record.e else record.f[1:] }}",
         "a b c d e f"},
        {"{{ max(record.a, record.b) }}", "a b"},
        {"{{ str_to_datetime(record.a) }}", "a"},
        {"{{ record }}", NULL},
        {"{{ record['a'] and record }}", NULL},
        {"{{ record.items() }}", NULL},
        {"{{ record.keys }}", NULL},
        {"{{ record['items'] }}", "items"},
        {"{{ record.update({'a': 1}) }}", NULL},
        {"{{ record.a.update({'a': 1}) }}", NULL},
        {"{{ record.__class__ }}", NULL},
        {"{{ record[config.a] }}", NULL},
        {"{{ record[0] }}", NULL},
        {"{{ record.get(config.a) }}", NULL},
        {"{{ record | tojson }}", NULL},
        {"{{ 'a' in record }}", NULL},
        {"{% if record.a %}x{% endif %}", NULL},
        {"{% set record = 1 %}{{ record.a }}", NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_template *t =
            ab_template_compile(arena, ab_str_of(rows[i].template), AB_TEMPLATE_STRING, 0, NULL);
        const ab_str *names = NULL;
        size_t n = 0;
        bool known = t && ab_template_members(t, arena, "record", &names, &n);
        ab_buf text;
        ab_buf_init(&text, AB_BUF_NO_MAX);
        for (size_t k = 0; k < n; k++) {
            ab_buf_printf(&text, "%s%.*s", k ? " " : "", AB_STR_ARG(names[k]));
        }
        if (known != (rows[i].names != NULL) ||
            (known && !ab_str_is(ab_buf_str(&text), rows[i].names))) {
            fail_msg("%s: %d: %.*s", rows[i].template, known, AB_STR_ARG(ab_buf_str(&text)));
        }
        ab_buf_free(&text);
        ab_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals), cmocka_unit_test(defaults),       cmocka_unit_test(members),
        cmocka_unit_test(booleans), cmocka_unit_test(types),          cmocka_unit_test(constants),
        cmocka_unit_test(trees),    cmocka_unit_test(runtime_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
