#include "engine/runtime.h"

#include "engine/lazy.h"

#include <stdlib.h>

static void write_log(void *context, ab_log_level level, ab_str text, const ab_log_field *fields,
                      size_t field_count)
{
    ab_runtime *runtime = context;
    ab_buf line;
    ab_buf_init(&line, AB_BUF_NO_MAX);
    ab_message_log(&line, runtime->mask, level, text, fields, field_count);
    ab_writer_put(runtime->writer, ab_buf_str(&line));
    ab_buf_free(&line);
}

void ab_runtime_open(ab_runtime *runtime, const ab_run_options *options, int fd,
                     const ab_clock *clock)
{
    *runtime = (ab_runtime){.options = *options, .concurrency = AB_CONCURRENCY_DEFAULT};
    if (runtime->options.memory_bytes == 0) {
        runtime->options.memory_bytes = AB_MEMORY_DEFAULT;
    }
    runtime->clock = clock ? clock : ab_clock_process();
    runtime->mask = ab_mask_new();
    atomic_init(&runtime->stopping, false);
    pthread_mutex_init(&runtime->lock, NULL);
    /* A quarter of the memory is for lines that wait; half for bodies on their way in. */
    runtime->writer = ab_writer_new(fd, runtime->options.memory_bytes / 4, runtime->clock);
    runtime->logger = (ab_logger){write_log, runtime, options->debug ? AB_LOG_DEBUG : AB_LOG_INFO};
    ab_log_set_process(&runtime->logger);
}

void ab_runtime_close(ab_runtime *runtime)
{
    if (runtime->free_http) {
        runtime->free_http(runtime);
    }
    static const ab_logger silent = {0};
    ab_log_set_process(&silent);
    ab_writer_free(runtime->writer);
    ab_mask_free(runtime->mask);
    pthread_mutex_destroy(&runtime->lock);
}

const ab_logger *ab_runtime_logger(const ab_runtime *runtime)
{
    return &runtime->logger;
}

void ab_runtime_add_secret(ab_runtime *runtime, ab_str secret)
{
    ab_mask_add(runtime->mask, secret);
}

bool ab_runtime_update_config(ab_runtime *runtime, const ab_value *config, ab_error *error)
{
    ab_buf line;
    ab_buf_init(&line, AB_BUF_NO_MAX);
    ab_message_config(&line, ab_plain(config), ab_runtime_emitted_at(runtime));
    bool good = ab_writer_put_sync(runtime->writer, ab_buf_str(&line));
    ab_buf_free(&line);
    return good || ab_error_set(error, AB_ERROR_TRANSIENT,
                                "The new configuration could not be handed on: the process is "
                                "ending");
}

void ab_runtime_analytics(ab_runtime *runtime, ab_str type, ab_str value)
{
    ab_buf line;
    ab_buf_init(&line, AB_BUF_NO_MAX);
    ab_message_analytics(&line, runtime->mask, type, value, ab_runtime_emitted_at(runtime));
    ab_writer_put(runtime->writer, ab_buf_str(&line));
    ab_buf_free(&line);
}

bool ab_runtime_stopping(const ab_runtime *runtime)
{
    return atomic_load_explicit(&runtime->stopping, memory_order_relaxed);
}

int64_t ab_runtime_now_ms(const ab_runtime *runtime)
{
    return ab_clock_real_us(runtime->clock) / 1000;
}

int64_t ab_runtime_monotonic_ms(const ab_runtime *runtime)
{
    return ab_clock_monotonic_us(runtime->clock) / 1000;
}
