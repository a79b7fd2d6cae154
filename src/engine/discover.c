#include "base/alloc.h"
#include "engine/slots.h"

#include <stdlib.h>

void ab_stream_list_add(ab_stream_list *list, const ab_stream *stream)
{
    if (list->n == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 16;
        list->at = ab_xrealloc(list->at, list->capacity * sizeof(*list->at));
    }
    list->at[list->n++] = stream;
}

void ab_stream_list_free(ab_stream_list *list)
{
    free(list->at);
    *list = (ab_stream_list){0};
}

/* [["ticker"], ["date"]]: each part of a key is a path of its own. */
static ab_value key_paths(ab_arena *arena, const char *const *fields)
{
    ab_value paths = ab_value_array();
    for (; *fields; fields++) {
        ab_value path = ab_value_array();
        ab_array_push(arena, &path, ab_value_cstr(*fields));
        ab_array_push(arena, &paths, path);
    }
    return paths;
}

static ab_value sync_modes(ab_arena *arena, bool incremental)
{
    ab_value modes = ab_value_array();
    ab_array_push(arena, &modes, ab_value_cstr("full_refresh"));
    if (incremental) {
        ab_array_push(arena, &modes, ab_value_cstr("incremental"));
    }
    return modes;
}

static ab_value build(ab_arena *arena, const ab_stream *stream, const ab_stream_info *info)
{
    ab_value out = ab_value_object();
    ab_set(arena, &out, "name", ab_value_cstr(stream->name));
    ab_set(arena, &out, "json_schema", *info->json_schema);
    ab_set(arena, &out, "supported_sync_modes", sync_modes(arena, info->incremental));
    if (info->source_defined_cursor) {
        ab_set(arena, &out, "source_defined_cursor", ab_value_bool(true));
    }
    if (info->default_cursor_field) {
        ab_value path = ab_value_array();
        ab_array_push(arena, &path, ab_value_cstr(info->default_cursor_field));
        ab_set(arena, &out, "default_cursor_field", path);
    }
    if (info->primary_key) {
        ab_set(arena, &out, "source_defined_primary_key", key_paths(arena, info->primary_key));
    }
    if (stream->name_space) {
        ab_set(arena, &out, "namespace", ab_value_cstr(stream->name_space));
    }
    ab_set(arena, &out, "is_resumable", ab_value_bool(info->is_resumable));
    ab_set(arena, &out, "is_file_based", ab_value_bool(info->is_file_based));
    return out;
}

bool ab_engine_describe(ab_runtime *runtime, const ab_stream *stream, const ab_value *config,
                        ab_arena *arena, ab_value *out, ab_error *error)
{
    ab_stream_info info = {0};
    if (!ab_stream_describe(stream, runtime, config, arena, &info, error)) {
        return ab_error_in_stream(error, ab_str_of(stream->name));
    }
    if (info.airbyte_stream) {
        *out = *info.airbyte_stream;
    } else {
        *out = build(arena, stream, &info);
    }
    return true;
}

static bool fill_catalog(ab_runtime *runtime, const ab_source *source, const ab_value *config,
                         ab_stream_list *list, ab_arena *arena, ab_value *catalog, ab_error *error)
{
    if (!ab_engine_set_concurrency(runtime, source, config, error) ||
        !ab_engine_streams(source, runtime, config, AB_FOR_DISCOVER, NULL, NULL, list, error)) {
        return false;
    }
    ab_value streams = ab_value_array();
    for (size_t i = 0; i < list->n; i++) {
        ab_value stream;
        if (!ab_engine_describe(runtime, list->at[i], config, arena, &stream, error)) {
            return false;
        }
        ab_array_push(arena, &streams, stream);
    }
    *catalog = ab_value_object();
    ab_set(arena, catalog, "streams", streams);
    return true;
}

bool ab_engine_catalog(ab_runtime *runtime, const ab_source *source, const ab_value *config,
                       ab_arena *arena, ab_value *catalog, ab_error *error)
{
    ab_stream_list list = {0};
    bool good = fill_catalog(runtime, source, config, &list, arena, catalog, error);
    ab_stream_list_free(&list);
    return good;
}

int ab_engine_discover(ab_runtime *runtime, const ab_source *source, const ab_value *config)
{
    ab_error error = {0};
    ab_arena *arena = ab_arena_new();
    ab_value catalog;
    int status = 0;
    if (ab_engine_catalog(runtime, source, config, arena, &catalog, &error)) {
        ab_buf line;
        ab_buf_init(&line, AB_BUF_NO_MAX);
        ab_message_catalog(&line, &catalog);
        ab_writer_put(runtime->writer, ab_buf_str(&line));
        ab_buf_free(&line);
    } else {
        status = ab_engine_fail(runtime, &error);
    }
    ab_error_clear(&error);
    ab_arena_free(arena);
    return status;
}
