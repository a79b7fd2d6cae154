/* The configured catalog, as it comes in. */
#ifndef AB_PROTOCOL_CATALOG_H
#define AB_PROTOCOL_CATALOG_H

#include "base/error.h"
#include "protocol/message.h"
#include "json/value.h"

/* One ConfiguredAirbyteStream. Everything is borrowed from the value it was read from. */
typedef struct ab_configured_stream {
    ab_stream_descriptor descriptor;
    bool incremental;      /* sync_mode */
    ab_str cursor_field;   /* first element; empty if none */
    const ab_value *value; /* the whole ConfiguredAirbyteStream */
} ab_configured_stream;

typedef struct ab_configured_catalog {
    const ab_configured_stream *streams; /* in order; in the arena */
    size_t count;
    const ab_value *value;
} ab_configured_catalog;

/* Reads a ConfiguredAirbyteCatalog. Members that are not known and nulls for optional members are
 * accepted. Errors (system_error, as a broken catalog is the platform's): what the CDK's serializer
 * refuses: missing or mistyped `streams`, `stream`, `name`, `json_schema`, `supported_sync_modes`,
 * `sync_mode`, `destination_sync_mode`; unknown enum values (sync_mode "INVALID"). The message
 * names the place, as in "streams[2].sync_mode". */
bool ab_configured_catalog_read(ab_arena *arena, const ab_value *value, ab_configured_catalog *out,
                                ab_error *error);

/* A ConfiguredAirbyteStream for an AirbyteStream as discover tells it: in this sync mode, with its
 * own cursor and key, appended. In `arena`, sharing `stream` and the mode's text. */
ab_value ab_configured_stream_of(ab_arena *arena, const ab_value *stream, ab_str sync_mode);
/* The ConfiguredAirbyteCatalog of all AirbyteStreams of an array, incremental where they can be. */
ab_value ab_configured_catalog_of(ab_arena *arena, const ab_value *streams);
/* The catalog {"streams": streams}. */
ab_value ab_catalog_of(ab_arena *arena, ab_value streams);

#endif
