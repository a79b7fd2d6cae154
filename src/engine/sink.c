#include "engine/sink.h"

#include "base/alloc.h"
#include "engine/lazy.h"
#include "json/page.h"

#include <stdlib.h>

enum {
    /* A buffer is handed on when it holds as much: large enough that the queue's lock and the
     * writer's system calls cost nothing per record, small enough for twenty workers. */
    HAND_ON_BYTES = 64 * 1024,
    HAND_ON_MS = 1000, /* … or when its first line is as old */
    /* A partition of few records does not need a large buffer. */
    FIRST_BUFFER = 4 * 1024,
};

void ab_sink_stream_init(ab_sink_stream *stream, ab_runtime *runtime,
                         ab_stream_descriptor descriptor)
{
    *stream = (ab_sink_stream){.descriptor = descriptor};
    ab_buf_init(&stream->prefix, AB_BUF_NO_MAX);
    ab_message_record_prefix(&stream->prefix, &descriptor);
    stream->counted = ab_writer_stream_new(runtime->writer, descriptor);
    atomic_init(&stream->emitted, 0);
    atomic_init(&stream->state_emitted, false);
}

void ab_sink_stream_free(ab_sink_stream *stream)
{
    ab_buf_free(&stream->prefix);
}

bool ab_sink_stream_full(const ab_sink_stream *stream, const ab_runtime *runtime)
{
    return runtime->options.limit > 0 && atomic_load(&stream->emitted) >= runtime->options.limit;
}

void ab_sink_init(ab_sink *sink, ab_runtime *runtime, ab_sink_stream *stream)
{
    *sink = (ab_sink){.runtime = runtime, .stream = stream, .stamp_ms = -1};
    ab_buf_init(&sink->buffer, AB_BUF_NO_MAX);
}

void ab_sink_end(ab_sink *sink)
{
    ab_emit_flush(sink);
    ab_buf_free(&sink->buffer);
}

ab_sink *ab_sink_new_hooked(ab_runtime *runtime, const ab_sink_hooks *hooks)
{
    ab_sink *sink = ab_xmalloc(sizeof(*sink));
    ab_sink_init(sink, runtime, NULL);
    sink->hooks = hooks;
    return sink;
}

void ab_sink_free(ab_sink *sink)
{
    if (sink) {
        ab_sink_end(sink);
        free(sink);
    }
}

void ab_emit_flush(ab_sink *sink)
{
    if (!sink->stream) {
        return;
    }
    if (sink->buffer.n == 0) {
        if (sink->reserved > 0) {
            ab_writer_unreserve(sink->runtime->writer, sink->reserved);
            sink->reserved = 0;
        }
        return;
    }
    ab_chunk chunk = {sink->buffer.p, sink->buffer.n, sink->records, sink->reserved};
    sink->reserved = 0;
    ab_buf_init(&sink->buffer, AB_BUF_NO_MAX);
    sink->records = 0;
    ab_writer_put_records(sink->runtime->writer, sink->stream->counted, chunk);
}

/* Hands on what is there and has room reserved for a line of `n` bytes, if it is a large one. */
static void reserve(ab_sink *sink, size_t n)
{
    if (sink->stream && n > HAND_ON_BYTES && sink->reserved < n) {
        ab_emit_flush(sink);
        ab_writer_reserve(sink->runtime->writer, n);
        sink->reserved = n;
    }
}

void ab_sink_expect(ab_sink *sink, ab_page *page, size_t i)
{
    size_t n = ab_page_entry(page, i).length;
    if (n > HAND_ON_BYTES) {
        ab_page_let_go(page);
        if (sink) {
            /* The line is longer than the record by the message around it. */
            reserve(sink, n + (sink->stream ? sink->stream->prefix.n : 0) + sizeof(sink->stamp));
        }
    }
}

/* Whether one more record may go out; counts it where there is a limit. */
static bool admit(ab_sink *sink)
{
    if (ab_runtime_stopping(sink->runtime)) {
        sink->cut = true;
        return false;
    }
    uint64_t limit = sink->runtime->options.limit;
    if (limit > 0 && sink->stream && atomic_fetch_add(&sink->stream->emitted, 1) >= limit) {
        sink->cut = true;
        return false;
    }
    return true;
}

/* Room for a line of `n` bytes, handing on what is there if it would grow too large. */
static void make_room(ab_sink *sink, size_t n)
{
    ab_buf *buffer = &sink->buffer;
    reserve(sink, n);
    if (buffer->n > 0 && buffer->n + n > HAND_ON_BYTES) {
        ab_emit_flush(sink);
    }
    if (buffer->n + n >= buffer->capacity) {
        size_t step = buffer->n + n < FIRST_BUFFER ? FIRST_BUFFER : HAND_ON_BYTES;
        ab_buf_reserve(buffer, step > buffer->n + n ? step - buffer->n : n);
    }
}

static void refresh_stamp(ab_sink *sink, int64_t now)
{
    ab_buf text;
    ab_buf_init(&text, sizeof(sink->stamp));
    ab_message_record_suffix(&text, NULL, now);
    memcpy(sink->stamp, text.p, text.n);
    sink->stamp_n = text.n;
    sink->stamp_ms = now;
    ab_buf_free(&text);
}

/* Ends a RECORD line and hands the buffer on if it is large or old. False once the limit is
 * reached, so that no more are made in vain. */
static bool end_record(ab_sink *sink, const ab_value *file)
{
    int64_t now = ab_runtime_emitted_at(sink->runtime);
    if (file) {
        ab_message_record_suffix(&sink->buffer, file, now);
    } else {
        if (now != sink->stamp_ms) {
            refresh_stamp(sink, now);
        }
        ab_buf_add(&sink->buffer, sink->stamp, sink->stamp_n);
    }
    if (sink->records++ == 0) {
        sink->oldest_ms = now;
    }
    if (sink->buffer.n >= HAND_ON_BYTES || now - sink->oldest_ms >= HAND_ON_MS) {
        ab_emit_flush(sink);
    }
    if (ab_sink_stream_full(sink->stream, sink->runtime)) {
        sink->cut = true;
    }
    return !sink->cut;
}

static bool hook_record(ab_sink *sink, ab_str json)
{
    bool more = sink->hooks->record(sink->hooks->context, json);
    sink->cut = sink->cut || !more;
    return more;
}

bool ab_emit_json(ab_sink *sink, ab_str object, ab_error *error)
{
    (void)error;
    if (!admit(sink)) {
        return false;
    }
    if (sink->hooks) {
        return hook_record(sink, object);
    }
    make_room(sink, sink->stream->prefix.n + object.n + sizeof(sink->stamp));
    ab_buf_add_str(&sink->buffer, ab_buf_str(&sink->stream->prefix));
    ab_buf_add_str(&sink->buffer, object);
    return end_record(sink, NULL);
}

bool ab_emit_span(ab_sink *sink, ab_str record, unsigned flags, ab_arena *scratch, ab_error *error)
{
    bool keep_nulls = sink->runtime->options.keep_nulls;
    if (!admit(sink)) {
        return false;
    }
    if (sink->hooks) {
        ab_buf_clear(&sink->buffer);
        return ab_record_emit(&sink->buffer, record, flags, keep_nulls, scratch, error) &&
               hook_record(sink, ab_buf_str(&sink->buffer));
    }
    make_room(sink, sink->stream->prefix.n + record.n + sizeof(sink->stamp));
    size_t line = sink->buffer.n;
    ab_buf_add_str(&sink->buffer, ab_buf_str(&sink->stream->prefix));
    if (!ab_record_emit(&sink->buffer, record, flags, keep_nulls, scratch, error)) {
        sink->buffer.n = line; /* no broken line */
        return false;
    }
    return end_record(sink, NULL);
}

static void write_data(ab_sink *sink, const ab_value *data)
{
    bool keep_nulls = sink->runtime->options.keep_nulls;
    const ab_shallow *lazy = ab_lazy_of(data);
    if (lazy) {
        ab_shallow_write(&sink->buffer, lazy, keep_nulls);
    } else {
        ab_record_write(&sink->buffer, data, keep_nulls);
    }
}

static bool emit_value(ab_sink *sink, const ab_value *data, const ab_value *file, ab_error *error)
{
    const ab_shallow *lazy = ab_lazy_of(data);
    if (!lazy && !ab_is(data, AB_OBJECT)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "A record must be an object, and came as %s",
                            ab_value_type_name(data));
    }
    if (!admit(sink)) {
        return false;
    }
    if (sink->hooks) {
        ab_buf_clear(&sink->buffer);
        write_data(sink, data);
        return hook_record(sink, ab_buf_str(&sink->buffer));
    }
    size_t likely = lazy && ab_shallow_size(lazy) > sink->last_record ? ab_shallow_size(lazy)
                                                                      : sink->last_record;
    make_room(sink, sink->stream->prefix.n + sizeof(sink->stamp) + likely);
    ab_buf_add_str(&sink->buffer, ab_buf_str(&sink->stream->prefix));
    size_t begin = sink->buffer.n;
    write_data(sink, data);
    sink->last_record = sink->buffer.n - begin;
    return end_record(sink, file);
}

bool ab_emit_record(ab_sink *sink, const ab_value *data, ab_error *error)
{
    return emit_value(sink, data, NULL, error);
}

bool ab_emit_file_record(ab_sink *sink, const ab_value *data, const ab_value *file, ab_error *error)
{
    return emit_value(sink, data, file, error);
}

bool ab_emit_state(ab_sink *sink, const ab_value *state, ab_error *error)
{
    if (!ab_is(ab_plain(state), AB_OBJECT)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "A state must be an object, and came as %s",
                            ab_value_type_name(state));
    }
    if (sink->hooks) {
        return !sink->hooks->state || sink->hooks->state(sink->hooks->context, state);
    }
    ab_emit_flush(sink);
    ab_buf line;
    ab_buf_init(&line, AB_BUF_NO_MAX);
    ab_message_state_start(&line, &sink->stream->descriptor, state);
    ab_writer_put_state(sink->runtime->writer, sink->stream->counted, ab_buf_str(&line));
    ab_buf_free(&line);
    atomic_store(&sink->stream->state_emitted, true);
    return !ab_sink_stopped(sink);
}

/* Any other line of the sink's stream, in its place after the records. Frees the line. */
static void put_line(ab_sink *sink, ab_buf *line)
{
    ab_emit_flush(sink);
    ab_writer_put(sink->runtime->writer, ab_buf_str(line));
    ab_buf_free(line);
}

void ab_emit_rate_limited(ab_sink *sink, int64_t quota_reset_ms)
{
    if (!sink->hooks) {
        ab_buf line;
        ab_buf_init(&line, AB_BUF_NO_MAX);
        ab_message_rate_limited(&line, &sink->stream->descriptor, quota_reset_ms,
                                ab_runtime_emitted_at(sink->runtime));
        put_line(sink, &line);
    }
}

void ab_runtime_tell_rate_limited(ab_runtime *runtime, ab_str stream)
{
    ab_stream_descriptor descriptor = {.name = stream};
    ab_buf line;
    ab_buf_init(&line, AB_BUF_NO_MAX);
    ab_message_rate_limited(&line, &descriptor, -1, ab_runtime_emitted_at(runtime));
    ab_writer_put(runtime->writer, ab_buf_str(&line));
    ab_buf_free(&line);
}

void ab_emit_estimate(ab_sink *sink, int64_t rows, int64_t bytes)
{
    if (!sink->hooks) {
        ab_buf line;
        ab_buf_init(&line, AB_BUF_NO_MAX);
        ab_message_estimate(&line, &sink->stream->descriptor, rows, bytes,
                            ab_runtime_emitted_at(sink->runtime));
        put_line(sink, &line);
    }
}

bool ab_sink_stopped(const ab_sink *sink)
{
    return sink->cut || ab_runtime_stopping(sink->runtime) ||
           (sink->stream && ab_sink_stream_full(sink->stream, sink->runtime));
}

ab_runtime *ab_sink_runtime(const ab_sink *sink)
{
    return sink->runtime;
}
