#include "engine/sync.h"

#include <stdlib.h>

/* Ten thousand partitions may fail for as many reasons: people read the first hundred. */
enum { MAX_FAILURES = 100 };

/* True if it was not known yet. Under the lock. */
static bool remember(ab_stream_run *run, const ab_error *error)
{
    const char *message = error->message ? error->message : "";
    for (size_t i = 0; i < run->failures.n; i++) {
        const ab_failure *known = &run->failures.at[i];
        if (known->kind == error->kind && strcmp(known->message, message) == 0) {
            return false;
        }
    }
    if (run->failures.n == MAX_FAILURES) {
        return false;
    }
    AB_VEC_PUSH(&run->failures, (ab_failure){error->kind, ab_xstrdup(message)});
    return true;
}

void ab_sync_fail(ab_sync *sync, ab_stream_run *run, ab_error *error)
{
    if (!ab_error_is_set(error)) {
        ab_error_set(error, AB_ERROR_SYSTEM, "The stream failed without a reason");
    }
    pthread_mutex_lock(&sync->lock);
    bool fresh = remember(run, error);
    pthread_mutex_unlock(&sync->lock);
    if (fresh) {
        ab_buf line;
        ab_buf_init(&line, AB_BUF_NO_MAX);
        ab_message_error(&line, sync->runtime->mask, error, &run->output.descriptor,
                         ab_runtime_emitted_at(sync->runtime));
        ab_writer_put(sync->runtime->writer, ab_buf_str(&line));
        ab_buf_free(&line);
    }
    ab_error_clear(error);
}

bool ab_sync_report_failures(ab_sync *sync)
{
    ab_buf list;
    ab_buf_init(&list, AB_BUF_NO_MAX);
    for (size_t i = 0; i < sync->run_count; i++) {
        const ab_stream_run *run = &sync->runs[i];
        for (size_t j = 0; j < run->failures.n; j++) {
            ab_buf_printf(&list, "%s%s: %s", list.n > 0 ? "\n" : "", run->stream->name,
                          run->failures.at[j].message);
        }
    }
    bool failed = list.n > 0;
    if (failed) {
        /* A config_error as in the CDK: the platform should not alarm us twice; the errors above
         * carry their own kinds. */
        ab_error error = {0};
        ab_error_set(&error, AB_ERROR_CONFIG,
                     "During the sync, the following streams did not sync successfully: %s",
                     list.p);
        ab_engine_fail(sync->runtime, &error);
        ab_error_clear(&error);
    }
    ab_buf_free(&list);
    return failed;
}
