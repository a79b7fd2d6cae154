/* Durations and timedeltas. Expected values were taken from Python and isodate. */
#include "rows.h"

#include "datetime/duration.h"

static const struct {
    const char *text;
    const char *years, *months, *microseconds, *str; /* NULL: an error */
    ab_datetime_fault fault;
} parse_rows[] = {
    {"P1D", "0", "0", "86400000000", "1 day, 0:00:00", AB_DATETIME_NO_FAULT},
    {"PT6H", "0", "0", "21600000000", "6:00:00", AB_DATETIME_NO_FAULT},
    {"P1W", "0", "0", "604800000000", "7 days, 0:00:00", AB_DATETIME_NO_FAULT},
    {"P1Y2M3DT4H5M6.789S", "1", "2", "273906789000", "1 years, 2 months, 3 days, 4:05:06.789000",
     AB_DATETIME_NO_FAULT},
    {"-P1M", "0", "-1", "0", "-1 month, 0:00:00", AB_DATETIME_NO_FAULT},
    {"+P1D", "0", "0", "86400000000", "1 day, 0:00:00", AB_DATETIME_NO_FAULT},
    {"P0.5D", "0", "0", "43200000000", "12:00:00", AB_DATETIME_NO_FAULT},
    {"P1,5D", "0", "0", "129600000000", "1 day, 12:00:00", AB_DATETIME_NO_FAULT},
    {"P1.5M", "0", "1.5", "0", "1 months, 0:00:00", AB_DATETIME_NO_FAULT},
    {"P1Y0.5M", "1", "0.5", "0", "1 years, 0 month, 0:00:00", AB_DATETIME_NO_FAULT},
    {"PT0.0000001S", "0", "0", "0", "0:00:00", AB_DATETIME_NO_FAULT},
    {"PT0.0000005S", "0", "0", "0", "0:00:00", AB_DATETIME_NO_FAULT},
    {"PT0.0000015S", "0", "0", "2", "0:00:00.000002", AB_DATETIME_NO_FAULT},
    {"P0Y", "0", "0", "0", "0:00:00", AB_DATETIME_NO_FAULT},
    {"P00010203T040506", "1", "2", "273906000000", "1 years, 2 months, 3 days, 4:05:06",
     AB_DATETIME_NO_FAULT},
    {"P0001-02-03T04:05:06", "1", "2", "273906000000", "1 years, 2 months, 3 days, 4:05:06",
     AB_DATETIME_NO_FAULT},
    {"P0001-W05-2T04", "1", "1", "2606400000000", "1 years, 1 month, 30 days, 4:00:00",
     AB_DATETIME_NO_FAULT},
    {"P0001-034T04,5", "1", "2", "275400000000", "1 years, 2 months, 3 days, 4:30:00",
     AB_DATETIME_NO_FAULT},
    {"P0001T10:20.5", "1", "1", "123630000000", "1 years, 1 month, 1 day, 10:20:30",
     AB_DATETIME_NO_FAULT},
    {"P", NULL, NULL, NULL, NULL, AB_DATETIME_VALUE_ERROR},
    {"PT", "0", "0", "0", "0:00:00", AB_DATETIME_NO_FAULT},
    {"P1DT", "0", "0", "86400000000", "1 day, 0:00:00", AB_DATETIME_NO_FAULT},
    {"P1", NULL, NULL, NULL, NULL, AB_DATETIME_VALUE_ERROR},
    {"1D", NULL, NULL, NULL, NULL, AB_DATETIME_VALUE_ERROR},
    {"P1d", NULL, NULL, NULL, NULL, AB_DATETIME_VALUE_ERROR},
    {"P1M1Y", NULL, NULL, NULL, NULL, AB_DATETIME_VALUE_ERROR},
    {"P1D ", NULL, NULL, NULL, NULL, AB_DATETIME_VALUE_ERROR},
    {"P1D\012", "0", "0", "86400000000", "1 day, 0:00:00", AB_DATETIME_NO_FAULT},
    {"", NULL, NULL, NULL, NULL, AB_DATETIME_VALUE_ERROR},
    {"-P", NULL, NULL, NULL, NULL, AB_DATETIME_VALUE_ERROR},
    {"P999999999D", "0", "0", "86399999913600000000", "999999999 days, 0:00:00",
     AB_DATETIME_NO_FAULT},
    {"P1000000000D", NULL, NULL, NULL, NULL, AB_DATETIME_OVERFLOW_ERROR},
    {"-P999999999D", "0", "0", "-86399999913600000000", "-999999999 days, 0:00:00",
     AB_DATETIME_NO_FAULT},
    {"-P999999999DT1S", NULL, NULL, NULL, NULL, AB_DATETIME_OVERFLOW_ERROR},
    {"P9999999999999999999Y", NULL, NULL, NULL, NULL, AB_DATETIME_OVERFLOW_ERROR},
    {"P0.0000001Y", "1E-7", "0", "0", "0 years, 0:00:00", AB_DATETIME_NO_FAULT},
    {"P1.50Y", "1.50", "0", "0", "1 years, 0:00:00", AB_DATETIME_NO_FAULT},
    {"P02M", "0", "2", "0", "2 months, 0:00:00", AB_DATETIME_NO_FAULT},
    {"P2M", "0", "2", "0", "2 months, 0:00:00", AB_DATETIME_NO_FAULT},
    {"-P2M", "0", "-2", "0", "-2 month, 0:00:00", AB_DATETIME_NO_FAULT},
    {"P0.5M", "0", "0.5", "0", "0 month, 0:00:00", AB_DATETIME_NO_FAULT},
    {"P1Y", "1", "0", "0", "1 years, 0:00:00", AB_DATETIME_NO_FAULT},
    {"P1Y1DT1S", "1", "0", "86401000000", "1 years, 1 day, 0:00:01", AB_DATETIME_NO_FAULT},
};

static const struct {
    const char *date, *duration, *sum, *difference; /* NULL: an error */
} add_rows[] = {
    {"2024-01-31T00:00:00+00:00", "P1M", "2024-02-29T00:00:00.000000+00:00",
     "2023-12-31T00:00:00.000000+00:00"},
    {"2023-01-31T00:00:00+00:00", "P1M", "2023-02-28T00:00:00.000000+00:00",
     "2022-12-31T00:00:00.000000+00:00"},
    {"2024-02-29T00:00:00+00:00", "P1Y", "2025-02-28T00:00:00.000000+00:00",
     "2023-02-28T00:00:00.000000+00:00"},
    {"2024-02-29T10:00:00+02:00", "P4Y", "2028-02-29T10:00:00.000000+02:00",
     "2020-02-29T10:00:00.000000+02:00"},
    {"2024-03-31T00:00:00+00:00", "-P1M", "2024-02-29T00:00:00.000000+00:00",
     "2024-04-30T00:00:00.000000+00:00"},
    {"2024-12-31T23:00:00+00:00", "P2MT2H", "2025-03-01T01:00:00.000000+00:00",
     "2024-10-31T21:00:00.000000+00:00"},
    {"2024-01-01T00:00:00+00:00", "P13M", "2025-02-01T00:00:00.000000+00:00",
     "2022-12-01T00:00:00.000000+00:00"},
    {"2024-01-15T00:00:00+00:00", "P1.5M", NULL, NULL},
    {"2024-01-15T00:00:00+00:00", "P1.0M", "2024-02-15T00:00:00.000000+00:00",
     "2023-12-15T00:00:00.000000+00:00"},
    {"9999-12-31T00:00:00+00:00", "P1D", NULL, "9999-12-30T00:00:00.000000+00:00"},
    {"9999-12-31T00:00:00+00:00", "P1M", NULL, "9999-11-30T00:00:00.000000+00:00"},
    {"0001-01-01T00:00:00+00:00", "-P1M", NULL, "0001-02-01T00:00:00.000000+00:00"},
    {"0001-01-01T00:00:00+00:00", "-PT1S", NULL, "0001-01-01T00:00:01.000000+00:00"},
    {"2024-01-01T00:00:00+00:00", "P999999999D", NULL, NULL},
    {"2024-01-01T00:00:00+00:00", "P99999999999Y", NULL, NULL},
};

static void durations_parse_as_isodate(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(parse_rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_error error = {0};
        ab_duration d;
        bool ok = ab_duration_parse(ab_str_of(parse_rows[i].text), &d, &error);
        if (ok != (parse_rows[i].years != NULL)) {
            row_failed("duration", parse_rows[i].text, AB_STR(""), parse_rows[i].years);
        }
        assert_int_equal(ab_datetime_error_fault(&error), parse_rows[i].fault);
        if (ok) {
            assert_str(ab_decimal_str(d.years, arena), parse_rows[i].years);
            assert_str(ab_decimal_str(d.months, arena), parse_rows[i].months);
            assert_str(ab_timedelta_us_text(d.rest, arena), parse_rows[i].microseconds);
            assert_str(ab_duration_str(&d, arena), parse_rows[i].str);
        }
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

static void durations_move_the_calendar(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(add_rows); i++) {
        ab_datetime t = at(add_rows[i].date);
        ab_datetime moved;
        ab_duration d;
        assert_true(ab_duration_parse(ab_str_of(add_rows[i].duration), &d, NULL));
        bool ok = ab_duration_add(&t, &d, &moved, NULL);
        check_date(ok, &moved, add_rows[i].sum, add_rows[i].date, add_rows[i].duration);
        ok = ab_duration_sub(&t, &d, &moved, NULL);
        check_date(ok, &moved, add_rows[i].difference, add_rows[i].date, add_rows[i].duration);
    }
}

static void durations_are_reckoned_with(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_duration a;
    ab_duration b;
    ab_duration c;
    assert_true(ab_duration_parse(AB_STR("P1Y1.5M"), &a, NULL));
    assert_true(ab_duration_parse(AB_STR("P2M1D"), &b, NULL));
    assert_true(ab_duration_sum(&a, &b, &c, NULL));
    assert_str(ab_duration_str(&c, arena), "1 years, 3 months, 1 day, 0:00:00");
    assert_str(ab_decimal_str(c.months, arena), "3.5");
    assert_true(ab_duration_difference(&a, &b, &c, NULL));
    assert_str(ab_decimal_str(c.months, arena), "-0.5");
    assert_true(ab_duration_multiply(&b, 3, &c, NULL));
    assert_str(ab_duration_str(&c, arena), "6 months, 3 days, 0:00:00");
    assert_str(ab_duration_repr(&c, arena),
               "isodate.duration.Duration(3, 0, 0, years=0, months=6)");
    assert_false(ab_duration_equal(&a, &b));
    assert_true(ab_duration_parse(AB_STR("P1Y"), &a, NULL));
    assert_true(ab_duration_parse(AB_STR("P12M"), &b, NULL));
    assert_true(ab_duration_equal(&a, &b));
    ab_arena_free(arena);
}

static ab_timedelta span(int64_t days, int64_t seconds, int64_t us)
{
    ab_timedelta d = {0};
    assert_true(ab_timedelta_normal(days, seconds, us, &d, NULL));
    return d;
}

static void spans_print_as_in_python(void **state)
{
    (void)state;
    const struct {
        ab_timedelta span;
        const char *str, *repr;
    } rows[] = {
        {span(0, 0, 0), "0:00:00", "datetime.timedelta(0)"},
        {span(1, 7200, 0), "1 day, 2:00:00", "datetime.timedelta(days=1, seconds=7200)"},
        {span(0, 0, -500000), "-1 day, 23:59:59.500000",
         "datetime.timedelta(days=-1, seconds=86399, microseconds=500000)"},
        {span(-2, 1, 0), "-2 days, 0:00:01", "datetime.timedelta(days=-2, seconds=1)"},
        {span(0, 0, 1), "0:00:00.000001", "datetime.timedelta(microseconds=1)"},
    };
    ab_arena *arena = ab_arena_new();
    for (size_t i = 0; i < ROWS(rows); i++) {
        assert_str(ab_timedelta_str(rows[i].span, arena), rows[i].str);
        assert_str(ab_timedelta_repr(rows[i].span, arena), rows[i].repr);
    }
    ab_arena_free(arena);
}

static void quotients_round_half_to_even(void **state)
{
    (void)state;
    static const struct {
        int64_t us, divisor, want;
    } rows[] = {{5, 2, 2}, {7, 2, 4}, {-5, 2, -2}, {-7, 2, -4}, {5, -2, -2}, {1, 3, 0}, {2, 3, 1}};
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_timedelta d = span(0, 0, rows[i].us);
        ab_timedelta exact = span(0, 0, rows[i].want);
        ab_timedelta out;
        assert_true(ab_timedelta_div(d, rows[i].divisor, &out, NULL));
        assert_int_equal(ab_timedelta_compare(out, exact), 0);
        assert_true(ab_timedelta_div_real(d, (double)rows[i].divisor, &out, NULL));
        assert_int_equal(ab_timedelta_compare(out, exact), 0);
    }
    ab_timedelta out;
    assert_true(ab_timedelta_mul_real(span(0, 0, 5), 0.5, &out, NULL));
    assert_int_equal(out.microseconds, 2);
    assert_true(ab_timedelta_floor_div(span(0, 0, -5), 2, &out, NULL));
    assert_int_equal(ab_timedelta_compare(out, span(0, 0, -3)), 0);
}

static void spans_have_bounds(void **state)
{
    (void)state;
    const ab_timedelta most = span(999999999, 86399, 999999);
    ab_timedelta out;
    ab_error error = {0};
    assert_false(ab_timedelta_add(most, span(0, 0, 1), &out, &error));
    assert_int_equal(ab_datetime_error_fault(&error), AB_DATETIME_OVERFLOW_ERROR);
    ab_error_clear(&error);
    assert_false(ab_timedelta_mul(most, INT64_MAX, &out, NULL));
    assert_false(ab_timedelta_mul_real(most, 1e300, &out, NULL));
    assert_false(ab_timedelta_div_real(most, 1e-300, &out, NULL));
    assert_true(ab_timedelta_div_real(most, 1e300, &out, NULL));
    assert_true(ab_timedelta_is_zero(out));
    assert_false(ab_timedelta_div(most, 0, &out, &error));
    assert_string_equal(error.message, "division by zero");
    ab_error_clear(&error);
    double ratio = 0;
    assert_true(ab_timedelta_ratio(most, span(0, 0, 1), &ratio, NULL));
    assert_true(ratio == 86399999999999999999999.0 / 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_parse_as_isodate),
        cmocka_unit_test(durations_move_the_calendar),
        cmocka_unit_test(durations_are_reckoned_with),
        cmocka_unit_test(spans_print_as_in_python),
        cmocka_unit_test(quotients_round_half_to_even),
        cmocka_unit_test(spans_have_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
