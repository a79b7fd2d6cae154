/* Readers of memory and files, peeking, lines. */
#include "check.h"

#include "base/buf.h"
#include "codec/reader.h"

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static void all_is_read_whatever_the_chunk(void **state)
{
    (void)state;
    for (size_t chunk = 0; chunk < 12; chunk++) {
        ab_buf out;
        ab_buf_init(&out, 100);
        ab_reader *r = ab_reader_buffered(ab_reader_memory(AB_STR("0123456789"), chunk), 4);
        ab_str head;
        assert_true(ab_reader_peek(r, 3, &head, NULL));
        assert_true(head.n >= 3 && memcmp(head.p, "012", 3) == 0);
        assert_true(ab_reader_read_all(r, &out, NULL));
        assert_str(ab_buf_str(&out), "0123456789");
        char more;
        assert_int_equal(ab_reader_read(r, &more, 1, NULL), 0);
        ab_reader_close(r);
        ab_buf_free(&out);
    }
}

static void peeking_sees_no_more_than_there_is(void **state)
{
    (void)state;
    ab_reader *r = ab_reader_buffered(ab_reader_memory(AB_STR("abc"), 1), 8);
    ab_str head;
    char c;
    assert_true(ab_reader_peek(r, 8, &head, NULL));
    assert_str(head, "abc");
    assert_int_equal(ab_reader_read(r, &c, 1, NULL), 1);
    assert_true(ab_reader_peek(r, 8, &head, NULL));
    assert_str(head, "bc");
    ab_reader_close(r);
}

static void too_much_content_is_an_error(void **state)
{
    (void)state;
    ab_buf out;
    ab_buf_init(&out, 5);
    ab_error error = {0};
    ab_reader *r = ab_reader_memory(AB_STR("0123456789"), 3);
    assert_false(ab_reader_read_all(r, &out, &error));
    assert_string_equal(error.message, "more than 5 bytes of content");
    ab_error_clear(&error);
    ab_reader_close(r);
    ab_buf_free(&out);
}

static void lines_are_split(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *joined; /* lines with | behind each */
    } rows[] = {
        {"", ""},
        {"a", "a|"},
        {"a\n", "a|"},
        {"a\nb", "a|b|"},
        {"a\r\n\r\nb\r\n", "a||b|"},
        {"\n\n", "||"},
        {"a\rb\n", "a\rb|"},
        {"last\r", "last\r|"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        for (size_t chunk = 1; chunk < 5; chunk++) {
            ab_line_reader *lines =
                ab_line_reader_new(ab_reader_memory(ab_str_of(rows[i].text), chunk), 100);
            ab_buf joined;
            ab_buf_init(&joined, 100);
            ab_buf_add_text(&joined, "");
            ab_str line;
            while (ab_line_reader_next(lines, &line, NULL) == 1) {
                ab_buf_add_str(&joined, line);
                ab_buf_add_char(&joined, '|');
            }
            assert_true(joined.n == strlen(rows[i].joined));
            assert_true(joined.n == 0 || memcmp(joined.p, rows[i].joined, joined.n) == 0);
            assert_int_equal(ab_line_reader_next(lines, &line, NULL), 0);
            ab_buf_free(&joined);
            ab_line_reader_free(lines);
        }
    }
}

static void a_line_may_be_as_long_as_the_maximum(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int result;
    } rows[] = {{"12345\n", 1},   {"12345\r\n", 1}, {"12345", 1},
                {"123456\n", -1}, {"123456", -1},   {"1234567890\n", -1}};
    for (size_t i = 0; i < ROWS(rows); i++) {
        for (size_t chunk = 0; chunk < 4; chunk++) {
            ab_error error = {0};
            ab_str line;
            ab_line_reader *lines =
                ab_line_reader_new(ab_reader_memory(ab_str_of(rows[i].text), chunk), 5);
            assert_int_equal(ab_line_reader_next(lines, &line, &error), rows[i].result);
            if (rows[i].result < 0) {
                assert_string_equal(error.message, "line 1 is longer than 5 bytes");
                assert_int_equal(ab_line_reader_next(lines, &line, NULL), -1);
            }
            ab_error_clear(&error);
            ab_line_reader_free(lines);
        }
    }
}

static void a_long_line_goes_over_chunks(void **state)
{
    (void)state;
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    for (int i = 0; i < 20000; i++) {
        ab_buf_add_text(&text, "abcde");
    }
    ab_buf_add_text(&text, "\nshort\n");
    ab_line_reader *lines = ab_line_reader_new(ab_reader_memory(ab_buf_str(&text), 0), 1000000);
    ab_str line;
    assert_int_equal(ab_line_reader_next(lines, &line, NULL), 1);
    assert_int_equal(line.n, 100000);
    assert_int_equal(ab_line_reader_next(lines, &line, NULL), 1);
    assert_str(line, "short");
    ab_line_reader_free(lines);
    ab_buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_read_whatever_the_chunk),
        cmocka_unit_test(peeking_sees_no_more_than_there_is),
        cmocka_unit_test(too_much_content_is_an_error),
        cmocka_unit_test(lines_are_split),
        cmocka_unit_test(a_line_may_be_as_long_as_the_maximum),
        cmocka_unit_test(a_long_line_goes_over_chunks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
