/* The engine: runs a source's check, discover and read, and prints the protocol's messages. */
#ifndef AB_ENGINE_ENGINE_H
#define AB_ENGINE_ENGINE_H

#include "engine/runtime.h"
#include "protocol/catalog.h"
#include "protocol/state.h"
#include "json/page.h"

/* Each returns the exit status of the process: 0, or 1 after a TRACE ERROR. Main thread. */

/* Prints SPEC. */
int ab_engine_spec(ab_runtime *runtime, const ab_value *spec);
/* Runs the check slot; prints CONNECTION_STATUS (and a TRACE ERROR where it could not be told). */
int ab_engine_check(ab_runtime *runtime, const ab_source *source, const ab_value *config);
/* Prints CONNECTION_STATUS FAILED with the error's message and returns 0: for a config that is
 * refused before the check. */
int ab_engine_check_failed(ab_runtime *runtime, const ab_error *error);
/* Prints CATALOG. */
int ab_engine_discover(ab_runtime *runtime, const ab_source *source, const ab_value *config);
/* The AirbyteCatalog that discover prints, in `arena`. */
bool ab_engine_catalog(ab_runtime *runtime, const ab_source *source, const ab_value *config,
                       ab_arena *arena, ab_value *catalog, ab_error *error);
/* Reads the configured streams that --streams selects, with their partitions by
 * runtime->concurrency workers. Blocks until all ended. */
int ab_engine_read(ab_runtime *runtime, const ab_source *source, const ab_value *config,
                   const ab_configured_catalog *catalog, const ab_state_input *state);
/* Whether the config is valid by the spec's connectionSpecification; members that are the
 * platform's or ours (names that start with "__", "_limit", "_page_size") are not looked at. Error
 * (config_error): "Config validation error: …" in the words of Python's jsonschema, with the place
 * behind it. */
bool ab_engine_validate_config(const ab_value *spec, const ab_value *config, ab_error *error);
/* What is told where the config does not fit the spec. */
typedef enum ab_config_use {
    AB_CONFIG_NONE,     /* the command has no config */
    AB_CONFIG_CHECKED,  /* CONNECTION_STATUS FAILED */
    AB_CONFIG_DISCOVER, /* TRACE ERROR, unless the source can discover without */
    AB_CONFIG_REQUIRED, /* TRACE ERROR */
} ab_config_use;
/* What a command knows of its configuration; in the arena that it was made in. */
typedef struct ab_engine_inputs {
    const ab_value *spec;   /* the ConnectorSpecification */
    const ab_value *config; /* what `configure` made of it; NULL: the command has none */
} ab_engine_inputs;
/* The beginning of every command: asks the source for its spec, hands the config as it was read
 * from `path` (NULL: from no file) to `configure`, has its secrets masked, and validates it as
 * `use` says. False where the command ends here: what was wrong was told, *status is the process's.
 */
bool ab_engine_begin(ab_runtime *runtime, const ab_source *source, ab_config_use use,
                     const ab_value *raw, const char *path, ab_arena *arena,
                     ab_engine_inputs *inputs, int *status);
/* Sets runtime->concurrency by --workers, the source, or the default. */
bool ab_engine_set_concurrency(ab_runtime *runtime, const ab_source *source, const ab_value *config,
                               ab_error *error);
/* Prints `error` as a TRACE ERROR and returns 1. */
int ab_engine_fail(ab_runtime *runtime, const ab_error *error);

/* The source's streams, by its slot or its list. */
bool ab_engine_streams(const ab_source *source, ab_runtime *runtime, const ab_value *config,
                       ab_purpose purpose, const ab_value *catalog, const ab_value *state,
                       ab_stream_list *list, ab_error *error);
/* The AirbyteStream of a stream (describe and its defaults), an object in `arena`. */
bool ab_engine_describe(ab_runtime *runtime, const ab_stream *stream, const ab_value *config,
                        ab_arena *arena, ab_value *out, ab_error *error);

/* Emits a record from a validated body as it lies there, by one copy where `flags` (the scan's
 * AB_RECORD_…) allow: ab_record_emit of json/page.h, whose rules on nulls, non-finite numbers and
 * repeated keys hold. `record` must be an object; `scratch` is rewound. Returns as the emitters of
 * airbyte/source.h. */
bool ab_emit_span(ab_sink *sink, ab_str record, unsigned flags, ab_arena *scratch, ab_error *error);

/* To be called before record i of a page is read, if what comes of it goes to `sink` (may be NULL).
 * Where it is large, waits until the writer has room for it, so that at any number of workers only
 * few large records are in memory. The room is given back by the next ab_emit_flush. */
void ab_sink_expect(ab_sink *sink, ab_page *page, size_t i);

/* ---- For those who read streams by other means than ab_engine_read (test-read, check). ---- */

/* The list that a source's `streams` slot fills. */
struct ab_stream_list {
    const ab_stream **at;
    size_t n;
    size_t capacity;
};
void ab_stream_list_free(ab_stream_list *list);

/* How a stream is read on the calling thread. All but `context` may be NULL. */
typedef struct ab_single_hooks {
    /* Before each partition is read; `slice` may be NULL. False: no more are wanted. */
    bool (*slice)(void *context, const ab_value *slice);
    /* False ends the reading of the partition, which is then not closed. */
    bool (*record)(void *context, ab_str json);
    bool (*state)(void *context, const ab_value *state);
    /* A partition failed; the others are still read. */
    void (*failed)(void *context, const ab_error *error);
    void *context;
} ab_single_hooks;
/* Reads one stream on the calling thread: each partition as soon as it is generated, so that what
 * happens between the calls of the hooks belongs together. False with `error` if the stream could
 * not be opened, its partitions not be generated, or its final state not be told. */
bool ab_engine_read_single(ab_runtime *runtime, const ab_stream *stream,
                           const ab_read_request *request, const ab_single_hooks *hooks,
                           ab_error *error);

/* ab_emit_rate_limited where there is no sink: for a stream whose partitions are being made. May
 * wait for the writer: hold no lock. */
void ab_runtime_tell_rate_limited(ab_runtime *runtime, ab_str stream);

/* A sink that hands what is emitted to callbacks instead of the writer. Each returns false to end
 * the job. `text` is valid for the call. */
typedef struct ab_sink_hooks {
    bool (*record)(void *context, ab_str json);
    bool (*state)(void *context, const ab_value *state); /* may */
    void *context;
} ab_sink_hooks;
/* Freed by ab_sink_free. */
ab_sink *ab_sink_new_hooked(ab_runtime *runtime, const ab_sink_hooks *hooks);
void ab_sink_free(ab_sink *sink);

#endif
