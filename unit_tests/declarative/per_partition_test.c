#include "fixture.h"

#include "declarative/cursors/cursor.h"
#include "declarative/cursors/global_cursor.h"
#include "declarative/cursors/parent_states.h"
#include "declarative/cursors/partition_table.h"

#include <stdio.h>

#define CURSOR                                                                                     \
    "{\"type\":\"DatetimeBasedCursor\",\"cursor_field\":\"at\",\"datetime_format\":\"%Y-%m-%d\","  \
    "\"start_datetime\":\"2024-01-01\",\"end_datetime\":\"2024-01-31\"}"
#define ONE_DAY_US (INT64_C(86400) * 1000000)

/* ---- A router that hands on what it is told ---- */

typedef struct told_router {
    ab_partition_router base;
    const char *const *partitions; /* JSON; ends with NULL */
    const char *const *states;     /* as of each partition, and one more; NULL: none at all */
    size_t next;
    size_t many; /* instead of `partitions`: so many numbers */
} told_router;

static bool told_generate(ab_partition_router *router, ab_env *env, ab_slice_fn emit, void *context,
                          ab_error *error)
{
    (void)env;
    told_router *self = (told_router *)router;
    ab_arena *arena = ab_arena_new();
    bool ok = true;
    for (self->next = 0;
         ok && (self->many ? self->next < self->many : self->partitions[self->next] != NULL);
         self->next++) {
        ab_value partition = ab_value_object();
        if (self->many) {
            ab_set(arena, &partition, "n", ab_value_int((int64_t)self->next));
        } else {
            partition = fixture_json(arena, self->partitions[self->next]);
        }
        ok = emit(context, ab_slice_new(arena, &partition, NULL, NULL), error);
        ab_arena_reset(arena);
    }
    ab_arena_free(arena);
    return ok;
}

static bool told_options(const ab_partition_router *router, const ab_scope *scope,
                         ab_request_options *out, ab_error *error)
{
    (void)router;
    (void)error;
    out->params = ab_value_object();
    ab_set(scope->arena, &out->params, "of_router", ab_value_int(1));
    return true;
}

static bool told_state(ab_partition_router *router, ab_arena *arena, ab_value *out, ab_error *error)
{
    (void)error;
    told_router *self = (told_router *)router;
    *out = self->states ? fixture_json(arena, self->states[self->next]) : ab_value_null();
    return true;
}

static const ab_partition_router_ops told_ops = {
    .generate = told_generate, .options = told_options, .state = told_state};

/* ---- A stream with it ---- */

typedef struct bench {
    fixture f;
    told_router router;
    ab_stream_cursor *cursor;
    AB_VEC(const ab_slice *) slices;
    AB_VEC(char *) states; /* emitted */
} bench;

static bool take_slice(void *context, const ab_slice *slice, ab_error *error)
{
    (void)error;
    bench *b = context;
    AB_VEC_PUSH(&b->slices, ab_slice_copy(b->f.arena, slice));
    return true;
}

static bool take_state(void *context, const ab_value *state, ab_error *error)
{
    (void)error;
    bench *b = context;
    ab_arena *arena = ab_arena_new();
    ab_str text = fixture_text(arena, state);
    AB_VEC_PUSH(&b->states, ab_xstrndup(text.p, text.n));
    ab_arena_free(arena);
    return true;
}

static void open_with(bench *b, const char *cursor, const char *input,
                      const char *const *partitions, const char *const *states)
{
    *b = (bench){0};
    fixture_open(&b->f, "{}");
    b->router = (told_router){.base.ops = &told_ops, .partitions = partitions, .states = states};
    ab_value *parsed = AB_ARENA_NEW(b->f.arena, ab_value);
    *parsed = fixture_json(b->f.arena, input);
    ab_stream_cursor_args args = {
        .stream = AB_STR("items"), .state = parsed, .router = &b->router.base};
    ab_error error = {0};
    b->cursor =
        ab_stream_cursor_build(&b->f.build, fixture_component(&b->f, cursor), &args, &error);
    if (!b->cursor) {
        fail_msg("%s", error.message);
    }
}

static void generate(bench *b)
{
    assert_true(b->cursor->ops->generate(b->cursor, &b->f.env, take_slice, b, NULL));
}

static void close_bench(bench *b)
{
    for (size_t i = 0; i < b->states.n; i++) {
        free(b->states.at[i]);
    }
    AB_VEC_FREE(&b->states);
    AB_VEC_FREE(&b->slices);
    fixture_close(&b->f);
}

/* Reads a slice whose records have these values. */
static void read_slice(bench *b, size_t i, const char *const *values, size_t count)
{
    const ab_stream_cursor_ops *ops = b->cursor->ops;
    ab_observer *observer = ops->open(b->cursor, b->slices.at[i], b->f.arena);
    for (size_t j = 0; j < count; j++) {
        ab_record record = {.raw = ab_arena_printf(b->f.arena, "{\"at\":\"%s\"}", values[j]),
                            .arena = b->f.arena};
        assert_true(ops->observe(observer, &record, NULL));
    }
    ab_state_sink sink = {take_state, b};
    assert_true(ops->close(b->cursor, observer, &sink, NULL));
}

static void read_one(bench *b, size_t i, const char *value)
{
    read_slice(b, i, &value, value ? 1 : 0);
}

static void finish(bench *b)
{
    ab_state_sink sink = {take_state, b};
    assert_true(b->cursor->ops->finish(b->cursor, &sink, NULL));
}

static const char *last_state(const bench *b)
{
    return b->states.n ? b->states.at[b->states.n - 1] : "";
}

static const char *const two[] = {"{\"id\":1}", "{\"id\":2}", NULL};

/* ---- States ---- */

static void test_first_sync(void **state)
{
    (void)state;
    bench b;
    open_with(&b, CURSOR, "{}", two, NULL);
    generate(&b);
    assert_int_equal(b.slices.n, 2);
    read_one(&b, 0, "2024-01-10");
    assert_string_equal(last_state(&b),
                        "{\"use_global_cursor\":false,\"states\":["
                        "{\"partition\":{\"id\":1},\"cursor\":{\"at\":\"2024-01-10\"}},"
                        "{\"partition\":{\"id\":2},\"cursor\":{\"at\":\"2024-01-01\"}}],"
                        "\"lookback_window\":0}");
    read_one(&b, 1, "2024-01-12");
    assert_int_equal(b.states.n, 1); /* within 600 s */
    b.f.clock.monotonic_us += 2500000;
    finish(&b);
    assert_string_equal(last_state(&b),
                        "{\"use_global_cursor\":false,\"states\":["
                        "{\"partition\":{\"id\":1},\"cursor\":{\"at\":\"2024-01-10\"}},"
                        "{\"partition\":{\"id\":2},\"cursor\":{\"at\":\"2024-01-12\"}}],"
                        "\"state\":{\"at\":\"2024-01-12\"},\"lookback_window\":3}");
    close_bench(&b);
}

static void test_states_are_throttled(void **state)
{
    (void)state;
    static const char *const three[] = {"{\"id\":1}", "{\"id\":2}", "{\"id\":3}", NULL};
    bench b;
    open_with(&b, CURSOR, "{}", three, NULL);
    generate(&b);
    read_one(&b, 0, NULL);
    b.f.clock.monotonic_us += INT64_C(600) * 1000000;
    read_one(&b, 1, NULL);
    assert_int_equal(b.states.n, 1);
    b.f.clock.monotonic_us += 1;
    read_one(&b, 2, NULL);
    assert_int_equal(b.states.n, 2);
    close_bench(&b);
}

static void test_resume(void **state)
{
    (void)state;
    static const char *const partitions[] = {"{\"id\":1}", "{\"id\":9}", "{\"id\":2}", NULL};
    bench b;
    open_with(&b, CURSOR,
              "{\"states\":[{\"partition\":{\"id\":2},\"cursor\":{\"at\":\"2024-01-20\"}},"
              "{\"partition\":{\"id\":1},\"cursor\":{\"at\":\"2024-01-15\"}}],"
              "\"state\":{\"at\":\"2024-01-20\"},\"lookback_window\":172800}",
              partitions, NULL);
    generate(&b);
    static const char *const starts[] = {"2024-01-15", "2024-01-18", "2024-01-20"};
    for (size_t i = 0; i < 3; i++) {
        assert_str(ab_get_text(&b.slices.at[i]->cursor_slice, "start_time"), starts[i]);
    }
    close_bench(&b);
}

static void test_forms_of_input(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        const char *start; /* of the partition {"id":1} */
        const char *want;  /* the state before anything was read */
    } rows[] = {
        {"{}", "2024-01-01", "{\"use_global_cursor\":false,\"states\":[],\"lookback_window\":0}"},
        {"{\"at\":\"2024-01-09\"}", "2024-01-09",
         "{\"use_global_cursor\":false,\"states\":[],\"state\":{\"at\":\"2024-01-09\"},"
         "\"lookback_window\":0}"},
        {"{\"use_global_cursor\":true,\"state\":{\"at\":\"2024-01-09\"},\"lookback_window\":86400."
         "9}",
         "2024-01-08",
         "{\"use_global_cursor\":true,\"state\":{\"at\":\"2024-01-09\"},"
         "\"lookback_window\":86400}"},
        {"{\"state\":{\"at\":\"2024-01-09\"},\"lookback_window\":\" 86400 \"}", "2024-01-08",
         "{\"use_global_cursor\":false,\"states\":[],\"state\":{\"at\":\"2024-01-09\"},"
         "\"lookback_window\":86400}"},
        {"{\"__ab_no_cursor_state_message\":true}", "2024-01-01",
         "{\"use_global_cursor\":false,\"states\":[],\"lookback_window\":0}"},
        {"{\"states\":[{\"partition\":{\"id\":1},\"cursor\":{\"at\":\"2024-01-07\",\"x\":1}}],"
         "\"parent_state\":{\"p\":{\"u\":1}}}",
         "2024-01-07",
         "{\"use_global_cursor\":false,\"states\":[{\"partition\":{\"id\":1},\"cursor\":"
         "{\"at\":\"2024-01-07\",\"x\":1}}],\"lookback_window\":0,\"parent_state\":{\"p\":{\"u\":1}"
         "}"
         "}"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        bench b;
        ab_value before;
        open_with(&b, CURSOR, rows[i].input, two, NULL);
        assert_true(b.cursor->ops->state(b.cursor, b.f.arena, &before, NULL));
        assert_str(fixture_text(b.f.arena, &before), rows[i].want);
        generate(&b);
        assert_str(ab_get_text(&b.slices.at[0]->cursor_slice, "start_time"), rows[i].start);
        close_bench(&b);
    }
}

static void test_bad_input(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        const char *want;
    } rows[] = {
        {"{\"states\":[{\"partition\":{\"id\":1}}]}", "has an entry without partition or cursor"},
        {"{\"states\":[{\"partition\":{},\"cursor\":{\"at\":\"x\"}}]}", "matching x"},
        {"{\"states\":[{\"partition\":{},\"cursor\":null}]}",
         "invalid \"cursor\" of the type null"},
        {"{\"states\":{}}", "invalid \"states\" of the type object"},
        {"{\"state\":null}", "invalid \"state\" of the type null"},
        {"{\"state\":{},\"lookback_window\":\"a day\"}",
         "invalid \"lookback_window\" of the type string"},
        {"{\"state\":{},\"lookback_window\":null}", "invalid \"lookback_window\" of the type null"},
        {"{\"at\":\"x\"}", "matching x"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        fixture_open(&f, "{}");
        told_router router = {.base.ops = &told_ops, .partitions = two};
        ab_value input = fixture_json(f.arena, rows[i].input);
        ab_stream_cursor_args args = {
            .stream = AB_STR("items"), .state = &input, .router = &router.base};
        ab_error error = {0};
        assert_null(ab_stream_cursor_build(&f.build, fixture_component(&f, CURSOR), &args, &error));
        assert_non_null(strstr(error.message, rows[i].want));
        assert_int_equal(error.kind, AB_ERROR_SYSTEM);
        ab_error_clear(&error);
        fixture_close(&f);
    }
}

static void test_failed_partition(void **state)
{
    (void)state;
    bench b;
    open_with(&b, CURSOR, "{\"at\":\"2024-01-05\"}", two, NULL);
    generate(&b);
    read_one(&b, 1, "2024-01-12"); /* the first one fails: it is never closed */
    finish(&b);
    assert_string_equal(last_state(&b),
                        "{\"use_global_cursor\":false,\"states\":["
                        "{\"partition\":{\"id\":1},\"cursor\":{\"at\":\"2024-01-05\"}},"
                        "{\"partition\":{\"id\":2},\"cursor\":{\"at\":\"2024-01-12\"}}],"
                        "\"state\":{\"at\":\"2024-01-05\"},\"lookback_window\":0}");
    close_bench(&b);
}

static void test_duplicates_are_read_once(void **state)
{
    (void)state;
    static const char *const partitions[] = {"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", NULL};
    bench b;
    open_with(&b, CURSOR, "{}", partitions, NULL);
    generate(&b);
    assert_int_equal(b.slices.n, 1);
    close_bench(&b);
}

static void test_greatest_text_is_the_newest(void **state)
{
    (void)state;
    static const char *const values[] = {"01/02/2024", "12/30/2023", "01/09/2024"};
    bench b;
    open_with(&b,
              "{\"type\":\"DatetimeBasedCursor\",\"cursor_field\":\"at\",\"datetime_format\":"
              "\"%m/%d/%Y\",\"start_datetime\":\"01/01/2023\"}",
              "{}", two, NULL);
    generate(&b);
    read_slice(&b, 0, values, 3);
    read_one(&b, 1, NULL);
    finish(&b);
    assert_non_null(strstr(last_state(&b), "\"state\":{\"at\":\"12/30/2023\"}"));
    assert_non_null(strstr(last_state(&b), "\"cursor\":{\"at\":\"01/09/2024\"}"));
    close_bench(&b);
}

static void test_overlapping_names(void **state)
{
    (void)state;
    static const char *const partitions[] = {"{\"start_time\":1}", NULL};
    bench b;
    open_with(&b, CURSOR, "{}", partitions, NULL);
    ab_error error = {0};
    assert_false(b.cursor->ops->generate(b.cursor, &b.f.env, take_slice, &b, &error));
    assert_string_equal(error.message,
                        "Keys for partition and incremental sync cursor should not overlap");
    ab_error_clear(&error);
    close_bench(&b);
}

static void test_only_one_pass(void **state)
{
    (void)state;
    bench b;
    open_with(&b, CURSOR, "{}", two, NULL);
    generate(&b);
    ab_error error = {0};
    assert_false(b.cursor->ops->generate(b.cursor, &b.f.env, take_slice, &b, &error));
    assert_string_equal(error.message, "stream_slices has been executed more than once.");
    ab_error_clear(&error);
    close_bench(&b);
}

/* ---- Parents' states ---- */

static void test_parent_state_waits_for_open_partitions(void **state)
{
    (void)state;
    static const char *const partitions[] = {"{\"id\":1}", "{\"id\":2}", "{\"id\":3}", NULL};
    static const char *const states[] = {"{\"p\":1}", "{\"p\":2}", "{\"p\":3}", "{\"p\":4}"};
    bench b;
    open_with(&b, CURSOR, "{}", partitions, states);
    generate(&b);
    static const struct {
        size_t close;
        const char *want;
    } steps[] = {{1, NULL}, {0, "\"parent_state\":{\"p\":2}"}, {2, "\"parent_state\":{\"p\":3}"}};
    for (size_t i = 0; i < COUNT(steps); i++) {
        b.f.clock.monotonic_us += ONE_DAY_US;
        read_one(&b, steps[i].close, NULL);
        const char *found = strstr(last_state(&b), steps[i].want ? steps[i].want : "parent_state");
        assert_true(steps[i].want ? found != NULL : found == NULL);
    }
    finish(&b);
    assert_non_null(strstr(last_state(&b), "\"parent_state\":{\"p\":4}"));
    close_bench(&b);
}

static void test_partition_without_windows(void **state)
{
    (void)state;
    static const char *const states[] = {"{\"p\":1}", "{\"p\":2}", "{\"p\":3}"};
    bench b;
    open_with(&b, CURSOR,
              "{\"states\":[{\"partition\":{\"id\":1},\"cursor\":{\"at\":\"2024-03-01\"}}]}", two,
              states);
    generate(&b);
    assert_int_equal(b.slices.n, 1);
    read_one(&b, 0, "2024-01-05");
    assert_null(strstr(last_state(&b), "parent_state"));
    finish(&b);
    assert_string_equal(last_state(&b),
                        "{\"use_global_cursor\":false,\"states\":["
                        "{\"partition\":{\"id\":1},\"cursor\":{\"at\":\"2024-03-01\"}},"
                        "{\"partition\":{\"id\":2},\"cursor\":{\"at\":\"2024-01-05\"}}],"
                        "\"state\":{\"at\":\"2024-01-05\"},\"lookback_window\":0,"
                        "\"parent_state\":{\"p\":3}}");
    close_bench(&b);
}

static void test_noted_states(void **state)
{
    (void)state;
    ab_parent_states states = {0};
    ab_parent_states_note(&states, AB_STR("a"), 0);
    ab_parent_states_note(&states, AB_STR("a"), 1);
    ab_parent_states_note(&states, (ab_str){NULL, 0}, 2);
    ab_parent_states_note(&states, AB_STR("b"), 3);
    assert_int_equal(states.queue.n, 3);
    ab_parent_states_advance(&states, 0);
    assert_null(states.current);
    ab_parent_states_advance(&states, 3);
    assert_string_equal(states.current, "a"); /* no state says nothing */
    ab_parent_states_advance(&states, UINT64_MAX);
    assert_string_equal(states.current, "b");
    ab_parent_states_free(&states);
}

/* ---- Many partitions ---- */

static bool count_slice(void *context, const ab_slice *slice, ab_error *error)
{
    (void)error;
    bench *b = context;
    const ab_stream_cursor_ops *ops = b->cursor->ops;
    ab_arena *arena = ab_arena_new();
    ab_observer *observer = ops->open(b->cursor, ab_slice_copy(arena, slice), arena);
    ab_record record = {.raw = AB_STR("{\"at\":\"2024-01-15\"}"), .arena = arena};
    ab_state_sink sink = {take_state, b};
    b->f.clock.monotonic_us += 1;
    bool ok = ops->observe(observer, &record, NULL) && ops->close(b->cursor, observer, &sink, NULL);
    ab_arena_free(arena);
    return ok;
}

static void test_switch_to_global(void **state)
{
    (void)state;
    bench b;
    open_with(&b, CURSOR, "{}", two, NULL);
    b.router.many = 10002;
    assert_true(b.cursor->ops->generate(b.cursor, &b.f.env, count_slice, &b, NULL));
    assert_int_equal(b.states.n, 1); /* the first partition's; then throttled */
    b.f.clock.monotonic_us += ONE_DAY_US;
    finish(&b);
    assert_string_equal(last_state(&b),
                        "{\"use_global_cursor\":true,\"state\":{\"at\":\"2024-01-15\"},"
                        "\"lookback_window\":86401}");
    close_bench(&b);
}

static void test_no_switch_at_the_limit(void **state)
{
    (void)state;
    bench b;
    open_with(&b, CURSOR, "{}", two, NULL);
    b.router.many = 10001;
    assert_true(b.cursor->ops->generate(b.cursor, &b.f.env, count_slice, &b, NULL));
    finish(&b);
    assert_non_null(strstr(last_state(&b), "\"use_global_cursor\":false"));
    close_bench(&b);
}

static void test_global_state_waits_for_the_end(void **state)
{
    (void)state;
    bench b;
    open_with(&b, CURSOR, "{\"use_global_cursor\":true,\"state\":{\"at\":\"2024-01-09\"}}", two,
              NULL);
    generate(&b);
    read_one(&b, 0, "2024-01-20");
    b.f.clock.monotonic_us += ONE_DAY_US;
    read_one(&b, 1, "2024-01-21");
    assert_int_equal(b.states.n, 0);
    finish(&b);
    assert_string_equal(last_state(&b),
                        "{\"use_global_cursor\":true,\"state\":{\"at\":\"2024-01-21\"},"
                        "\"lookback_window\":86400}");
    close_bench(&b);
}

static void test_partition_table(void **state)
{
    (void)state;
    ab_partition_table table = {0};
    for (int i = 0; i < 100; i++) {
        char key[8];
        size_t n = (size_t)snprintf(key, sizeof key, "k%d", i);
        ab_partition_entry *entry = ab_partition_table_add(&table, (ab_str){key, n});
        if (i < 2) {
            ab_partition_table_open(&table, entry);
            entry->open_slices = 1;
        }
    }
    assert_true(ab_partition_table_has_open_slices(&table));
    assert_true(ab_partition_table_drop_one(&table)); /* k2: k0 and k1 are being read */
    assert_null(ab_partition_table_find(&table, AB_STR("k2")));
    ab_partition_entry *first = ab_partition_table_find(&table, AB_STR("k0"));
    assert_ptr_equal(table.first_open, first);
    first->open_slices = 0;
    ab_partition_table_close(&table, first);
    assert_ptr_equal(table.first_open, ab_partition_table_find(&table, AB_STR("k1")));
    while (table.count > 1) {
        assert_true(ab_partition_table_drop_one(&table));
    }
    assert_false(ab_partition_table_drop_one(&table)); /* k1 goes though it is being read */
    assert_int_equal(table.count, 0);
    assert_true(ab_partition_table_has_open_slices(&table));
    ab_partition_table_close(&table, table.first_open);
    assert_false(ab_partition_table_has_open_slices(&table));
    ab_partition_table_free(&table);
}

/* ---- Requests and filters ---- */

static void test_options(void **state)
{
    (void)state;
    bench b;
    open_with(&b,
              "{\"type\":\"DatetimeBasedCursor\",\"cursor_field\":\"at\",\"datetime_format\":"
              "\"%Y\",\"start_datetime\":\"2020\",\"end_datetime\":\"2022\",\"start_time_option\":"
              "{\"type\":\"RequestOption\",\"inject_into\":\"request_parameter\",\"field_name\":"
              "\"of_router\"},\"end_time_option\":{\"type\":\"RequestOption\",\"inject_into\":"
              "\"body_json\",\"field_path\":[\"range\",\"end\"]}}",
              "{}", two, NULL);
    generate(&b);
    ab_scope scope = ab_scope_new(&b.f.env, b.f.arena);
    scope.slice = b.slices.at[0];
    ab_request_options out = {0};
    assert_true(b.cursor->ops->options(b.cursor, &scope, &out, NULL));
    assert_str(fixture_text(b.f.arena, &out.params), "{\"of_router\":\"2020\"}");
    assert_str(fixture_text(b.f.arena, &out.body_json), "{\"range\":{\"end\":\"2022\"}}");
    close_bench(&b);
}

static void test_should_sync(void **state)
{
    (void)state;
    bench b;
    open_with(&b, CURSOR,
              "{\"states\":[{\"partition\":{\"id\":1},\"cursor\":{\"at\":\"2024-01-20\"}}],"
              "\"state\":{\"at\":\"2024-01-10\"}}",
              two, NULL);
    generate(&b);
    static const struct {
        size_t slice;
        const char *record;
        bool want;
    } rows[] = {
        {0, "{\"at\":\"2024-01-19\"}", false}, {0, "{\"at\":\"2024-01-20\"}", true},
        {1, "{\"at\":\"2024-01-09\"}", false}, {1, "{\"at\":\"2024-01-10\"}", true},
        {1, "{\"at\":\"2024-02-09\"}", false}, {1, "{}", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_record record = {.raw = ab_str_of(rows[i].record), .arena = b.f.arena};
        bool keep;
        assert_true(
            b.cursor->ops->should_sync(b.cursor, b.slices.at[rows[i].slice], &record, &keep, NULL));
        assert_int_equal(keep, rows[i].want);
    }
    close_bench(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_sync),
        cmocka_unit_test(test_states_are_throttled),
        cmocka_unit_test(test_resume),
        cmocka_unit_test(test_forms_of_input),
        cmocka_unit_test(test_bad_input),
        cmocka_unit_test(test_failed_partition),
        cmocka_unit_test(test_duplicates_are_read_once),
        cmocka_unit_test(test_greatest_text_is_the_newest),
        cmocka_unit_test(test_overlapping_names),
        cmocka_unit_test(test_only_one_pass),
        cmocka_unit_test(test_parent_state_waits_for_open_partitions),
        cmocka_unit_test(test_partition_without_windows),
        cmocka_unit_test(test_noted_states),
        cmocka_unit_test(test_switch_to_global),
        cmocka_unit_test(test_no_switch_at_the_limit),
        cmocka_unit_test(test_global_state_waits_for_the_end),
        cmocka_unit_test(test_partition_table),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_should_sync),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
