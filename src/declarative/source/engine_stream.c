#include "declarative/source/engine_stream.h"

#include "base/alloc.h"
#include "engine/engine.h"
#include "engine/lazy.h"

#include <stdlib.h>

struct ab_engine_stream {
    ab_stream slots;
    ab_declarative_stream *stream;
    char *name;
    char *group;
    AB_VEC(const char *) parents; /* ends with NULL */
};

/* What a worker keeps of a partition between reading and closing it. */
typedef struct partition {
    const ab_slice *slice;
    ab_observer *observer;
} partition;

static bool describe(void *self, ab_runtime *runtime, const ab_value *config, ab_arena *arena,
                     ab_stream_info *info, ab_error *error)
{
    (void)runtime;
    (void)config;
    ab_value *out = AB_ARENA_NEW(arena, ab_value);
    info->airbyte_stream = out;
    return ab_declarative_stream_describe(((ab_engine_stream *)self)->stream, arena, out, error);
}

static bool open_reading(void *self, const ab_read_request *request, void **out, ab_error *error)
{
    (void)request;
    ab_declarative_stream *stream = ((ab_engine_stream *)self)->stream;
    if (ab_error_is_set(&stream->problem)) {
        ab_error_set(error, stream->problem.kind, "%s", stream->problem.message);
        ab_error_at(error, stream->problem.file, stream->problem.line, stream->problem.column);
        return ab_error_in_component(error, ab_str_of(stream->problem.component));
    }
    *out = stream;
    return true;
}

static bool put_partition(void *context, const ab_slice *slice, ab_error *error)
{
    (void)error;
    ab_partition *out = ab_partition_new(context);
    partition *p = AB_ARENA_NEW(out->arena, partition);
    p->slice = ab_slice_copy(out->arena, slice);
    ab_value *merged = AB_ARENA_NEW(out->arena, ab_value);
    *merged = ab_slice_merged(out->arena, p->slice);
    out->slice = merged;
    out->data = p;
    return ab_partition_put(context, out);
}

static bool generate(void *opened, const ab_read_request *request, ab_partition_queue *queue,
                     ab_sink *sink, ab_error *error)
{
    (void)request;
    (void)sink;
    return ab_declarative_stream_generate(opened, put_partition, queue, error) ||
           !ab_error_is_set(error); /* enough partitions: an end, no failure */
}

static bool emit_record(void *context, ab_record *record, ab_error *error)
{
    ab_sink *sink = context;
    if (record->file_reference) {
        return ab_record_parse(record, error) &&
               ab_emit_file_record(sink, &record->value, record->file_reference, error);
    }
    if (record->raw.n && (record->raw_flags & AB_RECORD_OBJECT)) {
        return ab_emit_span(sink, record->raw, record->raw_flags, record->arena, error);
    }
    if (record->shallow) {
        ab_value lazy = ab_lazy_value(record->shallow);
        return ab_emit_record(sink, &lazy, error);
    }
    return ab_record_parse(record, error) && ab_emit_record(sink, &record->value, error);
}

static bool read_partition(void *opened, const ab_read_request *request, ab_partition *in,
                           ab_sink *sink, ab_error *error)
{
    (void)request;
    partition *p = in->data;
    return ab_declarative_stream_read(opened, p->slice, in->arena, sink, emit_record, sink,
                                      &p->observer, error) ||
           !ab_error_is_set(error);
}

static bool emit_state(void *context, const ab_value *state, ab_error *error)
{
    return ab_emit_state(context, state, error) || !ab_error_is_set(error);
}

static bool close_partition(void *opened, const ab_read_request *request, ab_partition *in,
                            ab_sink *sink, ab_error *error)
{
    (void)request;
    partition *p = in->data;
    ab_state_sink states = {emit_state, sink};
    return ab_declarative_stream_close(opened, p->observer, &states, error);
}

static bool finish(void *opened, const ab_read_request *request, ab_outcome outcome, ab_sink *sink,
                   ab_error *error)
{
    (void)request;
    (void)outcome;
    ab_stream_cursor *cursor = ((ab_declarative_stream *)opened)->cursor;
    ab_state_sink states = {emit_state, sink};
    return cursor->ops->finish(cursor, &states, error);
}

static void add_parent(void *context, ab_declarative_stream *parent)
{
    ab_engine_stream *self = context;
    AB_VEC_PUSH(&self->parents, ab_xstrndup(parent->name.p, parent->name.n));
}

ab_engine_stream *ab_engine_stream_new(ab_declarative_stream *stream)
{
    ab_engine_stream *self = ab_xcalloc(1, sizeof *self);
    self->stream = stream;
    self->name = ab_xstrndup(stream->name.p, stream->name.n);
    self->group = stream->group.n ? ab_xstrndup(stream->group.p, stream->group.n) : NULL;
    if (stream->router && stream->router->ops->parents) {
        stream->router->ops->parents(stream->router, add_parent, self);
    }
    AB_VEC_PUSH(&self->parents, NULL);
    self->slots = (ab_stream){
        .self = self,
        .name = self->name,
        .block_group = self->group,
        .parents = self->parents.at,
        .describe = describe,
        .open = open_reading,
        .generate = generate,
        .read_partition = read_partition,
        .close_partition = close_partition,
        .finish = finish,
    };
    return self;
}

void ab_engine_stream_free(ab_engine_stream *self)
{
    if (!self) {
        return;
    }
    for (size_t i = 0; i < self->parents.n; i++) {
        free((char *)self->parents.at[i]);
    }
    AB_VEC_FREE(&self->parents);
    free(self->name);
    free(self->group);
    free(self);
}

const ab_stream *ab_engine_stream_slots(const ab_engine_stream *self)
{
    return &self->slots;
}
