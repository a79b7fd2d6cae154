/* Paths with globs: matching, reading, setting, deleting. */
#include "check.h"

#include "json/dpath.h"
#include "json/json.h"

#include <stdio.h>

enum { MAX_SEGMENTS = 8 };

/* Segments with slashes between; "" is the empty path. */
static ab_dpath path_of(const char *text, ab_str segments[MAX_SEGMENTS])
{
    ab_dpath path = {segments, 0};
    const char *at = text;
    while (*text && path.n < MAX_SEGMENTS) {
        size_t n = strcspn(at, "/");
        segments[path.n++] = (ab_str){at, n};
        if (!at[n]) {
            break;
        }
        at += n + 1;
    }
    return path;
}

static ab_value parse(ab_arena *arena, const char *text)
{
    ab_value v;
    assert_true(ab_json_parse(arena, ab_str_of(text), NULL, &v, NULL));
    return v;
}

static void patterns_match_as_fnmatch(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *pattern;
        bool matches;
    } rows[] = {
        {"data", "data", true},
        {"data", "Data", false},
        {"data", "d*", true},
        {"data", "*a", true},
        {"data", "d?ta", true},
        {"data", "d??", false},
        {"", "*", true},
        {"", "", true},
        {"a", "", false},
        {"data", "[cd]ata", true},
        {"data", "[!d]ata", false},
        {"data", "[a-e]*", true},
        {"a[1]", "a[1]", false},
        {"a1", "a[1]", true},
        {"a[", "a[", true},
        {"]", "[]]", true},
        {"x/y", "x*y", true},
        {"\xc3\xa9", "?", true},
        {"abcabc", "*abc", true},
        {"ab", "a*b*c", false},
        {"a-", "a[b-]", true},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ab_fnmatch(ab_str_of(rows[i].name), ab_str_of(rows[i].pattern)) != rows[i].matches) {
            fail_msg("%s ~ %s", rows[i].name, rows[i].pattern);
        }
    }
}

static void values_come_in_order(void **state)
{
    (void)state;
    static const struct {
        const char *root;
        const char *path;
        const char *values;
    } rows[] = {
        {"{\"a\":[{\"b\":1},{\"b\":2}]}", "a/*/b", "[1,2]"},
        {"{\"a\":[1,2,3]}", "a/1", "[2]"},
        {"{\"a\":[1,2,3]}", "a/-1", "[3]"},
        {"{\"a\":[1,2,3]}", "a/[02]", "[1,3]"},
        {"{\"a\":{\"x\":1},\"b\":{\"x\":2}}", "*/x", "[1,2]"},
        {"{\"a\":{\"x\":{\"x\":1}},\"x\":2}", "**/x", "[2,{\"x\":1},1]"},
        {"{\"a\":{\"b\":{\"c\":1}}}", "a/**", "[{\"b\":{\"c\":1}},{\"c\":1},1]"},
        {"{\"a\":{\"b\":{\"c\":1}}}", "a/**/c", "[1]"},
        {"{\"a\":1}", "a/b", "[]"},
        {"[[1],[2]]", "*/0", "[1,2]"},
        {"{\"\":{\"a\":5}}", "*/a", "[5]"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value root = parse(arena, rows[i].root);
        ab_value found = ab_value_array();
        ab_str segments[MAX_SEGMENTS];
        assert_true(ab_dpath_values(arena, &root, path_of(rows[i].path, segments), &found, NULL));
        assert_str(ab_json_text(arena, &found, AB_JSON_COMPACT), rows[i].values);
        ab_arena_free(arena);
    }
}

static void one_value_is_got(void **state)
{
    (void)state;
    static const struct {
        const char *root;
        const char *path;
        const char *value; /* NULL: none; "!": an error */
    } rows[] = {
        {"{\"a\":{\"b\":7}}", "a/b", "7"}, {"{\"a\":{\"b\":7}}", "a/c", NULL},
        {"{\"a\":[5,6]}", "a/1", "6"},     {"{\"a\":7}", "a/b/c", NULL},
        {"{\"ab\":1}", "a*", "1"},         {"{\"ab\":1,\"ac\":2}", "a*", "!"},
        {"{\"a\":null}", "a", "null"},     {"{\"a\":1}", "", "{\"a\":1}"},
        {"{\"a\":1}", "**/**", "!"},       {"{\"a\":1}", "b/**/**", "!"},
        {"{\"a\":1}", "b/*/c", NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value root = parse(arena, rows[i].root);
        const ab_value *found = NULL;
        ab_str segments[MAX_SEGMENTS];
        ab_error error = {0};
        bool done = ab_dpath_get(&root, path_of(rows[i].path, segments), &found, &error);
        bool wants_error = rows[i].value && strcmp(rows[i].value, "!") == 0;
        assert_int_equal(done, !wants_error);
        assert_int_equal(ab_error_is_set(&error), wants_error);
        if (done && rows[i].value) {
            assert_non_null(found);
            assert_str(ab_json_text(arena, found, AB_JSON_COMPACT), rows[i].value);
        } else if (done) {
            assert_null(found);
        }
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

static void values_are_set_and_made(void **state)
{
    (void)state;
    static const struct {
        const char *root;
        const char *path;
        const char *result; /* NULL: an error */
    } rows[] = {
        {"{}", "a", "{\"a\":9}"},
        {"{}", "a/b/c", "{\"a\":{\"b\":{\"c\":9}}}"},
        {"{}", "a/1/c", "{\"a\":[null,{\"c\":9}]}"},
        {"{}", "a/0", "{\"a\":[9]}"},
        {"{\"a\":[1]}", "a/3", "{\"a\":[1,null,null,9]}"},
        {"{\"a\":{\"0\":1}}", "a/0", "{\"a\":{\"0\":9}}"},
        {"{\"a\":{\"b\":1},\"c\":2}", "a/b", "{\"a\":{\"b\":9},\"c\":2}"},
        {"{\"a*\":1}", "a*", "{\"a*\":9}"},
        {"{\"a\":1}", "a/b", NULL},
        {"{\"a\":null}", "a/b", NULL},
        {"{\"a\":[1]}", "a/x", NULL},
        {"{}", "", NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value root = parse(arena, rows[i].root);
        ab_str segments[MAX_SEGMENTS];
        ab_error error = {0};
        bool done =
            ab_dpath_set(arena, &root, path_of(rows[i].path, segments), ab_value_int(9), &error);
        assert_int_equal(done, rows[i].result != NULL);
        assert_int_equal(ab_error_is_set(&error), !done);
        if (done) {
            assert_str(ab_json_text(arena, &root, AB_JSON_COMPACT), rows[i].result);
        }
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

static void matches_are_deleted(void **state)
{
    (void)state;
    static const struct {
        const char *root;
        const char *path;
        const char *result;
        size_t deleted;
    } rows[] = {
        {"{\"a\":1,\"b\":2}", "a", "{\"b\":2}", 1},
        {"{\"a\":1}", "x", "{\"a\":1}", 0},
        {"{\"a\":1}", "a/b", "{\"a\":1}", 0},
        {"{\"a\":[1,2,3]}", "a/0", "{\"a\":[null,2,3]}", 1},
        {"{\"a\":[1,2,3]}", "a/2", "{\"a\":[1,2]}", 1},
        {"{\"a\":[1,2,3]}", "a/*", "{\"a\":[null,null]}", 3},
        {"{\"a\":[{\"k\":1},{\"k\":2,\"l\":3}]}", "a/*/k", "{\"a\":[{},{\"l\":3}]}", 2},
        {"{\"a\":{\"k\":1},\"k\":{\"k\":2}}", "**/k", "{\"a\":{}}", 2},
        {"{\"a\":{\"b\":1},\"c\":2}", "**", "{}", 2},
        {"{\"aa\":1,\"ab\":2,\"b\":3}", "a?", "{\"b\":3}", 2},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value root = parse(arena, rows[i].root);
        ab_str segments[MAX_SEGMENTS];
        size_t deleted = 99;
        assert_true(ab_dpath_delete(arena, &root, path_of(rows[i].path, segments), &deleted, NULL));
        assert_str(ab_json_text(arena, &root, AB_JSON_COMPACT), rows[i].result);
        assert_int_equal(deleted, rows[i].deleted);
        ab_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_match_as_fnmatch), cmocka_unit_test(values_come_in_order),
        cmocka_unit_test(one_value_is_got),          cmocka_unit_test(values_are_set_and_made),
        cmocka_unit_test(matches_are_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
