#include "base/log.h"

#include "base/buf.h"

#include <stdio.h>

static const ab_logger silent = {NULL, NULL, AB_LOG_FATAL};
static const ab_logger *process_logger = &silent;

/* A log line longer than this is cut: it is for people. */
enum { MAX_LINE = 256 * 1024 };

const ab_logger *ab_log_process(void)
{
    return process_logger;
}

void ab_log_set_process(const ab_logger *logger)
{
    process_logger = logger ? logger : &silent;
}

__attribute__((format(printf, 5, 0))) static void
write_line(const ab_logger *logger, ab_log_level level, const ab_log_field *fields,
           size_t field_count, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0) {
        return;
    }
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    char *at = ab_buf_reserve(&text, (size_t)n);
    if (at) {
        vsnprintf(at, (size_t)n + 1, format, args);
        text.n = (size_t)n < MAX_LINE ? (size_t)n : MAX_LINE;
        logger->write(logger->context, level, ab_buf_str(&text), fields, field_count);
    }
    ab_buf_free(&text);
}

void ab_log(const ab_logger *logger, ab_log_level level, const char *format, ...)
{
    if (!ab_log_enabled(logger, level)) {
        return;
    }
    va_list args;
    va_start(args, format);
    write_line(logger, level, NULL, 0, format, args);
    va_end(args);
}

void ab_log_fields(const ab_logger *logger, ab_log_level level, const ab_log_field *fields,
                   size_t field_count, const char *format, ...)
{
    if (!ab_log_enabled(logger, level)) {
        return;
    }
    va_list args;
    va_start(args, format);
    write_line(logger, level, fields, field_count, format, args);
    va_end(args);
}

const char *ab_log_level_name(ab_log_level level)
{
    static const char *const names[] = {"FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"};
    return names[level <= AB_LOG_TRACE ? level : AB_LOG_TRACE];
}
