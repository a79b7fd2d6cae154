/* ISO 8601 without a format: dateutil's isoparse, datetime.fromisoformat. Expected values were
 * taken from Python. */
#include "rows.h"

typedef struct iso_row {
    const char *text;
    const char *want; /* NULL: an error */
} iso_row;

static const iso_row isoparse_rows[] = {
    {"2024", "2024-01-01T00:00:00.000000"},
    {"2024-01", "2024-01-01T00:00:00.000000"},
    {"2024-01-31", "2024-01-31T00:00:00.000000"},
    {"20240131", "2024-01-31T00:00:00.000000"},
    {"202401", NULL},
    {"2024-W03-1", "2024-01-15T00:00:00.000000"},
    {"2024W031", "2024-01-15T00:00:00.000000"},
    {"2024-W03", "2024-01-15T00:00:00.000000"},
    {"2024-W54-1", NULL},
    {"2024-W00-1", NULL},
    {"2024-W03-8", NULL},
    {"2024-031", "2024-01-31T00:00:00.000000"},
    {"2024031", "2024-01-31T00:00:00.000000"},
    {"2023-366", NULL},
    {"2024-366", "2024-12-31T00:00:00.000000"},
    {"2024-01-31T10", "2024-01-31T10:00:00.000000"},
    {"2024-01-31T10:20", "2024-01-31T10:20:00.000000"},
    {"2024-01-31T10:20:30", "2024-01-31T10:20:30.000000"},
    {"2024-01-31T10:20:30.5", "2024-01-31T10:20:30.500000"},
    {"2024-01-31T10:20:30,123456789", "2024-01-31T10:20:30.123456"},
    {"20240131T102030", "2024-01-31T10:20:30.000000"},
    {"2024-01-31 10:20Z", "2024-01-31T10:20:00.000000+00:00"},
    {"2024-01-31T10:20:30+02:00", "2024-01-31T10:20:30.000000+02:00"},
    {"2024-01-31T10:20:30-0530", "2024-01-31T10:20:30.000000-05:30"},
    {"2024-01-31T10:20:30+02", "2024-01-31T10:20:30.000000+02:00"},
    {"2024-01-31T10:20:30+2", NULL},
    {"2024-01-31T10:20:30+24:00", NULL},
    {"2024-01-31T10:20:30+01:60", NULL},
    {"2024-01-31T24:00", "2024-02-01T00:00:00.000000"},
    {"2024-01-31T24:00:01", NULL},
    {"9999-12-31T24:00", NULL},
    {"2024-01-31T", NULL},
    {"2024-1-31", NULL},
    {"2024-01-3", NULL},
    {"2024-01-31T1:20", NULL},
    {"2024-01-31T10:2030", NULL},
    {"2024-01-31T10:20:30x", NULL},
    {"2024-13-01", NULL},
    {"2024-02-30", NULL},
    {"", NULL},
    {"24", NULL},
    {"abcd", NULL},
    {"2024-01-31T10:20:30\303\251", NULL},
    {"0000-01-01", NULL},
    {"0001-W01-1", "0001-01-01T00:00:00.000000"},
    {"2024-01-31T10:20:30.", NULL},
    {"2024-01-31T10:20:60", NULL},
    {"+202-01-01", "0202-01-01T00:00:00.000000"},
    {" 123-01-01", "0123-01-01T00:00:00.000000"},
    {"2024-01-31T10:20:30 Z", NULL},
};

static const iso_row fromisoformat_rows[] = {
    {"2024-01-31", "2024-01-31T00:00:00.000000"},
    {"20240131", "2024-01-31T00:00:00.000000"},
    {"2024-W05-3", "2024-01-31T00:00:00.000000"},
    {"2024W053", "2024-01-31T00:00:00.000000"},
    {"2024-W05", "2024-01-29T00:00:00.000000"},
    {"2024W05", "2024-01-29T00:00:00.000000"},
    {"2024-W53-1", NULL},
    {"2020-W53-1", "2020-12-28T00:00:00.000000"},
    {"2024-01-31T10", "2024-01-31T10:00:00.000000"},
    {"2024-01-31T10:20", "2024-01-31T10:20:00.000000"},
    {"2024-01-31T10:20:30", "2024-01-31T10:20:30.000000"},
    {"2024-01-31T102030", "2024-01-31T10:20:30.000000"},
    {"2024-01-31 10:20:30.5", "2024-01-31T10:20:30.500000"},
    {"2024-01-31T10:20:30,1234567", "2024-01-31T10:20:30.123456"},
    {"2024-01-31T10:20:30:5", "2024-01-31T10:20:30.500000"},
    {"2024-01-31T10:20:30Z", "2024-01-31T10:20:30.000000+00:00"},
    {"2024-01-31T10:20:30z", NULL},
    {"2024-01-31T10:20:30+02:00", "2024-01-31T10:20:30.000000+02:00"},
    {"2024-01-31T10:20:30-0530", "2024-01-31T10:20:30.000000-05:30"},
    {"2024-01-31T10:20:30+02", "2024-01-31T10:20:30.000000+02:00"},
    {"2024-01-31T10:20:30+02:30:15.5", "2024-01-31T10:20:30.000000+02:30:15.500000"},
    {"2024-01-31T10:20:30+00:00:00.5", "2024-01-31T10:20:30.000000+00:00"},
    {"2024-01-31T10:20:30+24:00", NULL},
    {"2024-01-31T", NULL},
    {"2024-01-31TZ", NULL},
    {"2024-01-31T24:00", NULL},
    {"2024-13-01", NULL},
    {"2024-1-01", NULL},
    {"2024", NULL},
    {"202", NULL},
    {"2024-031", NULL},
    {"2024-01-31\303\25110:20", "2024-01-31T10:20:00.000000"},
    {"2024-01-31T10:2030", NULL},
    {"2024-01-31T10:20:30Z1", NULL},
    {"2024W25101:30:15.5", "2024-06-17T01:30:15.500000"},
};

static void isoparse_reads_as_dateutil(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(isoparse_rows); i++) {
        ab_datetime t;
        bool ok = ab_datetime_parse_iso(ab_str_of(isoparse_rows[i].text), &t, NULL);
        check_date(ok, &t, isoparse_rows[i].want, "isoparse", isoparse_rows[i].text);
    }
}

static void fromisoformat_reads_as_python(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(fromisoformat_rows); i++) {
        ab_datetime t;
        bool ok = ab_datetime_from_isoformat(ab_str_of(fromisoformat_rows[i].text), &t, NULL);
        check_date(ok, &t, fromisoformat_rows[i].want, "fromisoformat", fromisoformat_rows[i].text);
    }
}

static void str_to_datetime_is_in_utc(void **state)
{
    (void)state;
    static const iso_row rows[] = {
        {"2022-01-14", "2022-01-14T00:00:00.000000+00:00"},
        {"2022-01-01T13:45:30+02:00", "2022-01-01T11:45:30.000000+00:00"},
        {"0001-01-01T00:00+02:00", NULL},
        {"tomorrow", NULL},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_datetime t;
        bool ok = ab_datetime_parse_iso_utc(ab_str_of(rows[i].text), &t, NULL);
        check_date(ok, &t, rows[i].want, "str_to_datetime", rows[i].text);
    }
}

static void errors_quote_the_text(void **state)
{
    (void)state;
    ab_error error = {0};
    ab_datetime t;
    assert_false(ab_datetime_parse_iso(AB_STR("soon"), &t, &error));
    assert_string_equal(error.message, "no ISO 8601 date: 'soon'");
    ab_error_clear(&error);
    assert_false(ab_datetime_from_isoformat(AB_STR("very soon"), &t, &error));
    assert_string_equal(error.message, "Invalid isoformat string: 'very soon'");
    ab_error_clear(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(isoparse_reads_as_dateutil),
        cmocka_unit_test(fromisoformat_reads_as_python),
        cmocka_unit_test(str_to_datetime_is_in_utc),
        cmocka_unit_test(errors_quote_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
