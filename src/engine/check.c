#include "engine/engine.h"

static void put_status(ab_runtime *runtime, bool succeeded, const char *message)
{
    ab_buf line;
    ab_buf_init(&line, AB_BUF_NO_MAX);
    ab_message_connection_status(&line, runtime->mask, succeeded, ab_str_of(message));
    ab_writer_put(runtime->writer, ab_buf_str(&line));
    ab_buf_free(&line);
}

int ab_engine_fail(ab_runtime *runtime, const ab_error *error)
{
    ab_buf line;
    ab_buf_init(&line, AB_BUF_NO_MAX);
    ab_stream_descriptor stream = {ab_str_of(error->stream), {NULL, 0}};
    ab_message_error(&line, runtime->mask, error, error->stream ? &stream : NULL,
                     ab_runtime_emitted_at(runtime));
    ab_writer_put(runtime->writer, ab_buf_str(&line));
    ab_buf_free(&line);
    return 1;
}

int ab_engine_spec(ab_runtime *runtime, const ab_value *spec)
{
    ab_buf line;
    ab_buf_init(&line, AB_BUF_NO_MAX);
    ab_message_spec(&line, spec);
    ab_writer_put(runtime->writer, ab_buf_str(&line));
    ab_buf_free(&line);
    return 0;
}

int ab_engine_check_failed(ab_runtime *runtime, const ab_error *error)
{
    ab_log(&runtime->logger, AB_LOG_ERROR, "Check failed");
    put_status(runtime, false, error->message ? error->message : "The check failed");
    return 0;
}

static ab_check run_check(ab_runtime *runtime, const ab_source *source, const ab_value *config,
                          ab_error *error)
{
    if (!ab_engine_set_concurrency(runtime, source, config, error)) {
        return AB_CHECK_ERROR;
    }
    return source->check(source->self, runtime, config, error);
}

int ab_engine_check(ab_runtime *runtime, const ab_source *source, const ab_value *config)
{
    ab_error error = {0};
    int status = 0;
    switch (run_check(runtime, source, config, &error)) {
    case AB_CHECK_SUCCEEDED:
        ab_log(&runtime->logger, AB_LOG_INFO, "Check succeeded");
        put_status(runtime, true, NULL);
        break;
    case AB_CHECK_FAILED:
        status = ab_engine_check_failed(runtime, &error);
        break;
    case AB_CHECK_ERROR:
        status = ab_engine_fail(runtime, &error);
        if (error.kind == AB_ERROR_CONFIG) { /* the user's to mend: an answer, not a failure */
            status = ab_engine_check_failed(runtime, &error);
        }
        break;
    }
    ab_error_clear(&error);
    return status;
}
