/* What the components of one source share while it runs, and what they pass to each other. */
#ifndef AB_DECLARATIVE_ENV_H
#define AB_DECLARATIVE_ENV_H

#include "airbyte/source.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "template/template.h"
#include "json/scan.h"
#include "json/shallow.h"
#include "json/value.h"

#include <pthread.h>
#include <stdatomic.h>

struct ab_call_budget;
struct ab_record_path;
struct ab_response;
struct ab_state_input;

/* ---- The config: an immutable snapshot that is swapped as a whole ---- */

/* Snapshots stay valid as long as the store: a reader keeps what it got. Thread-safe. */
typedef struct ab_config_store ab_config_store;
/* `config` is copied. */
ab_config_store *ab_config_store_new(const ab_value *config);
void ab_config_store_free(ab_config_store *store);
const ab_value *ab_config_get(const ab_config_store *store);
/* Swaps in a copy of `config`, as for a rotated token; later gets see it. */
void ab_config_set(ab_config_store *store, const ab_value *config);

/* ---- The environment of a source's components ---- */

/* How far a short read goes (test-read, check): 0 stands for no limit. */
typedef struct ab_limits {
    int64_t records;
    int64_t pages_per_slice;
    int64_t slices;
    bool no_retries;
    bool no_cache;
} ab_limits;

/* One per source and command. Set up before threads exist, then read-only but for what is said
 * to be thread-safe. */
typedef struct ab_env {
    ab_arena *arena;     /* lives as long as the source; used by the building thread only */
    ab_runtime *runtime; /* the engine's: log, secrets, CONTROL, stopping; NULL in pure calls */
    ab_config_store *config;
    const ab_clock *clock;
    const ab_logger *log;
    struct ab_call_budget *budget; /* of the manifest's api_budget, NULL if none */
    const char *manifest_file;     /* for positions in errors; NULL where injected */
    const ab_value *manifest;      /* resolved: references, types, parameters */
    ab_limits limits;
    int64_t max_async_jobs;
    /* State input, or NULL (discover, check). Read by ab_env_stream_state. */
    const struct ab_state_input *states;
    /* The configured catalog, or NULL (discover, check). Read by ab_env_configured. */
    const ab_value *catalog;
    pthread_mutex_t lock; /* of what follows */
    struct ab_shared *shared;
} ab_env;

void ab_env_init(ab_env *env, ab_arena *arena);
/* Destroys the shared objects; the arena is the caller's. */
void ab_env_destroy(ab_env *env);
/* The input state of a stream (an object) or NULL; borrowed. */
const ab_value *ab_env_stream_state(const ab_env *env, ab_str stream);
/* The ConfiguredAirbyteStream of that name, or NULL; borrowed. */
const ab_value *ab_env_configured(const ab_env *env, ab_str stream);
/* Objects shared by components of several streams (token state, caches). Thread-safe. The object
 * under `key`, made by `create` (under the lock, so once) if there is none yet. `kind`
 * keeps the keys of different users apart. `destroy` may be NULL. */
void *ab_env_shared(ab_env *env, const char *kind, ab_str key, void *(*create)(void *argument),
                    void *argument, void (*destroy)(void *object));

/* Has `destroy(object)` called by ab_env_destroy: for what a component holds outside of the arena.
 * Last in, first out. Thread-safe. */
void ab_env_defer(ab_env *env, void (*destroy)(void *object), void *object);

/* What a build function gets beside its component. */
typedef struct ab_build {
    ab_arena *arena; /* lives as long as what is built */
    ab_env *env;
    ab_str stream; /* the stream that is being built; empty for parts of the source */
    ab_str reader; /* the source's stream that is this one, or has it as a parent; else empty */
} ab_build;

/* ---- Slices ---- */

/* A StreamSlice: immutable once made; lives in the arena it was made in. */
typedef struct ab_slice {
    ab_value partition;                 /* object */
    ab_value cursor_slice;              /* object */
    ab_value extra_fields;              /* object */
    ab_value view;                      /* what templates see: ab_template_slice of the three */
    struct ab_response *child_response; /* lazy_read_pointer: the first page, or NULL */
    void
        *cursor_entry; /* of the cursor that made the slice: its place for the partition, or NULL */
    struct ab_async_job *job; /* AsyncRetriever: whose records the slice stands for, or NULL */
} ab_slice;
/* Makes one in `arena`; the values (each may be NULL: empty) are borrowed, or copied by _copy. */
ab_slice *ab_slice_new(ab_arena *arena, const ab_value *partition, const ab_value *cursor_slice,
                       const ab_value *extra_fields);
ab_slice *ab_slice_copy(ab_arena *arena, const ab_slice *slice);
/* The slice as one object, partition first (Python's dict(slice)). */
ab_value ab_slice_merged(ab_arena *arena, const ab_slice *slice);

/* Receives slices one at a time; the slice is valid during the call (copy it to keep it). May
 * block (bounded queue). False ends the generation: with `error` set it failed, else the receiver
 * has enough. The same convention holds for every callback here. */
typedef bool (*ab_slice_fn)(void *context, const ab_slice *slice, ab_error *error);

/* ---- What templates see ---- */

/* The variables of one evaluation, gathered by whoever sends a request or handles a record.
 * Plain struct, copied freely; NULL members do not exist for the template. */
typedef struct ab_scope {
    ab_env *env;
    ab_arena *arena;        /* where results go: page or record lifetime */
    const ab_value *config; /* one snapshot for the whole request */
    const ab_slice *slice;
    const ab_value *next_page_token; /* {"next_page_token": …} */
    const ab_value *record;
    const ab_value *last_record; /* by ab_template_record */
    const ab_value *last_page_size;
    const ab_value *extra;        /* object whose members are further variables */
    struct ab_response *response; /* `response` and `headers`, decoded when first read */
    const ab_value *headers;      /* `headers` where they are not simply the response's */
    bool sees_answer; /* as response filters see it: `response` is the body as JSON whatever the
                         decoder, `headers` ignore case */
    const struct ab_record_path *record_path; /* where the records of the response to come lie, so
                                                 that it can be indexed while it arrives; NULL:
                                                 unknown */
    ab_sink *sink; /* of the job: flushed before waits, told of rate limits; may be NULL */
} ab_scope;
/* A scope with runtime, the newest config and arena set. */
ab_scope ab_scope_new(ab_env *env, ab_arena *arena);
/* The template context for a component with these parameters; refers to `scope`. */
ab_template_context ab_scope_context(const ab_scope *scope, const ab_value *parameters);
/* Shorthands: evaluate with the component's parameters. An absent (NULL) template gives the empty
 * text, null or false. */
bool ab_scope_text(const ab_scope *scope, const ab_template *t, const ab_value *parameters,
                   ab_str *out, ab_error *error);
bool ab_scope_value(const ab_scope *scope, const ab_template *t, const ab_value *parameters,
                    ab_value *out, ab_error *error);
bool ab_scope_bool(const ab_scope *scope, const ab_template *t, const ab_value *parameters,
                   bool *out, ab_error *error);
bool ab_scope_tree(const ab_scope *scope, const ab_template_tree *t, const ab_value *parameters,
                   ab_value *out, ab_error *error);

/* ---- Records ---- */

/* A record on its way from the page to the sink: its text, its value, or both. It lives while the
 * callback that gets it runs; its arena is reset after. */
typedef struct ab_record {
    ab_str raw;         /* JSON text as it came, empty once changed or where there is none */
    unsigned raw_flags; /* AB_RECORD_… of the text (json/scan.h) */
    bool parsed;        /* `value` is valid */
    bool changed;       /* `value`, or `shallow`, is no longer what `raw` says */
    ab_value value;
    ab_shallow *shallow;   /* the text's members, until `value` is made; NULL: not opened */
    ab_arena *arena;       /* the record's */
    const ab_slice *slice; /* associated slice */
    const ab_value *file_reference; /* of a file upload, or NULL */
} ab_record;
/* Makes `value` valid; parses at most once. Fails only on memory of the text gone bad. */
bool ab_record_parse(ab_record *record, ab_error *error);
/* The value, writable: marks the record as changed. */
ab_value *ab_record_edit(ab_record *record, ab_error *error);
/* Its members, where they can be had without parsing it all; NULL: parse it. Borrowed until the
 * record is parsed. Whoever changes them calls ab_record_set_changed. */
ab_shallow *ab_record_shallow(ab_record *record);
void ab_record_set_changed(ab_record *record);
/* An object with those of the named members that the record has, in its arena: what a template that
 * reads no others may see as the record. */
ab_value ab_shallow_view(ab_shallow *shallow, const ab_str *names, size_t n);
/* One member without parsing the whole where that is possible; NULL if absent. */
const ab_value *ab_record_member(ab_record *record, const ab_str *path, size_t length,
                                 ab_error *error);

typedef bool (*ab_record_fn)(void *context, ab_record *record, ab_error *error);

#endif
