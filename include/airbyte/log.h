/* Log lines: they become LOG messages, with secrets masked. */
#ifndef AIRBYTE_LOG_H
#define AIRBYTE_LOG_H

#include "airbyte/types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum ab_log_level {
    AB_LOG_FATAL,
    AB_LOG_ERROR,
    AB_LOG_WARN,
    AB_LOG_INFO,
    AB_LOG_DEBUG,
    AB_LOG_TRACE,
} ab_log_level;

/* A structured extra field of a log line; both ends are text. The protocol's LOG has a text only,
 * so the fields are written behind the message as one JSON object. */
typedef struct ab_log_field {
    const char *name;
    ab_str value;
} ab_log_field;

/* Writes a line, or nothing if the logger's level is coarser. `format` as printf's. Thread-safe. */
void ab_log(const ab_logger *logger, ab_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same with `field_count` extra fields. */
void ab_log_fields(const ab_logger *logger, ab_log_level level, const ab_log_field *fields,
                   size_t field_count, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#ifdef __cplusplus
}
#endif

#endif
