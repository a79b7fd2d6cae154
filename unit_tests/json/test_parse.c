#include "json/documents.h"
#include "json/json.h"
#include "json/rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void test_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(accepted_rows); i++) {
        const accepted_row *row = &accepted_rows[i];
        ab_arena *arena = ab_arena_new();
        ab_error error = {0};
        ab_value v;
        if (!ab_json_parse(arena, ab_str_of(row->input), NULL, &v, &error)) {
            fail_msg("%s: %s", row->input, error.message);
        }
        ab_str text = ab_json_text(arena, &v, AB_JSON_COMPACT);
        assert_string_equal(text.p, row->output ? row->output : row->input);
        ab_arena_free(arena);
    }
}

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(refused_rows); i++) {
        const refused_row *row = &refused_rows[i];
        ab_arena *arena = ab_arena_new();
        ab_error error = {0};
        ab_value v;
        if (ab_json_parse(arena, ab_str_of(row->input), NULL, &v, &error)) {
            fail_msg("accepted: %s", row->input);
        }
        char expected[200];
        snprintf(expected, sizeof(expected), "Invalid JSON at line %u, column %u (byte %zu): %s",
                 row->line, row->column, row->byte, row->problem);
        assert_string_equal(error.message, expected);
        assert_int_equal(error.kind, AB_ERROR_SYSTEM);
        assert_int_equal(error.line, row->line);
        assert_int_equal(error.column, row->column);
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

/* `n` openings of `open`, then `middle`, then `n` closings. */
static ab_str nested(ab_arena *arena, size_t n, const char *open, const char *middle,
                     const char *close)
{
    ab_buf buf;
    ab_buf_init(&buf, AB_BUF_NO_MAX);
    for (size_t i = 0; i < n; i++) {
        ab_buf_add_text(&buf, open);
    }
    ab_buf_add_text(&buf, middle);
    for (size_t i = 0; i < n; i++) {
        ab_buf_add_text(&buf, close);
    }
    ab_str s = ab_arena_str(arena, ab_buf_str(&buf));
    ab_buf_free(&buf);
    return s;
}

static void test_depth_limit(void **state)
{
    (void)state;
    static const struct {
        const char *open;
        const char *close;
    } rows[] = {{"[", "]"}, {"{\"a\":", "}"}, {"[{\"a\":", "}]"}};
    ab_arena *arena = ab_arena_new();
    for (size_t i = 0; i < ROWS(rows); i++) {
        size_t levels = strchr(rows[i].open, '[') && strchr(rows[i].open, '{') ? 2 : 1;
        size_t most = AB_JSON_MAX_DEPTH / levels;
        ab_value v;
        ab_error error = {0};
        ab_str good = nested(arena, most, rows[i].open, "1", rows[i].close);
        assert_true(ab_json_parse(arena, good, NULL, &v, &error));
        assert_true(ab_str_eq(ab_json_text(arena, &v, AB_JSON_COMPACT), good));
        ab_str bad = nested(arena, most + 1, rows[i].open, "1", rows[i].close);
        assert_false(ab_json_parse(arena, bad, NULL, &v, &error));
        assert_non_null(strstr(error.message, "nested too deeply"));
        ab_error_clear(&error);
    }
    ab_str flood = nested(arena, 1000000, "[", "", "");
    ab_error error = {0};
    ab_value v;
    assert_false(ab_json_parse(arena, flood, NULL, &v, &error));
    assert_int_equal(error.column, AB_JSON_MAX_DEPTH + 1);
    ab_error_clear(&error);
    ab_arena_free(arena);
}

static void test_positions_and_copy(void **state)
{
    (void)state;
    char text[] = "{\n  \"a\": [1,\n    true],\n  \"b\": {\"c\": \"x\"}\n}";
    ab_arena *arena = ab_arena_new();
    ab_json_options options = {.positions = true, .copy = true, .source = "f.json"};
    ab_value v;
    assert_true(ab_json_parse(arena, ab_str_of(text), &options, &v, NULL));
    memset(text, '#', sizeof(text) - 1);
    assert_int_equal(v.line, 1);
    assert_int_equal(v.column, 1);
    const ab_value *a = ab_get(&v, "a");
    assert_int_equal(a->line, 2);
    assert_int_equal(a->column, 8);
    assert_int_equal(a->items[1].line, 3);
    assert_int_equal(a->items[1].column, 5);
    const ab_value *b = ab_get(&v, "b");
    assert_int_equal(b->object.members[0].key_line, 4);
    assert_int_equal(b->object.members[0].key_column, 9);
    assert_int_equal(ab_get(b, "c")->column, 14);
    assert_string_equal(ab_json_text(arena, &v, AB_JSON_COMPACT).p,
                        "{\"a\":[1,true],\"b\":{\"c\":\"x\"}}");
    ab_error error = {0};
    assert_false(ab_json_parse(arena, AB_STR("[1,\n x]"), &options, &v, &error));
    assert_string_equal(error.file, "f.json");
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 2);
    ab_error_clear(&error);
    ab_arena_free(arena);
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        ab_kind kind;
        double real;
    } rows[] = {
        {"0", AB_INT, 0},
        {"-0", AB_INT, 0},
        {"999999999999999999", AB_INT, 999999999999999999.0},
        {"-9223372036854775808", AB_INT, -0x1p63},
        {"9223372036854775808", AB_BIGINT, 0x1p63},
        {"1.0", AB_REAL, 1},
        {"1e2", AB_REAL, 100},
        {"2.5e-3", AB_REAL, 0.0025},
        {"1e999", AB_REAL, INFINITY},
        {"Infinity", AB_REAL, INFINITY},
        {"-Infinity", AB_REAL, -INFINITY},
    };
    ab_arena *arena = ab_arena_new();
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_value v;
        assert_true(ab_json_parse(arena, ab_str_of(rows[i].text), NULL, &v, NULL));
        assert_int_equal(v.kind, rows[i].kind);
        assert_true(ab_value_double(&v) == rows[i].real);
        assert_true(ab_str_is(ab_number_source(&v), rows[i].text));
    }
    ab_value v;
    assert_true(ab_json_parse(arena, AB_STR("[-999999999999999999,NaN]"), NULL, &v, NULL));
    int64_t n;
    assert_true(ab_value_int64(&v.items[0], &n));
    assert_true(n == -999999999999999999);
    assert_true(isnan(ab_value_double(&v.items[1])));
    ab_arena_free(arena);
}

/* Many members: the index is built, and repeated keys are still resolved in order. */
static void test_large_object(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_buf buf;
    ab_buf_init(&buf, AB_BUF_NO_MAX);
    ab_buf_add_char(&buf, '{');
    for (int i = 0; i < 3000; i++) {
        ab_buf_printf(&buf, "%s\"key%d\":%d", i ? "," : "", i % 1000, i);
    }
    ab_buf_add_char(&buf, '}');
    ab_value v;
    assert_true(ab_json_parse(arena, ab_buf_str(&buf), NULL, &v, NULL));
    assert_int_equal(v.count, 1000);
    for (int i = 0; i < 1000; i++) {
        char key[16];
        snprintf(key, sizeof(key), "key%d", i);
        assert_true(ab_str_is(v.object.members[i].key, key));
        assert_int_equal(ab_get(&v, key)->number.integer, 2000 + i);
    }
    assert_null(ab_get(&v, "key1000"));
    ab_buf_free(&buf);
    ab_arena_free(arena);
}

/* A repeated key is found at every size, with and without an index. */
static void test_repeats_by_size(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    for (int n = 1; n < 80; n++) {
        ab_buf buf;
        ab_buf_init(&buf, AB_BUF_NO_MAX);
        for (int i = 0; i < n; i++) {
            ab_buf_printf(&buf, "%s\"k%d\":%d", i ? "," : "{", i, i);
        }
        ab_buf_printf(&buf, ",\"k%d\":-1}", n / 2);
        ab_value v;
        assert_true(ab_json_parse(arena, ab_buf_str(&buf), NULL, &v, NULL));
        assert_int_equal(v.count, n);
        for (int i = 0; i < n; i++) {
            ab_str key = ab_arena_printf(arena, "k%d", i);
            assert_true(ab_str_eq(v.object.members[i].key, key));
            assert_int_equal(ab_object_get(&v, key)->number.integer, i == n / 2 ? -1 : i);
        }
        ab_buf_free(&buf);
        ab_arena_reset(arena);
    }
    ab_arena_free(arena);
}

/* Values beyond the first scratch block move to the heap and come out whole. */
static void test_many_elements(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_str text = nested(arena, 20000, "[[1],", "2", "]");
    ab_buf buf;
    ab_buf_init(&buf, AB_BUF_NO_MAX);
    ab_buf_add_text(&buf, "[0");
    for (int i = 1; i < 20000; i++) {
        ab_buf_printf(&buf, ",[%d,{\"a\":%d}]", i, i);
    }
    ab_buf_add_char(&buf, ']');
    ab_value v;
    assert_false(ab_json_parse(arena, text, NULL, &v, NULL));
    assert_true(ab_json_parse(arena, ab_buf_str(&buf), NULL, &v, NULL));
    assert_int_equal(v.count, 20000);
    assert_true(ab_str_eq(ab_json_text(arena, &v, AB_JSON_COMPACT), ab_buf_str(&buf)));
    ab_buf_free(&buf);
    ab_arena_free(arena);
}

/* Every prefix of a document is refused, in a block of exactly its size. */
static void test_truncated(void **state)
{
    (void)state;
    static const char whole[] = "{\"a\":[1.5e+3,-2,true,null,"
                                "\"\\u00e9\\ud83d\\ude00\xf0\x9f\x98\x80\\n\"],\"b\":{\"c\":0}}";
    ab_arena *arena = ab_arena_new();
    for (size_t n = 0; n < sizeof(whole) - 1; n++) {
        char *cut = malloc(n ? n : 1);
        assert_non_null(cut);
        memcpy(cut, whole, n);
        ab_value v;
        assert_false(ab_json_parse(arena, (ab_str){cut, n}, NULL, &v, NULL));
        free(cut);
    }
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_depth_limit),     cmocka_unit_test(test_positions_and_copy),
        cmocka_unit_test(test_numbers),         cmocka_unit_test(test_large_object),
        cmocka_unit_test(test_repeats_by_size), cmocka_unit_test(test_many_elements),
        cmocka_unit_test(test_truncated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
