/* Log lines, handed to whoever was given: the protocol layer turns them into LOG messages. */
#ifndef AB_BASE_LOG_H
#define AB_BASE_LOG_H

#include "airbyte/log.h"
#include "base/str.h"

/* Where lines go. `write` is called from any thread, also at once; it masks secrets itself. */
struct ab_logger {
    void (*write)(void *context, ab_log_level level, ab_str text, const ab_log_field *fields,
                  size_t field_count);
    void *context;
    ab_log_level level; /* lines of a higher (finer) level are dropped before formatting */
};

/* The logger of the process; drops everything until ab_log_set_process, which is called before
 * threads exist. Never NULL. */
const ab_logger *ab_log_process(void);
void ab_log_set_process(const ab_logger *logger);

static inline bool ab_log_enabled(const ab_logger *logger, ab_log_level level)
{
    return logger->write && level <= logger->level;
}
/* "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE": the protocol's names. */
const char *ab_log_level_name(ab_log_level level);

#endif
