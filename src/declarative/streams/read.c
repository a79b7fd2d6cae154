#include "declarative/streams/stream.h"

/* ---- Schema ---- */

/* The json_schema, loaded once; valid as long as the stream. Thread-safe. */
static bool schema_of(ab_declarative_stream *stream, const ab_value **schema, ab_error *error)
{
    pthread_mutex_lock(&stream->schema_lock);
    if (!stream->schema_loaded && stream->schema_loader) {
        stream->schema_loaded = stream->schema_loader->ops->load(
            stream->schema_loader, stream->env, stream->arena, &stream->schema, error);
    } else if (!stream->schema_loaded) {
        stream->schema = ab_value_object();
        stream->schema_loaded = true;
    }
    bool ok = stream->schema_loaded;
    pthread_mutex_unlock(&stream->schema_lock);
    *schema = &stream->schema;
    return ok || ab_error_in_stream(error, stream->name);
}

bool ab_declarative_stream_describe(ab_declarative_stream *stream, ab_arena *arena, ab_value *out,
                                    ab_error *error)
{
    const ab_value *schema;
    if (!schema_of(stream, &schema, error)) {
        return false;
    }
    const ab_stream_cursor *cursor = stream->cursor;
    ab_value modes = ab_value_array();
    ab_array_push(arena, &modes, ab_value_cstr("full_refresh"));
    *out = ab_value_object();
    ab_set(arena, out, "name", ab_value_str(stream->name));
    ab_set(arena, out, "json_schema", *schema);
    if (cursor && cursor->cursor_field.n) {
        ab_array_push(arena, &modes, ab_value_cstr("incremental"));
        ab_value field = ab_value_array();
        ab_array_push(arena, &field, ab_value_str(cursor->cursor_field));
        ab_set(arena, out, "source_defined_cursor", ab_value_bool(!cursor->catalog_defined));
        ab_set(arena, out, "default_cursor_field", field);
    }
    ab_set(arena, out, "supported_sync_modes", modes);
    if (stream->primary_key.kind == AB_ARRAY) {
        ab_set(arena, out, "source_defined_primary_key", stream->primary_key);
    }
    ab_set(arena, out, "is_resumable", ab_value_bool(cursor && cursor->cursor_field.n));
    ab_set(arena, out, "is_file_based", ab_value_bool(stream->is_file_based));
    return true;
}

/* ---- Reading ---- */

bool ab_declarative_stream_generate(ab_declarative_stream *stream, ab_slice_fn emit, void *context,
                                    ab_error *error)
{
    if (stream->retriever->ops->generate) {
        return stream->retriever->ops->generate(stream->retriever, stream->env, emit, context,
                                                error);
    }
    return stream->cursor->ops->generate(stream->cursor, stream->env, emit, context, error);
}

typedef struct observing {
    ab_record_fn emit;
    void *context;
    ab_stream_cursor *cursor;
    ab_observer *observer;
} observing;

static bool emit_and_observe(void *context, ab_record *record, ab_error *error)
{
    observing *o = context;
    return o->emit(o->context, record, error) &&
           (o->cursor->is_full_refresh || o->cursor->ops->observe(o->observer, record, error));
}

bool ab_declarative_stream_read(ab_declarative_stream *stream, const ab_slice *slice,
                                ab_arena *arena, ab_sink *sink, ab_record_fn emit, void *context,
                                ab_observer **observer, ab_error *error)
{
    const ab_value *schema;
    if (!schema_of(stream, &schema, error)) {
        return false;
    }
    *observer = stream->cursor->ops->open(stream->cursor, slice, arena);
    observing o = {emit, context, stream->cursor, *observer};
    ab_slice_read read = {
        .env = stream->env,
        .arena = arena,
        .slice = slice,
        .schema = schema,
        .observer = *observer,
        .sink = sink,
        .is_parent = !sink,
        .emit = emit_and_observe,
        .context = &o,
    };
    return stream->retriever->ops->read(stream->retriever, &read, error) ||
           (ab_error_is_set(error) && ab_error_in_stream(error, stream->name));
}

bool ab_declarative_stream_close(ab_declarative_stream *stream, ab_observer *observer,
                                 const ab_state_sink *states, ab_error *error)
{
    return stream->cursor->ops->close(stream->cursor, observer, states, error);
}

/* ---- Availability ---- */

typedef struct probe {
    ab_declarative_stream *stream;
    bool has_slice;
    bool has_record;
    bool reading;
} probe;

static bool first_record(void *context, ab_record *record, ab_error *error)
{
    (void)record;
    (void)error;
    ((probe *)context)->has_record = true;
    return false;
}

static bool first_slice(void *context, const ab_slice *slice, ab_error *error)
{
    probe *p = context;
    p->has_slice = true;
    p->reading = true;
    ab_arena *arena = ab_arena_new();
    ab_slice *own = ab_slice_copy(arena, slice);
    ab_observer *observer;
    ab_declarative_stream_read(p->stream, own, arena, NULL, first_record, p, &observer, error);
    ab_arena_free(arena);
    return false;
}

bool ab_declarative_stream_available(ab_declarative_stream *stream, ab_arena *arena,
                                     bool *available, ab_str *reason, ab_error *error)
{
    *available = true;
    if (ab_error_is_set(&stream->problem)) {
        *available = false;
        *reason = ab_arena_str(arena, ab_str_of(stream->problem.message));
        return true;
    }
    probe p = {.stream = stream};
    ab_error failure = {0};
    ab_declarative_stream_generate(stream, first_slice, &p, &failure);
    if (ab_error_is_set(&failure)) {
        *available = false;
        *reason = ab_arena_str(arena, ab_str_of(failure.message));
    } else if (!p.has_slice) {
        *available = false;
        *reason = ab_arena_printf(
            arena, "Cannot attempt to connect to stream %.*s - no stream slices were found",
            AB_STR_ARG(stream->name));
    } else if (!p.has_record) {
        ab_log(stream->env->log, AB_LOG_INFO,
               "Successfully connected to stream %.*s, but got 0 records.",
               AB_STR_ARG(stream->name));
    }
    ab_error_clear(&failure);
    (void)error;
    return true;
}
