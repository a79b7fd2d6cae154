/* Generators: start streams and make their partitions. */
#include "engine/slots.h"
#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>

void ab_partition_free(ab_partition *partition)
{
    if (partition) {
        ab_arena_free(partition->arena);
        free(partition);
    }
}

ab_partition *ab_partition_new(ab_partition_queue *queue)
{
    ab_partition_free(queue->spare);
    queue->spare = ab_xcalloc(1, sizeof(*queue->spare));
    queue->spare->arena = ab_arena_new();
    return queue->spare;
}

static bool wanted(const ab_partition_queue *queue)
{
    return !ab_runtime_stopping(queue->sync->runtime) &&
           !ab_sink_stream_full(&queue->run->output, queue->sync->runtime);
}

static void log_slice(const ab_sync *sync, const ab_stream_run *run, const ab_partition *partition)
{
    if (!ab_log_enabled(&sync->runtime->logger, AB_LOG_DEBUG)) {
        return;
    }
    ab_arena *arena = ab_arena_new();
    ab_value none = ab_value_object();
    ab_str text = ab_json_text(arena, partition->slice ? partition->slice : &none, AB_JSON_PYTHON);
    ab_log_field field = {"stream", ab_str_of(run->stream->name)};
    ab_log_fields(&sync->runtime->logger, AB_LOG_DEBUG, &field, 1, "slice:%.*s", AB_STR_ARG(text));
    ab_arena_free(arena);
}

/* Under the lock. */
static void push(ab_sync *sync, ab_job job)
{
    size_t at = (sync->queue_first + sync->queue_count) % sync->queue_capacity;
    sync->queue[at] = job;
    sync->queue_count++;
    job.run->open_partitions++;
    pthread_cond_signal(&sync->jobs);
}

bool ab_partition_put(ab_partition_queue *queue, ab_partition *partition)
{
    ab_sync *sync = queue->sync;
    if (queue->take) {
        queue->spare = NULL;
        return queue->take(queue->context, partition);
    }
    log_slice(sync, queue->run, partition);
    pthread_mutex_lock(&sync->lock);
    while (sync->queue_count == sync->queue_capacity) {
        ab_cond_wait_us(&sync->room, &sync->lock, -1);
    }
    bool go_on = wanted(queue);
    if (go_on) {
        push(sync, (ab_job){queue->run, partition});
        queue->spare = NULL;
    } else {
        queue->run->cut = true;
    }
    pthread_mutex_unlock(&sync->lock);
    return go_on;
}

/* Opens the stream and generates its partitions. */
static void generate(ab_sync *sync, ab_stream_run *run)
{
    ab_error error = {0};
    ab_sink sink;
    ab_partition_queue queue = {.sync = sync, .run = run};
    ab_sink_init(&sink, sync->runtime, &run->output);
    bool good = ab_stream_open(run, &error) && ab_partitions_generate(&queue, &sink, &error);
    ab_sink_end(&sink);
    ab_partition_free(queue.spare);
    if (!good) {
        ab_sync_fail(sync, run, &error);
    }
    ab_error_clear(&error);
}

/* Marks the generation's end; the stream is finished here if its partitions were faster. */
static void end_generation(ab_sync *sync, ab_stream_run *run)
{
    pthread_mutex_lock(&sync->lock);
    ab_sync_release_parents(sync, run);
    run->state = AB_RUN_READING;
    bool all_closed = run->open_partitions == 0;
    pthread_mutex_unlock(&sync->lock);
    if (all_closed) {
        ab_sync_finish(sync, run);
    }
}

/* Under the lock, so that streams are told in the order in which they start. */
static void tell_started(ab_sync *sync, const ab_stream_run *run)
{
    ab_buf line;
    ab_buf_init(&line, AB_BUF_NO_MAX);
    ab_message_status(&line, &run->output.descriptor, AB_STATUS_STARTED,
                      ab_runtime_emitted_at(sync->runtime));
    ab_writer_put(sync->runtime->writer, ab_buf_str(&line));
    ab_buf_free(&line);
    ab_log(&sync->runtime->logger, AB_LOG_INFO, "Syncing stream: %s", run->stream->name);
}

/* The next stream to start; NULL once all have begun, or the process stops. */
static ab_stream_run *take_stream(ab_sync *sync)
{
    ab_stream_run *run = NULL;
    pthread_mutex_lock(&sync->lock);
    while (sync->waiting.n > 0 && !(run = ab_sync_next_startable(sync))) {
        ab_cond_wait_us(&sync->startable, &sync->lock, -1);
    }
    if (run) {
        tell_started(sync, run);
    } else {
        pthread_cond_broadcast(&sync->startable); /* the other generators end, too */
    }
    pthread_mutex_unlock(&sync->lock);
    return run;
}

void *ab_sync_generator(void *context)
{
    ab_sync *sync = context;
    ab_stream_run *run;
    while ((run = take_stream(sync))) {
        generate(sync, run);
        end_generation(sync, run);
    }
    return NULL;
}
