/* Workers: read partitions, close them, finish streams. */
#include "engine/slots.h"
#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>

/* The stream's state where it has no cursor, as the CDK's FinalStateCursor writes it. */
static const char no_cursor_state[] = "__ab_no_cursor_state_message";

/* Waits for a partition; false once no more come. */
static bool take_job(ab_sync *sync, ab_job *job)
{
    pthread_mutex_lock(&sync->lock);
    while (sync->queue_count == 0 && sync->live > 0) {
        ab_cond_wait_us(&sync->jobs, &sync->lock, -1);
    }
    bool got = sync->queue_count > 0;
    if (got) {
        *job = sync->queue[sync->queue_first];
        sync->queue_first = (sync->queue_first + 1) % sync->queue_capacity;
        sync->queue_count--;
        pthread_cond_signal(&sync->room);
    }
    pthread_mutex_unlock(&sync->lock);
    return got;
}

/* What progress shows of the slice; the text is cut to fit. */
static void show_slice(ab_sync *sync, const ab_job *job)
{
    if (!sync->runtime->options.progress || !job->partition->slice) {
        return;
    }
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_json_write(&text, job->partition->slice, AB_JSON_COMPACT | AB_JSON_ASCII);
    pthread_mutex_lock(&sync->lock);
    snprintf(job->run->current_text, sizeof(job->run->current_text), "%s", text.p);
    pthread_mutex_unlock(&sync->lock);
    ab_buf_free(&text);
}

/* Reads and closes a partition. *cut: the limit or a signal ended it early; it is not closed. */
static bool read_job(ab_sync *sync, const ab_job *job, bool *cut, ab_error *error)
{
    ab_stream_run *run = job->run;
    const ab_stream *stream = run->stream;
    ab_sink sink;
    ab_sink_init(&sink, sync->runtime, &run->output);
    *cut = ab_sink_stopped(&sink);
    bool good =
        *cut || stream->read_partition(run->reading, &run->request, job->partition, &sink, error);
    *cut = *cut || sink.cut || ab_runtime_stopping(sync->runtime);
    if (good && !*cut && stream->close_partition) {
        ab_emit_flush(&sink); /* the state comes after all records */
        good = stream->close_partition(run->reading, &run->request, job->partition, &sink, error) ||
               !ab_error_is_set(error);
    }
    ab_sink_end(&sink);
    /* A slot that only handed on an emitter's "stop" has not failed. */
    return good || (*cut && !ab_error_is_set(error));
}

/* True if it was the stream's last open partition. */
static bool close_job(ab_sync *sync, ab_stream_run *run, bool cut)
{
    pthread_mutex_lock(&sync->lock);
    run->cut = run->cut || cut;
    run->closed_partitions++;
    bool last = --run->open_partitions == 0 && run->state == AB_RUN_READING;
    pthread_mutex_unlock(&sync->lock);
    return last;
}

void *ab_sync_worker(void *context)
{
    ab_sync *sync = context;
    ab_job job;
    while (take_job(sync, &job)) {
        ab_error error = {0};
        bool cut;
        show_slice(sync, &job);
        if (!read_job(sync, &job, &cut, &error)) {
            ab_sync_fail(sync, job.run, &error);
        }
        ab_error_clear(&error);
        ab_partition_free(job.partition);
        if (close_job(sync, job.run, cut)) {
            ab_sync_finish(sync, job.run);
        }
    }
    return NULL;
}

/* ---------------------------------------------------------------- finishing */

static bool emit_no_cursor(ab_sink *sink, ab_error *error)
{
    ab_arena *arena = ab_arena_new();
    ab_value state = ab_value_object();
    ab_set(arena, &state, no_cursor_state, ab_value_bool(true));
    ab_emit_state(sink, &state, error);
    ab_arena_free(arena);
    return !ab_error_is_set(error);
}

static bool final_state(ab_sync *sync, ab_stream_run *run, ab_outcome outcome, ab_error *error)
{
    ab_sink sink;
    ab_sink_init(&sink, sync->runtime, &run->output);
    bool good = ab_stream_finish(run, outcome, &sink, error);
    if (!run->stream->finish && !atomic_load(&run->output.state_emitted)) {
        good = emit_no_cursor(&sink, error) && good;
    }
    ab_sink_end(&sink);
    return good;
}

static void tell_ended(ab_sync *sync, const ab_stream_run *run, bool complete)
{
    ab_log(&sync->runtime->logger, AB_LOG_INFO, "Read %llu records from %s stream",
           (unsigned long long)ab_writer_records(sync->runtime->writer, run->output.counted),
           run->stream->name);
    ab_buf line;
    ab_buf_init(&line, AB_BUF_NO_MAX);
    ab_message_status(&line, &run->output.descriptor,
                      complete ? AB_STATUS_COMPLETE : AB_STATUS_INCOMPLETE,
                      ab_runtime_emitted_at(sync->runtime));
    ab_writer_put(sync->runtime->writer, ab_buf_str(&line));
    ab_buf_free(&line);
    ab_log(&sync->runtime->logger, AB_LOG_INFO, "Finished syncing %s", run->stream->name);
}

static ab_outcome outcome_of(ab_sync *sync, const ab_stream_run *run)
{
    pthread_mutex_lock(&sync->lock);
    ab_outcome outcome = run->failures.n > 0 ? AB_OUTCOME_FAILED
                         : run->cut          ? AB_OUTCOME_STOPPED
                                             : AB_OUTCOME_COMPLETE;
    pthread_mutex_unlock(&sync->lock);
    return outcome;
}

void ab_sync_finish(ab_sync *sync, ab_stream_run *run)
{
    ab_error error = {0};
    if (run->opened && !final_state(sync, run, outcome_of(sync, run), &error)) {
        ab_sync_fail(sync, run, &error);
    }
    ab_error_clear(&error);
    tell_ended(sync, run, outcome_of(sync, run) != AB_OUTCOME_FAILED);
    pthread_mutex_lock(&sync->lock);
    run->state = AB_RUN_DONE;
    sync->live--;
    pthread_cond_broadcast(&sync->startable);
    if (sync->live == 0) {
        pthread_cond_broadcast(&sync->jobs);
        pthread_cond_broadcast(&sync->ended);
    }
    pthread_mutex_unlock(&sync->lock);
}
