/* DatetimeParser.format and strftime: every directive, flags, widths. Expected values were taken
 * from Python on glibc. */
#include "rows.h"

#include "datetime/format.h"

#include <stdio.h>

static const struct {
    const char *date;
    const char *format;
    const char *want;
} rows[] = {
    {"2024-01-31T10:20:30.123456+00:00", "%Y-%m-%dT%H:%M:%S.%fZ", "2024-01-31T10:20:30.123456Z"},
    {"2024-01-31T10:20:30.123456+00:00", "%Y-%m-%dT%H:%M:%S%z", "2024-01-31T10:20:30+0000"},
    {"2024-01-31T10:20:30.123456+00:00", "", ""},
    {"2024-01-31T10:20:30.123456+00:00", "plain", "plain"},
    {"2024-01-31T10:20:30.123456+00:00", "%%", "%"},
    {"0001-02-03T04:05:06.000000+00:00", "%Y-%m-%d", "1-02-03"},
    {"0001-02-03T04:05:06.000000+00:00", "%F %G %C %y", "1-02-03 1 0 01"},
    {"2024-01-31T10:20:30.123456+00:00", "%_ms", "123"},
    {"0001-02-03T04:05:06.000000+00:00", "000000 %_ms", "000 000"},
    {"2024-01-31T10:20:30.123456+00:00", "%s", "1706696430"},
    {"1969-12-31T23:59:59.500000+00:00", "%s", "0"},
    {"9999-12-31T23:59:59.999999+00:00", "%s", "253402300800"},
    {"2024-01-31T10:20:30.123456+00:00", "%s_as_float", "1706696430.123456"},
    {"1969-12-31T23:59:59.500000+00:00", "%ms", "-500"},
    {"2024-01-31T10:20:30.123456+00:00", "%ms", "1706696430123"},
    {"2024-01-31T10:20:30.123456+00:00", "%epoch_microseconds", "1706696430123456"},
    {"9999-12-31T23:59:59.999999+00:00", "%epoch_microseconds", "253402300800000000"},
    {"2024-01-31T10:20:30.123456+00:00", "%Y %s", "2024 1706696430"},
    {"2024-12-30T13:05:09.500000+05:30:15", "%z", "+053015"},
    {"2024-12-30T13:05:09.500000+05:30:15", "%Z", "UTC+05:30:15"},
    {"2024-01-31T10:20:30.123456+00:00", "%Z", "UTC"},
    {"2024-01-31T10:20:30.123456+00:00", "%a %A %b %B %h", "Wed Wednesday Jan January Jan"},
    {"2024-01-31T10:20:30.123456+00:00", "%^a %#A %^b %#p %P %p", "WED WEDNESDAY JAN am am AM"},
    {"2024-01-31T10:20:30.123456+00:00", "%c|%x|%X|%D|%T|%R|%r|%F",
     "Wed Jan 31 10:20:30 2024|01/31/24|10:20:30|01/31/24|10:20:30|10:20|10:20:30 AM|2024-01-31"},
    {"2024-01-31T10:20:30.123456+00:00", "%-d %-m %_d %e %-H %k %l %I", "31 1 31 31 10 10 10 10"},
    {"2024-01-31T10:20:30.123456+00:00", "%j %U %V %W %u %w %g %G", "031 04 05 05 3 3 24 2024"},
    {"2024-12-30T13:05:09.500000+05:30:15", "%j %U %V %W %u %w %g %G", "365 52 01 53 1 1 25 2025"},
    {"2024-01-31T10:20:30.123456+00:00", "%5d %-5d %_5d %05d %5Y %10A %-10A %010A",
     "00031    31    31 00031 02024  Wednesday  Wednesday 0Wednesday"},
    {"2024-01-31T10:20:30.123456+00:00", "%10F|%-10T|%^10c",
     "2024-01-31|  10:20:30|WED JAN 31 10:20:30 2024"},
    {"2024-01-31T10:20:30.123456+00:00", "%Q %E %O %", "%Q %E %O %"},
    {"2024-01-31T10:20:30.123456+00:00", "%10", "       %10"},
    {"2024-01-31T10:20:30.123456+00:00", "%-", "%-"},
    {"2024-01-31T10:20:30.123456+00:00", "%Ey %Od %EY %OY %Ed %OA", "24 31 2024 %OY %Ed %OA"},
    {"2024-01-31T10:20:30.123456+00:00", "%n%t|", "\012\011|"},
    {"2024-01-31T10:20:30.123456+00:00", "%5%", "    %"},
    {"2024-01-31T10:20:30.123456+00:00", "%2000Y", "(2000 bytes)"},
    {"2024-01-31T10:20:30.123456+00:00", "%1000Y", "(1000 bytes)"},
    {"2024-01-31T10:20:30.123456+00:00", "%5f", "  %5f"},
    {"2024-01-31T10:20:30.123456+00:00", "%-f", "%-f"},
    {"2024-01-31T10:20:30.123456+00:00", "\303\251%Y\303\251", "\303\2512024\303\251"},
    {"2024-01-31T10:20:30.123456+00:00", "%:z", "%:z"},
};

static void dates_print_as_in_python(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_datetime t = at(rows[i].date);
        const ab_datetime_format *format =
            ab_datetime_format_compile(arena, ab_str_of(rows[i].format), AB_DATETIME_CDK);
        ab_str text;
        assert_true(ab_datetime_text(format, &t, arena, &text, NULL));
        if (text.n > 200) {
            text = ab_arena_printf(arena, "(%zu bytes)", text.n);
        }
        if (!ab_str_eq(text, ab_str_of(rows[i].want))) {
            row_failed(rows[i].format, rows[i].date, text, rows[i].want);
        }
        ab_arena_free(arena);
    }
}

static void seconds_go_by_the_local_zone(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_datetime t = at("2024-07-01T12:00:00+00:00");
    ab_str text;
    const ab_datetime_format *format =
        ab_datetime_format_compile(arena, AB_STR("%s."), AB_DATETIME_CDK);
    setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1);
    assert_true(ab_datetime_text(format, &t, arena, &text, NULL));
    assert_str(text, "1719849600.");
    setenv("TZ", "UTC", 1);
    assert_true(ab_datetime_text(format, &t, arena, &text, NULL));
    assert_str(text, "1719835200.");
    ab_arena_free(arena);
}

static void naive_dates_have_no_zone(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_datetime t = at("2024-07-01T12:00:00");
    ab_str text;
    const ab_datetime_format *format =
        ab_datetime_format_compile(arena, AB_STR("[%z%Z]"), AB_DATETIME_PYTHON);
    assert_true(ab_datetime_text(format, &t, arena, &text, NULL));
    assert_str(text, "[]");
    ab_arena_free(arena);
}

static void a_nul_in_a_format_is_an_error(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_datetime t = at("2024-07-01T12:00:00");
    ab_error error = {0};
    ab_str text;
    const ab_datetime_format *format =
        ab_datetime_format_compile(arena, (ab_str){"%Y\0%m", 5}, AB_DATETIME_CDK);
    assert_false(ab_datetime_text(format, &t, arena, &text, &error));
    assert_string_equal(error.message, "embedded null character");
    ab_error_clear(&error);
    ab_arena_free(arena);
}

static void a_full_buffer_is_noticed(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_datetime t = at("2024-07-01T12:00:00");
    const ab_datetime_format *format =
        ab_datetime_format_compile(arena, AB_STR("%Y-%m-%d"), AB_DATETIME_CDK);
    ab_buf out;
    ab_buf_init(&out, 10);
    assert_true(ab_datetime_print(format, &t, &out, NULL));
    assert_str(ab_buf_str(&out), "2024-07-01");
    assert_false(ab_datetime_print(format, &t, &out, NULL));
    ab_buf_free(&out);
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_print_as_in_python), cmocka_unit_test(seconds_go_by_the_local_zone),
        cmocka_unit_test(naive_dates_have_no_zone), cmocka_unit_test(a_nul_in_a_format_is_an_error),
        cmocka_unit_test(a_full_buffer_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
