/* The interface of a source, native or declarative: const structs of functions ("slots").
 *
 * A slot marked "must" is never NULL; one marked "may" can be NULL, with the default that is told.
 * What is the same in most sources is no slot but a text or a name beside them.
 * Every slot gets its struct's `self` first. A slot that fails sets `error` and returns false (or
 * the value named for it); the engine turns that into the protocol's messages: a slot prints
 * nothing itself. What a slot returns by an out parameter lies in the arena it was handed, or lives
 * as long as the source.
 *
 * Life of a command: spec → configure → (validation of the config by the spec) → check, or streams
 * → for each stream describe (discover), or its reading (read, see ab_stream). */
#ifndef AIRBYTE_SOURCE_H
#define AIRBYTE_SOURCE_H

#include "airbyte/arena.h"
#include "airbyte/error.h"
#include "airbyte/log.h"
#include "airbyte/types.h"
#include "airbyte/value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- what the engine lends */

/* The logger of the command. Borrowed; thread-safe. */
const ab_logger *ab_runtime_logger(const ab_runtime *runtime);
/* Has `secret` masked from now on in LOG, TRACE, CONNECTION_STATUS and stderr: for tokens obtained
 * at run time (those of the config are known by the spec's airbyte_secret). Thread-safe. */
void ab_runtime_add_secret(ab_runtime *runtime, ab_str secret);
/* Prints CONTROL CONNECTOR_CONFIG with the whole new config and returns once the platform's pipe
 * took it: call it before a rotated refresh token is used. False with `error` if it could not be
 * written. May block; hold no lock that a record's way out needs. Thread-safe. */
bool ab_runtime_update_config(ab_runtime *runtime, const ab_value *config, ab_error *error);
/* TRACE ANALYTICS: an event for the maker of the connector; `value` empty: none. Thread-safe. */
void ab_runtime_analytics(ab_runtime *runtime, ab_str type, ab_str value);
/* True once a signal came or the reader is gone: long loops should return. Thread-safe. */
bool ab_runtime_stopping(const ab_runtime *runtime);
/* Milliseconds since 1970 by the command's clock, and a monotonic count of milliseconds. */
int64_t ab_runtime_now_ms(const ab_runtime *runtime);
int64_t ab_runtime_monotonic_ms(const ab_runtime *runtime);

/* ---------------------------------------------------------------- emitting */

/* A sink belongs to one job (the reading of one partition, or the generation of a stream's
 * partitions) and is used by that job's thread only. Records are gathered in the sink's buffer and
 * handed on in whole lines; a state is handed on after all records emitted before it by this sink
 * and by partitions already closed. Emitting may block while the platform reads slowly: hold no
 * lock then but one that only states' emitters take.
 *
 * All return false if the job should end: the limit was reached, the process is stopping, or the
 * record cannot be written (`error` is set only in the last case). Return true from the slot if
 * `error` is not set. */

/* A record of the sink's stream. `data` must be an object; it is written at once and not kept. */
bool ab_emit_record(ab_sink *sink, const ab_value *data, ab_error *error);
/* The same from text that is already one valid, compact JSON object in UTF-8 without line breaks
 * (not checked: the caller answers for it). Copied. */
bool ab_emit_json(ab_sink *sink, ab_str object, ab_error *error);
/* A record with a file: `file` is the protocol's file_reference ({"staging_file_url",
 * "source_file_relative_path", "file_size_bytes"}). */
bool ab_emit_file_record(ab_sink *sink, const ab_value *data, const ab_value *file,
                         ab_error *error);
/* The stream's state: the stream_state of a STATE message, an object. The engine adds the record
 * count. To keep states in order, call it under the lock that guards the state's changes. */
bool ab_emit_state(ab_sink *sink, const ab_value *state, ab_error *error);
/* STREAM_STATUS RUNNING with the reason RATE_LIMITED, before a long wait. `quota_reset_ms`: when
 * the quota comes back, in milliseconds since 1970, or a negative number if unknown. */
void ab_emit_rate_limited(ab_sink *sink, int64_t quota_reset_ms);
/* TRACE ESTIMATE: how many rows and bytes the whole stream is expected to give; negative: unknown.
 */
void ab_emit_estimate(ab_sink *sink, int64_t rows, int64_t bytes);
/* Hands on what the sink has gathered; to be called before any wait (the HTTP helper does). */
void ab_emit_flush(ab_sink *sink);
/* True if the job should end early: limit reached or process stopping. */
bool ab_sink_stopped(const ab_sink *sink);
/* The command that this sink works for. Borrowed. */
ab_runtime *ab_sink_runtime(const ab_sink *sink);

/* ---------------------------------------------------------------- streams */

/* A unit of work: a ticker, a date window, a parent's id. The engine makes and frees it; it moves
 * from the generator to exactly one worker, its arena with it. */
typedef struct ab_partition {
    ab_arena *arena;       /* the partition's memory; freed by the engine after its reading */
    const ab_value *slice; /* for logs and progress, in `arena`; NULL: the whole stream */
    void *data;            /* the stream's own, in `arena`; NULL at first */
} ab_partition;

/* Where `generate` puts partitions. */
typedef struct ab_partition_queue ab_partition_queue;
/* A new, empty partition with an arena of its own. Freed by the engine, put or not: there is at
 * most one that was not put yet, which a second call returns emptied. */
ab_partition *ab_partition_new(ab_partition_queue *queue);
/* Hands the partition on to the workers; blocks while the queue is full (hold no lock). False if
 * no more are wanted: return true then. Generator's thread. */
bool ab_partition_put(ab_partition_queue *queue, ab_partition *partition);

typedef enum ab_next {
    AB_NEXT_PARTITION, /* *partition was filled */
    AB_NEXT_DONE,      /* there are no more */
    AB_NEXT_FAILED,    /* `error` is set; no more are asked for */
} ab_next;

/* How a stream's reading ended. */
typedef enum ab_outcome {
    AB_OUTCOME_COMPLETE, /* every partition was generated, read and closed */
    AB_OUTCOME_STOPPED,  /* cut short by --limit: partitions cut short were not closed */
    AB_OUTCOME_FAILED,   /* the generator or at least one partition failed */
} ab_outcome;

/* What a read asks of a stream. All values live until the stream's `finish` returned. */
typedef struct ab_read_request {
    const ab_value *configured; /* the ConfiguredAirbyteStream as it came */
    const ab_value *config;     /* the configuration */
    const ab_value *state;      /* the stream's stream_state, an object; NULL if there is none */
    bool incremental;           /* the sync mode asked for */
    ab_str cursor_field;        /* of the catalog, first element; empty if none */
    ab_runtime *runtime;
    ab_cursor *cursor; /* of a stream that names its cursor_field (cursor.h); else NULL */
} ab_read_request;

/* What `describe` tells of a stream: the members of an AirbyteStream. */
typedef struct ab_stream_info {
    const ab_value *json_schema;      /* must; an object with `properties` */
    const char *const *primary_key;   /* NULL-terminated list of top-level fields; NULL: none */
    const char *default_cursor_field; /* NULL: none */
    bool incremental;                 /* supports incremental beside full_refresh */
    bool source_defined_cursor;
    bool is_resumable;
    bool is_file_based;
    const ab_value *airbyte_stream; /* instead of all above: the whole AirbyteStream, an object */
} ab_stream_info;

/* A stream. Threads: `describe` on the main thread. During a read one generator thread calls `open`
 * and `next_partition`; worker threads call `read_partition` and `close_partition`, several
 * partitions of one stream at once; `finish` is called once, after all else, on any of them. */
typedef struct ab_stream {
    void *self;
    const char *name;
    const char *name_space; /* NULL: none */
    /* Streams of one group are not read at the same time (NULL: none). A stream that waits for its
     * group goes to the end of the queue. */
    const char *block_group;
    /* May: names of all streams that generating this one's partitions reads (parents of parents
     * too), NULL-terminated: they count as active in their groups meanwhile. */
    const char *const *parents;

    /* What most streams are, so that they need no slot for it. Each may be NULL.
     * The JSON schema's text, and the top-level fields of the key, ended by NULL: for `describe`.
     */
    const char *json_schema;
    const char *const *primary_key;
    /* The field that the stream is read incrementally by, in ISO 8601 or another form that sorts by
     * time as bytes. The engine keeps the state: request->cursor. */
    const char *cursor_field;
    /* One partition for each element of the config's array `partition_config`; its slice is
     * {partition_field: the element}. Instead of next_partition. */
    const char *partition_config;
    const char *partition_field;

    /* May. Fills *info; values in `arena`. May do HTTP (a schema that the API tells). Default:
     * json_schema, primary_key and cursor_field. */
    bool (*describe)(void *self, ab_runtime *runtime, const ab_value *config, ab_arena *arena,
                     ab_stream_info *info, ab_error *error);
    /* May. Begins a read: *reading is handed to the slots below and freed by `finish` (which is
     * then a must). Default: *reading is `self`. */
    bool (*open)(void *self, const ab_read_request *request, void **reading, ab_error *error);
    /* May. Generates the next partition lazily; may do HTTP and emit states by `sink`. Not called
     * while the queue of partitions is full. Default: by partition_config, else one partition
     * without a slice. */
    ab_next (*next_partition)(void *reading, const ab_read_request *request,
                              ab_partition *partition, ab_sink *sink, ab_error *error);
    /* May, instead of next_partition, where a loop is easier to write than its steps: generates
     * all partitions, handing each over by ab_partition_put, until that returns false. */
    bool (*generate)(void *reading, const ab_read_request *request, ab_partition_queue *queue,
                     ab_sink *sink, ab_error *error);
    /* Must. Reads one partition and emits its records. */
    bool (*read_partition)(void *reading, const ab_read_request *request, ab_partition *partition,
                           ab_sink *sink, ab_error *error);
    /* May. Called after read_partition succeeded to its end (not if the limit cut it short), on the
     * same thread, all its records being handed on: advances the cursor, may emit a state. */
    bool (*close_partition)(void *reading, const ab_read_request *request, ab_partition *partition,
                            ab_sink *sink, ab_error *error);
    /* May. Ends the read, also after failures and if no partition came (but not if `open` failed):
     * emits the final state and frees `reading`. Default: the state of request->cursor, else one
     * that says that the stream has no cursor ({"__ab_no_cursor_state_message": true}), unless the
     * stream emitted a state itself. */
    bool (*finish)(void *reading, const ab_read_request *request, ab_outcome outcome, ab_sink *sink,
                   ab_error *error);
} ab_stream;

/* The list that ab_source.streams fills. */
typedef struct ab_stream_list ab_stream_list;
/* Adds a stream; `stream` is borrowed until the source is closed. */
void ab_stream_list_add(ab_stream_list *list, const ab_stream *stream);

/* ---------------------------------------------------------------- sources */

typedef enum ab_check {
    AB_CHECK_SUCCEEDED,
    AB_CHECK_FAILED, /* CONNECTION_STATUS FAILED with error's message; exit 0 */
    AB_CHECK_ERROR,  /* could not be told: TRACE ERROR; of kind config also FAILED and exit 0, of
                        another kind exit 1 */
} ab_check;

/* Why `streams` is asked: a source may leave out what a purpose does not need. */
typedef enum ab_purpose {
    AB_FOR_DISCOVER,
    AB_FOR_READ,
} ab_purpose;

/* A source. All slots are called on the main thread, one at a time, before any stream is read. */
typedef struct ab_source {
    void *self;
    const char *name;    /* "source-stock-ticker" */
    const char *version; /* "0.1.0" */
    /* The text of spec.yaml, and the streams, ended by NULL: for sources that need no slot for
     * them. Each may be NULL. */
    const char *spec_yaml;
    const ab_stream *const *stream_list;
    /* May. The ConnectorSpecification: connectionSpecification, documentationUrl … Must be quick
     * and do no input or output but reading its own files. Default: spec_yaml. */
    bool (*spec)(void *self, ab_runtime *runtime, ab_arena *arena, const ab_value **spec,
                 ab_error *error);
    /* May. Sees the config as it was read, before it is validated, at the start of each command
     * that has one: migrations. `config_path` is its file. Sets *config, in `arena`, to what all
     * other slots get; the config without internal members (names that start with "__" or are
     * "_limit" or "_page_size") is what the spec is asked about. Default: unchanged. */
    bool (*configure)(void *self, ab_runtime *runtime, const ab_value *raw, const char *config_path,
                      ab_arena *arena, const ab_value **config, ab_error *error);
    /* May. Whether discover validates the config by the spec. Default: yes. */
    bool (*discover_needs_config)(void *self);
    /* Must. Whether the config can be used to connect. */
    ab_check (*check)(void *self, ab_runtime *runtime, const ab_value *config, ab_error *error);
    /* May. The streams there are, in the order of the catalog. Default: stream_list. For
     * AB_FOR_READ `catalog` is the configured catalog and `state` the state input as an array of
     * STATE bodies; else NULL. */
    bool (*streams)(void *self, ab_runtime *runtime, const ab_value *config, ab_purpose purpose,
                    const ab_value *catalog, const ab_value *state, ab_stream_list *list,
                    ab_error *error);
    /* May. Requests in flight at most, at least 1; `--workers` overrides it. 0 with `error` set if
     * the config gives none. Default: 2. */
    int (*concurrency)(void *self, const ab_value *config, ab_error *error);
    /* May. Frees what the source holds. The last call. */
    void (*close)(void *self);
} ab_source;

#ifdef __cplusplus
}
#endif

#endif
