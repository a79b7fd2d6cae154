#include "check.h"

#include <stdlib.h>

#include "base/buf.h"
#include "declarative/decoders/csv.h"
#include "json/json.h"

/* All rows as JSON, one array of texts each. */
static void read_rows(const char *text, size_t chunk, ab_str delimiter, ab_buf *out)
{
    ab_csv_reader *csv = ab_csv_reader_new(ab_reader_memory(ab_str_of(text), chunk), delimiter);
    ab_csv_row row;
    ab_error error = {0};
    while (ab_csv_reader_next(csv, &row, &error) > 0) {
        ab_buf_add_char(out, '[');
        for (size_t i = 0; i < row.n; i++) {
            ab_buf_add_text(out, i ? "," : "");
            ab_json_write_string(out, row.fields[i], AB_JSON_COMPACT);
        }
        ab_buf_add_text(out, row.unterminated ? "!]" : "]");
    }
    assert_false(ab_error_is_set(&error));
    ab_csv_reader_free(csv);
}

/* What Python's csv.reader gives, however the bytes arrive. */
static void test_rows(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *delimiter;
        const char *want;
    } rows[] = {
        {"", ",", ""},
        {"a,b\n1,2\n", ",", "[\"a\",\"b\"][\"1\",\"2\"]"},
        {"a,b\r\n1,\r\n", ",", "[\"a\",\"b\"][\"1\",\"\"]"},
        {"a\rb\r", ",", "[\"a\"][\"b\"]"},
        {"a\n\n\nb", ",", "[\"a\"][][][\"b\"]"},
        {"\"a,b\",\"say \"\"hi\"\"\"\n", ",", "[\"a,b\",\"say \\\"hi\\\"\"]"},
        {"\"two\r\nlines\"\n", ",", "[\"two\\nlines\"]"},
        {"x\"y\",\"q\"tail\n", ",", "[\"x\\\"y\\\"\",\"qtail\"]"},
        {"\"q\"\"\n", ",", "[\"q\\\"\\n\"!]"},
        {"a,\"open\nend", ",", "[\"a\",\"open\\nend\"!]"},
        {",\n", ",", "[\"\",\"\"]"},
        {"\"\"\n", ",", "[\"\"]"},
        {"a\xE2\x86\x92"
         "b\xE2\x86\x92\n",
         "\xE2\x86\x92", "[\"a\",\"b\",\"\"]"},
        {" a, b \n", ",", "[\" a\",\" b \"]"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t chunk = 0; chunk < 3; chunk++) {
            ab_buf out;
            ab_buf_init(&out, AB_BUF_NO_MAX);
            read_rows(rows[i].text, chunk, ab_str_of(rows[i].delimiter), &out);
            if (!ab_str_is(ab_buf_str(&out), rows[i].want)) {
                fail_msg("%s (chunks of %zu): %.*s", rows[i].text, chunk,
                         AB_STR_ARG(ab_buf_str(&out)));
            }
            ab_buf_free(&out);
        }
    }
}

static void test_delimiter(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *want; /* NULL: refused */
    } rows[] = {
        {"", ","},
        {";", ";"},
        {"\\t", "\t"},
        {"\\x7c", "|"},
        {"\\u2192", "\xE2\x86\x92"},
        {"\xC3\xA9", "\xC3\xA9"},
        {"||", NULL},
        {"\\xzz", NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_error error = {0};
        ab_str got;
        bool ok = ab_csv_delimiter(arena, ab_str_of(rows[i].text), &got, &error);
        assert_int_equal(ok, rows[i].want != NULL);
        if (ok) {
            assert_str(got, rows[i].want);
        } else {
            assert_non_null(strstr(error.message, "must be one character"));
        }
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

/* A quote that is never closed does not gather the input without end. */
static void test_long_row(void **state)
{
    (void)state;
    enum { BYTES = 65 * 1024 * 1024 };
    char *text = malloc(BYTES);
    assert_non_null(text);
    memset(text, 'x', BYTES);
    text[0] = '"';
    ab_csv_reader *csv = ab_csv_reader_new(ab_reader_memory((ab_str){text, BYTES}, 0), AB_STR(","));
    ab_csv_row row;
    ab_error error = {0};
    assert_int_equal(ab_csv_reader_next(csv, &row, &error), -1);
    assert_non_null(strstr(error.message, "Row 1 of the CSV text is longer than 67108864 bytes"));
    ab_error_clear(&error);
    ab_csv_reader_free(csv);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_delimiter),
        cmocka_unit_test(test_long_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
