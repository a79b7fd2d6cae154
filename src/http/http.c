/* The engine and its sessions: making, ending, pausing. */
#include "http/http.h"

#include "http/cassette.h"
#include "http/engine.h"

#include <errno.h>

enum {
    DEFAULT_CONCURRENCY = 2,
    DEFAULT_MEMORY = 12 * 1024 * 1024,
};

/* False where there is no limit, or what is set is no number of bytes. */
static bool read_disk_limit(size_t *bytes)
{
    const char *text = getenv("CONNECTOR_STORAGE_LIMIT_BYTES");
    char *end = NULL;
    errno = 0;
    unsigned long long number = text ? strtoull(text, &end, 10) : 0;
    if (!text || end == text || *end || errno || *text == '-') {
        return false;
    }
    *bytes = (size_t)number;
    return true;
}

static bool replay(void *context, const ab_http_request *request, const ab_body_store *store,
                   ab_arena *arena, ab_http_response *response, ab_error *error)
{
    return ab_cassette_find(context, request, store, arena, response, error);
}

static void set_player(ab_http *http, const ab_http_options *options)
{
    if (options->player) {
        http->player = *options->player;
    } else if (options->cassette && ab_cassette_is_replay(options->cassette)) {
        http->player = (ab_http_player){replay, options->cassette};
    } else {
        http->cassette = options->cassette;
    }
}

ab_http *ab_http_new(const ab_http_options *options)
{
    static const ab_http_options defaults = {0};
    const ab_http_options *o = options ? options : &defaults;
    ab_http *http = ab_xcalloc(1, sizeof(*http));
    http->clock = o->clock ? o->clock : ab_clock_process();
    http->user_agent = ab_xstrdup(o->user_agent ? o->user_agent : "airbyte-cdk-c/" AB_VERSION);
    const char *mode = getenv("DEPLOYMENT_MODE");
    http->cloud = o->cloud || ab_str_eq_nocase(ab_str_of(mode), AB_STR("cloud"));
    set_player(http, o);
    http->observer = o->observer;
    http->store = o->store;
    http->store_folder = ab_xstrdup(o->store.folder);
    http->store.folder = http->store_folder;
    if (!http->store.memory) {
        ab_memory_init(&http->own_memory, DEFAULT_MEMORY);
        http->store.memory = &http->own_memory;
    }
    size_t disk_bytes;
    if (!http->store.disk && read_disk_limit(&disk_bytes)) {
        ab_memory_init(&http->own_disk, disk_bytes);
        http->store.disk = &http->own_disk;
    }
    ab_trust_read_environment(&http->trust);
    pthread_mutex_init(&http->lock, NULL);
    http->concurrency = o->concurrency ? o->concurrency : DEFAULT_CONCURRENCY;
    http->last_new = &http->first_new;
    return http;
}

void ab_http_free(ab_http *http)
{
    if (!http) {
        return;
    }
    ab_io_stop(http);
    pthread_mutex_destroy(&http->lock);
    ab_trust_clear(&http->trust);
    free(http->store_folder);
    free(http->user_agent);
    free(http);
}

void ab_http_pause(ab_http *http, int64_t us)
{
    ab_clock_pause_us(http->clock, us);
}

const ab_body_store *ab_http_store(const ab_http *http)
{
    return &http->store;
}

ab_http_session *ab_http_session_new(ab_http *http)
{
    ab_http_session *session = ab_xcalloc(1, sizeof(*session));
    session->http = http;
    ab_cookies_init(&session->cookies);
    return session;
}

void ab_http_session_free(ab_http_session *session)
{
    if (session) {
        ab_cookies_free(&session->cookies);
        free(session);
    }
}

ab_http *ab_http_session_http(const ab_http_session *session)
{
    return session->http;
}
