/* Time zones from rules and from TZif bytes. */
#include "rows.h"

#include "base/buf.h"
#include "datetime/zone.h"

#include <unistd.h>

static void rules_tell_summer_from_winter(void **state)
{
    (void)state;
    static const struct {
        const char *rule;
        int64_t at;
        int offset;
        const char *name;
    } rows[] = {
        {"UTC0", 0, 0, "UTC"},
        {"<+0330>-3:30", 0, 12600, "+0330"},
        {"EST5EDT,M3.2.0,M11.1.0", 1710053999, -18000, "EST"}, /* the second before the change */
        {"EST5EDT,M3.2.0,M11.1.0", 1710054000, -14400, "EDT"},
        {"EST5EDT,M3.2.0,M11.1.0", 1730613599, -14400, "EDT"},
        {"EST5EDT,M3.2.0,M11.1.0", 1730613600, -18000, "EST"},
        {"EST5EDT", 1720000000, -14400, "EDT"},
        {"CET-1CEST,M3.5.0,M10.5.0/3", 1711846800, 7200, "CEST"},
        {"CET-1CEST,M3.5.0,M10.5.0/3", 1711846799, 3600, "CET"},
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", 1704067200, 39600, "AEDT"}, /* the south */
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", 1720000000, 36000, "AEST"},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", 1704067200, 0, "GMT"}, /* negative daylight saving */
        {"ABC3DEF,J60,J300", 1709251200, -7200, "DEF"},       /* 1 March also in a leap year */
        {"ABC3DEF,J60,J300", 1709251199, -10800, "ABC"},
        {"ABC0DEF,59/0,300", 1709164800, 3600, "DEF"}, /* day 59 of a leap year is 29 February */
        {"ABC0DEF,0/-24,364/167", 0, 3600, "DEF"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_arena *arena = ab_arena_new();
        const ab_zone *zone = ab_zone_from_rule(ab_str_of(rows[i].rule), arena, NULL);
        assert_non_null(zone);
        ab_zone_info info = ab_zone_at(zone, rows[i].at);
        if (i == 12 || i == 13) { /* two o'clock local time */
            info = ab_zone_at(zone, rows[i].at + 5 * 3600);
        }
        assert_int_equal(info.utc_offset, rows[i].offset);
        assert_string_equal(info.name, rows[i].name);
        ab_arena_free(arena);
    }
}

static void broken_rules_are_refused(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "",
        "X",
        "XY0",
        "ABC",
        "ABC999",
        "<ABC",
        "ABC0D",
        "ABC0DEF,",
        "ABC0DEF,M3",
        "ABC0DEF,M13.1.0,M1.1.0",
        "ABC0DEF,J0,J1",
        "ABC0DEF,1",
        "ABC0DEF,M3.2.0,M11.1.0x",
        "ABCDEFGHIJKLMN0",
        "ABC0:60",
        "ABC0DEF,M3.6.0,M11.1.0",
    };
    for (size_t i = 0; i < ROWS(rules); i++) {
        ab_arena *arena = ab_arena_new();
        ab_error error = {0};
        assert_null(ab_zone_from_rule(ab_str_of(rules[i]), arena, &error));
        assert_non_null(strstr(error.message, "no time zone rule: '"));
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

static void local_times_have_one_instant(void **state)
{
    (void)state;
    static const struct {
        const char *local;
        int offset;
    } rows[] = {
        {"2024-01-01T12:00:00", -18000}, {"2024-07-01T12:00:00", -14400},
        {"2024-03-10T01:59:59", -18000}, {"2024-03-10T02:30:00", -18000}, /* in the gap */
        {"2024-03-10T03:00:00", -14400}, {"2024-11-03T00:59:59", -14400},
        {"2024-11-03T01:30:00", -14400}, /* twice: the first */
        {"2024-11-03T02:00:00", -18000},
    };
    ab_arena *arena = ab_arena_new();
    const ab_zone *zone = ab_zone_from_rule(AB_STR("EST5EDT,M3.2.0,M11.1.0"), arena, NULL);
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_datetime t = at(rows[i].local);
        int64_t seconds = ab_datetime_epoch_us(&t) / 1000000;
        assert_int_equal(ab_zone_at_local(zone, seconds).utc_offset, rows[i].offset);
    }
    ab_datetime t = at("2024-07-01T03:00:00.5+00:00");
    assert_true(ab_zone_convert(zone, &t, &t, NULL));
    check_date(true, &t, "2024-06-30T23:00:00.500000-04:00", "convert", "");
    assert_str(ab_datetime_zone_name(&t, arena), "EDT");
    t = at("0001-01-01T00:00:00+00:00");
    assert_false(ab_zone_convert(zone, &t, &t, NULL));
    ab_arena_free(arena);
}

static void add_int(ab_buf *out, int64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--) {
        ab_buf_add_char(out, (char)((uint64_t)value >> (8 * i)));
    }
}

/* Two types, ABC at 0 and DEF at +1 h, a change at 1000 and one back at 2000, then a rule. */
static void tzif(ab_buf *out, const char *footer)
{
    ab_buf_init(out, 1000);
    for (int bytes = 4; bytes <= 8; bytes += 4) {
        ab_buf_add(out, "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
        const int counts[] = {0, 0, 0, 2, 2, 8};
        for (size_t i = 0; i < 6; i++) {
            add_int(out, counts[i], 4);
        }
        add_int(out, 1000, bytes);
        add_int(out, 2000, bytes);
        ab_buf_add(out, "\1\0", 2);
        add_int(out, 0, 4);
        ab_buf_add(out, "\0\0", 2);
        add_int(out, 3600, 4);
        ab_buf_add(out, "\1\4", 2);
        ab_buf_add(out, "ABC\0DEF\0", 8);
    }
    ab_buf_add_text(out, footer);
}

static void files_are_read(void **state)
{
    (void)state;
    static const struct {
        int64_t at;
        int offset;
        const char *name;
    } rows[] = {{INT64_MIN / 2, 0, "ABC"},
                {999, 0, "ABC"},
                {1000, 3600, "DEF"},
                {1999, 3600, "DEF"},
                {2000, 7200, "XYZ"}};
    ab_buf bytes;
    ab_arena *arena = ab_arena_new();
    tzif(&bytes, "\nXYZ-2\n");
    const ab_zone *zone = ab_zone_from_tzif(ab_buf_str(&bytes), arena, NULL);
    assert_non_null(zone);
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_zone_info info = ab_zone_at(zone, rows[i].at);
        assert_int_equal(info.utc_offset, rows[i].offset);
        assert_string_equal(info.name, rows[i].name);
    }
    ab_buf_free(&bytes);
    tzif(&bytes, "\n\n");
    zone = ab_zone_from_tzif(ab_buf_str(&bytes), arena, NULL);
    assert_string_equal(ab_zone_at(zone, 5000).name, "ABC");
    ab_buf_free(&bytes);
    ab_arena_free(arena);
}

static void broken_files_are_refused(void **state)
{
    (void)state;
    ab_buf bytes;
    ab_arena *arena = ab_arena_new();
    tzif(&bytes, "\nXYZ-2\n");
    for (size_t n = 0; n < bytes.n; n++) {
        ab_error error = {0};
        assert_null(ab_zone_from_tzif(ab_str_sub(ab_buf_str(&bytes), 0, n), arena, &error));
        assert_string_equal(error.message, "a broken time zone file");
        ab_error_clear(&error);
    }
    size_t second = bytes.n - strlen("\nXYZ-2\n") - 8 - 12 - 2 - 16; /* the 64-bit changes */
    static const struct {
        ptrdiff_t at;
        char value;
    } damages[] = {{-24, 127}, {-8, 3}, {-8, 0}, {0, 127}, {16, 9}, {18, 127}, {23, 99}};
    for (size_t i = 0; i < ROWS(damages); i++) {
        char *place = bytes.p + (ptrdiff_t)second + damages[i].at;
        char saved = *place;
        *place = damages[i].value;
        if (*place != saved) {
            assert_null(ab_zone_from_tzif(ab_buf_str(&bytes), arena, NULL));
        }
        *place = saved;
    }
    ab_buf_free(&bytes);
    ab_arena_free(arena);
}

static void names_are_looked_up(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "Nowhere/City", "../etc/passwd", "/etc/localtime", "Europe//Berlin", ".", "a b"};
    for (size_t i = 0; i < ROWS(bad); i++) {
        ab_error error = {0};
        assert_null(ab_zone_get(ab_str_of(bad[i]), &error));
        assert_ptr_equal(strstr(error.message, "unknown time zone '"), error.message);
        ab_error_clear(&error);
    }
    assert_non_null(ab_zone_get(AB_STR("UTC"), NULL));
    if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK) != 0) {
        return; /* a machine without the database */
    }
    const ab_zone *zone = ab_zone_get(AB_STR("Europe/Berlin"), NULL);
    assert_non_null(zone);
    assert_ptr_equal(ab_zone_get(AB_STR("Europe/Berlin"), NULL), zone);
    assert_ptr_equal(ab_zone_get(AB_STR("europe/BERLIN"), NULL), zone);
    assert_int_equal(ab_zone_at(zone, 1720000000).utc_offset, 7200);
    assert_int_equal(ab_zone_at(zone, INT64_C(17200000000)).utc_offset, 3600);
    assert_int_equal(ab_zone_at(zone, INT64_C(-3000000000)).utc_offset, 3208);
}

static void the_local_zone_is_of_the_environment(void **state)
{
    (void)state;
    static const struct {
        const char *setting;
        int offset; /* in July 2024 */
    } rows[] = {{"UTC", 0},        {"", 0},          {"XYZ-3", 10800},
                {":XYZ-3", 10800}, {"nonsense!", 0}, {"/nowhere", 0}};
    for (size_t i = 0; i < ROWS(rows); i++) {
        setenv("TZ", rows[i].setting, 1);
        assert_int_equal(ab_zone_at(ab_zone_local(), 1720000000).utc_offset, rows[i].offset);
    }
    setenv("TZ", "AEST-10AEDT,M10.1.0,M4.1.0/3", 1);
    ab_zone_names names = ab_zone_local_names();
    assert_string_equal(names.standard, "AEST");
    assert_string_equal(names.daylight, "AEDT");
    setenv("TZ", "UTC", 1);
    names = ab_zone_local_names();
    assert_string_equal(names.standard, "UTC");
    assert_string_equal(names.daylight, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_tell_summer_from_winter),
        cmocka_unit_test(broken_rules_are_refused),
        cmocka_unit_test(local_times_have_one_instant),
        cmocka_unit_test(files_are_read),
        cmocka_unit_test(broken_files_are_refused),
        cmocka_unit_test(names_are_looked_up),
        cmocka_unit_test(the_local_zone_is_of_the_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
