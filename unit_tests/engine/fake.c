#include "fake.h"

#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---------------------------------------------------------------- output */

static void *read_along(void *context)
{
    fake_output *out = context;
    char bytes[65536];
    ssize_t n;
    while ((n = read(out->pipe[0], bytes, sizeof(bytes))) > 0) {
        ab_buf_add(&out->text, bytes, (size_t)n);
    }
    return NULL;
}

void fake_open(fake_output *out, const ab_run_options *options)
{
    *out = (fake_output){.arena = ab_arena_new()};
    ab_buf_init(&out->text, AB_BUF_NO_MAX);
    assert_int_equal(pipe(out->pipe), 0);
    pthread_create(&out->reader, NULL, read_along, out);
    ab_run_options none = {0};
    ab_runtime_open(&out->runtime, options ? options : &none, out->pipe[1], NULL);
}

void fake_close(fake_output *out)
{
    ab_runtime_close(&out->runtime);
    close(out->pipe[1]);
    pthread_join(out->reader, NULL);
    close(out->pipe[0]);
    ab_str rest = ab_buf_str(&out->text);
    while (rest.n > 0) {
        ptrdiff_t end = ab_str_find(rest, AB_STR("\n"), 0);
        assert_true(end > 0);
        ab_value line;
        assert_true(ab_json_parse(out->arena, ab_str_sub(rest, 0, (size_t)end), NULL, &line, NULL));
        AB_VEC_PUSH(&out->lines, line);
        rest = ab_str_sub(rest, (size_t)end + 1, rest.n);
    }
}

void fake_free(fake_output *out)
{
    AB_VEC_FREE(&out->lines);
    ab_buf_free(&out->text);
    ab_arena_free(out->arena);
}

static ab_str brief_trace(fake_output *out, const ab_value *trace)
{
    const ab_value *status = ab_get(trace, "stream_status");
    const ab_value *error = ab_get(trace, "error");
    const ab_value *estimate = ab_get(trace, "estimate");
    const ab_value *analytics = ab_get(trace, "analytics");
    if (estimate || analytics) {
        return ab_arena_printf(
            out->arena, "%.*s %.*s", AB_STR_ARG(ab_get_text(trace, "type")),
            AB_STR_ARG(estimate ? ab_get_text(estimate, "name") : ab_get_text(analytics, "type")));
    }
    const ab_value *holder = status ? status : error;
    ab_str name = ab_get_text(ab_get(holder, "stream_descriptor"), "name");
    if (status) {
        return ab_arena_printf(out->arena, "%.*s %.*s%s", AB_STR_ARG(ab_get_text(status, "status")),
                               AB_STR_ARG(name), ab_get(status, "reasons") ? " limited" : "");
    }
    return ab_arena_printf(out->arena, "ERROR %.*s: %.*s (%.*s)", AB_STR_ARG(name),
                           AB_STR_ARG(ab_get_text(error, "message")),
                           AB_STR_ARG(ab_get_text(error, "failure_type")));
}

ab_str fake_brief(fake_output *out, const ab_value *line)
{
    ab_str type = ab_get_text(line, "type");
    if (ab_str_is(type, "RECORD")) {
        return ab_arena_printf(out->arena, "RECORD %.*s",
                               AB_STR_ARG(ab_get_text(ab_get(line, "record"), "stream")));
    }
    if (ab_str_is(type, "STATE")) {
        const ab_value *state = ab_get(line, "state");
        ab_str name = ab_get_text(ab_get(ab_get(state, "stream"), "stream_descriptor"), "name");
        ab_str count = ab_json_text(out->arena, ab_get(ab_get(state, "sourceStats"), "recordCount"),
                                    AB_JSON_COMPACT);
        return ab_arena_printf(out->arena, "STATE %.*s %.*s", AB_STR_ARG(name), AB_STR_ARG(count));
    }
    if (ab_str_is(type, "TRACE")) {
        return brief_trace(out, ab_get(line, "trace"));
    }
    if (ab_str_is(type, "LOG")) {
        return ab_arena_printf(out->arena, "LOG %.*s",
                               AB_STR_ARG(ab_get_text(ab_get(line, "log"), "message")));
    }
    return ab_json_text(out->arena, line, AB_JSON_COMPACT);
}

int fake_find(fake_output *out, const char *brief, int n)
{
    for (size_t i = 0; i < out->lines.n; i++) {
        if (ab_str_is(fake_brief(out, &out->lines.at[i]), brief) && n-- == 0) {
            return (int)i;
        }
    }
    return -1;
}

int fake_count(fake_output *out, const char *brief)
{
    int count = 0;
    while (fake_find(out, brief, count) >= 0) {
        count++;
    }
    return count;
}

ab_str fake_story(fake_output *out)
{
    ab_buf story;
    ab_buf_init(&story, AB_BUF_NO_MAX);
    for (size_t i = 0; i < out->lines.n; i++) {
        ab_str brief = fake_brief(out, &out->lines.at[i]);
        if (!ab_str_starts(brief, AB_STR("LOG "))) {
            ab_buf_add_str(&story, brief);
            ab_buf_add_char(&story, '\n');
        }
    }
    ab_str result = ab_arena_str(out->arena, ab_buf_str(&story));
    ab_buf_free(&story);
    return result;
}

/* ---------------------------------------------------------------- streams */

static bool describe(void *self, ab_runtime *runtime, const ab_value *config, ab_arena *arena,
                     ab_stream_info *info, ab_error *error)
{
    static const char *const key[] = {"id", NULL};
    (void)self, (void)runtime, (void)config, (void)error;
    *info = (ab_stream_info){.json_schema = ab_new_object(arena),
                             .primary_key = key,
                             .default_cursor_field = "n",
                             .incremental = true,
                             .source_defined_cursor = true};
    return true;
}

static bool open_stream(void *self, const ab_read_request *request, void **reading, ab_error *error)
{
    (void)request;
    fake_stream *fake = self;
    *reading = fake;
    return !fake->fails_to_open || ab_error_set(error, AB_ERROR_CONFIG, "cannot open");
}

static ab_next next(void *self, const ab_read_request *request, ab_partition *partition,
                    ab_sink *sink, ab_error *error)
{
    (void)request, (void)sink;
    fake_stream *fake = self;
    int n = atomic_fetch_add(&fake->next, 1) + 1;
    if (n > fake->partitions) {
        ab_error_set(fake->fails_to_generate ? error : NULL, AB_ERROR_SYSTEM, "no more pages");
        return fake->fails_to_generate ? AB_NEXT_FAILED : AB_NEXT_DONE;
    }
    ab_value *slice = ab_new_object(partition->arena);
    ab_put_int(partition->arena, slice, "n", n);
    partition->slice = slice;
    return AB_NEXT_PARTITION;
}

static bool generate(void *self, const ab_read_request *request, ab_partition_queue *queue,
                     ab_sink *sink, ab_error *error)
{
    for (;;) {
        ab_partition *partition = ab_partition_new(queue);
        ab_next what = next(self, request, partition, sink, error);
        if (what != AB_NEXT_PARTITION || !ab_partition_put(queue, partition)) {
            return what != AB_NEXT_FAILED;
        }
    }
}

static int64_t number_of(const ab_partition *partition)
{
    int64_t n = 0;
    ab_int_of(ab_member_of(partition->slice, "n"), &n);
    return n;
}

static bool read_records(fake_stream *fake, ab_partition *partition, ab_sink *sink, ab_error *error)
{
    for (int i = 0; i < fake->records; i++) {
        ab_value *record = ab_new_object(partition->arena);
        ab_put_int(partition->arena, record, "n", number_of(partition));
        if (!ab_emit_record(sink, record, error)) {
            return !ab_error_is_set(error);
        }
    }
    return number_of(partition) != fake->failing ||
           ab_error_set(error, AB_ERROR_TRANSIENT, "partition %d broke", fake->failing);
}

static bool read_partition(void *self, const ab_read_request *request, ab_partition *partition,
                           ab_sink *sink, ab_error *error)
{
    (void)request;
    fake_stream *fake = self;
    atomic_fetch_add(&fake->reading, 1);
    bool good = read_records(fake, partition, sink, error);
    atomic_fetch_sub(&fake->reading, 1);
    return good;
}

/* The state tells which partition was closed, so that order can be checked. */
static bool close_partition(void *self, const ab_read_request *request, ab_partition *partition,
                            ab_sink *sink, ab_error *error)
{
    (void)request;
    fake_stream *fake = self;
    atomic_fetch_add(&fake->closed, 1);
    return ab_emit_state(sink, partition->slice, error);
}

static bool finish(void *self, const ab_read_request *request, ab_outcome outcome, ab_sink *sink,
                   ab_error *error)
{
    (void)request;
    fake_stream *fake = self;
    fake->outcome = (int)outcome;
    atomic_fetch_add(&fake->finished, 1);
    ab_value state = ab_value_object();
    return ab_emit_state(sink, &state, error);
}

/* ---------------------------------------------------------------- source */

static bool spec(void *self, ab_runtime *runtime, ab_arena *arena, const ab_value **out,
                 ab_error *error)
{
    (void)self, (void)runtime;
    *out =
        ab_new_json(arena, AB_STR("{\"connectionSpecification\":{\"required\":[\"key\"]}}"), error);
    return *out != NULL;
}

static ab_check check(void *self, ab_runtime *runtime, const ab_value *config, ab_error *error)
{
    (void)runtime, (void)config;
    fake_source *source = self;
    if (source->check != AB_CHECK_SUCCEEDED) {
        ab_error_set(error, source->check_kind, "%s", source->check_message);
    }
    return source->check;
}

static bool list_streams(void *self, ab_runtime *runtime, const ab_value *config,
                         ab_purpose purpose, const ab_value *catalog, const ab_value *state,
                         ab_stream_list *list, ab_error *error)
{
    (void)runtime, (void)config, (void)purpose, (void)catalog, (void)state, (void)error;
    fake_source *source = self;
    for (size_t i = 0; i < source->count; i++) {
        ab_stream_list_add(list, &source->streams[i].stream);
    }
    return true;
}

void fake_source_init(fake_source *source, fake_stream *streams, size_t count)
{
    *source = (fake_source){.streams = streams, .count = count};
    source->source = (ab_source){.self = source,
                                 .name = "source-fake",
                                 .version = "0.0.0",
                                 .spec = spec,
                                 .check = check,
                                 .streams = list_streams};
    for (size_t i = 0; i < count; i++) {
        streams[i].stream = (ab_stream){.self = &streams[i],
                                        .name = streams[i].name,
                                        .block_group = streams[i].group,
                                        .parents = streams[i].parents,
                                        .describe = describe,
                                        .open = open_stream,
                                        .read_partition = read_partition,
                                        .close_partition = close_partition,
                                        .finish = finish};
        if (streams[i].by_generate) {
            streams[i].stream.generate = generate;
        } else {
            streams[i].stream.next_partition = next;
        }
    }
}

int fake_read(fake_output *out, fake_source *source, const char *extra)
{
    size_t count = source->count + (extra ? 1 : 0);
    ab_configured_stream *streams = AB_ARENA_ARRAY(out->arena, ab_configured_stream, count);
    for (size_t i = 0; i < count; i++) {
        const char *name = i < source->count ? source->streams[i].name : extra;
        streams[i] = (ab_configured_stream){.descriptor = {ab_str_of(name), {NULL, 0}}};
    }
    ab_configured_catalog catalog = {streams, count, NULL};
    ab_state_input state = {0};
    ab_value config = ab_value_object();
    return ab_engine_read(&out->runtime, &source->source, &config, &catalog, &state);
}
