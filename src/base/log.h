/* Log lines, handed to whoever was given: the protocol layer turns them into LOG messages. */
#ifndef AB_BASE_LOG_H
#define AB_BASE_LOG_H

#include "base/str.h"

typedef enum ab_log_level {
    AB_LOG_FATAL,
    AB_LOG_ERROR,
    AB_LOG_WARN,
    AB_LOG_INFO,
    AB_LOG_DEBUG,
    AB_LOG_TRACE,
} ab_log_level;

/* A structured extra field of a log line; both ends are text. */
typedef struct ab_log_field {
    const char *name;
    ab_str value;
} ab_log_field;

/* Where lines go. `write` is called from any thread, also at once; it masks secrets itself. */
typedef struct ab_logger {
    void (*write)(void *context, ab_log_level level, ab_str text, const ab_log_field *fields,
                  size_t field_count);
    void *context;
    ab_log_level level; /* lines of a higher (finer) level are dropped before formatting */
} ab_logger;

/* The logger of the process; drops everything until ab_log_set_process, which is called before
 * threads exist. Never NULL. */
const ab_logger *ab_log_process(void);
void ab_log_set_process(const ab_logger *logger);

static inline bool ab_log_enabled(const ab_logger *logger, ab_log_level level)
{
    return logger->write && level <= logger->level;
}
void ab_log(const ab_logger *logger, ab_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void ab_log_fields(const ab_logger *logger, ab_log_level level, const ab_log_field *fields,
                   size_t field_count, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE": the protocol's names. */
const char *ab_log_level_name(ab_log_level level);

#endif
