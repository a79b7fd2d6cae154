/* Reads of scripted sources at several levels of concurrency: order, counts, failures, limits,
 * groups. */
#include "fake.h"

static const int levels[] = {1, 2, 20};
#define EACH_LEVEL(i) (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)

static void one_stream_tells_its_life(void **state)
{
    (void)state;
    fake_output out;
    fake_open(&out, &(ab_run_options){.workers = 1});
    fake_stream streams[] = {{.name = "a", .partitions = 2, .records = 2}};
    fake_source source;
    fake_source_init(&source, streams, 1);
    assert_int_equal(fake_read(&out, &source, NULL), 0);
    fake_close(&out);
    assert_str(fake_story(&out), "STARTED a\nRUNNING a\nRECORD a\nRECORD a\nSTATE a 2.0\n"
                                 "RECORD a\nRECORD a\nSTATE a 2.0\nSTATE a 0.0\nCOMPLETE a\n");
    assert_int_equal(streams[0].outcome, AB_OUTCOME_COMPLETE);
    fake_free(&out);
}

/* A state {"n": i} of stream a may only come after the records of its partition i. */
static void check_states_follow_records(fake_output *out, int partitions, int records)
{
    int *seen = ab_xcalloc((size_t)partitions + 1, sizeof(int));
    for (size_t i = 0; i < out->lines.n; i++) {
        const ab_value *record = ab_get(&out->lines.at[i], "record");
        const ab_value *stream = ab_get(ab_get(&out->lines.at[i], "state"), "stream");
        const ab_value *state =
            ab_str_is(ab_get_text(ab_get(stream, "stream_descriptor"), "name"), "a")
                ? ab_get(stream, "stream_state")
                : NULL;
        int64_t n;
        if (ab_int_of(ab_get(ab_get(record, "data"), "n"), &n)) {
            seen[n]++;
        } else if (ab_int_of(ab_get(state, "n"), &n)) {
            assert_int_equal(seen[n], records);
        }
    }
    free(seen);
}

static double states_total(fake_output *out)
{
    double total = 0;
    for (size_t i = 0; i < out->lines.n; i++) {
        const ab_value *stats = ab_get(ab_get(&out->lines.at[i], "state"), "sourceStats");
        total += stats ? ab_value_double(ab_get(stats, "recordCount")) : 0;
    }
    return total;
}

static void states_come_after_their_records(void **state)
{
    (void)state;
    for
        EACH_LEVEL(i)
        {
            fake_output out;
            fake_open(&out, &(ab_run_options){.workers = levels[i]});
            fake_stream streams[] = {{.name = "a", .partitions = 100, .records = 30},
                                     {.name = "b", .partitions = 3, .records = 0}};
            fake_source source;
            fake_source_init(&source, streams, 2);
            assert_int_equal(fake_read(&out, &source, NULL), 0);
            fake_close(&out);
            check_states_follow_records(&out, 100, 30);
            assert_int_equal((int)states_total(&out), 3000);
            assert_int_equal(fake_count(&out, "RUNNING a"), 1);
            assert_int_equal(fake_count(&out, "RUNNING b"), 0);
            assert_int_equal(fake_find(&out, "RUNNING a", 0) + 1, fake_find(&out, "RECORD a", 0));
            assert_int_equal(fake_count(&out, "COMPLETE a"), 1);
            assert_int_equal(fake_count(&out, "COMPLETE b"), 1);
            assert_true(fake_find(&out, "STARTED a", 0) < fake_find(&out, "STARTED b", 0));
            assert_int_equal(streams[0].closed, 100);
            fake_free(&out);
        }
}

static void ten_thousand_partitions_at_one_worker(void **state)
{
    (void)state;
    for (int by_generate = 0; by_generate < 2; by_generate++) {
        fake_output out;
        fake_open(&out, &(ab_run_options){.workers = 1});
        fake_stream streams[] = {
            {.name = "a", .partitions = 10000, .records = 1, .by_generate = by_generate == 1}};
        fake_source source;
        fake_source_init(&source, streams, 1);
        assert_int_equal(fake_read(&out, &source, NULL), 0);
        fake_close(&out);
        assert_int_equal(streams[0].closed, 10000);
        assert_int_equal((int)states_total(&out), 10000);
        fake_free(&out);
    }
}

static void a_failing_stream_does_not_stop_the_others(void **state)
{
    (void)state;
    for
        EACH_LEVEL(i)
        {
            fake_output out;
            fake_open(&out, &(ab_run_options){.workers = levels[i]});
            fake_stream streams[] = {{.name = "a", .partitions = 3, .records = 1, .failing = 2},
                                     {.name = "b", .fails_to_open = true},
                                     {.name = "c", .partitions = 2, .fails_to_generate = true},
                                     {.name = "d", .partitions = 3, .records = 1}};
            fake_source source;
            fake_source_init(&source, streams, 4);
            assert_int_equal(fake_read(&out, &source, NULL), 1);
            fake_close(&out);
            assert_int_equal(fake_count(&out, "ERROR a: partition 2 broke (transient_error)"), 1);
            assert_int_equal(fake_count(&out, "ERROR b: cannot open (config_error)"), 1);
            assert_int_equal(fake_count(&out, "ERROR c: no more pages (system_error)"), 1);
            assert_int_equal(fake_count(&out, "INCOMPLETE a"), 1);
            assert_int_equal(fake_count(&out, "INCOMPLETE b"), 1);
            assert_int_equal(fake_count(&out, "INCOMPLETE c"), 1);
            assert_int_equal(fake_count(&out, "COMPLETE d"), 1);
            assert_str(fake_brief(&out, &out.lines.at[out.lines.n - 1]),
                       "ERROR : During the sync, the following streams did not sync successfully: "
                       "a: partition 2 broke\nb: cannot open\nc: no more pages (config_error)");
            assert_int_equal(streams[0].closed, 2); /* not the one that broke */
            assert_int_equal(streams[0].outcome, AB_OUTCOME_FAILED);
            assert_int_equal(streams[0].finished, 1);
            assert_int_equal(streams[1].finished, 0); /* was never opened */
            assert_int_equal(streams[2].finished, 1);
            fake_free(&out);
        }
}

static void the_limit_counts_records_of_each_stream(void **state)
{
    (void)state;
    for
        EACH_LEVEL(i)
        {
            fake_output out;
            fake_open(&out, &(ab_run_options){.workers = levels[i], .limit = 5});
            fake_stream streams[] = {{.name = "a", .partitions = 1000000, .records = 2},
                                     {.name = "b", .partitions = 1, .records = 4},
                                     {.name = "c", .partitions = 1, .records = 1000000}};
            fake_source source;
            fake_source_init(&source, streams, 3);
            assert_int_equal(fake_read(&out, &source, NULL), 0);
            fake_close(&out);
            assert_int_equal(fake_count(&out, "RECORD a"), 5);
            assert_int_equal(fake_count(&out, "RECORD b"), 4);
            assert_int_equal(fake_count(&out, "RECORD c"), 5);
            assert_int_equal(fake_count(&out, "COMPLETE a"), 1);
            assert_int_equal(streams[0].outcome, AB_OUTCOME_STOPPED);
            assert_int_equal(streams[1].outcome, AB_OUTCOME_COMPLETE);
            assert_int_equal(streams[2].closed, 0); /* what was cut short is not closed */
            fake_free(&out);
        }
}

static void groups_are_not_read_at_the_same_time(void **state)
{
    (void)state;
    static const char *const parents[] = {"a", NULL};
    for
        EACH_LEVEL(i)
        {
            fake_output out;
            fake_open(&out, &(ab_run_options){.workers = levels[i]});
            fake_stream streams[] = {
                {.name = "a", .partitions = 20, .records = 5, .group = "g"},
                {.name = "b", .partitions = 20, .records = 5, .group = "g"},
                {.name = "child", .partitions = 5, .records = 1, .parents = parents},
                {.name = "free", .partitions = 5, .records = 1}};
            fake_source source;
            fake_source_init(&source, streams, 4);
            assert_int_equal(fake_read(&out, &source, NULL), 0);
            fake_close(&out);
            /* a begins first; b and a's child only when a has ended */
            assert_true(fake_find(&out, "STARTED b", 0) > fake_find(&out, "COMPLETE a", 0));
            assert_true(fake_find(&out, "STARTED child", 0) > fake_find(&out, "COMPLETE a", 0));
            assert_int_equal(fake_count(&out, "COMPLETE b"), 1);
            assert_int_equal(fake_count(&out, "COMPLETE child"), 1);
            assert_int_equal(fake_count(&out, "COMPLETE free"), 1);
            fake_free(&out);
        }
}

static void a_stream_that_does_not_exist_is_incomplete(void **state)
{
    (void)state;
    fake_output out;
    fake_open(&out, NULL);
    fake_source source;
    fake_source_init(&source, NULL, 0);
    assert_int_equal(fake_read(&out, &source, "ghost"), 0);
    fake_close(&out);
    assert_str(fake_story(&out), "INCOMPLETE ghost\n");
    fake_free(&out);
}

static void only_chosen_streams_are_read(void **state)
{
    (void)state;
    fake_output out;
    fake_open(&out, &(ab_run_options){.streams = "c, a"});
    fake_stream streams[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
    fake_source source;
    fake_source_init(&source, streams, 3);
    assert_int_equal(fake_read(&out, &source, NULL), 0);
    fake_close(&out);
    assert_int_equal(fake_count(&out, "COMPLETE a"), 1);
    assert_int_equal(fake_count(&out, "STARTED b"), 0);
    assert_int_equal(fake_count(&out, "COMPLETE c"), 1);
    fake_free(&out);
}

static bool read_one(void *self, const ab_read_request *request, ab_partition *partition,
                     ab_sink *sink, ab_error *error)
{
    (void)self, (void)request;
    assert_null(partition->slice);
    return ab_emit_json(sink, AB_STR("{\"x\":1}"), error);
}

static void the_smallest_stream_has_one_partition_and_no_cursor(void **state)
{
    (void)state;
    fake_output out;
    fake_open(&out, NULL);
    fake_stream streams[] = {{.name = "a"}};
    fake_source source;
    fake_source_init(&source, streams, 1);
    streams[0].stream = (ab_stream){.name = "a", .read_partition = read_one};
    assert_int_equal(fake_read(&out, &source, NULL), 0);
    fake_close(&out);
    assert_str(fake_story(&out), "STARTED a\nRUNNING a\nRECORD a\nSTATE a 1.0\nCOMPLETE a\n");
    const ab_value *last = &out.lines.at[fake_find(&out, "STATE a 1.0", 0)];
    assert_true(ab_get_bool(ab_get(ab_get(ab_get(last, "state"), "stream"), "stream_state"),
                            "__ab_no_cursor_state_message", false));
    fake_free(&out);
}

static void stopping_ends_a_read_early(void **state)
{
    (void)state;
    fake_output out;
    fake_open(&out, &(ab_run_options){.workers = 2});
    fake_stream streams[] = {{.name = "a", .partitions = 1000000, .records = 1}};
    fake_source source;
    fake_source_init(&source, streams, 1);
    atomic_store(&out.runtime.stopping, true);
    assert_int_equal(fake_read(&out, &source, NULL), 0);
    fake_close(&out);
    assert_int_equal(fake_count(&out, "RECORD a"), 0);
    fake_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_stream_tells_its_life),
        cmocka_unit_test(states_come_after_their_records),
        cmocka_unit_test(ten_thousand_partitions_at_one_worker),
        cmocka_unit_test(a_failing_stream_does_not_stop_the_others),
        cmocka_unit_test(the_limit_counts_records_of_each_stream),
        cmocka_unit_test(groups_are_not_read_at_the_same_time),
        cmocka_unit_test(a_stream_that_does_not_exist_is_incomplete),
        cmocka_unit_test(only_chosen_streams_are_read),
        cmocka_unit_test(the_smallest_stream_has_one_partition_and_no_cursor),
        cmocka_unit_test(stopping_ends_a_read_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
