/* The calendar and the epoch. */
#include "rows.h"

static void days_and_dates_agree(void **state)
{
    (void)state;
    int64_t first = ab_days_from_date(1, 1, 1);
    int64_t last = ab_days_from_date(9999, 12, 31);
    assert_int_equal(first, -719162);
    assert_int_equal(last, 2932896);
    int32_t year = 1;
    int32_t month = 1;
    int32_t day = 1;
    for (int64_t d = first; d <= last; d++) {
        int32_t y = 0;
        int32_t m = 0;
        int32_t n = 0;
        ab_date_from_days(d, &y, &m, &n);
        if (y != year || m != month || n != day || ab_days_from_date(y, m, n) != d) {
            fail_msg("day %lld is %d-%d-%d", (long long)d, y, m, n);
        }
        if (++day > ab_days_in_month(year, month)) {
            day = 1;
            month = month % 12 + 1;
            year += month == 1;
        }
    }
}

static void weeks_follow_iso_8601(void **state)
{
    (void)state;
    static const struct {
        int year, month, day, weekday, year_day, iso_year, iso_week;
    } rows[] = {
        {1970, 1, 1, 3, 1, 1970, 1},      {2024, 2, 29, 3, 60, 2024, 9},
        {2024, 12, 30, 0, 365, 2025, 1},  {2021, 1, 3, 6, 3, 2020, 53},
        {2023, 1, 1, 6, 1, 2022, 52},     {1, 1, 1, 0, 1, 1, 1},
        {9999, 12, 31, 4, 365, 9999, 52},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        int32_t year = 0;
        int32_t week = 0;
        ab_date_iso_week(rows[i].year, rows[i].month, rows[i].day, &year, &week);
        assert_int_equal(ab_date_weekday(rows[i].year, rows[i].month, rows[i].day),
                         rows[i].weekday);
        assert_int_equal(ab_date_year_day(rows[i].year, rows[i].month, rows[i].day),
                         rows[i].year_day);
        assert_int_equal(year, rows[i].iso_year);
        assert_int_equal(week, rows[i].iso_week);
    }
}

static void instants_convert(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t us;
    } rows[] = {
        {"1970-01-01T00:00:00.000000+00:00", 0},
        {"1969-12-31T23:59:59.999999+00:00", -1},
        {"0001-01-01T00:00:00.000000+00:00", INT64_C(-62135596800000000)},
        {"9999-12-31T23:59:59.999999+00:00", INT64_C(253402300799999999)},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_datetime t;
        assert_true(ab_datetime_from_epoch_us(rows[i].us, &t, NULL));
        check_date(true, &t, rows[i].text, "epoch", "");
        assert_true(ab_datetime_epoch_us(&t) == rows[i].us);
    }
    ab_datetime t;
    ab_error error = {0};
    assert_false(ab_datetime_from_epoch_us(INT64_C(253402300800000000), &t, &error));
    assert_string_equal(error.message, "date value out of range");
    assert_int_equal(ab_datetime_error_fault(&error), AB_DATETIME_OVERFLOW_ERROR);
    ab_error_clear(&error);
    assert_false(ab_datetime_from_epoch_us(INT64_MIN, &t, NULL));
}

static void offsets_convert(void **state)
{
    (void)state;
    ab_datetime t = at("2024-01-01T01:30:00+05:30");
    ab_datetime out;
    assert_true(ab_datetime_to_utc(&t, &out, NULL));
    check_date(true, &out, "2023-12-31T20:00:00.000000+00:00", "utc", "");
    assert_int_equal(ab_datetime_compare(&t, &out), 0);
    assert_true(ab_datetime_at_offset(&t, -3600 * INT64_C(1000000), &out, NULL));
    check_date(true, &out, "2023-12-31T19:00:00.000000-01:00", "-01:00", "");
    ab_timedelta delta;
    ab_datetime naive = at("2024-01-01");
    ab_error error = {0};
    assert_false(ab_datetime_diff(&t, &naive, &delta, &error));
    assert_int_equal(ab_datetime_error_fault(&error), AB_DATETIME_TYPE_ERROR);
    ab_error_clear(&error);
}

static void timestamps_round_half_to_even(void **state)
{
    (void)state;
    static const struct {
        double seconds;
        const char *want;
    } rows[] = {
        {0.0000005, "1970-01-01T00:00:00.000000+00:00"},
        {0.0000015, "1970-01-01T00:00:00.000002+00:00"},
        {-0.5, "1969-12-31T23:59:59.500000+00:00"},
        {1.9999999, "1970-01-01T00:00:02.000000+00:00"},
        {1e12, NULL},
        {1e30, NULL},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_datetime t;
        bool ok = ab_datetime_from_timestamp(rows[i].seconds, &t, NULL);
        check_date(ok, &t, rows[i].want, "timestamp", "");
    }
    ab_datetime last = at("9999-12-31T23:59:59.999999+00:00");
    assert_true(ab_datetime_timestamp(&last) == 253402300800.0);
}

static void the_clock_is_injected(void **state)
{
    (void)state;
    ab_fake_clock clock;
    ab_fake_clock_init(&clock, INT64_C(1706696430123456));
    ab_datetime now = ab_datetime_now(&clock.clock);
    check_date(true, &now, "2024-01-31T10:20:30.123456+00:00", "now", "");
}

static void texts_leave_out_what_is_zero(void **state)
{
    (void)state;
    static const struct {
        const char *text, *zone;
    } rows[] = {
        {"2024-01-31T10:20:30", ""},
        {"2024-01-31T10:20:30.000001", ""},
        {"2024-01-31T10:20:30+00:00", "UTC"},
        {"2024-01-31T10:20:30-05:30", "UTC-05:30"},
        {"2024-01-31T10:20:30+05:30:15", "UTC+05:30:15"},
        {"2024-01-31T10:20:30.500000+05:30:15.000001", "UTC+05:30:15.000001"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_datetime t = at(rows[i].text);
        assert_str(ab_datetime_isoformat(&t, 'T', arena), rows[i].text);
        ab_str zone = ab_datetime_zone_name(&t, arena);
        assert_true(ab_str_eq(zone, ab_str_of(rows[i].zone)));
        ab_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_and_dates_agree),
        cmocka_unit_test(weeks_follow_iso_8601),
        cmocka_unit_test(instants_convert),
        cmocka_unit_test(offsets_convert),
        cmocka_unit_test(timestamps_round_half_to_even),
        cmocka_unit_test(the_clock_is_injected),
        cmocka_unit_test(texts_leave_out_what_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
