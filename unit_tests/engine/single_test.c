/* A stream read on the calling thread: the order of slices, records and states; limits; failures.
 */
#include "fake.h"

#include "json/json.h"

typedef struct story {
    ab_buf text;
    ab_arena *arena;
    int slices;  /* wanted; then no more are */
    int records; /* wanted of each slice */
    int taken;
} story;

static bool take_slice(void *context, const ab_value *slice)
{
    story *s = context;
    (void)slice;
    s->taken = 0;
    if (s->slices-- == 0) {
        return false;
    }
    ab_buf_add_text(&s->text, "slice ");
    return true;
}

static bool take_record(void *context, ab_str json)
{
    story *s = context;
    (void)json;
    ab_buf_add_text(&s->text, "record ");
    return ++s->taken < s->records;
}

static bool take_state(void *context, const ab_value *state)
{
    story *s = context;
    (void)state;
    ab_buf_add_text(&s->text, "state ");
    return true;
}

static void take_failure(void *context, const ab_error *error)
{
    story *s = context;
    ab_buf_printf(&s->text, "failed(%s) ", error->message);
}

static const struct {
    const char *name;
    fake_stream stream;
    int slices;
    int records;
    const char *story;
    ab_outcome outcome;
} rows[] = {
    {"all",
     {.name = "a", .partitions = 2, .records = 2},
     9,
     9,
     "slice record record state slice record record state state ",
     AB_OUTCOME_COMPLETE},
    {"by generate",
     {.name = "a", .partitions = 2, .records = 1, .by_generate = true},
     9,
     9,
     "slice record state slice record state state ",
     AB_OUTCOME_COMPLETE},
    {"no more slices",
     {.name = "a", .partitions = 5, .records = 1},
     2,
     9,
     "slice record state slice record state state ",
     AB_OUTCOME_STOPPED},
    {"no more slices, by generate",
     {.name = "a", .partitions = 5, .records = 1, .by_generate = true},
     2,
     9,
     "slice record state slice record state state ",
     AB_OUTCOME_STOPPED},
    {"a slice cut short is not closed",
     {.name = "a", .partitions = 2, .records = 5},
     9,
     2,
     "slice record record slice record record state ",
     AB_OUTCOME_STOPPED},
    {"none at all", {.name = "a", .partitions = 0}, 9, 9, "state ", AB_OUTCOME_COMPLETE},
};

static bool read_row(fake_output *out, fake_stream *stream, story *s, ab_error *error)
{
    fake_source source;
    fake_source_init(&source, stream, 1);
    ab_value config = ab_value_object();
    const ab_read_request request = {.config = &config, .runtime = &out->runtime};
    const ab_single_hooks hooks = {take_slice, take_record, take_state, take_failure, s};
    ab_buf_init(&s->text, AB_BUF_NO_MAX);
    return ab_engine_read_single(&out->runtime, &stream->stream, &request, &hooks, error);
}

static void reads_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        fake_output out;
        fake_open(&out, NULL);
        story s = {.slices = rows[i].slices, .records = rows[i].records};
        fake_stream stream = rows[i].stream;
        print_message("%s\n", rows[i].name);
        assert_true(read_row(&out, &stream, &s, NULL));
        fake_close(&out);
        assert_str(ab_buf_str(&s.text), rows[i].story);
        assert_int_equal(stream.outcome, rows[i].outcome);
        assert_int_equal(stream.finished, 1);
        assert_int_equal(out.lines.n, 0); /* nothing goes to stdout */
        ab_buf_free(&s.text);
        fake_free(&out);
    }
}

static void failing_slice_leaves_the_others(void **state)
{
    (void)state;
    fake_output out;
    fake_open(&out, NULL);
    story s = {.slices = 9, .records = 9};
    fake_stream stream = {.name = "a", .partitions = 3, .records = 1, .failing = 2};
    assert_true(read_row(&out, &stream, &s, NULL));
    fake_close(&out);
    assert_true(
        ab_str_starts(ab_buf_str(&s.text), AB_STR("slice record state slice record failed(")));
    assert_true(ab_str_ends(ab_buf_str(&s.text), AB_STR("slice record state state ")));
    assert_int_equal(stream.outcome, AB_OUTCOME_FAILED);
    assert_int_equal(stream.closed, 2);
    ab_buf_free(&s.text);
    fake_free(&out);
}

static void failures_of_the_stream_are_returned(void **state)
{
    (void)state;
    fake_stream streams[] = {
        {.name = "a", .partitions = 1, .records = 1, .fails_to_open = true},
        {.name = "a", .partitions = 1, .records = 1, .fails_to_generate = true},
        {.name = "a",
         .partitions = 1,
         .records = 1,
         .fails_to_generate = true,
         .by_generate = true},
    };
    for (size_t i = 0; i < sizeof(streams) / sizeof(*streams); i++) {
        fake_output out;
        fake_open(&out, NULL);
        story s = {.slices = 9, .records = 9};
        ab_error error = {0};
        assert_false(read_row(&out, &streams[i], &s, &error));
        assert_true(ab_error_is_set(&error));
        assert_int_equal(streams[i].finished, streams[i].fails_to_open ? 0 : 1);
        fake_close(&out);
        ab_error_clear(&error);
        ab_buf_free(&s.text);
        fake_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_in_order),
        cmocka_unit_test(failing_slice_leaves_the_others),
        cmocka_unit_test(failures_of_the_stream_are_returned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
