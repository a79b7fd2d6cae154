#include "engine/slots.h"

#include <stdlib.h>

enum {
    PROGRESS_US = 1000000,
    /* Ours recurse at most as deep as values nest (512); the default of 8 MiB per thread would
     * only count against limits of address space. */
    STACK_BYTES = 1024 * 1024,
};

/* ---------------------------------------------------------------- selecting streams */

static bool names_stream(ab_str list, ab_str name)
{
    while (list.n > 0) {
        ptrdiff_t comma = ab_str_find(list, AB_STR(","), 0);
        size_t end = comma < 0 ? list.n : (size_t)comma;
        if (ab_str_eq(ab_str_trim(ab_str_sub(list, 0, end)), name)) {
            return true;
        }
        list = ab_str_sub(list, end + 1, list.n);
    }
    return false;
}

static const ab_stream *find_stream(const ab_stream_list *list, ab_str name)
{
    for (size_t i = 0; i < list->n; i++) {
        if (ab_str_is(name, list->at[i]->name)) {
            return list->at[i];
        }
    }
    return NULL;
}

static bool has_run(const ab_sync *sync, const ab_stream *stream)
{
    for (size_t i = 0; i < sync->run_count; i++) {
        if (sync->runs[i].stream == stream) {
            return true;
        }
    }
    return false;
}

/* As the CDK: INCOMPLETE, and by itself no error. */
static void tell_missing(ab_runtime *runtime, const ab_configured_stream *configured)
{
    ab_log(&runtime->logger, AB_LOG_WARN,
           "The stream \"%.*s\" of the configured catalog does not exist in this source",
           AB_STR_ARG(configured->descriptor.name));
    ab_buf line;
    ab_buf_init(&line, AB_BUF_NO_MAX);
    ab_message_status(&line, &configured->descriptor, AB_STATUS_INCOMPLETE,
                      ab_runtime_emitted_at(runtime));
    ab_writer_put(runtime->writer, ab_buf_str(&line));
    ab_buf_free(&line);
}

static void add_run(ab_sync *sync, const ab_stream *stream, const ab_configured_stream *configured,
                    const ab_value *config, const ab_state_input *state)
{
    ab_stream_run *run = &sync->runs[sync->run_count];
    ab_stream_descriptor descriptor = {ab_str_of(stream->name), ab_str_of(stream->name_space)};
    *run = (ab_stream_run){.stream = stream};
    run->request = (ab_read_request){
        .configured = configured->value,
        .config = config,
        .state = ab_state_input_get(state, descriptor),
        .incremental = configured->incremental,
        .cursor_field = configured->cursor_field,
        .runtime = sync->runtime,
    };
    ab_sink_stream_init(&run->output, sync->runtime, descriptor);
    AB_VEC_PUSH(&sync->waiting, sync->run_count);
    sync->run_count++;
}

static void select_streams(ab_sync *sync, const ab_stream_list *list,
                           const ab_configured_catalog *catalog, const ab_value *config,
                           const ab_state_input *state)
{
    const char *only = sync->runtime->options.streams;
    sync->runs = ab_xcalloc(catalog->count + 1, sizeof(*sync->runs));
    for (size_t i = 0; i < catalog->count; i++) {
        const ab_configured_stream *configured = &catalog->streams[i];
        if (only && !names_stream(ab_str_of(only), configured->descriptor.name)) {
            continue;
        }
        const ab_stream *stream = find_stream(list, configured->descriptor.name);
        if (!stream) {
            tell_missing(sync->runtime, configured);
        } else if (!has_run(sync, stream)) {
            add_run(sync, stream, configured, config, state);
        }
    }
}

/* Parents count only where they are read themselves, too. */
static void link_parents(ab_sync *sync)
{
    for (size_t i = 0; i < sync->run_count; i++) {
        ab_stream_run *run = &sync->runs[i];
        for (const char *const *name = run->stream->parents; name && *name; name++) {
            for (size_t j = 0; j < sync->run_count; j++) {
                if (j != i && strcmp(sync->runs[j].stream->name, *name) == 0) {
                    AB_VEC_PUSH(&run->parents, j);
                }
            }
        }
    }
}

/* ---------------------------------------------------------------- running */

static void init_sync(ab_sync *sync, ab_runtime *runtime)
{
    *sync = (ab_sync){.runtime = runtime};
    pthread_mutex_init(&sync->lock, NULL);
    ab_cond_init(&sync->startable);
    ab_cond_init(&sync->jobs);
    ab_cond_init(&sync->room);
    ab_cond_init(&sync->ended);
    /* Enough that no worker waits for a generator that is fast; few, as each holds an arena. */
    sync->queue_capacity = (size_t)runtime->concurrency * 2;
    sync->queue = ab_xcalloc(sync->queue_capacity, sizeof(*sync->queue));
}

static void free_sync(ab_sync *sync)
{
    for (size_t i = 0; i < sync->run_count; i++) {
        ab_stream_run *run = &sync->runs[i];
        for (size_t j = 0; j < run->failures.n; j++) {
            free(run->failures.at[j].message);
        }
        AB_VEC_FREE(&run->failures);
        AB_VEC_FREE(&run->parents);
        ab_sink_stream_free(&run->output);
    }
    free(sync->runs);
    free(sync->queue);
    AB_VEC_FREE(&sync->waiting);
    pthread_cond_destroy(&sync->startable);
    pthread_cond_destroy(&sync->jobs);
    pthread_cond_destroy(&sync->room);
    pthread_cond_destroy(&sync->ended);
    pthread_mutex_destroy(&sync->lock);
}

static bool start_thread(pthread_t *thread, void *(*body)(void *), ab_sync *sync)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    int failed = pthread_create(thread, &attributes, body, sync);
    pthread_attr_destroy(&attributes);
    return failed == 0;
}

/* Starts a worker, then the generators, then the other workers; returns how many threads there
 * are, fewer than wanted where the system is out of them. */
static size_t start_threads(ab_sync *sync, pthread_t *threads, size_t generators, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool generates = i > 0 && i <= generators;
        if (!start_thread(&threads[i], generates ? ab_sync_generator : ab_sync_worker, sync)) {
            ab_log(&sync->runtime->logger, AB_LOG_WARN,
                   "The system gives only %zu of %zu threads: lower --workers", i, count);
            return i;
        }
    }
    return count;
}

/* Ends a read that has no worker or no generator. */
static void give_up(ab_sync *sync)
{
    pthread_mutex_lock(&sync->lock);
    sync->live = 0;
    pthread_cond_broadcast(&sync->jobs);
    pthread_mutex_unlock(&sync->lock);
}

static void wait_for_end(ab_sync *sync)
{
    bool show = ab_progress_wanted(sync->runtime);
    int64_t started = ab_clock_monotonic_us(sync->runtime->clock);
    int lines = 0;
    pthread_mutex_lock(&sync->lock);
    while (sync->live > 0) {
        ab_cond_wait_us(&sync->ended, &sync->lock, show ? PROGRESS_US : -1);
        if (show) {
            pthread_mutex_unlock(&sync->lock);
            lines = ab_progress_draw(sync, started, lines);
            pthread_mutex_lock(&sync->lock);
        }
    }
    pthread_mutex_unlock(&sync->lock);
}

/* False with `error` where not even one worker and one generator could be started. */
static bool run_threads(ab_sync *sync, ab_error *error)
{
    size_t workers = (size_t)sync->runtime->concurrency;
    size_t generators = workers / 2 > 0 ? workers / 2 : 1;
    if (generators > sync->run_count) {
        generators = sync->run_count;
    }
    pthread_t *threads = ab_xcalloc(workers + generators, sizeof(*threads));
    size_t started = start_threads(sync, threads, generators, workers + generators);
    bool enough = started >= 2;
    if (enough) {
        wait_for_end(sync);
    } else {
        give_up(sync);
    }
    for (size_t i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
    free(threads);
    return enough || ab_error_set(error, AB_ERROR_SYSTEM, "The system gives no more threads");
}

static int read_streams(ab_runtime *runtime, const ab_stream_list *list, const ab_value *config,
                        const ab_configured_catalog *catalog, const ab_state_input *state)
{
    ab_sync sync;
    init_sync(&sync, runtime);
    select_streams(&sync, list, catalog, config, state);
    link_parents(&sync);
    sync.live = sync.run_count;
    ab_error error = {0};
    bool ran = sync.run_count == 0 || run_threads(&sync, &error);
    if (!ran) {
        ab_engine_fail(runtime, &error);
    }
    bool failed = ab_sync_report_failures(&sync);
    ab_error_clear(&error);
    free_sync(&sync);
    return ran && !failed ? 0 : 1;
}

int ab_engine_read(ab_runtime *runtime, const ab_source *source, const ab_value *config,
                   const ab_configured_catalog *catalog, const ab_state_input *state)
{
    ab_error error = {0};
    ab_stream_list list = {0};
    int status;
    if (ab_engine_set_concurrency(runtime, source, config, &error) &&
        ab_engine_streams(source, runtime, config, AB_FOR_READ, catalog->value, state->messages,
                          &list, &error)) {
        status = read_streams(runtime, &list, config, catalog, state);
    } else {
        status = ab_engine_fail(runtime, &error);
    }
    ab_error_clear(&error);
    ab_stream_list_free(&list);
    return status;
}
