/* What a sink makes of records, and the cursor of native streams. */
#include "fake.h"

#include "airbyte/cursor.h"
#include "engine/sink.h"
#include "json/json.h"
#include "json/scan.h"

typedef struct heard {
    ab_arena *arena;
    ab_str record;
    ab_str state;
} heard;

static bool hear_record(void *context, ab_str json)
{
    heard *h = context;
    h->record = ab_arena_str(h->arena, json);
    return true;
}

static bool hear_state(void *context, const ab_value *state)
{
    heard *h = context;
    h->state = ab_json_text(h->arena, state, AB_JSON_COMPACT);
    return true;
}

static const struct {
    const char *record;
    bool keep_nulls;
    const char *written; /* NULL: refused */
} records[] = {
    {"{\"a\":1,\"b\":null,\"c\":{\"d\":null}}", false, "{\"a\":1,\"c\":{\"d\":null}}"},
    {"{\"a\":1,\"b\":null}", true, "{\"a\":1,\"b\":null}"},
    {"{\"a\":null}", false, "{}"},
    {"{}", false, "{}"},
    {"{\"n\":1.50,\"big\":123456789012345678901234567890,\"x\":NaN}", false,
     "{\"n\":1.50,\"big\":123456789012345678901234567890,\"x\":null}"},
    {"[1]", false, NULL},
    {"1", false, NULL},
};

static void records_are_written_exactly(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
        fake_output out;
        fake_open(&out, &(ab_run_options){.keep_nulls = records[i].keep_nulls});
        heard h = {.arena = out.arena};
        ab_sink_hooks hooks = {hear_record, hear_state, &h};
        ab_sink *sink = ab_sink_new_hooked(&out.runtime, &hooks);
        ab_value *record = ab_new_json(out.arena, ab_str_of(records[i].record), NULL);
        ab_error error = {0};
        assert_int_equal(ab_emit_record(sink, record, &error), records[i].written != NULL);
        assert_str(h.record, records[i].written ? records[i].written : "");
        ab_error_clear(&error);
        ab_sink_free(sink);
        fake_close(&out);
        fake_free(&out);
    }
}

static void large_and_small_records_mix(void **state)
{
    (void)state;
    fake_output out;
    fake_open(&out, NULL);
    ab_sink_stream stream;
    ab_sink_stream_init(&stream, &out.runtime, (ab_stream_descriptor){AB_STR("a"), AB_STR("")});
    ab_sink sink;
    ab_sink_init(&sink, &out.runtime, &stream);
    size_t sizes[] = {10, 70000, 65536, 1000000, 10, 65400, 200};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        char *text = ab_xmalloc(sizes[i] + 1);
        memset(text, 'x', sizes[i]);
        text[sizes[i]] = '\0';
        ab_value *record = ab_new_object(out.arena);
        ab_put_cstring(out.arena, record, "t", text);
        assert_true(ab_emit_record(&sink, record, NULL));
        free(text);
    }
    ab_sink_end(&sink);
    ab_sink_stream_free(&stream);
    fake_close(&out);
    assert_int_equal(fake_count(&out, "RECORD a"), 7);
    for (size_t i = 0; i < 7; i++) {
        const ab_value *line = &out.lines.at[fake_find(&out, "RECORD a", (int)i)];
        assert_int_equal(ab_get_text(ab_get(ab_get(line, "record"), "data"), "t").n, sizes[i]);
    }
    fake_free(&out);
}

static void other_messages_come_in_their_place(void **state)
{
    (void)state;
    fake_output out;
    fake_open(&out, NULL);
    ab_sink_stream stream;
    ab_sink_stream_init(&stream, &out.runtime, (ab_stream_descriptor){AB_STR("a"), AB_STR("")});
    ab_sink sink;
    ab_sink_init(&sink, &out.runtime, &stream);
    ab_emit_json(&sink, AB_STR("{}"), NULL);
    ab_emit_rate_limited(&sink, -1);
    ab_emit_json(&sink, AB_STR("{}"), NULL);
    ab_value *file = ab_new_json(out.arena, AB_STR("{\"staging_file_url\":\"u\"}"), NULL);
    ab_emit_file_record(&sink, ab_new_object(out.arena), file, NULL);
    ab_emit_estimate(&sink, 10, -1);
    ab_runtime_analytics(&out.runtime, AB_STR("kind"), AB_STR("value"));
    ab_sink_end(&sink);
    ab_sink_stream_free(&stream);
    ab_value *config = ab_new_json(out.arena, AB_STR("{\"k\":\"v\"}"), NULL);
    assert_true(ab_runtime_update_config(&out.runtime, config, NULL));
    fake_close(&out);
    ab_str story = fake_story(&out);
    assert_true(ab_str_starts(story, AB_STR("RUNNING a\nRECORD a\nRUNNING a limited\nRECORD a\n"
                                            "RECORD a\nESTIMATE a\nANALYTICS kind\n"
                                            "{\"type\":\"CONTROL\"")));
    fake_free(&out);
}

static const struct {
    const char *name;
    const char *record;
    unsigned flags;
    bool keep_nulls;
    const char *written; /* NULL: refused */
} spans[] = {
    {"as it is", "{\"a\":1.50}", AB_RECORD_OBJECT, false, "{\"a\":1.50}"},
    {"nulls", "{\"a\":null,\"b\":2}", AB_RECORD_OBJECT | AB_RECORD_NULL, false, "{\"b\":2}"},
    {"nulls kept", "{\"a\":null}", AB_RECORD_OBJECT | AB_RECORD_NULL, true, "{\"a\":null}"},
    {"line breaks", "{\"a\":\n1}", AB_RECORD_OBJECT | AB_RECORD_SPACE | AB_RECORD_NEWLINE, false,
     "{\"a\":1}"},
    {"no number", "{\"a\":NaN}", AB_RECORD_OBJECT | AB_RECORD_NONFINITE, false, "{\"a\":null}"},
    {"broken", "{\"a\":", AB_RECORD_OBJECT | AB_RECORD_REPEAT, false, NULL},
};

static void spans_leave_as_they_lie_or_cleaned(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
        fake_output out;
        fake_open(&out, &(ab_run_options){.keep_nulls = spans[i].keep_nulls});
        ab_sink_stream stream;
        ab_sink_stream_init(&stream, &out.runtime, (ab_stream_descriptor){AB_STR("a"), AB_STR("")});
        ab_sink sink;
        ab_sink_init(&sink, &out.runtime, &stream);
        ab_error error = {0};
        bool good =
            ab_emit_span(&sink, ab_str_of(spans[i].record), spans[i].flags, out.arena, &error);
        ab_emit_json(&sink, AB_STR("{\"next\":1}"), NULL);
        ab_sink_end(&sink);
        ab_sink_stream_free(&stream);
        fake_close(&out);
        assert_int_equal(good, spans[i].written != NULL);
        assert_int_equal(fake_count(&out, "RECORD a"), spans[i].written ? 2 : 1);
        const ab_value *first = &out.lines.at[fake_find(&out, "RECORD a", 0)];
        ab_str data =
            ab_json_text(out.arena, ab_get(ab_get(first, "record"), "data"), AB_JSON_COMPACT);
        assert_str(data, spans[i].written ? spans[i].written : "{\"next\":1}");
        ab_error_clear(&error);
        fake_free(&out);
    }
}

static const struct {
    const char *state;
    const char *of_x;  /* cursor of {"t":"x"} */
    const char *after; /* the state after closing {"t":"x"} with "2026-02-02" */
} cursors[] = {
    {"{}", "", "{\"states\":[{\"partition\":{\"t\":\"x\"},\"cursor\":{\"d\":\"2026-02-02\"}}]}"},
    {"{\"states\":[{\"partition\":{\"t\":\"y\"},\"cursor\":{\"d\":\"2026-01-01\"}}]}", "",
     "{\"states\":[{\"partition\":{\"t\":\"y\"},\"cursor\":{\"d\":\"2026-01-01\"}},"
     "{\"partition\":{\"t\":\"x\"},\"cursor\":{\"d\":\"2026-02-02\"}}]}"},
    {"{\"states\":[{\"partition\":{\"t\":\"x\"},\"cursor\":{\"d\":\"2026-03-03\"}}]}", "2026-03-03",
     "{\"states\":[{\"partition\":{\"t\":\"x\"},\"cursor\":{\"d\":\"2026-03-03\"}}]}"},
    {"{\"d\":\"2026-01-31\"}", "2026-01-31",
     "{\"states\":[{\"partition\":{\"t\":\"x\"},\"cursor\":{\"d\":\"2026-02-02\"}}],"
     "\"d\":\"2026-01-31\"}"},
    {"{\"d\":5}", NULL, NULL},
    {"{\"states\":{}}", NULL, NULL},
    {"{\"states\":[{\"cursor\":{\"d\":\"x\"}}]}", NULL, NULL},
};

static void cursors_go_on_from_any_state(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cursors) / sizeof(cursors[0]); i++) {
        fake_output out;
        fake_open(&out, NULL);
        heard h = {.arena = out.arena};
        ab_sink_hooks hooks = {hear_record, hear_state, &h};
        ab_sink *sink = ab_sink_new_hooked(&out.runtime, &hooks);
        ab_value *input = ab_new_json(out.arena, ab_str_of(cursors[i].state), NULL);
        ab_value *x = ab_new_json(out.arena, AB_STR("{\"t\":\"x\"}"), NULL);
        ab_error error = {0};
        ab_cursor *cursor = ab_cursor_new(input, "d", &error);
        assert_int_equal(cursor != NULL, cursors[i].of_x != NULL);
        if (cursor) {
            assert_str(ab_cursor_get(cursor, x, out.arena), cursors[i].of_x);
            assert_true(ab_cursor_close(cursor, x, AB_STR("2026-02-02"), sink, &error));
            assert_str(h.state, cursors[i].after);
            h.state = AB_STR("");
            assert_true(ab_cursor_finish(cursor, sink, &error)); /* was emitted: no more */
            assert_str(h.state, "");
        }
        ab_cursor_free(cursor);
        ab_error_clear(&error);
        ab_sink_free(sink);
        fake_close(&out);
        fake_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_written_exactly),
        cmocka_unit_test(large_and_small_records_mix),
        cmocka_unit_test(spans_leave_as_they_lie_or_cleaned),
        cmocka_unit_test(other_messages_come_in_their_place),
        cmocka_unit_test(cursors_go_on_from_any_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
