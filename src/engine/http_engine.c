/* The command's HTTP engine, made on its first use: `spec` never touches it. */
#include "base/alloc.h"
#include "base/memory.h"
#include "engine/runtime.h"
#include "http/cassette.h"
#include "http/http.h"
#include "json/json.h"

#include <stdlib.h>

typedef struct parts {
    ab_memory memory;
    ab_memory disk;
    ab_cassette *cassette;
    ab_http_session *session; /* of native sources; NULL until asked for */
} parts;

static void free_http(ab_runtime *runtime)
{
    parts *p = runtime->http_parts;
    ab_http_session_free(p->session);
    ab_http_free(runtime->http);
    ab_cassette_free(p->cassette);
    free(p);
}

/* CONNECTOR_STORAGE_LIMIT_BYTES; SIZE_MAX where it is not set or no number. */
static size_t disk_limit(void)
{
    const char *text = getenv("CONNECTOR_STORAGE_LIMIT_BYTES");
    int64_t bytes;
    ab_value value;
    if (text && ab_value_from_digits(ab_str_of(text), &value) && ab_value_int64(&value, &bytes) &&
        bytes >= 0) {
        return (size_t)bytes;
    }
    return SIZE_MAX;
}

/* A token must not be stored, though nothing has used it yet. */
static void learn_tokens(ab_mask *mask, ab_str text)
{
    if (ab_str_find(text, AB_STR("_token\""), 0) < 0) {
        return;
    }
    ab_arena *arena = ab_arena_new();
    ab_value document;
    if (ab_json_parse(arena, text, NULL, &document, NULL)) {
        ab_mask_add_tokens(mask, &document);
    }
    ab_arena_free(arena);
}

static void mask_text(void *context, ab_buf *text)
{
    learn_tokens(context, ab_buf_str(text));
    ab_buf masked;
    ab_buf_init(&masked, text->max);
    ab_mask_append(context, &masked, ab_buf_str(text));
    ab_buf_free(text);
    *text = masked;
}

static bool open_cassette(ab_runtime *runtime, parts *p, ab_error *error)
{
    const ab_run_options *options = &runtime->options;
    if (options->replay_dir) {
        p->cassette = ab_cassette_replay(options->replay_dir, mask_text, runtime->mask, error);
    } else if (options->record_dir) {
        p->cassette = ab_cassette_record(options->record_dir, mask_text, runtime->mask, error);
    } else {
        return true;
    }
    return p->cassette != NULL;
}

static ab_http *make_http(ab_runtime *runtime, ab_error *error)
{
    parts *p = ab_xcalloc(1, sizeof(*p));
    size_t memory = runtime->options.memory_bytes;
    /* The writer's queue has a quarter; the last one is for what bodies bring with them: windows,
     * buffers, records on their way. */
    ab_memory_init(&p->memory, memory / 2);
    ab_memory_init(&p->disk, disk_limit());
    if (!open_cassette(runtime, p, error)) {
        free(p);
        return NULL;
    }
    const char *mode = getenv("DEPLOYMENT_MODE");
    ab_http_options options = {
        .concurrency = (unsigned)runtime->concurrency,
        .store = {.memory = &p->memory, .disk = &p->disk},
        .clock = runtime->clock,
        .cloud = mode && ab_str_eq_nocase(ab_str_of(mode), AB_STR("cloud")),
        .cassette = p->cassette,
        .player = runtime->options.player,
        .observer = runtime->options.observer,
    };
    runtime->http_parts = p;
    runtime->free_http = free_http;
    return ab_http_new(&options);
}

struct ab_http *ab_runtime_http(ab_runtime *runtime, ab_error *error)
{
    pthread_mutex_lock(&runtime->lock);
    if (!runtime->http) {
        runtime->http = make_http(runtime, error);
    }
    ab_http *http = runtime->http;
    pthread_mutex_unlock(&runtime->lock);
    return http;
}

struct ab_http_session *ab_runtime_session(ab_runtime *runtime, ab_error *error)
{
    ab_http *http = ab_runtime_http(runtime, error);
    if (!http) {
        return NULL;
    }
    pthread_mutex_lock(&runtime->lock);
    parts *p = runtime->http_parts;
    if (!p->session) {
        p->session = ab_http_session_new(http);
    }
    ab_http_session *session = p->session;
    pthread_mutex_unlock(&runtime->lock);
    return session;
}
