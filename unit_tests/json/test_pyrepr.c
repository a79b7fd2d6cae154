#include "json/json.h"
#include "json/pyrepr.h"
#include "json/rows.h"

typedef struct repr_row {
    const char *json;
    const char *repr;
} repr_row;

static void test_values(void **state)
{
    (void)state;
    static const repr_row rows[] = {
        {"null", "None"},
        {"[true,false]", "[True, False]"},
        {"[]", "[]"},
        {"{}", "{}"},
        {"{\"a\":1,\"b\":[\"c\",null]}", "{'a': 1, 'b': ['c', None]}"},
        {"12345678901234567890123", "12345678901234567890123"},
        {"[1.50,1e16,1e-7,-0.0,1e400,NaN]", "[1.5, 1e+16, 1e-07, -0.0, inf, nan]"},
        /* quotes */
        {"\"it's\"", "\"it's\""},
        {"\"say \\\"hi\\\"\"", "'say \"hi\"'"},
        {"\"it's \\\"both\\\"\"", "'it\\'s \"both\"'"},
        /* escapes */
        {"\"a\\\\b\\n\\r\\t\"", "'a\\\\b\\n\\r\\t'"},
        {"\"\\u0000\\u001f\\u007f\\u0085\\u00a0\\u00ad\"", "'\\x00\\x1f\\x7f\\x85\\xa0\\xad'"},
        {"\"\\u200b\\u2028\\u3000\\ufeff\\ue000\"", "'\\u200b\\u2028\\u3000\\ufeff\\ue000'"},
        {"\"\\ud83d\\ude00\\u00e9\\u20ac\"", "'\xf0\x9f\x98\x80\xc3\xa9\xe2\x82\xac'"},
        {"\"\\udb40\\udc01\\ud83e\\udee8\"", "'\\U000e0001\\U0001fae8'"},
        {"\"\\ud800\"", "'\\ud800'"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_buf out;
        ab_buf_init(&out, 4096);
        ab_value v;
        assert_true(ab_json_parse(arena, ab_str_of(rows[i].json), NULL, &v, NULL));
        assert_true(ab_value_python_repr(&out, &v));
        assert_str(ab_buf_str(&out), rows[i].repr);
        ab_buf_free(&out);
        ab_arena_free(arena);
    }
}

static void test_invalid_bytes_and_str(void **state)
{
    (void)state;
    ab_buf out;
    ab_buf_init(&out, 4096);
    assert_true(ab_python_repr_text(&out, AB_STR("a\xff\xc3")));
    assert_str(ab_buf_str(&out), "'a\\udcff\\udcc3'");
    ab_buf_clear(&out);
    ab_value text = ab_value_cstr("it's");
    assert_true(ab_value_python_str(&out, &text));
    assert_str(ab_buf_str(&out), "it's");
    ab_buf_free(&out);
}

static void test_overflow_is_told(void **state)
{
    (void)state;
    ab_buf out;
    ab_buf_init(&out, 4);
    ab_value text = ab_value_cstr("longer");
    assert_false(ab_value_python_repr(&out, &text));
    ab_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_invalid_bytes_and_str),
        cmocka_unit_test(test_overflow_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
