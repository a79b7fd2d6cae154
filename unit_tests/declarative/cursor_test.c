#include "fixture.h"

#include "declarative/cursors/cursor.h"
#include "declarative/cursors/intervals.h"
#include "declarative/cursors/watch.h"

#define CURSOR "\"type\":\"DatetimeBasedCursor\",\"cursor_field\":\"at\","
#define DAYS "\"datetime_format\":\"%Y-%m-%d\","
#define JANUARY "\"start_datetime\":\"2024-01-01\",\"end_datetime\":\"2024-01-31\""
#define TEN "\"step\":\"P10D\",\"cursor_granularity\":\"P1D\","

/* ---- Windows ---- */

static void test_windows(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *cursor;
        const char *state;
        const char *want; /* pairs, or a part of the error */
    } rows[] = {
        {"no step: one window", "{" CURSOR DAYS JANUARY "}", "{}",
         "[[\"2024-01-01\",\"2024-01-31\"]]"},
        {"no end: now", "{" CURSOR DAYS "\"start_datetime\":\"2024-01-30\"}", "{}",
         "[[\"2024-01-30\",\"2024-02-01\"]]"},
        {"steps do not overlap", "{" CURSOR DAYS TEN JANUARY "}", "{}",
         "[[\"2024-01-01\",\"2024-01-10\"],[\"2024-01-11\",\"2024-01-20\"],"
         "[\"2024-01-21\",\"2024-01-31\"]]"},
        {"from the state", "{" CURSOR DAYS TEN JANUARY "}", "{\"at\":\"2024-01-25\"}",
         "[[\"2024-01-25\",\"2024-01-31\"]]"},
        {"a state before the start", "{" CURSOR DAYS JANUARY "}", "{\"at\":\"2023-01-25\"}",
         "[[\"2024-01-01\",\"2024-01-31\"]]"},
        {"a state behind the end", "{" CURSOR DAYS JANUARY "}", "{\"at\":\"2024-03-01\"}", "[]"},
        {"lookback never before the start",
         "{" CURSOR DAYS "\"lookback_window\":\"P{{ config.days }}D\"," JANUARY "}",
         "{\"at\":\"2024-01-03\"}", "[[\"2024-01-01\",\"2024-01-31\"]]"},
        {"one day with a granularity", "{" CURSOR DAYS TEN JANUARY "}", "{\"at\":\"2024-01-31\"}",
         "[[\"2024-01-31\",\"2024-01-31\"]]"},
        {"one day, compared strictly",
         "{" CURSOR DAYS TEN "\"is_compare_strictly\":true," JANUARY "}", "{\"at\":\"2024-01-31\"}",
         "[]"},
        {"month ends clip and stay clipped",
         "{" CURSOR DAYS "\"step\":\"P1M\",\"cursor_granularity\":\"P1D\","
         "\"start_datetime\":\"2024-01-31\",\"end_datetime\":\"2024-04-10\"}",
         "{}",
         "[[\"2024-01-31\",\"2024-02-28\"],[\"2024-02-29\",\"2024-03-28\"],"
         "[\"2024-03-29\",\"2024-04-10\"]]"},
        {"gaps between ranges", "{" CURSOR DAYS JANUARY "}",
         "{\"state_type\":\"date-range\",\"slices\":[{\"start\":\"2024-01-05\",\"end\":"
         "\"2024-01-10\"},{\"start\":\"2024-01-20\",\"end\":\"2024-01-25\"}]}",
         "[[\"2024-01-01\",\"2024-01-05\"],[\"2024-01-10\",\"2024-01-20\"],"
         "[\"2024-01-25\",\"2024-01-31\"]]"},
        {"gaps of one unit are none", "{" CURSOR DAYS TEN JANUARY "}",
         "{\"state_type\":\"date-range\",\"slices\":[{\"start\":\"2024-01-01\",\"end\":"
         "\"2024-01-10\"},{\"start\":\"2024-01-11\",\"end\":\"2024-01-25\"}]}",
         "[[\"2024-01-25\",\"2024-01-31\"]]"},
        {"bounds of dates",
         "{" CURSOR DAYS "\"start_datetime\":{\"type\":\"MinMaxDatetime\",\"datetime\":"
         "\"2020\",\"datetime_format\":\"%Y\",\"min_datetime\":\"2022\"},"
         "\"end_datetime\":{\"type\":\"MinMaxDatetime\",\"datetime\":\"2030-01-01\","
         "\"max_datetime\":\"{{ config.until }}\"}}",
         "{}", "[[\"2022-01-01\",\"2024-01-15\"]]"},
        {"weeks",
         "{" CURSOR DAYS "\"step\":\"P1W\",\"cursor_granularity\":\"P1D\",\"clamping\":{"
         "\"target\":\"WEEK\",\"target_details\":{\"weekday\":\"MONDAY\"}}," JANUARY "}",
         "{\"at\":\"2024-01-10\"}",
         "[[\"2024-01-15\",\"2024-01-21\"],[\"2024-01-22\",\"2024-01-28\"]]"},
        {"a step alone", "{" CURSOR DAYS "\"step\":\"P1D\"," JANUARY "}", "{}",
         "If step is defined, cursor_granularity should be as well and vice-versa. Right now, step "
         "is `P1D` and cursor_granularity is `None`"},
        {"an unknown clamp", "{" CURSOR DAYS "\"clamping\":{\"target\":\"YEAR\"}," JANUARY "}",
         "{}", "Invalid clamping target YEAR, expected DAY, WEEK, MONTH"},
        {"a week without a day", "{" CURSOR DAYS "\"clamping\":{\"target\":\"WEEK\"}," JANUARY "}",
         "{}", "Given WEEK clamping, weekday needs to be provided as target_details"},
        {"a state that does not fit", "{" CURSOR DAYS JANUARY "}", "{\"at\":\"soon\"}",
         "No format in ['%Y-%m-%d'] matching soon"},
        {"a range without an end", "{" CURSOR DAYS JANUARY "}",
         "{\"state_type\":\"date-range\",\"slices\":[{\"start\":\"2024-01-05\"}]}",
         "A slice of the state has no \"end\""},
        {"no ranges", "{" CURSOR DAYS JANUARY "}", "{\"state_type\":\"date-range\"}",
         "Expected at least one slice"},
        {"no duration", "{" CURSOR DAYS "\"lookback_window\":\"7\"," JANUARY "}", "{}",
         "Expecting a string as a duration"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        fixture_open(&f, "{\"days\":5,\"until\":\"2024-01-15\"}");
        ab_value cursor = fixture_json(f.arena, rows[i].cursor);
        ab_value input = fixture_json(f.arena, rows[i].state);
        ab_value slices = ab_value_array();
        ab_value pairs = ab_value_array();
        ab_error error = {0};
        bool ok = ab_cursor_slices(&f.env, &cursor, &input, f.arena, &slices, &error);
        for (size_t j = 0; j < slices.count; j++) {
            ab_value pair = ab_value_array();
            ab_array_push(f.arena, &pair, *ab_get(&slices.items[j], "start_time"));
            ab_array_push(f.arena, &pair, *ab_get(&slices.items[j], "end_time"));
            ab_array_push(f.arena, &pairs, pair);
        }
        fixture_check_value(rows[i].name, f.arena, ok, &pairs, &error, rows[i].want);
        fixture_close(&f);
    }
}

static void test_states(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *cursor;
        const char *state;
        const char *steps;
        const char *want;
    } rows[] = {
        {"windows in order", "{" CURSOR DAYS TEN JANUARY "}", "{}",
         "[{\"slice\":0,\"records\":[{\"at\":\"2024-01-03\"},{\"at\":\"2024-01-02\"}]},"
         "{\"slice\":1,\"records\":[]},{\"slice\":2,\"records\":[{\"at\":\"2024-01-30\"}]}]",
         "[{\"at\":\"2024-01-01\"},{\"at\":\"2024-01-03\"},{\"at\":\"2024-01-03\"},"
         "{\"at\":\"2024-01-30\"}]"},
        {"a gap holds the state back", "{" CURSOR DAYS TEN JANUARY "}", "{}",
         "[{\"slice\":2,\"records\":[{\"at\":\"2024-01-30\"}]},{\"slice\":0,\"records\":[]},"
         "{\"slice\":1,\"records\":[]}]",
         "[{\"at\":\"2024-01-01\"},{\"at\":\"2024-01-01\"},{\"at\":\"2024-01-01\"},"
         "{\"at\":\"2024-01-30\"}]"},
        {"records without a value", "{" CURSOR DAYS JANUARY "}", "{\"at\":\"2024-01-02\"}",
         "[{\"slice\":0,\"records\":[{},{\"at\":null},{\"at\":\"x\"},{\"at\":[1]}]}]",
         "[{\"at\":\"2024-01-02\"},{\"at\":\"2024-01-02\"}]"},
        {"what else the state holds", "{" CURSOR DAYS JANUARY "}",
         "{\"other\":{\"a\":1},\"at\":\"2024-01-02\"}",
         "[{\"slice\":0,\"records\":[{\"at\":\"2024-01-09\"}]}]",
         "[{\"other\":{\"a\":1},\"at\":\"2024-01-02\"},{\"other\":{\"a\":1},\"at\":"
         "\"2024-01-09\"}]"},
        {"seconds, as texts and numbers",
         "{" CURSOR "\"datetime_format\":\"%s\",\"start_datetime\":\"100\","
         "\"end_datetime\":\"200\"}",
         "{}", "[{\"slice\":0,\"records\":[{\"at\":150},{\"at\":\"170\"},{\"at\":160}]}]",
         "[{\"at\":\"100\"},{\"at\":\"170\"}]"},
        {"other formats of records",
         "{" CURSOR DAYS "\"cursor_datetime_formats\":[\"%d.%m.%Y\",\"%Y-%m-%d\"]," JANUARY "}",
         "{\"at\":\"05.01.2024\"}", "[{\"slice\":0,\"records\":[{\"at\":\"09.01.2024\"}]}]",
         "[{\"at\":\"2024-01-05\"},{\"at\":\"2024-01-09\"}]"},
        {"a list where a number is wanted",
         "{" CURSOR "\"datetime_format\":\"%s\",\"start_datetime\":\"100\"}", "{}",
         "[{\"slice\":0,\"records\":[{\"at\":[]}]}]", "must be a string or a number"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        fixture_open(&f, "{}");
        ab_value cursor = fixture_json(f.arena, rows[i].cursor);
        ab_value input = fixture_json(f.arena, rows[i].state);
        ab_value steps = fixture_json(f.arena, rows[i].steps);
        ab_value states = ab_value_array();
        ab_error error = {0};
        bool ok = ab_cursor_states(&f.env, &cursor, &input, &steps, f.arena, &states, &error);
        fixture_check_value(rows[i].name, f.arena, ok, &states, &error, rows[i].want);
        fixture_close(&f);
    }
}

/* ---- Intervals ---- */

static void test_merge(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t in[4][3]; /* start, end, recent (0: none); start 0 ends the list */
        int64_t want[4][3];
    } rows[] = {
        {"none", {{0}}, {{0}}},
        {"apart", {{10, 20, 0}, {30, 40, 0}}, {{10, 20, 0}, {30, 40, 0}}},
        {"one unit apart", {{10, 20, 0}, {21, 40, 0}}, {{10, 40, 0}}},
        {"unsorted", {{30, 40, 35}, {10, 29, 20}}, {{10, 40, 35}}},
        {"within", {{10, 40, 38}, {20, 30, 25}}, {{10, 40, 38}}},
        {"recent of either", {{10, 20, 0}, {20, 30, 22}, {25, 50, 0}}, {{10, 50, 22}}},
        {"three into two", {{50, 60, 0}, {10, 20, 0}, {15, 30, 0}}, {{10, 30, 0}, {50, 60, 0}}},
    };
    ab_point_format format;
    ab_point_format_init_counts(&format);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_intervals list = {0};
        for (size_t j = 0; j < 4 && rows[i].in[j][0]; j++) {
            const int64_t *in = rows[i].in[j];
            ab_intervals_add(&list, (ab_interval){{in[0], 0}, {in[1], 0}, {in[2], 0}, in[2] != 0});
        }
        assert_true(ab_intervals_merge(&list, &format, NULL));
        size_t n = 0;
        while (n < 4 && rows[i].want[n][0]) {
            n++;
        }
        assert_int_equal(list.n, n);
        for (size_t j = 0; j < n; j++) {
            const ab_interval *got = ab_intervals_at(&list, j);
            assert_int_equal(got->start.at, rows[i].want[j][0]);
            assert_int_equal(got->end.at, rows[i].want[j][1]);
            assert_int_equal(got->has_recent, rows[i].want[j][2] != 0);
            assert_true(!got->has_recent || got->recent.at == rows[i].want[j][2]);
        }
        ab_intervals_free(&list);
    }
}

/* ---- One cursor, built ---- */

static ab_stream_cursor *build(fixture *f, const char *cursor, const char *input, ab_error *error)
{
    ab_value *parsed = AB_ARENA_NEW(f->arena, ab_value);
    *parsed = fixture_json(f->arena, input);
    static const ab_components none = {0};
    ab_stream_cursor_args args = {
        .stream = AB_STR("items"),
        .state = parsed,
        .router = ab_partition_router_build(&f->build, &none, NULL, error),
    };
    return ab_stream_cursor_build(&f->build, fixture_component(f, cursor), &args, error);
}

typedef struct kept {
    ab_arena *arena;
    const ab_slice *slice;
} kept;

static bool keep_first(void *context, const ab_slice *slice, ab_error *error)
{
    (void)error;
    kept *k = context;
    k->slice = ab_slice_copy(k->arena, slice);
    return false;
}

static const ab_slice *first_slice(fixture *f, ab_stream_cursor *cursor)
{
    kept k = {f->arena, NULL};
    cursor->ops->generate(cursor, &f->env, keep_first, &k, NULL);
    assert_non_null(k.slice);
    return k.slice;
}

static ab_record record_of(fixture *f, const char *json)
{
    return (ab_record){.raw = ab_str_of(json), .arena = f->arena};
}

static void test_should_sync(void **state)
{
    (void)state;
    static const struct {
        const char *record;
        bool lookback;
        bool want;
    } rows[] = {
        {"{\"at\":\"2024-01-09\"}", false, false}, {"{\"at\":\"2024-01-10\"}", false, true},
        {"{\"at\":\"2024-01-31\"}", false, true},  {"{\"at\":\"2024-02-02\"}", false, false},
        {"{\"at\":\"never\"}", false, true},       {"{}", false, true},
        {"{\"at\":\"2024-01-08\"}", true, true},   {"{\"at\":\"2024-01-07\"}", true, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        fixture_open(&f, "{}");
        const char *cursor = rows[i].lookback ? "{" CURSOR DAYS
                                                "\"lookback_window\":\"P2D\"," JANUARY "}"
                                              : "{" CURSOR DAYS JANUARY "}";
        ab_stream_cursor *c = build(&f, cursor, "{\"at\":\"2024-01-10\"}", NULL);
        ab_record record = record_of(&f, rows[i].record);
        bool keep;
        assert_true(c->ops->should_sync(c, NULL, &record, &keep, NULL));
        if (keep != rows[i].want) {
            fail_msg("%s: %d", rows[i].record, keep);
        }
        fixture_close(&f);
    }
}

static void test_end_is_evaluated_anew(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, "{}");
    ab_stream_cursor *c =
        build(&f, "{" CURSOR DAYS "\"start_datetime\":\"2024-01-01\"}", "{}", NULL);
    bool keep;
    ab_record record = record_of(&f, "{\"at\":\"2024-02-02\"}");
    assert_true(c->ops->should_sync(c, NULL, &record, &keep, NULL));
    assert_false(keep);
    f.clock.real_us += INT64_C(2) * 86400 * 1000000;
    record = record_of(&f, "{\"at\":\"2024-02-02\"}");
    assert_true(c->ops->should_sync(c, NULL, &record, &keep, NULL));
    assert_true(keep);
    fixture_close(&f);
}

static void test_reduce(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, "{}");
    ab_stream_cursor *c = build(&f, "{" CURSOR DAYS JANUARY "}", "{}", NULL);
    const ab_slice *slice = first_slice(&f, c);
    ab_observer *observer = c->ops->open(c, slice, f.arena);
    assert_ptr_equal(c->ops->reduce(c, observer, slice, f.arena, NULL), slice);
    static const char *const records[] = {"{\"at\":\"2024-01-12\"}", "{\"at\":\"2024-01-20\"}",
                                          "{\"at\":\"2024-01-20\"}", "{\"at\":\"2024-01-05\"}"};
    for (size_t i = 0; i < COUNT(records); i++) {
        ab_record record = record_of(&f, records[i]);
        assert_true(c->ops->observe(observer, &record, NULL));
    }
    const ab_slice *rest = c->ops->reduce(c, observer, slice, f.arena, NULL);
    assert_str(fixture_text(f.arena, &rest->cursor_slice),
               "{\"start_time\":\"2024-01-20\",\"end_time\":\"2024-01-31\"}");
    fixture_close(&f);
}

static void test_split(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *cursor;
        const char *state;
        const char *smallest;
        const char *want; /* the halves, "" where it stays whole */
    } rows[] = {
        {"halves", "{" CURSOR DAYS "\"step\":\"P1Y\",\"cursor_granularity\":\"P1D\"," JANUARY "}",
         "{}", "",
         "{\"start_time\":\"2024-01-01\",\"end_time\":\"2024-01-15\"} "
         "{\"start_time\":\"2024-01-16\",\"end_time\":\"2024-01-31\"}"},
        {"two days", "{" CURSOR DAYS "\"step\":\"P1Y\",\"cursor_granularity\":\"P1D\"," JANUARY "}",
         "{\"at\":\"2024-01-30\"}", "",
         "{\"start_time\":\"2024-01-30\",\"end_time\":\"2024-01-30\"} "
         "{\"start_time\":\"2024-01-31\",\"end_time\":\"2024-01-31\"}"},
        {"one day", "{" CURSOR DAYS "\"step\":\"P1Y\",\"cursor_granularity\":\"P1D\"," JANUARY "}",
         "{\"at\":\"2024-01-31\"}", "", ""},
        {"not below the smallest window",
         "{" CURSOR DAYS "\"step\":\"P1Y\",\"cursor_granularity\":\"P1D\"," JANUARY "}", "{}",
         "P30D", ""},
        {"no granularity", "{" CURSOR DAYS JANUARY "}", "{}", "", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        fixture_open(&f, "{}");
        ab_stream_cursor *c = build(&f, rows[i].cursor, rows[i].state, NULL);
        const ab_slice **parts;
        size_t count;
        assert_true(c->ops->split(c, first_slice(&f, c), ab_str_of(rows[i].smallest), f.arena,
                                  &parts, &count, NULL));
        ab_str got = AB_STR("");
        if (count) {
            got = ab_arena_printf(f.arena, "%.*s %.*s",
                                  AB_STR_ARG(fixture_text(f.arena, &parts[0]->cursor_slice)),
                                  AB_STR_ARG(fixture_text(f.arena, &parts[1]->cursor_slice)));
        }
        assert_str(got, rows[i].want);
        fixture_close(&f);
    }
}

static void test_split_of_a_broken_slice(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, "{}");
    ab_stream_cursor *c =
        build(&f, "{" CURSOR DAYS "\"step\":\"P1Y\",\"cursor_granularity\":\"P1D\"," JANUARY "}",
              "{}", NULL);
    const ab_slice **parts;
    size_t count;
    ab_error error = {0};
    assert_false(c->ops->split(c, ab_slice_new(f.arena, NULL, NULL, NULL), AB_STR(""), f.arena,
                               &parts, &count, &error));
    assert_string_equal(error.message,
                        "Stream items produced a request window with a missing or invalid "
                        "'start_time'/'end_time' boundary and could not split it further.");
    ab_error_clear(&error);
    fixture_close(&f);
}

static void test_state_time(void **state)
{
    (void)state;
    static const struct {
        const char *state;
        int64_t want; /* days since 2024-01-01; -1: not known */
    } rows[] = {
        {"{\"at\":\"2024-01-03\"}", 2},
        {"{\"at\":\"\"}", -1},
        {"{\"at\":\"x\"}", -1},
        {"{\"other\":1}", -1},
        {"{\"state_type\":\"date-range\",\"slices\":[{\"start\":\"2024-01-01\",\"end\":"
         "\"2024-01-05\"}]}",
         4},
        {"{\"state_type\":\"date-range\",\"slices\":[]}", -1},
    };
    fixture f;
    fixture_open(&f, "{}");
    ab_stream_cursor *c = build(&f, "{" CURSOR DAYS JANUARY "}", "{}", NULL);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_value old = fixture_json(f.arena, rows[i].state);
        bool known;
        int64_t us;
        assert_true(c->ops->state_time(c, &old, &known, &us, NULL));
        int64_t days = known ? (us / 1000000 - 1704067200) / 86400 : -1;
        if (days != rows[i].want) {
            fail_msg("%s: %lld", rows[i].state, (long long)days);
        }
    }
    fixture_close(&f);
}

/* ---- IncrementingCountCursor ---- */

static void test_counts(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *start;
        const char *input;
        const char *records[3];
        const char *slice;
        const char *want;
    } rows[] = {
        {"first sync", "5", "{}", {"{\"id\":7}", "{\"id\":9}", "{\"id\":8}"}, "5", "{\"id\":9}"},
        {"from the state",
         "\"{{ config.from }}\"",
         "{\"id\":40}",
         {"{\"id\":41}"},
         "40",
         "{\"id\":41}"},
        {"a state before the start", "50", "{\"id\":40}", {"{}"}, "50", "{\"id\":50}"},
        {"no records", "0", "{}", {NULL}, "0", "{\"id\":0}"},
        {"fractions", "0", "{}", {"{\"id\":1.5}"}, "0", "{\"id\":1.5}"},
        {"64 bits without a sign",
         "0",
         "{\"id\":9223372036854775809}",
         {"{\"id\":18446744073709551614}", "{\"id\":18446744073709551613}", "{\"id\":41}"},
         "9223372036854775809",
         "{\"id\":18446744073709551614}"},
        {"more than 64 bits",
         "0",
         "{}",
         {"{\"id\":18446744073709551621}", "{\"id\":7}"},
         "0",
         "{\"id\":1.8446744073709552e+19}"},
        {"an empty value", "5", "{\"id\":[]}", {NULL}, "5", "{\"id\":5}"},
        {"a gap that doubles do not see",
         "0",
         "{\"state_type\":\"integer\",\"slices\":[{\"start\":0,\"end\":1152921504606846976},"
         "{\"start\":1152921504606847000,\"end\":1152921504606847001}]}",
         {NULL},
         "1152921504606846976",
         "{\"id\":0}"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        fixture_open(&f, "{\"from\":\"3\"}");
        ab_str json =
            ab_arena_printf(f.arena,
                            "{\"type\":\"IncrementingCountCursor\",\"cursor_field\":\"id\","
                            "\"start_value\":%s}",
                            rows[i].start);
        ab_stream_cursor *c = build(&f, json.p, rows[i].input, NULL);
        const ab_slice *slice = first_slice(&f, c);
        assert_str(fixture_text(f.arena, ab_get(&slice->cursor_slice, "start")), rows[i].slice);
        ab_observer *observer = c->ops->open(c, slice, f.arena);
        for (size_t j = 0; j < 3 && rows[i].records[j]; j++) {
            ab_record record = record_of(&f, rows[i].records[j]);
            assert_true(c->ops->observe(observer, &record, NULL));
        }
        ab_error error = {0};
        ab_value got;
        bool ok =
            c->ops->close(c, observer, NULL, &error) && c->ops->state(c, f.arena, &got, &error);
        fixture_check_value(rows[i].name, f.arena, ok, &got, &error, rows[i].want);
        fixture_close(&f);
    }
}

static void test_counts_need_a_number(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, "{}");
    ab_error error = {0};
    assert_null(build(&f,
                      "{\"type\":\"IncrementingCountCursor\",\"cursor_field\":\"id\","
                      "\"start_value\":\"x\"}",
                      "{}", &error));
    assert_string_equal(error.message,
                        "The start_value of an IncrementingCountCursor must be an integer, not "
                        "'x'");
    ab_error_clear(&error);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_should_sync),
        cmocka_unit_test(test_end_is_evaluated_anew),
        cmocka_unit_test(test_reduce),
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_split_of_a_broken_slice),
        cmocka_unit_test(test_state_time),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_counts_need_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
