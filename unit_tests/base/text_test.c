/* Slices and buffers. */
#include "check.h"

#include "base/buf.h"

static void slices_compare(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        const char *b;
        int order;
    } rows[] = {
        {"", "", 0}, {"a", "", 1}, {"", "a", -1}, {"a", "b", -1}, {"ab", "a", 1}, {"\xff", "a", 1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int order = ab_str_cmp(ab_str_of(rows[i].a), ab_str_of(rows[i].b));
        assert_int_equal((order > 0) - (order < 0), rows[i].order);
    }
    assert_true(ab_str_eq_nocase(AB_STR("Content-Type"), AB_STR("content-TYPE")));
    assert_false(ab_str_eq_nocase(AB_STR("a"), AB_STR("ab")));
    assert_true(ab_str_starts(AB_STR("simple"), AB_STR("sim")));
    assert_false(ab_str_starts(AB_STR("si"), AB_STR("sim")));
    assert_true(ab_str_ends(AB_STR("simple"), AB_STR("ple")));
}

static void slices_are_searched(void **state)
{
    (void)state;
    static const struct {
        const char *haystack;
        const char *needle;
        size_t from;
        ptrdiff_t at;
    } rows[] = {
        {"abcabc", "bc", 0, 1}, {"abcabc", "bc", 2, 4}, {"abcabc", "bc", 5, -1}, {"abc", "", 3, 3},
        {"abc", "", 4, -1},     {"abc", "abcd", 0, -1}, {"aab", "ab", 0, 1},     {"", "a", 0, -1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(
            ab_str_find(ab_str_of(rows[i].haystack), ab_str_of(rows[i].needle), rows[i].from),
            rows[i].at);
    }
}

static void slices_are_cut(void **state)
{
    (void)state;
    assert_str(ab_str_trim(AB_STR(" \t\r\n a b \v\f")), "a b");
    assert_str(ab_str_trim(AB_STR("  ")), "");
    assert_str(ab_str_sub(AB_STR("hello"), 1, 3), "el");
    assert_str(ab_str_sub(AB_STR("hello"), 3, 99), "lo");
    assert_str(ab_str_sub(AB_STR("hello"), 9, 2), "");
}

static void buffer_appends_in_every_form(void **state)
{
    (void)state;
    ab_buf buf;
    ab_buf_init(&buf, AB_BUF_NO_MAX);
    assert_true(ab_buf_add_text(&buf, "n="));
    assert_true(ab_buf_add_int(&buf, INT64_MIN));
    assert_true(ab_buf_add_char(&buf, ';'));
    assert_true(ab_buf_printf(&buf, "%s-%03d", "x", 7));
    assert_true(ab_buf_add(&buf, "\0y", 2));
    assert_memory_equal(buf.p, "n=-9223372036854775808;x-007\0y", buf.n);
    assert_int_equal(buf.n, 30);
    ab_buf_clear(&buf);
    assert_int_equal(buf.n, 0);
    ab_buf_free(&buf);
}

static void buffer_stops_at_its_maximum(void **state)
{
    (void)state;
    ab_buf buf;
    ab_buf_init(&buf, 10);
    assert_true(ab_buf_add_text(&buf, "0123456789"));
    assert_false(buf.overflow);
    assert_false(ab_buf_add_char(&buf, 'x'));
    assert_true(buf.overflow);
    assert_false(ab_buf_add_text(&buf, ""));
    assert_str(ab_buf_str(&buf), "0123456789");
    ab_buf_clear(&buf);
    assert_true(ab_buf_printf(&buf, "%d", 12));
    assert_false(ab_buf_printf(&buf, "%s", "123456789"));
    assert_str(ab_buf_str(&buf), "12");
    ab_buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_compare),
        cmocka_unit_test(slices_are_searched),
        cmocka_unit_test(slices_are_cut),
        cmocka_unit_test(buffer_appends_in_every_form),
        cmocka_unit_test(buffer_stops_at_its_maximum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
