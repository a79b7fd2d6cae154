/* A stream's read on one thread, for those who show it: what is asked and what comes of it. */
#include "engine/slots.h"

typedef struct single {
    ab_runtime *runtime;
    const ab_single_hooks *hooks;
    ab_sink_hooks sink_hooks;
    ab_stream_run run;
    bool failed;
    bool cut;
} single;

static bool take_record(void *context, ab_str json)
{
    const single *s = context;
    return !s->hooks->record || s->hooks->record(s->hooks->context, json);
}

static bool take_state(void *context, const ab_value *state)
{
    const single *s = context;
    return !s->hooks->state || s->hooks->state(s->hooks->context, state);
}

static bool read_partition(single *s, ab_partition *partition, ab_error *error)
{
    const ab_stream *stream = s->run.stream;
    ab_sink *sink = ab_sink_new_hooked(s->runtime, &s->sink_hooks);
    bool good = stream->read_partition(s->run.reading, &s->run.request, partition, sink, error) ||
                (sink->cut && !ab_error_is_set(error));
    if (good && sink->cut) {
        s->cut = true;
    } else if (good && stream->close_partition) {
        good = stream->close_partition(s->run.reading, &s->run.request, partition, sink, error) ||
               !ab_error_is_set(error);
    }
    ab_sink_free(sink);
    return good;
}

/* Reads the partition where the generator puts it. */
static bool take_partition(void *context, ab_partition *partition)
{
    single *s = context;
    ab_error error = {0};
    bool wanted = !ab_runtime_stopping(s->runtime) &&
                  (!s->hooks->slice || s->hooks->slice(s->hooks->context, partition->slice));
    s->cut = s->cut || !wanted;
    if (wanted && !read_partition(s, partition, &error)) {
        s->failed = true;
        if (s->hooks->failed) {
            s->hooks->failed(s->hooks->context, &error);
        }
    }
    ab_error_clear(&error);
    ab_partition_free(partition);
    return wanted;
}

static bool generate(single *s, ab_error *error)
{
    ab_partition_queue queue = {.run = &s->run, .take = take_partition, .context = s};
    ab_sink *sink = ab_sink_new_hooked(s->runtime, &s->sink_hooks);
    bool good = ab_partitions_generate(&queue, sink, error) || (s->cut && !ab_error_is_set(error));
    ab_partition_free(queue.spare);
    ab_sink_free(sink);
    return good;
}

static bool finish(single *s, ab_outcome outcome, ab_error *error)
{
    ab_error own = {0};
    ab_sink *sink = ab_sink_new_hooked(s->runtime, &s->sink_hooks);
    bool good = ab_stream_finish(&s->run, outcome, sink, &own);
    ab_sink_free(sink);
    if (!good && !ab_error_is_set(error)) {
        ab_error_move(error, &own);
    }
    ab_error_clear(&own);
    return good;
}

bool ab_engine_read_single(ab_runtime *runtime, const ab_stream *stream,
                           const ab_read_request *request, const ab_single_hooks *hooks,
                           ab_error *error)
{
    single s = {.runtime = runtime, .hooks = hooks, .run = {.stream = stream, .request = *request}};
    s.sink_hooks = (ab_sink_hooks){take_record, take_state, &s};
    if (!ab_stream_open(&s.run, error)) {
        return false;
    }
    bool good = generate(&s, error);
    ab_outcome outcome = !good || s.failed ? AB_OUTCOME_FAILED
                         : s.cut           ? AB_OUTCOME_STOPPED
                                           : AB_OUTCOME_COMPLETE;
    return finish(&s, outcome, error) && good;
}
