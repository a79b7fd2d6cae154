/* Lines of the Airbyte protocol: each function appends one whole message with its line break.
 *
 * Field names and types are those of the protocol's schema (airbyte_protocol.yaml, v0). Times are
 * milliseconds since 1970. Texts that are not valid UTF-8 come out with U+FFFD for each bad byte.
 * A NULL mask masks nothing. Thread-safe for distinct buffers. */
#ifndef AB_PROTOCOL_MESSAGE_H
#define AB_PROTOCOL_MESSAGE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/log.h"
#include "protocol/mask.h"
#include "json/value.h"

/* A stream's name and namespace; an empty namespace is none. */
typedef struct ab_stream_descriptor {
    ab_str name;
    ab_str name_space;
} ab_stream_descriptor;

bool ab_stream_descriptor_equal(ab_stream_descriptor a, ab_stream_descriptor b);

typedef enum ab_stream_status {
    AB_STATUS_STARTED,
    AB_STATUS_RUNNING,
    AB_STATUS_COMPLETE,
    AB_STATUS_INCOMPLETE,
} ab_stream_status;

/* LOG. `fields` are appended to the text as one JSON object, behind a blank. */
void ab_message_log(ab_buf *out, ab_mask *mask, ab_log_level level, ab_str text,
                    const ab_log_field *fields, size_t field_count);
/* TRACE ERROR. Position and component of the error go into the internal message. `stream` NULL:
 * none. */
void ab_message_error(ab_buf *out, ab_mask *mask, const ab_error *error,
                      const ab_stream_descriptor *stream, int64_t emitted_at);
/* TRACE STREAM_STATUS. */
void ab_message_status(ab_buf *out, const ab_stream_descriptor *stream, ab_stream_status status,
                       int64_t emitted_at);
/* TRACE STREAM_STATUS RUNNING with the reason RATE_LIMITED; `quota_reset` negative: unknown. */
void ab_message_rate_limited(ab_buf *out, const ab_stream_descriptor *stream, int64_t quota_reset,
                             int64_t emitted_at);
/* TRACE ESTIMATE of a stream (NULL: of the whole sync); negative numbers are left out. */
void ab_message_estimate(ab_buf *out, const ab_stream_descriptor *stream, int64_t rows,
                         int64_t bytes, int64_t emitted_at);
/* TRACE ANALYTICS; `value` empty with a NULL pointer is left out. */
void ab_message_analytics(ab_buf *out, ab_mask *mask, ab_str type, ab_str value,
                          int64_t emitted_at);
/* CONTROL CONNECTOR_CONFIG. */
void ab_message_config(ab_buf *out, const ab_value *config, int64_t emitted_at);
/* CONNECTION_STATUS; `message` empty is left out. */
void ab_message_connection_status(ab_buf *out, ab_mask *mask, bool succeeded, ab_str message);
/* SPEC and CATALOG; `value` is the ConnectorSpecification or the AirbyteCatalog. */
void ab_message_spec(ab_buf *out, const ab_value *spec);
void ab_message_catalog(ab_buf *out, const ab_value *catalog);

/* RECORD: what comes before the data (the same for all records of a stream: made once), and what
 * comes after it. `file_reference` may be NULL. */
void ab_message_record_prefix(ab_buf *out, const ab_stream_descriptor *stream);
void ab_message_record_suffix(ab_buf *out, const ab_value *file_reference, int64_t emitted_at);

/* STATE of a stream up to, and without, the record count: the writer completes the line by
 * ab_message_state_end when it enters the queue. */
void ab_message_state_start(ab_buf *out, const ab_stream_descriptor *stream,
                            const ab_value *stream_state);
void ab_message_state_end(ab_buf *out, uint64_t record_count);

#endif
