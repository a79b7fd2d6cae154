#include "check.h"

#include "base/buf.h"
#include "yaml/yaml.h"
#include "json/json.h"

#include <stdio.h>

static bool parse(ab_arena *arena, const char *text, ab_value *out, ab_error *error)
{
    return ab_yaml_parse(arena, ab_str_of(text), "m.yaml", out, error);
}

typedef struct row {
    const char *yaml;
    const char *json;
} row;

/* Expected values are PyYAML's (SafeLoader), written as JSON. */
static void check_rows(const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ab_arena *arena = ab_arena_new();
        ab_value v;
        ab_error error = {0};
        if (!parse(arena, rows[i].yaml, &v, &error)) {
            print_error("<%s>: %s\n", rows[i].yaml, error.message);
            fail();
        }
        ab_str got = ab_json_text(arena, &v, AB_JSON_COMPACT);
        if (!ab_str_is(got, rows[i].json)) {
            print_error("<%s>: got %s, want %s\n", rows[i].yaml, got.p, rows[i].json);
            fail();
        }
        ab_arena_free(arena);
    }
}

static void test_plain_scalars(void **state)
{
    (void)state;
    static const row rows[] = {
        {"[yes, Yes, YES, on, true, True]", "[true,true,true,true,true,true]"},
        {"[no, No, NO, off, OFF, false]", "[false,false,false,false,false,false]"},
        {"[y, n, yEs, tRue, oN]", "[\"y\",\"n\",\"yEs\",\"tRue\",\"oN\"]"},
        {"[~, null, Null, NULL, nULL]", "[null,null,null,null,\"nULL\"]"},
        {"{a: , b: ''}", "{\"a\":null,\"b\":\"\"}"},
        {"[0, 12, -12, +12, -0]", "[0,12,-12,12,0]"},
        {"[1_000, 1__0, 0_]", "[1000,10,0]"},
        {"[017, 0o17, 08, 00]", "[15,\"0o17\",\"08\",0]"},
        {"[0x1F, -0x1f, 0X1F, 0b101, 0b2]", "[31,-31,\"0X1F\",5,\"0b2\"]"},
        {"[1:30, -1:30, 190:20:30, 1:60, 01:30]", "[90,-90,685230,\"1:60\",\"01:30\"]"},
        {"- 1:30:45.5\n- 0:30.5", "[5445.5,30.5]"},
        {"[12345678901234567890, 0xffffffffffffffffffff]",
         "[12345678901234567890,1208925819614629174706175]"},
        {"[1.5, 1., .5, -.5, +1.5, 09.5]", "[1.5,1.0,0.5,\"-.5\",1.5,9.5]"},
        {"[1.50, -1.0E-10, 1_0.5]", "[1.50,-1.0E-10,10.5]"},
        {"[1e5, 1.0e5, 1.0e+5, 1.e+5]", "[\"1e5\",\"1.0e5\",1.0e+5,100000.0]"},
        {"[.inf, -.INF, +.Inf, -.nan]", "[Infinity,-Infinity,Infinity,\"-.nan\"]"},
        {".nan", "NaN"},
        {"[1.2.3, -, 0x, 1e, ., infinity]", "[\"1.2.3\",\"-\",\"0x\",\"1e\",\".\",\"infinity\"]"},
        {"- <<\n- =", "[\"<<\",\"=\"]"},
    };
    check_rows(rows, COUNT(rows));
}

static void test_other_scalars(void **state)
{
    (void)state;
    static const row rows[] = {
        {"['1', \"yes\", '~']", "[\"1\",\"yes\",\"~\"]"},
        {"\"a\\n\\x41\\u00e9\\0\"", "\"a\\nA\xc3\xa9\\u0000\""},
        {"a: |\n  x\n  y\nb: >-\n  x\n  y\nc: |+\n  z\n\n",
         "{\"a\":\"x\\ny\\n\",\"b\":\"x y\",\"c\":\"z\\n\\n\"}"},
        {"[!!str 5, !!str yes, ! 5]", "[\"5\",\"yes\",5]"},
        {"[!!int '5', !!int 0x1f, !!float 5, !!float 1e5]", "[5,31,5.0,100000.0]"},
        {"[!!bool 'on', !!bool OFF, !!null x]", "[true,false,null]"},
        {"[!!binary aGVsbG8=, !!binary /w==]", "[\"hello\",\"/w==\"]"},
        {"!!map {a: !!seq [1]}", "{\"a\":[1]}"},
    };
    check_rows(rows, COUNT(rows));
}

static void test_documents(void **state)
{
    (void)state;
    static const row rows[] = {
        {"", "null"},
        {"# nothing\n", "null"},
        {"---\na: 1\n...\n", "{\"a\":1}"},
        {"%YAML 1.1\n--- 1", "1"},
        {"\xef\xbb\xbf"
         "a: 1",
         "{\"a\":1}"},
        {"a:\n- 1\n- [2, {b: c}]\n", "{\"a\":[1,[2,{\"b\":\"c\"}]]}"},
    };
    check_rows(rows, COUNT(rows));
}

static void test_keys(void **state)
{
    (void)state;
    static const row rows[] = {
        {"{1: a, 1.50: b, yes: c, ~: d, 0x10: e}",
         "{\"1\":\"a\",\"1.5\":\"b\",\"true\":\"c\",\"null\":\"d\",\"16\":\"e\"}"},
        {"{a: 1, b: 2, a: 3}", "{\"a\":3,\"b\":2}"},
        {"a: &k name\n*k : 1", "{\"a\":\"name\",\"name\":1}"},
        {"2024-01-01: x", "{\"2024-01-01\":\"x\"}"},
        {"=: 1", "{\"=\":1}"},
    };
    check_rows(rows, COUNT(rows));
}

static void test_anchors_and_merges(void **state)
{
    (void)state;
    static const row rows[] = {
        {"a: &x [1]\nb: *x", "{\"a\":[1],\"b\":[1]}"},
        {"a: &x 1\nb: &x 2\nc: *x", "{\"a\":1,\"b\":2,\"c\":2}"},
        {"a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}",
         "{\"a\":{\"x\":1,\"y\":2},\"b\":{\"x\":1,\"y\":3}}"},
        {"a: &a {x: 1}\nb: {own: 0, <<: *a}", "{\"a\":{\"x\":1},\"b\":{\"x\":1,\"own\":0}}"},
        {"a: &a {xx: 1, yy: 2}\nb: &b {yy: 3, zz: 4}\nc: {<<: [*a, *b]}",
         "{\"a\":{\"xx\":1,\"yy\":2},\"b\":{\"yy\":3,\"zz\":4},\"c\":{\"xx\":1,\"yy\":3,\"zz\":4}"
         "}"},
        {"{'<<': {a: 1}}", "{\"<<\":{\"a\":1}}"},
        {"{<<: {a: 1}, b: 2}", "{\"a\":1,\"b\":2}"},
    };
    check_rows(rows, COUNT(rows));
}

static void test_timestamps(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_timestamp;
    } rows[] = {
        {"2024-01-31", true},
        {"2024-1-31", false},
        {"2024-01-31T10:20:30Z", true},
        {"2024-1-3 1:02:03.5 +02:00", true},
        {"2024-01-31t1:02:03-5", true},
        {"2024-01-31 10:20", false},
        {"2024-01-31T10:20:30 PM", false},
        {"'2024-01-31'", false},
        {"!!timestamp '2024-01-31'", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value v;
        assert_true(parse(arena, rows[i].text, &v, NULL));
        assert_int_equal(v.kind, AB_STRING);
        if (!(v.flags & AB_VALUE_TIMESTAMP) == rows[i].is_timestamp) {
            print_error("%s\n", rows[i].text);
            fail();
        }
        ab_arena_free(arena);
    }
}

static void test_positions(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value v;
    assert_true(parse(arena, "a: 1\nb:\n  - \xc3\xa9: 'x'\n", &v, NULL));
    assert_int_equal(v.line, 1);
    assert_int_equal(v.column, 1);
    const ab_member *b = &v.object.members[1];
    assert_int_equal(b->key_line, 2);
    assert_int_equal(b->key_column, 1);
    assert_int_equal(b->value.line, 3);
    assert_int_equal(b->value.column, 3);
    const ab_value *x = &b->value.items[0].object.members[0].value;
    assert_int_equal(x->line, 3);
    assert_int_equal(x->column, 8);
    assert_int_equal(x->flags & AB_VALUE_PLAIN, 0);
    assert_int_equal(v.object.members[0].value.flags & AB_VALUE_PLAIN, AB_VALUE_PLAIN);
    ab_arena_free(arena);
}

static void test_errors(void **state)
{
    (void)state;
    static const struct {
        const char *yaml;
        unsigned line, column;
        const char *message;
    } rows[] = {
        {"a: b: c", 1, 5, "m.yaml:1:5: mapping values are not allowed in this context"},
        {"a: [1, 2", 2, 1,
         "m.yaml:2:1: did not find expected ',' or ']', while parsing a flow sequence that began "
         "at line 1"},
        {"a: 1\n b: 2", 2, 3, "m.yaml:2:3: mapping values are not allowed in this context"},
        {"a: *x", 1, 4, "m.yaml:1:4: found undefined alias 'x'"},
        {"a: &x [1, *x]", 1, 11, "m.yaml:1:11: found an alias within its own anchor 'x'"},
        {"a: 1\n---\nb: 2", 2, 1, "m.yaml:2:1: more than one document"},
        {"? [1]\n: 2", 1, 3, "m.yaml:1:3: a mapping's key must be a scalar"},
        {"a: &x {}\n*x : 1", 2, 1, "m.yaml:2:1: a mapping's key must be a scalar"},
        {"a: !foo 1", 1, 4, "m.yaml:1:4: unknown tag '!foo'"},
        {"a: !!set {b}", 1, 4, "m.yaml:1:4: unknown tag 'tag:yaml.org,2002:set'"},
        {"a: !!int x", 1, 4, "m.yaml:1:4: not an integer"},
        {"a: !!float x", 1, 4, "m.yaml:1:4: not a floating-point number"},
        {"a: !!bool 1", 1, 4, "m.yaml:1:4: not a boolean"},
        {"a: !!binary a", 1, 4, "m.yaml:1:4: not base64 data"},
        {"0b_", 1, 1, "m.yaml:1:1: not an integer"},
        {"<<: 1", 1, 5, "m.yaml:1:5: << needs a mapping or a list of mappings"},
        {"<<: [{a: 1}, 2]", 1, 15, "m.yaml:1:15: << needs a mapping or a list of mappings"},
        {"a: 1\nb\xff: 2", 2, 2, "m.yaml:2:2: invalid leading UTF-8 octet"},
        {"\xff\xfe"
         "a",
         1, 1, "m.yaml:1:1: invalid leading UTF-8 octet"},
        {"a: \x01", 1, 4, "m.yaml:1:4: control characters are not allowed"},
        {"a: 'x", 1, 6,
         "m.yaml:1:6: found unexpected end of stream, while scanning a quoted scalar that began "
         "at line 1"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value v;
        ab_error error = {0};
        if (parse(arena, rows[i].yaml, &v, &error)) {
            print_error("<%s> parses\n", rows[i].yaml);
            fail();
        }
        assert_string_equal(error.message, rows[i].message);
        assert_int_equal(error.line, rows[i].line);
        assert_int_equal(error.column, rows[i].column);
        assert_string_equal(error.file, "m.yaml");
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

static void repeat(ab_buf *out, const char *text, int times)
{
    for (int i = 0; i < times; i++) {
        ab_buf_add_text(out, text);
    }
}

static bool parse_buf(const ab_buf *text, const char *message)
{
    ab_arena *arena = ab_arena_new();
    ab_value v;
    ab_error error = {0};
    bool ok = ab_yaml_parse(arena, ab_buf_str(text), "m.yaml", &v, &error);
    if (!ok) {
        assert_non_null(strstr(error.message, message));
    }
    ab_error_clear(&error);
    ab_arena_free(arena);
    return ok;
}

static void test_limits(void **state)
{
    (void)state;
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    repeat(&text, "[", AB_YAML_MAX_DEPTH);
    repeat(&text, "]", AB_YAML_MAX_DEPTH);
    assert_true(parse_buf(&text, ""));
    ab_buf_clear(&text);
    repeat(&text, "[", AB_YAML_MAX_DEPTH + 1);
    assert_false(parse_buf(&text, "nested too deeply"));
    /* the depth of what aliases stand for counts too */
    ab_buf_clear(&text);
    ab_buf_add_text(&text, "- &a ");
    repeat(&text, "[", 300);
    repeat(&text, "]", 300);
    ab_buf_add_text(&text, "\n- ");
    repeat(&text, "[", 300);
    ab_buf_add_text(&text, "*a");
    assert_false(parse_buf(&text, "nested too deeply"));
    /* a billion laughs */
    ab_buf_clear(&text);
    ab_buf_add_text(&text, "- &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
        ab_buf_printf(&text,
                      "- &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i,
                      i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    }
    assert_false(parse_buf(&text, "aliases expand to more than 1000000 values"));
    ab_buf_clear(&text);
    repeat(&text, "1", 4301);
    assert_false(parse_buf(&text, "an integer of more than 4300 digits"));
    ab_buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_scalars),
        cmocka_unit_test(test_other_scalars),
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_anchors_and_merges),
        cmocka_unit_test(test_timestamps),
        cmocka_unit_test(test_positions),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
