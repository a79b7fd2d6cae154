#include "engine/slots.h"

#include "airbyte/cursor.h"

bool ab_source_get_spec(const ab_source *source, ab_runtime *runtime, ab_arena *arena,
                        const ab_value **spec, ab_error *error)
{
    if (source->spec) {
        return source->spec(source->self, runtime, arena, spec, error);
    }
    *spec = ab_new_yaml(arena, ab_str_of(source->spec_yaml), error);
    return *spec != NULL;
}

bool ab_engine_streams(const ab_source *source, ab_runtime *runtime, const ab_value *config,
                       ab_purpose purpose, const ab_value *catalog, const ab_value *state,
                       ab_stream_list *list, ab_error *error)
{
    if (source->streams) {
        return source->streams(source->self, runtime, config, purpose, catalog, state, list, error);
    }
    for (const ab_stream *const *stream = source->stream_list; stream && *stream; stream++) {
        ab_stream_list_add(list, *stream);
    }
    return true;
}

bool ab_stream_describe(const ab_stream *stream, ab_runtime *runtime, const ab_value *config,
                        ab_arena *arena, ab_stream_info *info, ab_error *error)
{
    if (stream->describe) {
        return stream->describe(stream->self, runtime, config, arena, info, error);
    }
    bool by_cursor = stream->cursor_field != NULL;
    *info = (ab_stream_info){
        .json_schema = ab_new_json(arena, ab_str_of(stream->json_schema), error),
        .primary_key = stream->primary_key,
        .default_cursor_field = stream->cursor_field,
        .incremental = by_cursor,
        .source_defined_cursor = by_cursor,
        .is_resumable = by_cursor,
    };
    return info->json_schema ||
           ab_error_wrap(error, "The schema of the stream %s is not valid", stream->name);
}

/* ---- A read ---- */

bool ab_stream_open(ab_stream_run *run, ab_error *error)
{
    const ab_stream *stream = run->stream;
    ab_read_request *request = &run->request;
    if (stream->cursor_field) {
        const ab_value *state = request->incremental ? request->state : NULL;
        request->cursor = ab_cursor_new(state, stream->cursor_field, error);
        if (!request->cursor) {
            return false;
        }
    }
    run->reading = stream->self;
    run->opened = !stream->open || stream->open(stream->self, request, &run->reading, error);
    if (!run->opened) {
        ab_cursor_free(request->cursor);
        request->cursor = NULL;
    }
    return run->opened;
}

static bool put_each(ab_partition_queue *queue, ab_sink *sink, ab_error *error)
{
    ab_stream_run *run = queue->run;
    for (;;) {
        ab_partition *partition = ab_partition_new(queue);
        switch (run->stream->next_partition(run->reading, &run->request, partition, sink, error)) {
        case AB_NEXT_FAILED:
            return false;
        case AB_NEXT_DONE:
            return true;
        case AB_NEXT_PARTITION:
            ab_emit_flush(sink); /* putting may wait */
            if (!ab_partition_put(queue, partition)) {
                return true;
            }
        }
    }
}

/* One partition for each element of the config's list. */
static bool put_configured(ab_partition_queue *queue)
{
    const ab_stream_run *run = queue->run;
    const ab_value *list = ab_member_of(run->request.config, run->stream->partition_config);
    for (size_t i = 0; ab_at(list, i); i++) {
        ab_partition *partition = ab_partition_new(queue);
        ab_value *slice = ab_new_object(partition->arena);
        ab_put(partition->arena, slice, run->stream->partition_field, ab_at(list, i));
        partition->slice = slice;
        if (!ab_partition_put(queue, partition)) {
            break;
        }
    }
    return true;
}

bool ab_partitions_generate(ab_partition_queue *queue, ab_sink *sink, ab_error *error)
{
    const ab_stream_run *run = queue->run;
    if (run->stream->generate) {
        return run->stream->generate(run->reading, &run->request, queue, sink, error);
    }
    if (run->stream->next_partition) {
        return put_each(queue, sink, error);
    }
    if (run->stream->partition_config) {
        return put_configured(queue);
    }
    ab_partition_put(queue, ab_partition_new(queue));
    return true;
}

bool ab_stream_finish(ab_stream_run *run, ab_outcome outcome, ab_sink *sink, ab_error *error)
{
    ab_cursor *cursor = run->request.cursor;
    bool good = !run->stream->finish ||
                run->stream->finish(run->reading, &run->request, outcome, sink, error) ||
                !ab_error_is_set(error);
    if (cursor) {
        ab_cursor_finish(cursor, sink, good ? error : NULL);
        ab_cursor_free(cursor);
        run->request.cursor = NULL;
    }
    return good && !ab_error_is_set(error);
}
