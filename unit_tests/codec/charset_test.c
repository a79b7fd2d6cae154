/* Decoding to UTF-8 under Python's names of encodings. */
#include "check.h"

#include "base/buf.h"
#include "codec/charset.h"

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))
#define BYTES(literal)                                                                             \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static void texts_are_decoded(void **state)
{
    (void)state;
    static const struct {
        const char *encoding;
        ab_str bytes;
        const char *want; /* NULL: an error */
        const char *message;
    } rows[] = {
        {"utf-8", BYTES("h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"),
         "h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", NULL},
        {"UTF8", BYTES(""), "", NULL},
        {"utf-8", BYTES("\xef\xbb\xbfx"), "\xef\xbb\xbfx", NULL},
        {"utf-8-sig", BYTES("\xef\xbb\xbfx"), "x", NULL},
        {"utf_8_sig", BYTES("x"), "x", NULL},
        {"U8", BYTES("ab\xffz"), NULL, "byte 2 of the text is not valid in utf-8"},
        {"utf-8", BYTES("ab\xc3("), NULL, "byte 3 of the text is not valid in utf-8"},
        {"utf-8", BYTES("\xed\xa0\x80"), NULL, "byte 1 of the text is not valid in utf-8"},
        {"utf-8", BYTES("\xc0\x80"), NULL, "byte 0 of the text is not valid in utf-8"},
        {"utf-8", BYTES("\xf4\x90\x80\x80"), NULL, "byte 1 of the text is not valid in utf-8"},
        {"utf-8", BYTES("a\xe2\x82"), NULL, "the text ends within a character of utf-8 at byte 3"},
        {"utf-8-sig", BYTES("\xef\xbb\xbf\xff"), NULL, "byte 3 of the text is not valid in utf-8"},
        {"latin-1", BYTES("h\xe9\x80"), "h\xc3\xa9\xc2\x80", NULL},
        {"ISO-8859-1", BYTES("\xff"), "\xc3\xbf", NULL},
        {"iso8859-15", BYTES("\xa4"), "\xe2\x82\xac", NULL},
        {"cp1252", BYTES("\x80uro"), "\xe2\x82\xacuro", NULL},
        {"windows-1252", BYTES("\x93q\x94"), "\xe2\x80\x9cq\xe2\x80\x9d", NULL},
        {"cp1252", BYTES("ab\x81"), NULL, "byte 2 of the text is not valid in cp1252"},
        {"ascii", BYTES("abc\x80"), NULL, "byte 3 of the text is not valid in ascii"},
        {"us-ascii", BYTES("abc"), "abc", NULL},
        {"utf-16", BYTES("\xff\xfeh\0\xac\x20"), "h\xe2\x82\xac", NULL},
        {"utf-16", BYTES("\xfe\xff\0h\x20\xac"), "h\xe2\x82\xac", NULL},
        {"utf-16", BYTES("h\0i\0"), "hi", NULL},
        {"utf-16-le", BYTES("h\0\x3d\xd8\0\xde"), "h\xf0\x9f\x98\x80", NULL},
        {"utf_16_be", BYTES("\0h"), "h", NULL},
        {"utf-16-le", BYTES("h\0i"), NULL,
         "the text ends within a character of utf_16_le at byte 2"},
        {"utf-32", BYTES("\xff\xfe\0\0h\0\0\0"), "h", NULL},
        {"utf-16", BYTES(""), "", NULL},
        {"shift_jis", BYTES("\x93\xfa\x96\x7b"), "\xe6\x97\xa5\xe6\x9c\xac", NULL},
        {"euc-jp", BYTES("\xc6\xfc\xcb\xdc"), "\xe6\x97\xa5\xe6\x9c\xac", NULL},
        {"gbk", BYTES("\xd6\xd0"), "\xe4\xb8\xad", NULL},
        {"koi8-r", BYTES("\xc4\xc1"), "\xd0\xb4\xd0\xb0", NULL},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        for (size_t chunk = 0; chunk < 3; chunk++) {
            ab_error error = {0};
            ab_buf out;
            ab_buf_init(&out, 1000);
            ab_buf_add_text(&out, "");
            ab_reader *r = ab_reader_to_utf8(ab_reader_memory(rows[i].bytes, chunk),
                                             ab_str_of(rows[i].encoding), &error);
            assert_non_null(r);
            bool ok = ab_reader_read_all(r, &out, &error);
            assert_int_equal(ok, rows[i].want != NULL);
            if (ok) {
                assert_true(ab_str_eq(ab_buf_str(&out), ab_str_of(rows[i].want)));
            } else {
                char c;
                assert_string_equal(error.message, rows[i].message);
                assert_int_equal(ab_reader_read(r, &c, 1, NULL), -1);
            }
            ab_error_clear(&error);
            ab_reader_close(r);
            ab_buf_free(&out);
        }
    }
}

static void small_reads_get_whole_texts(void **state)
{
    (void)state;
    ab_reader *r =
        ab_reader_to_utf8(ab_reader_memory(AB_STR("\xe9\xe8\x80z"), 0), AB_STR("cp1252"), NULL);
    char text[16] = "";
    size_t n = 0;
    while (ab_reader_read(r, text + n, 1, NULL) == 1) {
        n++;
    }
    assert_string_equal(text, "\xc3\xa9\xc3\xa8\xe2\x82\xacz");
    ab_reader_close(r);
}

static void long_texts_pass(void **state)
{
    (void)state;
    ab_buf text;
    ab_buf out;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_buf_init(&out, AB_BUF_NO_MAX);
    for (int i = 0; i < 30000; i++) {
        ab_buf_add(&text, "\xe9x", 2);
    }
    ab_reader *r =
        ab_reader_to_utf8(ab_reader_memory(ab_buf_str(&text), 0), AB_STR("latin1"), NULL);
    assert_true(ab_reader_read_all(r, &out, NULL));
    assert_int_equal(out.n, 90000);
    ab_reader_close(r);
    ab_buf_free(&out);
    ab_buf_free(&text);
}

static void unknown_encodings_are_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"", "klingon", "utf", "hex", "base64", "utf-88", "l"};
    static const bool known[] = {false, false, true, false, false, false, false};
    for (size_t i = 0; i < ROWS(names); i++) {
        assert_int_equal(ab_charset_known(ab_str_of(names[i])), known[i]);
    }
    ab_error error = {0};
    assert_null(ab_reader_to_utf8(ab_reader_memory(AB_STR("x"), 0), AB_STR("klingon"), &error));
    assert_string_equal(error.message, "unknown encoding: klingon");
    assert_int_equal(error.kind, AB_ERROR_CONFIG);
    ab_error_clear(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_decoded),
        cmocka_unit_test(small_reads_get_whole_texts),
        cmocka_unit_test(long_texts_pass),
        cmocka_unit_test(unknown_encodings_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
