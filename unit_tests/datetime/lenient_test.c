/* The lenient parser on 2026-01-15. Expected values were taken from the CDK and dateutil. */
#include "rows.h"

static const struct {
    const char *text;
    const char *want; /* NULL: an error */
} rows[] = {
    {"1706696430", "2024-01-31T10:20:30.000000+00:00"},
    {"0", "1970-01-01T00:00:00.000000+00:00"},
    {"-5", NULL},
    {"99999999999", NULL},
    {"2024-01-31", "2024-01-31T00:00:00.000000+00:00"},
    {"2024-1-5", "2024-01-05T00:00:00.000000+00:00"},
    {"24-01-31", "0024-01-31T00:00:00.000000+00:00"},
    {"2024-13-01", NULL},
    {"2024-02-30", NULL},
    {"a-b-c", NULL},
    {"10:20:30", NULL},
    {"2024-01-31T10:20:30Z", "2024-01-31T10:20:30.000000+00:00"},
    {"2024-01-31 10:20:30.5+02:00", "2024-01-31T10:20:30.500000+02:00"},
    {"2024-01-31T10:20:30-0530", "2024-01-31T10:20:30.000000-05:30"},
    {"2024-01-31T10:20:30+3", "2024-01-31T10:20:30.000000+03:00"},
    {"2024-01-31T10:20:30.123456789Z", "2024-01-31T10:20:30.123456+00:00"},
    {"2024-01-31T24:00:00Z", NULL},
    {"Wed, 31 Jan 2024 10:20:30 +0000", NULL},
    {"Wed Jan 31 10 20 30 2024", NULL},
    {"31 January 2024", "2024-01-31T00:00:00.000000+00:00"},
    {"January 31, 2024", "2024-01-31T00:00:00.000000+00:00"},
    {"Jan-31-2024", NULL},
    {"31-Jan-24", NULL},
    {"Jan of 24", "2024-01-15T00:00:00.000000+00:00"},
    {"31/01/2024", "2024-01-31T00:00:00.000000+00:00"},
    {"01/31/2024 10:20", "2024-01-31T10:20:00.000000+00:00"},
    {"02/03/04", "2004-02-03T00:00:00.000000+00:00"},
    {"13/02/04", "2004-02-13T00:00:00.000000+00:00"},
    {"99/02/03", "1999-02-03T00:00:00.000000+00:00"},
    {"20240131T102030", "2024-01-31T10:20:30.000000+00:00"},
    {"20240131102030", NULL},
    {"202401311020", NULL},
    {"240131", "1970-01-03T18:42:11.000000+00:00"},
    {"01/31/2024 10:20 PM", "2024-01-31T22:20:00.000000+00:00"},
    {"01/31/2024 12 AM", "2024-01-31T00:00:00.000000+00:00"},
    {"01/31/2024 13:00 PM", NULL},
    {"10 PM", "2026-01-15T22:00:00.000000+00:00"},
    {"12h30m", "2026-01-15T12:30:00.000000+00:00"},
    {"5 h", "2026-01-15T05:00:00.000000+00:00"},
    {"2024-01-31 10:20 EST", "2024-01-31T10:20:00.000000+00:00"},
    {"2024-01-31 10:20 UTC", "2024-01-31T10:20:00.000000+00:00"},
    {"2024-01-31 10:20 GMT+3", "2024-01-31T10:20:00.000000-03:00"},
    {"2024-01-31 10:20 GMT", "2024-01-31T10:20:00.000000+00:00"},
    {"2024-01-31 10:20 -0300 (BRST)", "2024-01-31T10:20:00.000000-03:00"},
    {"2024-01-31 10:20:30+24:00", NULL},
    {"Friday", "2026-01-16T00:00:00.000000+00:00"},
    {"Sep", "2026-09-15T00:00:00.000000+00:00"},
    {"Sept 2024", "2024-09-15T00:00:00.000000+00:00"},
    {"68/1/1", "2068-01-01T00:00:00.000000+00:00"},
    {"2024.01.31", "2024-01-31T00:00:00.000000+00:00"},
    {"31.01.2024 10.20", NULL},
    {"1st of May", "2026-05-01T00:00:00.000000+00:00"},
    {"nan", NULL},
    {"inf", NULL},
    {"", NULL},
    {"hello", NULL},
    {"\331\242\331\240\331\242\331\244-01-31 10:20:30 /", "2024-01-31T10:20:30.000000+00:00"},
    {"2024-01-31\302\24010:20:30", "2024-01-31T10:20:30.000000+00:00"},
    {"2024-01-31 10:20:30 a", "2024-01-31T10:20:30.000000+00:00"},
    {"1.5", "2026-01-01T00:00:00.000000+00:00"},
    {"2024/01/31 10:20:30,5", "2024-01-31T10:20:30.500000+00:00"},
    {"31 Feb 2024", NULL},
    {"2024-01-31 10:20:60", NULL},
};

static void texts_parse_as_in_the_cdk(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    ab_fake_clock clock;
    ab_fake_clock_init(&clock, INT64_C(1768480496000000));
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_datetime t;
        bool ok = ab_datetime_parse_any(ab_str_of(rows[i].text), &clock.clock, &t, NULL);
        check_date(ok, &t, rows[i].want, "any", rows[i].text);
    }
}

static void values_parse_as_in_the_cdk(void **state)
{
    (void)state;
    ab_value huge;
    assert_true(ab_value_from_digits(AB_STR("1000000000000000000000000000000"), &huge));
    const struct {
        ab_value value;
        const char *want;
        const char *message;
    } values[] = {
        {ab_value_int(1706696430), "2024-01-31T10:20:30.000000+00:00", NULL},
        {ab_value_bool(true), "1970-01-01T00:00:01.000000+00:00", NULL},
        {ab_value_cstr("2024-01-31"), "2024-01-31T00:00:00.000000+00:00", NULL},
        {ab_value_int(-5), NULL, "Timestamp cannot be negative"},
        {ab_value_int(INT64_C(17066964301)), NULL, "Timestamp value too large"},
        {huge, NULL, "Timestamp value too large"},
        {ab_value_null(), NULL, "Could not parse datetime: expected a string or an integer"},
        {ab_value_real(1.5), NULL, "Could not parse datetime: expected a string or an integer"},
        {ab_value_cstr("10:20"), NULL, "Missing date part in datetime string: 10:20"},
        {ab_value_cstr("1-2-x"), NULL, "Invalid date format: 1-2-x"},
        {ab_value_cstr("soon"), NULL, "Unknown string format: soon"},
    };
    for (size_t i = 0; i < ROWS(values); i++) {
        ab_error error = {0};
        ab_datetime t;
        bool ok = ab_datetime_parse_any_value(&values[i].value, NULL, &t, &error);
        check_date(ok, &t, values[i].want, "value", "");
        if (!ok) {
            assert_string_equal(error.message, values[i].message);
        }
        ab_error_clear(&error);
    }
}

static void names_of_the_local_zone_have_its_offset(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } local[] = {
        {"2024-07-01 10:20 EDT", "2024-07-01T10:20:00.000000-04:00"},
        {"2024-01-01 10:20 EST", "2024-01-01T10:20:00.000000-05:00"},
        {"2024-01-01 10:20 GMT", "2024-01-01T10:20:00.000000+00:00"},
        {"2024-01-01 10:20 CET", "2024-01-01T10:20:00.000000+00:00"},
    };
    setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1);
    for (size_t i = 0; i < ROWS(local); i++) {
        ab_datetime t;
        bool ok = ab_datetime_parse_any(ab_str_of(local[i].text), NULL, &t, NULL);
        check_date(ok, &t, local[i].want, "local", local[i].text);
    }
    setenv("TZ", "UTC", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_parse_as_in_the_cdk),
        cmocka_unit_test(values_parse_as_in_the_cdk),
        cmocka_unit_test(names_of_the_local_zone_have_its_offset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
