#include "declarative/env.h"

#include "base/alloc.h"
#include "protocol/state.h"

#include <stdlib.h>

typedef struct ab_shared {
    struct ab_shared *next;
    const char *kind;
    char *key;
    size_t key_length;
    void *object;
    void (*destroy)(void *object);
} ab_shared;

void ab_env_init(ab_env *env, ab_arena *arena)
{
    *env = (ab_env){.arena = arena, .clock = ab_clock_process(), .log = ab_log_process()};
    env->max_async_jobs = 1;
    pthread_mutex_init(&env->lock, NULL);
}

void ab_env_destroy(ab_env *env)
{
    for (ab_shared *s = env->shared; s;) {
        ab_shared *next = s->next;
        if (s->destroy) {
            s->destroy(s->object);
        }
        free(s->key);
        free(s);
        s = next;
    }
    env->shared = NULL;
    pthread_mutex_destroy(&env->lock);
}

static ab_shared *find(const ab_env *env, const char *kind, ab_str key)
{
    for (ab_shared *s = env->shared; s; s = s->next) {
        if (strcmp(s->kind, kind) == 0 && ab_str_eq(key, (ab_str){s->key, s->key_length})) {
            return s;
        }
    }
    return NULL;
}

void *ab_env_shared(ab_env *env, const char *kind, ab_str key, void *(*create)(void *argument),
                    void *argument, void (*destroy)(void *object))
{
    pthread_mutex_lock(&env->lock);
    ab_shared *s = find(env, kind, key);
    if (!s) {
        s = ab_xcalloc(1, sizeof *s);
        s->kind = kind;
        s->key = ab_xstrndup(key.p ? key.p : "", key.n);
        s->key_length = key.n;
        s->object = create(argument);
        s->destroy = destroy;
        s->next = env->shared;
        env->shared = s;
    }
    void *object = s->object;
    pthread_mutex_unlock(&env->lock);
    return object;
}

void ab_env_defer(ab_env *env, void (*destroy)(void *object), void *object)
{
    ab_shared *s = ab_xcalloc(1, sizeof *s);
    s->kind = "";
    s->object = object;
    s->destroy = destroy;
    pthread_mutex_lock(&env->lock);
    s->next = env->shared;
    env->shared = s;
    pthread_mutex_unlock(&env->lock);
}

const ab_value *ab_env_stream_state(const ab_env *env, ab_str stream)
{
    const ab_value *state =
        env->states ? ab_state_input_get(env->states, (ab_stream_descriptor){.name = stream})
                    : NULL;
    return ab_is(state, AB_OBJECT) ? state : NULL;
}

const ab_value *ab_env_configured(const ab_env *env, ab_str stream)
{
    const ab_value *streams = ab_get(env->catalog, "streams");
    for (size_t i = 0; ab_is(streams, AB_ARRAY) && i < streams->count; i++) {
        if (ab_str_eq(ab_get_text(ab_get(&streams->items[i], "stream"), "name"), stream)) {
            return &streams->items[i];
        }
    }
    return NULL;
}
