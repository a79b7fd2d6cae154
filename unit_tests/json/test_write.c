#include "json/json.h"
#include "json/rows.h"

#include <math.h>

static void test_double_repr(void **state)
{
    (void)state;
    static const struct {
        double d;
        const char *repr;
    } rows[] = {
        {0.0, "0.0"},
        {-0.0, "-0.0"},
        {1.0, "1.0"},
        {-1.5, "-1.5"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {100.0, "100.0"},
        {123456789012345680.0, "1.2345678901234568e+17"},
        {1e15, "1000000000000000.0"},
        {9999999999999998.0, "9999999999999998.0"},
        {1e16, "1e+16"},
        {1e22, "1e+22"},
        {1e100, "1e+100"},
        {0.0001, "0.0001"},
        {0.00001, "1e-05"},
        {0.000012345, "1.2345e-05"},
        {5e-324, "5e-324"},
        {1.5e-320, "1.5e-320"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {0x1p-44, "5.684341886080802e-14"},
        {0x1p53, "9007199254740992.0"},
        {INFINITY, "inf"},
        {-INFINITY, "-inf"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        char text[32];
        size_t n = ab_double_repr(rows[i].d, text);
        assert_string_equal(text, rows[i].repr);
        assert_int_equal(n, strlen(text));
    }
    char text[32];
    ab_double_repr(NAN, text);
    assert_string_equal(text, "nan");
}

static const char styled_input[] =
    "{\"b\":[1,2.0,{}],\"a\":{\"z\":[],\"y\":null},\"\xc3\xa9\":\"\xf0\x9f\x98\x80\x7f/\\u0001\"}";

static void test_styles(void **state)
{
    (void)state;
    static const struct {
        unsigned style;
        const char *output;
    } rows[] = {
        {AB_JSON_COMPACT, styled_input},
        {AB_JSON_PYTHON, "{\"b\": [1, 2.0, {}], \"a\": {\"z\": [], \"y\": null}, "
                         "\"\\u00e9\": \"\\ud83d\\ude00\\u007f/\\u0001\"}"},
        {AB_JSON_SORTED, "{\"a\":{\"y\":null,\"z\":[]},\"b\":[1,2.0,{}],"
                         "\"\xc3\xa9\":\"\xf0\x9f\x98\x80\x7f/\\u0001\"}"},
        {AB_JSON_ASCII, "{\"b\":[1,2.0,{}],\"a\":{\"z\":[],\"y\":null},"
                        "\"\\u00e9\":\"\\ud83d\\ude00\\u007f/\\u0001\"}"},
        {AB_JSON_INDENTED | AB_JSON_SORTED,
         "{\n  \"a\": {\n    \"y\": null,\n    \"z\": []\n  },\n  \"b\": [\n    1,\n    2.0,\n"
         "    {}\n  ],\n  \"\xc3\xa9\": \"\xf0\x9f\x98\x80\x7f/\\u0001\"\n}"},
    };
    ab_arena *arena = ab_arena_new();
    ab_value v;
    assert_true(ab_json_parse(arena, ab_str_of(styled_input), NULL, &v, NULL));
    for (size_t i = 0; i < ROWS(rows); i++) {
        assert_string_equal(ab_json_text(arena, &v, rows[i].style).p, rows[i].output);
    }
    ab_arena_free(arena);
}

static void test_computed_values(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value v = ab_value_array();
    ab_array_push(arena, &v, ab_value_int(INT64_MIN));
    ab_array_push(arena, &v, ab_value_real(1e16));
    ab_array_push(arena, &v, ab_value_real(NAN));
    ab_array_push(arena, &v, ab_value_real(-INFINITY));
    ab_array_push(arena, &v, ab_value_str((ab_str){NULL, 0}));
    ab_array_push(arena, &v, ab_value_bool(true));
    assert_string_equal(ab_json_text(arena, &v, AB_JSON_COMPACT).p,
                        "[-9223372036854775808,1e+16,NaN,-Infinity,\"\",true]");
    assert_string_equal(ab_json_text(arena, &v, AB_JSON_NAN_NULL).p,
                        "[-9223372036854775808,1e+16,null,null,\"\",true]");
    ab_value parsed;
    assert_true(ab_json_parse(arena, AB_STR("[NaN,Infinity,1e999]"), NULL, &parsed, NULL));
    assert_string_equal(ab_json_text(arena, &parsed, AB_JSON_NAN_NULL).p, "[null,null,1e999]");
    ab_arena_free(arena);
}

static void test_overflow(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value v;
    ab_str text = AB_STR("{\"a\":[1,2,3],\"b\":\"text \\u0001\"}");
    assert_true(ab_json_parse(arena, text, NULL, &v, NULL));
    for (size_t max = 0; max <= text.n; max++) {
        ab_buf buf;
        ab_buf_init(&buf, max);
        assert_int_equal(ab_json_write(&buf, &v, AB_JSON_COMPACT), max == text.n);
        assert_true(buf.n <= max);
        ab_buf_free(&buf);
    }
    ab_arena_free(arena);
}

static void test_utf8(void **state)
{
    (void)state;
    static const uint32_t points[] = {0,      0x41,   0x7f,   0x80,   0x7ff,  0x800,   0xd7ff,
                                      0xd800, 0xdfff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x10ffff};
    for (size_t i = 0; i < ROWS(points); i++) {
        char bytes[4];
        size_t n = ab_utf8_encode(points[i], bytes);
        size_t length;
        assert_int_equal(ab_utf8_decode((ab_str){bytes, n}, &length), points[i]);
        assert_int_equal(length, n);
        bool surrogate = points[i] >= 0xd800 && points[i] <= 0xdfff;
        assert_int_equal(ab_utf8_valid((ab_str){bytes, n}), !surrogate);
        if (n > 1) {
            assert_false(ab_utf8_valid((ab_str){bytes, n - 1}));
            assert_int_equal(ab_utf8_decode((ab_str){bytes, n - 1}, &length), 0xfffd);
            assert_int_equal(length, 1);
        }
    }
    assert_true(ab_utf8_valid((ab_str){NULL, 0}));
    assert_true(ab_utf8_valid(AB_STR("quote\" slash\\ control\x01 and more than sixteen bytes")));
    assert_false(ab_utf8_valid(AB_STR("more than sixteen bytes before\xff")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_double_repr),
        cmocka_unit_test(test_styles),
        cmocka_unit_test(test_computed_values),
        cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
