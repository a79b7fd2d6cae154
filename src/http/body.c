#include "http/body_impl.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    DEFAULT_WINDOW = 64 * 1024,
    FIRST_BLOCK = 16 * 1024, /* most error and token responses fit in one */
    WAKE_WINDOWS = 4,        /* a wake-up costs more than the bytes of a window */
    MEMORY_SHARE = 2,        /* one body takes at most this part of the budget */
};

ab_body *ab_body_new(const ab_body_store *store)
{
    ab_body *body = ab_xcalloc(1, sizeof(*body));
    atomic_init(&body->references, 1);
    body->store = *store;
    body->window = store->window ? store->window : DEFAULT_WINDOW;
    body->first_block = body->window < FIRST_BLOCK ? body->window : FIRST_BLOCK;
    pthread_mutex_init(&body->lock, NULL);
    ab_cond_init(&body->grown);
    body->fd = -1;
    return body;
}

ab_body *ab_body_of(const ab_body_store *store, ab_str bytes, ab_error *error)
{
    ab_body *body = ab_body_new(store);
    if (ab_body_append(body, bytes.p, bytes.n) == AB_BODY_APPENDED) {
        ab_body_complete(body, true);
        return body;
    }
    ab_error_set(error, AB_ERROR_SYSTEM, "A response of %zu bytes cannot be kept: %s", bytes.n,
                 ab_body_problem(body));
    ab_body_unref(body);
    return NULL;
}

ab_body *ab_body_sibling(const ab_body *body)
{
    return ab_body_new(&body->store);
}

ab_body *ab_body_spilled_copy(const ab_body *body, ab_error *error)
{
    ab_body *copy = ab_body_new(&body->store);
    copy->no_memory = true;
    ab_buf scratch;
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    ab_error problem = {0};
    ab_str chunk = {0};
    for (uint64_t at = 0; ab_body_chunk(body, at, &scratch, &chunk, &problem); at += chunk.n) {
        if (ab_body_append(copy, chunk.p, chunk.n) != AB_BODY_APPENDED) {
            ab_error_set(&problem, AB_ERROR_SYSTEM, "%s", ab_body_problem(copy));
            break;
        }
    }
    ab_buf_free(&scratch);
    if (ab_error_is_set(&problem)) {
        ab_error_move(error, &problem);
        ab_body_unref(copy);
        return NULL;
    }
    ab_body_complete(copy, true);
    return copy;
}

ab_body *ab_body_ref(ab_body *body)
{
    atomic_fetch_add_explicit(&body->references, 1, memory_order_relaxed);
    return body;
}

void ab_body_unref(ab_body *body)
{
    if (!body || atomic_fetch_sub_explicit(&body->references, 1, memory_order_acq_rel) != 1) {
        return;
    }
    for (size_t i = 0; i < body->block_count; i++) {
        free(body->blocks[i]);
    }
    free(body->blocks);
    ab_memory_give(body->store.memory, body->memory_capacity);
    if (body->fd >= 0) {
        close(body->fd);
    }
    if (body->store.disk) {
        ab_memory_give(body->store.disk, body->disk_size);
    }
    pthread_cond_destroy(&body->grown);
    pthread_mutex_destroy(&body->lock);
    free(body->problem);
    free(body);
}

/* ---- Writing ---- */

static bool add_block(ab_body *body)
{
    size_t bytes = body->block_count ? body->window : body->first_block;
    bool fair = body->memory_capacity + bytes <= body->store.memory->limit / MEMORY_SHARE;
    if (!fair || !ab_memory_try_take(body->store.memory, bytes)) {
        return false;
    }
    if (body->block_count == body->block_capacity) {
        body->block_capacity = body->block_capacity ? body->block_capacity * 2 : 4;
        body->blocks = ab_xrealloc(body->blocks, body->block_capacity * sizeof(char *));
    }
    body->blocks[body->block_count++] = ab_xmalloc(bytes);
    body->memory_capacity += bytes;
    return true;
}

static void copy_to_blocks(const ab_body *body, uint64_t position, const char *bytes, size_t n)
{
    while (n > 0) {
        size_t room;
        char *at = ab_body_block_at(body, position, &room);
        size_t part = n < room ? n : room;
        memcpy(at, bytes, part);
        position += part;
        bytes += part;
        n -= part;
    }
}

static ab_body_append_result fail(ab_body *body, const char *what)
{
    char text[256];
    int code = errno;
    snprintf(text, sizeof(text), "%s: %s", what, strerror(code));
    free(body->problem);
    body->problem = ab_xstrdup(text);
    return AB_BODY_FAILED;
}

static bool open_file(ab_body *body)
{
    const char *folder = body->store.folder ? body->store.folder : getenv("TMPDIR");
    char path[4096];
    int n =
        snprintf(path, sizeof(path), "%s/airbyte-body-XXXXXX", folder && *folder ? folder : "/tmp");
    if (n < 0 || (size_t)n >= sizeof(path)) {
        errno = ENAMETOOLONG;
        return false;
    }
    body->fd = mkostemp(path, O_CLOEXEC);
    if (body->fd < 0) {
        return false;
    }
    unlink(path);
    return true;
}

static bool write_file(ab_body *body, const char *bytes, size_t n)
{
    uint64_t at = body->disk_size;
    while (n > 0) {
        ssize_t done = pwrite(body->fd, bytes, n, (off_t)at);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return false;
        }
        bytes += done;
        n -= (size_t)done;
        at += (uint64_t)done;
    }
    return true;
}

/* What of a piece goes where. */
typedef struct share {
    size_t here; /* bytes into the blocks */
    size_t rest; /* bytes into the file */
} share;

/* Finds room for `n` bytes. Under the lock. */
static ab_body_append_result make_room(ab_body *body, size_t n, share *out)
{
    while (body->fd < 0 && !body->no_memory && body->memory_capacity - body->memory_size < n &&
           add_block(body)) {
    }
    uint64_t room = body->fd < 0 ? body->memory_capacity - body->memory_size : 0;
    out->here = n < room ? n : (size_t)room;
    out->rest = n - out->here;
    if (!out->rest) {
        return AB_BODY_APPENDED;
    }
    if (body->store.disk && !ab_memory_try_take(body->store.disk, out->rest)) {
        free(body->problem);
        body->problem = ab_xstrdup("the limit of disk space for responses is reached "
                                   "(CONNECTOR_STORAGE_LIMIT_BYTES)");
        return AB_BODY_DISK_FULL;
    }
    if (body->fd < 0 && !open_file(body)) {
        return fail(body, "no temporary file for a large response");
    }
    return AB_BODY_APPENDED;
}

/* Writes to where no reader looks before the sizes say so. */
static ab_body_append_result copy_in(ab_body *body, const char *bytes, const share *to)
{
    copy_to_blocks(body, body->memory_size, bytes, to->here);
    return to->rest && !write_file(body, bytes + to->here, to->rest)
               ? fail(body, "cannot write a large response to a temporary file")
               : AB_BODY_APPENDED;
}

/* Under the lock: true where readers are to be woken, which is done without it. */
static bool wakes_readers(ab_body *body)
{
    body->announced = body->memory_size + body->disk_size;
    return body->waiting > 0;
}

ab_body_append_result ab_body_append(ab_body *body, const void *bytes, size_t n)
{
    share to;
    pthread_mutex_lock(&body->lock);
    ab_body_append_result result = make_room(body, n, &to);
    pthread_mutex_unlock(&body->lock);
    if (result == AB_BODY_APPENDED) {
        result = copy_in(body, bytes, &to);
    }
    if (result == AB_BODY_FAILED && body->store.disk) {
        ab_memory_give(body->store.disk, to.rest);
    }
    if (result != AB_BODY_APPENDED) {
        return result;
    }
    pthread_mutex_lock(&body->lock);
    body->memory_size += to.here;
    body->disk_size += to.rest;
    uint64_t news = body->memory_size + body->disk_size - body->announced;
    bool wakes = news >= (uint64_t)WAKE_WINDOWS * body->window && wakes_readers(body);
    pthread_mutex_unlock(&body->lock);
    if (wakes) {
        pthread_cond_broadcast(&body->grown);
    }
    return AB_BODY_APPENDED;
}

void ab_body_announce(ab_body *body)
{
    pthread_mutex_lock(&body->lock);
    bool wakes = wakes_readers(body);
    pthread_mutex_unlock(&body->lock);
    if (wakes) {
        pthread_cond_broadcast(&body->grown);
    }
}

void ab_body_complete(ab_body *body, bool whole)
{
    pthread_mutex_lock(&body->lock);
    body->complete = true;
    body->whole = whole;
    pthread_cond_broadcast(&body->grown);
    pthread_mutex_unlock(&body->lock);
}

const char *ab_body_problem(const ab_body *body)
{
    return body->problem ? body->problem : "";
}
