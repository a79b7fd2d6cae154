#include "json/shallow.h"

#include "json/json.h"
#include "json/page.h"
#include "json/rows.h"

#include <stdio.h>
#include <stdlib.h>

/* What is done to a record: "+key=JSON" sets, "-key" removes, "?key" reads; with blanks between. */
typedef struct row {
    const char *record;
    const char *steps;
    const char *written;    /* without nulls; NULL: it is to be parsed */
    const char *with_nulls; /* NULL: the same */
} row;

static const row rows[] = {
    {"{}", "", "{}", NULL},
    {"{ }", "", "{}", NULL},
    {"{}", "+a=1", "{\"a\":1}", NULL},
    {"{ \t}", "+a=1 +b=null", "{\"a\":1}", "{\"a\":1,\"b\":null}"},
    {"{\"a\":1,\"b\":[1,2]}", "", "{\"a\":1,\"b\":[1,2]}", NULL},
    {"{\"a\":1.50,\"b\":{\"c\":\"}\"}}", "+c=\"x\" +d=[{}]",
     "{\"a\":1.50,\"b\":{\"c\":\"}\"},\"c\":\"x\",\"d\":[{}]}", NULL},
    {"{\"a\":1,\"b\":2,\"c\":3}", "+b=9 ?a", "{\"a\":1,\"b\":9,\"c\":3}", NULL},
    {"{\"a\":1,\"b\":2,\"c\":3}", "+a=null +c=null", "{\"b\":2}",
     "{\"a\":null,\"b\":2,\"c\":null}"},
    {"{\"a\":1,\"b\":2,\"c\":3}", "-a", "{\"b\":2,\"c\":3}", NULL},
    {"{\"a\":1,\"b\":2,\"c\":3}", "-b", "{\"a\":1,\"c\":3}", NULL},
    {"{\"a\":1,\"b\":2,\"c\":3}", "-c -x", "{\"a\":1,\"b\":2}", NULL},
    {"{\"a\":1,\"b\":2,\"c\":3}", "-a -b -c", "{}", NULL},
    {"{\"a\":1,\"b\":2}", "-a +a=3", "{\"b\":2,\"a\":3}", NULL},
    {"{\"a\":1,\"b\":2}", "+c=3 -c", "{\"a\":1,\"b\":2}", NULL},
    {"{\"a\":1,\"b\":2}", "+a=3 -a ?a", "{\"b\":2}", NULL},
    {"{\"a\":1}", "+b=1 +c=2 +d=3 +e=4 +f=5 +g=6 +b=7",
     "{\"a\":1,\"b\":7,\"c\":2,\"d\":3,\"e\":4,\"f\":5,\"g\":6}", NULL},
    {"{\"a\":null,\"b\":1,\"c\":{\"d\":null}}", "", "{\"b\":1,\"c\":{\"d\":null}}",
     "{\"a\":null,\"b\":1,\"c\":{\"d\":null}}"},
    {"{\"b\":1,\"a\":null,\"c\":2,\"e\":null}", "+x=1", "{\"b\":1,\"c\":2,\"x\":1}",
     "{\"b\":1,\"a\":null,\"c\":2,\"e\":null,\"x\":1}"},
    {"{\"a\":null}", "", "{}", "{\"a\":null}"},
    {"{ \"a\" : 1 , \"b\" : \"x\" }", "+c=true", "{\"a\" : 1 , \"b\" : \"x\",\"c\":true}", NULL},
    {"{\n  \"a\": [ 1,\r\n 2 ],\n  \"b\": \"x y\"\n}", "+c=1 ?a",
     "{\"a\":[1,2],\"b\":\"x y\",\"c\":1}", NULL},
    {"{\"s\":\"\\\"\\\\\",\"t\":\"\xc3\xa4\\u00e4\"}", "?s ?t +u=\"\\n\"",
     "{\"s\":\"\\\"\\\\\",\"t\":\"\xc3\xa4\\u00e4\",\"u\":\"\\n\"}", NULL},
    {"{\"a\":-0,\"b\":123456789012345678,\"c\":-123456789012345678901,\"d\":1e2,\"e\":\"\",\"f\":"
     "true}",
     "?a ?b ?c ?d ?e ?f -f",
     "{\"a\":-0,\"b\":123456789012345678,\"c\":-123456789012345678901,\"d\":1e2,\"e\":\"\"}", NULL},
    {"{\"\":1,\"a\":12345678901234567890.10}", "?a -a", "{\"\":1}", NULL},
    {"{\"a\":1}", "+b=-Infinity", "{\"a\":1,\"b\":null}", NULL},
    /* what has to be parsed */
    {"[1]", "", NULL, NULL},
    {"7", "", NULL, NULL},
    {"{\"a\":NaN}", "", NULL, NULL},
    {"{\"a\":1,\"a\":2}", "", NULL, NULL},
    {"{\"b\":{\"a\":1,\"a\":2}}", "", NULL, NULL},
    {"{\"\\u0061\":1}", "", NULL, NULL},
};

static unsigned flags_of(const char *record)
{
    ab_record_entry entry;
    ab_json_scan *scan = ab_json_scan_new(NULL, 0);
    assert_true(ab_json_scan_one(scan, ab_str_of(record), &entry, NULL));
    ab_json_scan_free(scan);
    return entry.flags;
}

/* Does one step to the shallow object and to the parsed one; what they read must be the same. */
static void step(ab_arena *arena, ab_shallow *s, ab_value *parsed, ab_str text)
{
    char what = text.p[0];
    ptrdiff_t equals = ab_str_find(text, AB_STR("="), 0);
    ab_str key = ab_arena_str(arena, ab_str_sub(text, 1, what == '+' ? (size_t)equals : text.n));
    ab_value value;
    switch (what) {
    case '+':
        text = ab_arena_str(arena, ab_str_sub(text, (size_t)equals + 1, text.n));
        assert_true(ab_json_parse(arena, text, NULL, &value, NULL));
        ab_shallow_set(s, key, value);
        ab_object_set(arena, parsed, key, value);
        break;
    case '-':
        ab_shallow_remove(s, key);
        ab_object_remove(arena, parsed, key);
        break;
    default: {
        const ab_value *got = ab_shallow_get(s, key), *want = ab_object_get(parsed, key);
        assert_int_equal(got == NULL, want == NULL);
        assert_true(!got || ab_value_equal(got, want));
        assert_ptr_equal(ab_shallow_get(s, key), got);
    }
    }
}

static void run_steps(ab_arena *arena, ab_shallow *s, ab_value *parsed, const char *steps)
{
    ab_str rest = ab_str_of(steps);
    while (rest.n > 0) {
        ptrdiff_t blank = ab_str_find(rest, AB_STR(" "), 0);
        size_t end = blank < 0 ? rest.n : (size_t)blank;
        step(arena, s, parsed, ab_str_sub(rest, 0, end));
        rest = ab_str_sub(rest, end + 1, rest.n);
    }
}

static void check_written(const ab_shallow *s, bool keep_nulls, const char *expected)
{
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    assert_true(ab_shallow_write(&out, s, keep_nulls));
    assert_str(ab_buf_str(&out), expected);
    ab_buf_free(&out);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const row *r = &rows[i];
        ab_arena *arena = ab_arena_new();
        ab_value parsed;
        ab_shallow *s = ab_shallow_open(arena, ab_str_of(r->record), flags_of(r->record));
        assert_int_equal(s != NULL, r->written != NULL);
        if (s) {
            assert_true(ab_json_parse(arena, ab_str_of(r->record), NULL, &parsed, NULL));
            run_steps(arena, s, &parsed, r->steps);
            check_written(s, false, r->written);
            check_written(s, true, r->with_nulls ? r->with_nulls : r->written);
            ab_value whole = ab_shallow_parse(s);
            assert_true(ab_value_equal(&whole, &parsed));
            for (uint32_t m = 0; m < whole.count; m++) { /* the order, too */
                assert_true(ab_str_eq(whole.object.members[m].key, parsed.object.members[m].key));
            }
        }
        ab_arena_free(arena);
    }
}

static void test_the_size_is_that_of_the_text(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    const char *record = "{\"a\":1}";
    ab_shallow *s = ab_shallow_open(arena, ab_str_of(record), flags_of(record));
    ab_shallow_get(s, AB_STR("a"));
    ab_shallow_remove(s, AB_STR("x"));
    ab_shallow_remove(s, AB_STR("a"));
    assert_int_equal(ab_shallow_size(s), strlen(record));
    ab_arena_free(arena);
}

static void test_wide_records_are_parsed(void **state)
{
    (void)state;
    for (unsigned n = 127; n <= 130; n++) {
        ab_arena *arena = ab_arena_new();
        ab_buf text;
        ab_buf_init(&text, AB_BUF_NO_MAX);
        for (unsigned i = 0; i < n; i++) {
            ab_buf_printf(&text, "%c\"%u\":%u", i ? ',' : '{', i, i);
        }
        ab_buf_add_char(&text, '}');
        ab_shallow *s = ab_shallow_open(arena, ab_buf_str(&text), flags_of(text.p));
        assert_int_equal(s != NULL, n <= 128);
        if (s) {
            assert_int_equal(ab_shallow_get(s, AB_STR("126"))->number.integer, 126);
        }
        ab_buf_free(&text);
        ab_arena_free(arena);
    }
}

/* Text that a failing disk cut is never read beyond its end (a sanitizer would tell). */
static void test_truncated(void **state)
{
    (void)state;
    const char *whole = "{\"a\":[1,{\"x\":\"\\\"\"}],\"b\":\"y\"}";
    for (size_t n = 1; n <= strlen(whole); n++) {
        ab_arena *arena = ab_arena_new();
        char *copy = malloc(n);
        memcpy(copy, whole, n);
        ab_shallow *s = ab_shallow_open(arena, (ab_str){copy, n}, AB_RECORD_OBJECT);
        if (s) {
            ab_shallow_get(s, AB_STR("b"));
            ab_buf out;
            ab_buf_init(&out, AB_BUF_NO_MAX);
            ab_shallow_write(&out, s, false);
            ab_buf_free(&out);
        }
        free(copy);
        ab_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_the_size_is_that_of_the_text),
        cmocka_unit_test(test_wide_records_are_parsed),
        cmocka_unit_test(test_truncated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
