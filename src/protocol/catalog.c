#include "protocol/catalog.h"

#include <stdio.h>

/* Where in the document a check stands: "streams[2].stream". */
typedef struct place {
    size_t index;
    const char *in;
} place;

static bool refuse(ab_error *error, place at, const char *member, const char *why)
{
    return ab_error_set(error, AB_ERROR_SYSTEM,
                        "The configured catalog is not valid: streams[%zu]%s%s: %s", at.index,
                        at.in, member, why);
}

static bool enum_member(const ab_value *value, const char *const *names)
{
    for (; *names; names++) {
        if (ab_is(value, AB_STRING) && ab_str_is(value->text, *names)) {
            return true;
        }
    }
    return false;
}

static const char *const sync_modes[] = {"full_refresh", "incremental", NULL};
static const char *const destination_sync_modes[] = {"append", "overwrite",   "append_dedup",
                                                     "update", "soft_delete", NULL};

static bool check_sync_modes(const ab_value *modes, place at, ab_error *error)
{
    if (!ab_is(modes, AB_ARRAY)) {
        return refuse(error, at, ".supported_sync_modes", "an array is required");
    }
    for (uint32_t i = 0; i < modes->count; i++) {
        if (!enum_member(&modes->items[i], sync_modes)) {
            return refuse(error, at, ".supported_sync_modes",
                          "each must be \"full_refresh\" or \"incremental\"");
        }
    }
    return true;
}

static bool check_stream(const ab_value *stream, place at, ab_error *error)
{
    if (!ab_is(stream, AB_OBJECT)) {
        return refuse(error, at, "", "an object is required");
    }
    if (!ab_is(ab_get(stream, "name"), AB_STRING)) {
        return refuse(error, at, ".name", "a string is required");
    }
    if (!ab_is(ab_get(stream, "json_schema"), AB_OBJECT)) {
        return refuse(error, at, ".json_schema", "an object is required");
    }
    return check_sync_modes(ab_get(stream, "supported_sync_modes"), at, error);
}

/* A list of field names, null or absent. */
static bool check_path(const ab_value *path, place at, const char *member, ab_error *error)
{
    if (ab_is(path, AB_NULL)) {
        return true;
    }
    bool good = ab_is(path, AB_ARRAY);
    for (uint32_t i = 0; good && i < path->count; i++) {
        good = ab_is(&path->items[i], AB_STRING);
    }
    return good || refuse(error, at, member, "an array of strings is required");
}

static bool read_stream(const ab_value *value, size_t index, ab_configured_stream *out,
                        ab_error *error)
{
    place at = {index, ""};
    if (!ab_is(value, AB_OBJECT)) {
        return refuse(error, at, "", "an object is required");
    }
    const ab_value *stream = ab_get(value, "stream");
    if (!check_stream(stream, (place){index, ".stream"}, error)) {
        return false;
    }
    if (!enum_member(ab_get(value, "sync_mode"), sync_modes)) {
        return refuse(error, at, ".sync_mode", "\"full_refresh\" or \"incremental\" is required");
    }
    if (!enum_member(ab_get(value, "destination_sync_mode"), destination_sync_modes)) {
        return refuse(
            error, at, ".destination_sync_mode",
            "\"append\", \"overwrite\", \"append_dedup\", \"update\" or \"soft_delete\" is "
            "required");
    }
    const ab_value *cursor_field = ab_get(value, "cursor_field");
    if (!check_path(cursor_field, at, ".cursor_field", error)) {
        return false;
    }
    ab_str name_space = ab_get_text(stream, "namespace");
    *out = (ab_configured_stream){
        .descriptor = {ab_get_text(stream, "name"), name_space},
        .incremental = ab_str_is(ab_get_text(value, "sync_mode"), "incremental"),
        .cursor_field = ab_text(ab_at(cursor_field, 0)),
        .value = value,
    };
    return true;
}

bool ab_configured_catalog_read(ab_arena *arena, const ab_value *value, ab_configured_catalog *out,
                                ab_error *error)
{
    const ab_value *streams = ab_get(value, "streams");
    if (!ab_is(streams, AB_ARRAY)) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "The configured catalog is not valid: an object with an array "
                            "\"streams\" is required");
    }
    ab_configured_stream *read = AB_ARENA_ARRAY(arena, ab_configured_stream, streams->count);
    for (uint32_t i = 0; i < streams->count; i++) {
        if (!read_stream(&streams->items[i], i, &read[i], error)) {
            return false;
        }
    }
    *out = (ab_configured_catalog){read, streams->count, value};
    return true;
}

ab_value ab_configured_stream_of(ab_arena *arena, const ab_value *stream, ab_str sync_mode)
{
    ab_value out = ab_value_object();
    const ab_value *cursor = ab_get(stream, "default_cursor_field");
    const ab_value *key = ab_get(stream, "source_defined_primary_key");
    ab_set(arena, &out, "stream", *stream);
    ab_set(arena, &out, "sync_mode", ab_value_str(sync_mode));
    ab_set(arena, &out, "destination_sync_mode", ab_value_cstr("append"));
    if (ab_is(cursor, AB_ARRAY)) {
        ab_set(arena, &out, "cursor_field", *cursor);
    }
    if (ab_is(key, AB_ARRAY)) {
        ab_set(arena, &out, "primary_key", *key);
    }
    return out;
}

ab_value ab_catalog_of(ab_arena *arena, ab_value streams)
{
    ab_value catalog = ab_value_object();
    ab_set(arena, &catalog, "streams", streams);
    return catalog;
}

ab_value ab_configured_catalog_of(ab_arena *arena, const ab_value *streams)
{
    ab_value list = ab_value_array();
    for (uint32_t i = 0; i < streams->count; i++) {
        const ab_value *modes = ab_get(&streams->items[i], "supported_sync_modes");
        ab_str mode = ab_is(modes, AB_ARRAY) && modes->count
                          ? ab_text(&modes->items[modes->count - 1])
                          : AB_STR("full_refresh");
        ab_array_push(arena, &list, ab_configured_stream_of(arena, &streams->items[i], mode));
    }
    return ab_catalog_of(arena, list);
}
