#include "declarative/source/generator.h"

#include "base/alloc.h"

#include <stdlib.h>

/* Templates and JSON recurse, bounded by their own limits. */
#define STACK_BYTES ((size_t)1 << 20)

struct ab_generator {
    ab_declarative_stream *stream;
    pthread_t thread;
    bool started;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    const ab_slice *offered; /* the slice that emit waits with, NULL once taken */
    bool wanted;             /* a pull waits */
    bool done;
    bool stop;
    ab_error error;
};

/* Generates nothing ahead: the slice is handed over only when one is asked for. */
static bool offer(void *context, const ab_slice *slice, ab_error *error)
{
    (void)error;
    ab_generator *g = context;
    pthread_mutex_lock(&g->lock);
    g->offered = slice;
    pthread_cond_broadcast(&g->changed);
    while (!g->stop && (g->offered || !g->wanted)) {
        pthread_cond_wait(&g->changed, &g->lock);
    }
    bool go_on = !g->stop;
    pthread_mutex_unlock(&g->lock);
    return go_on;
}

static void *run(void *context)
{
    ab_generator *g = context;
    ab_error error = {0};
    ab_declarative_stream_generate(g->stream, offer, g, &error);
    pthread_mutex_lock(&g->lock);
    ab_error_move(&g->error, &error);
    g->done = true;
    pthread_cond_broadcast(&g->changed);
    pthread_mutex_unlock(&g->lock);
    return NULL;
}

ab_generator *ab_generator_new(ab_declarative_stream *stream)
{
    ab_generator *g = ab_xcalloc(1, sizeof *g);
    g->stream = stream;
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->changed, NULL);
    return g;
}

static bool start(ab_generator *g, ab_error *error)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    int failed = pthread_create(&g->thread, &attributes, run, g);
    pthread_attr_destroy(&attributes);
    g->started = !failed;
    return !failed ||
           ab_error_set(error, AB_ERROR_SYSTEM, "Cannot start a thread: %s", strerror(failed));
}

int ab_generator_next(ab_generator *g, ab_arena *arena, const ab_slice **slice, ab_error *error)
{
    if (!g->started && !start(g, error)) {
        return -1;
    }
    pthread_mutex_lock(&g->lock);
    g->wanted = true;
    pthread_cond_broadcast(&g->changed);
    while (!g->offered && !g->done) {
        pthread_cond_wait(&g->changed, &g->lock);
    }
    int got = 0;
    if (g->offered) {
        *slice = ab_slice_copy(arena, g->offered);
        g->offered = NULL;
        got = 1;
    } else if (ab_error_is_set(&g->error)) {
        ab_error_move(error, &g->error);
        got = -1;
    }
    g->wanted = false;
    pthread_cond_broadcast(&g->changed);
    pthread_mutex_unlock(&g->lock);
    return got;
}

void ab_generator_free(ab_generator *g)
{
    if (!g) {
        return;
    }
    if (g->started) {
        pthread_mutex_lock(&g->lock);
        g->stop = true;
        pthread_cond_broadcast(&g->changed);
        pthread_mutex_unlock(&g->lock);
        pthread_join(g->thread, NULL);
    }
    ab_error_clear(&g->error);
    pthread_cond_destroy(&g->changed);
    pthread_mutex_destroy(&g->lock);
    free(g);
}
