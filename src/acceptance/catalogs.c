/* Configured catalogs of the tests. */
#include "acceptance/suite.h"

#include "protocol/catalog.h"

const ab_value *ab_at_stream_of(const ab_value *configured)
{
    return ab_get(configured, "stream");
}

ab_str ab_at_stream_name(const ab_value *configured)
{
    return ab_get_text(ab_at_stream_of(configured), "name");
}

const ab_value *ab_at_configured(const ab_value *catalog, ab_str name)
{
    const ab_value *streams = ab_get(catalog, "streams");
    for (uint32_t i = 0; ab_is(streams, AB_ARRAY) && i < streams->count; i++) {
        if (ab_str_eq(ab_at_stream_name(&streams->items[i]), name)) {
            return &streams->items[i];
        }
    }
    return NULL;
}

ab_str ab_at_cursor_field(const ab_value *configured)
{
    ab_str own = ab_text(ab_at(ab_get(configured, "cursor_field"), 0));
    return own.n ? own
                 : ab_text(ab_at(ab_get(ab_at_stream_of(configured), "default_cursor_field"), 0));
}

static const ab_value *find_stream(const ab_value *streams, ab_str name)
{
    for (uint32_t i = 0; i < streams->count; i++) {
        if (ab_str_eq(ab_get_text(&streams->items[i], "name"), name)) {
            return &streams->items[i];
        }
    }
    return NULL;
}

/* A stream as discovered, in its first sync mode. */
static ab_value configure(ab_arena *arena, const ab_value *stream)
{
    ab_str mode = ab_text(ab_at(ab_get(stream, "supported_sync_modes"), 0));
    return ab_configured_stream_of(arena, stream, mode.n ? mode : AB_STR("full_refresh"));
}

static const ab_value *whole_catalog(ab_at_case *c, const ab_value *streams, const ab_value *empty)
{
    ab_value list = ab_value_array();
    for (uint32_t i = 0; i < streams->count; i++) {
        if (!ab_at_list_has(empty, ab_get_text(&streams->items[i], "name"))) {
            ab_array_push(c->arena, &list, configure(c->arena, &streams->items[i]));
        }
    }
    ab_value *catalog = AB_ARENA_NEW(c->arena, ab_value);
    *catalog = ab_catalog_of(c->arena, list);
    return catalog;
}

/* The given catalog's streams with the discovered definitions. */
static const ab_value *given_catalog(ab_at_case *c, const ab_value *streams, const ab_value *given)
{
    const ab_value *wanted = ab_get(given, "streams");
    ab_value list = ab_value_array();
    for (uint32_t i = 0; ab_is(wanted, AB_ARRAY) && i < wanted->count; i++) {
        ab_str name = ab_at_stream_name(&wanted->items[i]);
        const ab_value *found = find_stream(streams, name);
        if (!found) {
            ab_at_fail(c, "configured_catalog_path: discover has no stream %.*s", AB_STR_ARG(name));
            return NULL;
        }
        ab_value configured = ab_value_clone(c->arena, &wanted->items[i]);
        ab_set(c->arena, &configured, "stream", *found);
        ab_array_push(c->arena, &list, configured);
    }
    ab_value *catalog = AB_ARENA_NEW(c->arena, ab_value);
    *catalog = ab_catalog_of(c->arena, list);
    return catalog;
}

const ab_value *ab_at_catalog(ab_at_case *c, const ab_value *empty_streams)
{
    const ab_value *streams = ab_at_streams(c);
    ab_str path = ab_get_text(c->entry, "configured_catalog_path");
    if (!streams || path.n == 0) {
        return streams ? whole_catalog(c, streams, empty_streams) : NULL;
    }
    const ab_value *given = ab_at_file(c, path, false);
    return given ? given_catalog(c, streams, given) : NULL;
}

static bool supports(const ab_value *configured, const char *mode)
{
    const ab_value *modes = ab_get(ab_at_stream_of(configured), "supported_sync_modes");
    for (uint32_t i = 0; ab_is(modes, AB_ARRAY) && i < modes->count; i++) {
        if (ab_str_is(ab_text(&modes->items[i]), mode)) {
            return true;
        }
    }
    return false;
}

ab_value ab_at_catalog_of_mode(ab_arena *arena, const ab_value *catalog, const char *mode)
{
    const ab_value *streams = ab_get(catalog, "streams");
    ab_value list = ab_value_array();
    for (uint32_t i = 0; ab_is(streams, AB_ARRAY) && i < streams->count; i++) {
        if (supports(&streams->items[i], mode)) {
            ab_value configured = ab_value_clone(arena, &streams->items[i]);
            ab_set(arena, &configured, "sync_mode", ab_value_cstr(mode));
            ab_array_push(arena, &list, configured);
        }
    }
    return ab_catalog_of(arena, list);
}

ab_value ab_at_catalog_of_one(ab_arena *arena, const ab_value *configured_stream)
{
    ab_value list = ab_value_array();
    ab_array_push(arena, &list, *configured_stream);
    return ab_catalog_of(arena, list);
}
