#include "protocol/message.h"

#include "json/json.h"

#include <inttypes.h>

/* Values of messages: compact, and never NaN or Infinity, which are no JSON. */
#define VALUE_STYLE (AB_JSON_COMPACT | AB_JSON_NAN_NULL)

bool ab_stream_descriptor_equal(ab_stream_descriptor a, ab_stream_descriptor b)
{
    return ab_str_eq(a.name, b.name) && ab_str_eq(a.name_space, b.name_space);
}

static void put_repaired(ab_buf *out, ab_str text)
{
    ab_buf repaired;
    ab_buf_init(&repaired, AB_BUF_NO_MAX);
    while (text.n > 0) {
        size_t length;
        char utf8[4];
        uint32_t code_point = ab_utf8_decode(text, &length);
        ab_buf_add(&repaired, utf8, ab_utf8_encode(code_point, utf8));
        text = ab_str_sub(text, length, text.n);
    }
    ab_json_write_string(out, ab_buf_str(&repaired), AB_JSON_COMPACT);
    ab_buf_free(&repaired);
}

/* Texts come from anywhere (a response's body in an error): stdout stays valid UTF-8. */
static void put_string(ab_buf *out, ab_str text)
{
    if (ab_utf8_valid(text)) {
        ab_json_write_string(out, text, AB_JSON_COMPACT);
    } else {
        put_repaired(out, text);
    }
}

static void put_masked(ab_buf *out, ab_mask *mask, ab_str text)
{
    if (!mask) {
        put_string(out, text);
        return;
    }
    ab_buf masked;
    ab_buf_init(&masked, AB_BUF_NO_MAX);
    ab_mask_append(mask, &masked, text);
    put_string(out, ab_buf_str(&masked));
    ab_buf_free(&masked);
}

static void put_descriptor(ab_buf *out, const ab_stream_descriptor *stream)
{
    ab_buf_add_text(out, "{\"name\":");
    put_string(out, stream->name);
    if (stream->name_space.n > 0) {
        ab_buf_add_text(out, ",\"namespace\":");
        put_string(out, stream->name_space);
    }
    ab_buf_add_char(out, '}');
}

static void start_trace(ab_buf *out, const char *type, int64_t emitted_at)
{
    ab_buf_printf(out, "{\"type\":\"TRACE\",\"trace\":{\"type\":\"%s\",\"emitted_at\":%" PRId64 ",",
                  type, emitted_at);
}

static void put_fields(ab_buf *text, const ab_log_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ab_buf_add_text(text, i == 0 ? " {" : ",");
        put_string(text, ab_str_of(fields[i].name));
        ab_buf_add_char(text, ':');
        put_string(text, fields[i].value);
    }
    if (count > 0) {
        ab_buf_add_char(text, '}');
    }
}

void ab_message_log(ab_buf *out, ab_mask *mask, ab_log_level level, ab_str text,
                    const ab_log_field *fields, size_t field_count)
{
    ab_buf whole;
    ab_buf_init(&whole, AB_BUF_NO_MAX);
    ab_buf_add_str(&whole, text);
    put_fields(&whole, fields, field_count);
    ab_buf_printf(
        out, "{\"type\":\"LOG\",\"log\":{\"level\":\"%s\",\"message\":", ab_log_level_name(level));
    put_masked(out, mask, ab_buf_str(&whole));
    ab_buf_add_text(out, "}}\n");
    ab_buf_free(&whole);
}

/* The internal message with what the error knows of its place. */
static void gather_internal(ab_buf *text, const ab_error *error)
{
    if (error->internal) {
        ab_buf_add_text(text, error->internal);
    }
    if (error->component) {
        ab_buf_printf(text, "%sin %s", text->n > 0 ? " " : "", error->component);
    }
    if (error->line > 0) {
        ab_buf_printf(text, "%sat %s:%u", text->n > 0 ? " " : "",
                      error->file ? error->file : "line", error->line);
        if (error->column > 0) {
            ab_buf_printf(text, ":%u", error->column);
        }
    }
}

void ab_message_error(ab_buf *out, ab_mask *mask, const ab_error *error,
                      const ab_stream_descriptor *stream, int64_t emitted_at)
{
    start_trace(out, "ERROR", emitted_at);
    ab_buf_add_text(out, "\"error\":{\"message\":");
    put_masked(out, mask, ab_str_of(error->message ? error->message : "unknown error"));
    ab_buf internal;
    ab_buf_init(&internal, AB_BUF_NO_MAX);
    gather_internal(&internal, error);
    if (internal.n > 0) {
        ab_buf_add_text(out, ",\"internal_message\":");
        put_masked(out, mask, ab_buf_str(&internal));
    }
    ab_buf_free(&internal);
    ab_buf_printf(out, ",\"failure_type\":\"%s\"",
                  ab_error_kind_name(error->kind ? error->kind : AB_ERROR_SYSTEM));
    if (stream) {
        ab_buf_add_text(out, ",\"stream_descriptor\":");
        put_descriptor(out, stream);
    }
    ab_buf_add_text(out, "}}}\n");
}

static void put_status(ab_buf *out, const ab_stream_descriptor *stream, const char *status,
                       int64_t emitted_at)
{
    start_trace(out, "STREAM_STATUS", emitted_at);
    ab_buf_add_text(out, "\"stream_status\":{\"stream_descriptor\":");
    put_descriptor(out, stream);
    ab_buf_printf(out, ",\"status\":\"%s\"", status);
}

void ab_message_status(ab_buf *out, const ab_stream_descriptor *stream, ab_stream_status status,
                       int64_t emitted_at)
{
    static const char *const names[] = {"STARTED", "RUNNING", "COMPLETE", "INCOMPLETE"};
    put_status(out, stream, names[status], emitted_at);
    ab_buf_add_text(out, "}}}\n");
}

void ab_message_rate_limited(ab_buf *out, const ab_stream_descriptor *stream, int64_t quota_reset,
                             int64_t emitted_at)
{
    put_status(out, stream, "RUNNING", emitted_at);
    ab_buf_add_text(out, ",\"reasons\":[{\"type\":\"RATE_LIMITED\"");
    if (quota_reset >= 0) {
        ab_buf_printf(out, ",\"rate_limited\":{\"quota_reset\":%" PRId64 "}", quota_reset);
    }
    ab_buf_add_text(out, "}]}}}\n");
}

void ab_message_estimate(ab_buf *out, const ab_stream_descriptor *stream, int64_t rows,
                         int64_t bytes, int64_t emitted_at)
{
    start_trace(out, "ESTIMATE", emitted_at);
    ab_buf_add_text(out, "\"estimate\":{\"name\":");
    put_string(out, stream ? stream->name : AB_STR(""));
    if (stream && stream->name_space.n > 0) {
        ab_buf_add_text(out, ",\"namespace\":");
        put_string(out, stream->name_space);
    }
    ab_buf_printf(out, ",\"type\":\"%s\"", stream ? "STREAM" : "SYNC");
    if (rows >= 0) {
        ab_buf_printf(out, ",\"row_estimate\":%" PRId64, rows);
    }
    if (bytes >= 0) {
        ab_buf_printf(out, ",\"byte_estimate\":%" PRId64, bytes);
    }
    ab_buf_add_text(out, "}}}\n");
}

void ab_message_analytics(ab_buf *out, ab_mask *mask, ab_str type, ab_str value, int64_t emitted_at)
{
    start_trace(out, "ANALYTICS", emitted_at);
    ab_buf_add_text(out, "\"analytics\":{\"type\":");
    put_string(out, type);
    if (value.p) {
        ab_buf_add_text(out, ",\"value\":");
        put_masked(out, mask, value);
    }
    ab_buf_add_text(out, "}}}\n");
}

void ab_message_config(ab_buf *out, const ab_value *config, int64_t emitted_at)
{
    ab_buf_printf(out,
                  "{\"type\":\"CONTROL\",\"control\":{\"type\":\"CONNECTOR_CONFIG\","
                  "\"emitted_at\":%" PRId64 ",\"connectorConfig\":{\"config\":",
                  emitted_at);
    ab_json_write(out, config, VALUE_STYLE);
    ab_buf_add_text(out, "}}}\n");
}

void ab_message_connection_status(ab_buf *out, ab_mask *mask, bool succeeded, ab_str message)
{
    ab_buf_printf(out, "{\"type\":\"CONNECTION_STATUS\",\"connectionStatus\":{\"status\":\"%s\"",
                  succeeded ? "SUCCEEDED" : "FAILED");
    if (message.n > 0) {
        ab_buf_add_text(out, ",\"message\":");
        put_masked(out, mask, message);
    }
    ab_buf_add_text(out, "}}\n");
}

void ab_message_spec(ab_buf *out, const ab_value *spec)
{
    ab_buf_add_text(out, "{\"type\":\"SPEC\",\"spec\":");
    ab_json_write(out, spec, VALUE_STYLE);
    ab_buf_add_text(out, "}\n");
}

void ab_message_catalog(ab_buf *out, const ab_value *catalog)
{
    ab_buf_add_text(out, "{\"type\":\"CATALOG\",\"catalog\":");
    ab_json_write(out, catalog, VALUE_STYLE);
    ab_buf_add_text(out, "}\n");
}

void ab_message_record_prefix(ab_buf *out, const ab_stream_descriptor *stream)
{
    ab_buf_add_text(out, "{\"type\":\"RECORD\",\"record\":{\"stream\":");
    put_string(out, stream->name);
    if (stream->name_space.n > 0) {
        ab_buf_add_text(out, ",\"namespace\":");
        put_string(out, stream->name_space);
    }
    ab_buf_add_text(out, ",\"data\":");
}

void ab_message_record_suffix(ab_buf *out, const ab_value *file_reference, int64_t emitted_at)
{
    if (file_reference) {
        ab_buf_add_text(out, ",\"file_reference\":");
        ab_json_write(out, file_reference, VALUE_STYLE);
    }
    ab_buf_add_text(out, ",\"emitted_at\":");
    ab_buf_add_int(out, emitted_at);
    ab_buf_add_text(out, "}}\n");
}

void ab_message_state_start(ab_buf *out, const ab_stream_descriptor *stream,
                            const ab_value *stream_state)
{
    ab_buf_add_text(out, "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{"
                         "\"stream_descriptor\":");
    put_descriptor(out, stream);
    ab_buf_add_text(out, ",\"stream_state\":");
    ab_json_write(out, stream_state, VALUE_STYLE);
    ab_buf_add_char(out, '}');
}

void ab_message_state_end(ab_buf *out, uint64_t record_count)
{
    /* A float in the protocol, which the CDK writes as "3.0" too. */
    ab_buf_printf(out, ",\"sourceStats\":{\"recordCount\":%" PRIu64 ".0}}}\n", record_count);
}
