/* DatetimeParser.parse: every directive, the whole-number formats, Python's strictness. Expected
 * values were taken from Python. */
#include "rows.h"

#include "datetime/format.h"

static const struct {
    const char *format;
    const char *text;
    const char *want; /* NULL: an error */
    ab_datetime_fault fault;
} rows[] = {
    {"%Y-%m-%d", "2024-02-29", "2024-02-29T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%Y-%m-%d", "2024-2-9", "2024-02-09T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%Y-%m-%d", "2023-02-29", NULL, AB_DATETIME_VALUE_ERROR},
    {"%Y-%m-%d", "2024-01-01x", NULL, AB_DATETIME_VALUE_ERROR},
    {"%Y-%m-%d", " 2024-01-01", NULL, AB_DATETIME_VALUE_ERROR},
    {"%Y-%m-%d", "", NULL, AB_DATETIME_VALUE_ERROR},
    {"%Y%m%d", "2024131", "2024-01-31T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%Y%m%d", "2024111", "2024-11-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%Y-%m-%dT%H:%M:%SZ", "2024-01-31T10:20:30Z", "2024-01-31T10:20:30.000000+00:00",
     AB_DATETIME_NO_FAULT},
    {"%Y-%m-%dT%H:%M:%SZ", "2024-01-31t10:20:30z", "2024-01-31T10:20:30.000000+00:00",
     AB_DATETIME_NO_FAULT},
    {"%Y-%m-%dT%H:%M:%S.%fZ", "2024-01-31T10:20:30.5Z", "2024-01-31T10:20:30.500000+00:00",
     AB_DATETIME_NO_FAULT},
    {"%Y-%m-%dT%H:%M:%S.%fZ", "2024-01-31T10:20:30.1234567Z", NULL, AB_DATETIME_VALUE_ERROR},
    {"%Y-%m-%dT%H:%M:%S.%_msZ", "2024-01-31T10:20:30.123Z", "2024-01-31T10:20:30.123000+00:00",
     AB_DATETIME_NO_FAULT},
    {"%Y-%m-%dT%H:%M:%S%z", "2024-01-31T10:20:30+02:00", "2024-01-31T10:20:30.000000+02:00",
     AB_DATETIME_NO_FAULT},
    {"%Y-%m-%dT%H:%M:%S%z", "2024-01-31T10:20:30-0530", "2024-01-31T10:20:30.000000-05:30",
     AB_DATETIME_NO_FAULT},
    {"%Y-%m-%dT%H:%M:%S%z", "2024-01-31T10:20:30Z", "2024-01-31T10:20:30.000000+00:00",
     AB_DATETIME_NO_FAULT},
    {"%Y-%m-%dT%H:%M:%S%z", "2024-01-31T10:20:30z", NULL, AB_DATETIME_VALUE_ERROR},
    {"%Y-%m-%dT%H:%M:%S%z", "2024-01-31T10:20:30+02:30:15.5",
     "2024-01-31T10:20:30.000000+02:30:15.500000", AB_DATETIME_NO_FAULT},
    {"%Y-%m-%dT%H:%M:%S%z", "2024-01-31T10:20:30+0230:15", NULL, AB_DATETIME_VALUE_ERROR},
    {"%Y-%m-%dT%H:%M:%S%z", "2024-01-31T10:20:30+24:00", NULL, AB_DATETIME_VALUE_ERROR},
    {"%H:%M:%S %Y", "23:59:60 2024", NULL, AB_DATETIME_VALUE_ERROR},
    {"%H:%M:%S %Y", "24:00:00 2024", NULL, AB_DATETIME_VALUE_ERROR},
    {"%I:%M %p %Y", "12:30 AM 2024", "2024-01-01T00:30:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%I:%M %p %Y", "12:30 pm 2024", "2024-01-01T12:30:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%I:%M %Y", "12:30 2024", "2024-01-01T00:30:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%d %b %Y", "31 JAN 2024", "2024-01-31T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%d %B %Y", "31 january 2024", "2024-01-31T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%a, %d %b %Y", "Wed, 31 Jan 2024", "2024-01-31T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%A %d", "monday 3", "1900-01-03T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%d %m", "29 02", NULL, AB_DATETIME_VALUE_ERROR},
    {"%d", "31", "1900-01-31T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%y", "68", "2068-01-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%y", "69", "1969-01-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%j %Y", "366 2023", "2024-01-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%j %Y", "060 2024", "2024-02-29T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%Y %U %w", "2024 00 0", "2023-12-31T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%Y %W %a", "2024 53 Sun", "2025-01-05T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%G-W%V-%u", "2020-W53-7", "2021-01-03T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%G-W%V", "2020-W53", NULL, AB_DATETIME_VALUE_ERROR},
    {"%Y-W%V-%u", "2020-W53-7", NULL, AB_DATETIME_VALUE_ERROR},
    {"%Y-%j %G", "2020-001 2020", "2020-01-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%Y  %m", "2024\011\0123", "2024-03-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%Y\302\240%m", "2024 3", "2024-03-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%Y %m", "2024\342\200\2033", "2024-03-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%Y-%m-%d", "\331\242\331\240\331\242\331\244-01-01", "2024-01-01T00:00:00.000000+00:00",
     AB_DATETIME_NO_FAULT},
    {"%\303\251 %Y", "x", NULL, AB_DATETIME_VALUE_ERROR},
    {"\303\211%Y", "\303\2512024", "2024-01-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%Y %Y", "2024 2024", NULL, AB_DATETIME_VALUE_ERROR},
    {"%Q", "1", NULL, AB_DATETIME_VALUE_ERROR},
    {"%", "1", NULL, AB_DATETIME_VALUE_ERROR},
    {"%Y%", "2024", NULL, AB_DATETIME_VALUE_ERROR},
    {"%%%Y", "%2024", "2024-01-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%c", "Wed Jan 31 10:20:30 2024", "2024-01-31T10:20:30.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%x %X", "01/31/24 10:20:30", "2024-01-31T10:20:30.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%Y %Z", "2024 utc", "2024-01-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%Y %Z", "2024 CET", NULL, AB_DATETIME_VALUE_ERROR},
    {"%Z %z %Y", "GMT +0200 2024", "2024-01-01T00:00:00.000000+02:00", AB_DATETIME_NO_FAULT},
    {"%s", "1706696430", "2024-01-31T10:20:30.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%s", " -1_0 ", "1969-12-31T23:59:50.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%s", "1.5", NULL, AB_DATETIME_VALUE_ERROR},
    {"%s", "253402300800", NULL, AB_DATETIME_VALUE_ERROR},
    {"%s", "99999999999999999999", NULL, AB_DATETIME_OVERFLOW_ERROR},
    {"%s_as_float", "1706696430.75", "2024-01-31T10:20:30.750000+00:00", AB_DATETIME_NO_FAULT},
    {"%s_as_float", "0.0000005", "1970-01-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    {"%s_as_float", "0.0000015", "1970-01-01T00:00:00.000002+00:00", AB_DATETIME_NO_FAULT},
    {"%s_as_float", "nan", NULL, AB_DATETIME_VALUE_ERROR},
    {"%s_as_float", "inf", NULL, AB_DATETIME_OVERFLOW_ERROR},
    {"%s_as_float", "x", NULL, AB_DATETIME_VALUE_ERROR},
    {"%ms", "1706696430123", "2024-01-31T10:20:30.123000+00:00", AB_DATETIME_NO_FAULT},
    {"%ms", "-1", "1969-12-31T23:59:59.999000+00:00", AB_DATETIME_NO_FAULT},
    {"%ms", "9223372036854775807", NULL, AB_DATETIME_OVERFLOW_ERROR},
    {"%epoch_microseconds", "1706696430123456", "2024-01-31T10:20:30.123456+00:00",
     AB_DATETIME_NO_FAULT},
    {"%epoch_microseconds", "x", NULL, AB_DATETIME_VALUE_ERROR},
    {"%Y%s", "20241", NULL, AB_DATETIME_VALUE_ERROR},
};

static void texts_parse_as_in_python(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_error error = {0};
        ab_datetime t;
        const ab_datetime_format *format =
            ab_datetime_format_compile(arena, ab_str_of(rows[i].format), AB_DATETIME_CDK);
        bool ok = ab_datetime_parse(format, ab_str_of(rows[i].text), &t, &error);
        check_date(ok, &t, rows[i].want, rows[i].format, rows[i].text);
        assert_int_equal(ab_datetime_error_fault(&error), rows[i].fault);
        assert_str(ab_datetime_format_text(format), rows[i].format);
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

static void errors_say_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *format, *text, *message;
    } errors[] = {
        {"%Y-%m-%d", "soon", "time data 'soon' does not match format '%Y-%m-%d'"},
        {"%Y-%m-%d", "2024-01-01T00", "unconverted data remains: T00"},
        {"%Y-%m-%d", "2024-02-30", "day is out of range for month"},
        {"%Y-%Q", "2024-1", "the format '%Y-%Q' has a bad directive"},
        {"%d-%d", "1-1", "the format '%d-%d' has a directive twice"},
        {"%Y%", "2024", "the format '%Y%' has a stray %"},
        {"%s", "x", "invalid literal for int() with base 10: 'x'"},
        {"%s", "253402300800", "the year of timestamp 253402300800 is out of range"},
        {"%s_as_float", "x", "could not convert string to float: 'x'"},
        {"%G-%V", "2024-01",
         "ISO year directive '%G' must be used with '%V' and a weekday directive"},
        {"%Y %z", "2024 +02:3015", "Inconsistent use of : in +02:3015"},
    };
    for (size_t i = 0; i < ROWS(errors); i++) {
        ab_arena *arena = ab_arena_new();
        ab_error error = {0};
        ab_datetime t;
        const ab_datetime_format *format =
            ab_datetime_format_compile(arena, ab_str_of(errors[i].format), AB_DATETIME_CDK);
        assert_false(ab_datetime_parse(format, ab_str_of(errors[i].text), &t, &error));
        assert_string_equal(error.message, errors[i].message);
        assert_int_equal(error.kind, AB_ERROR_CONFIG);
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

static void python_alone_knows_no_timestamps(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_datetime t;
    const ab_datetime_format *seconds =
        ab_datetime_format_compile(arena, AB_STR("%s"), AB_DATETIME_PYTHON);
    assert_false(ab_datetime_parse(seconds, AB_STR("1"), &t, NULL));
    const ab_datetime_format *date =
        ab_datetime_format_compile(arena, AB_STR("%Y"), AB_DATETIME_PYTHON);
    assert_true(ab_datetime_parse(date, AB_STR("2024"), &t, NULL));
    assert_false(t.has_offset);
    ab_arena_free(arena);
}

static void values_parse_as_python_prints_them(void **state)
{
    (void)state;
    const struct {
        const char *format;
        ab_value value;
        const char *want;
        ab_datetime_fault fault;
    } values[] = {
        {"%s", ab_value_int(0), "1970-01-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
        {"%s", ab_value_real(1.9), "1970-01-01T00:00:01.000000+00:00", AB_DATETIME_NO_FAULT},
        {"%s", ab_value_real(-1.9), "1969-12-31T23:59:59.000000+00:00", AB_DATETIME_NO_FAULT},
        {"%s", ab_value_bool(true), "1970-01-01T00:00:01.000000+00:00", AB_DATETIME_NO_FAULT},
        {"%s", ab_value_real(1e30), NULL, AB_DATETIME_OVERFLOW_ERROR},
        {"%s", ab_value_null(), NULL, AB_DATETIME_TYPE_ERROR},
        {"%s", ab_value_array(), NULL, AB_DATETIME_TYPE_ERROR},
        {"%s_as_float", ab_value_bool(true), "1970-01-01T00:00:01.000000+00:00",
         AB_DATETIME_NO_FAULT},
        {"%s_as_float", ab_value_int(-1), "1969-12-31T23:59:59.000000+00:00", AB_DATETIME_NO_FAULT},
        {"%ms", ab_value_int(1500), "1970-01-01T00:00:01.500000+00:00", AB_DATETIME_NO_FAULT},
        {"%Y%m%d", ab_value_int(20240131), "2024-01-31T00:00:00.000000+00:00",
         AB_DATETIME_NO_FAULT},
        {"%Y.%d", ab_value_real(2024.5), "2024-01-05T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
        {"None%Y", ab_value_null(), NULL, AB_DATETIME_VALUE_ERROR},
        {"True", ab_value_bool(true), "1900-01-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
        {"[]", ab_value_array(), "1900-01-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
        {"%Y", ab_value_cstr("2024"), "2024-01-01T00:00:00.000000+00:00", AB_DATETIME_NO_FAULT},
    };
    for (size_t i = 0; i < ROWS(values); i++) {
        ab_arena *arena = ab_arena_new();
        ab_error error = {0};
        ab_datetime t;
        const ab_datetime_format *format =
            ab_datetime_format_compile(arena, ab_str_of(values[i].format), AB_DATETIME_CDK);
        bool ok = ab_datetime_parse_value(format, &values[i].value, &t, &error);
        check_date(ok, &t, values[i].want, values[i].format, "(value)");
        assert_int_equal(ab_datetime_error_fault(&error), values[i].fault);
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

static void faults_survive_context(void **state)
{
    (void)state;
    ab_error error = {0};
    assert_int_equal(ab_datetime_error_fault(&error), AB_DATETIME_NO_FAULT);
    ab_datetime_fail(&error, AB_DATETIME_TYPE_ERROR, "wrong %s", "type");
    ab_error_wrap(&error, "in the cursor");
    ab_error_detail(&error, "while reading");
    assert_int_equal(ab_datetime_error_fault(&error), AB_DATETIME_TYPE_ERROR);
    ab_error_clear(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_parse_as_in_python),
        cmocka_unit_test(errors_say_what_is_wrong),
        cmocka_unit_test(python_alone_knows_no_timestamps),
        cmocka_unit_test(values_parse_as_python_prints_them),
        cmocka_unit_test(faults_survive_context),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
