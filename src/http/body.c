#include "http/body.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    DEFAULT_WINDOW = 64 * 1024,
    FIRST_BLOCK = 16 * 1024, /* most error and token responses fit in one */
    WAKE_WINDOWS = 4,        /* a wake-up costs more than the bytes of a window */
    MEMORY_SHARE = 2,        /* one body takes at most this part of the budget */
};

struct ab_body {
    atomic_uint references;
    ab_body_store store;
    size_t window;
    size_t first_block;
    bool no_memory;       /* all goes to the file */
    pthread_mutex_t lock; /* guards all below; bytes below `size` never change */
    pthread_cond_t grown;
    char **blocks; /* the first of first_block bytes, the others of window bytes */
    size_t block_count;
    size_t block_capacity;  /* slots of `blocks` */
    size_t memory_capacity; /* bytes of all blocks, taken from the budget */
    uint64_t memory_size;   /* bytes in the blocks; the rest lies in the file */
    uint64_t disk_size;
    unsigned waiting;   /* readers that wait for more */
    uint64_t announced; /* the size when they were last woken */
    bool complete;
    bool whole;
    int fd; /* -1: nothing spilled */
    char *problem;
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

/* Where `position`, which is below memory_capacity, lies; *room: bytes from there to the block's
 * end. */
static char *block_at(const ab_body *body, uint64_t position, size_t *room)
{
    if (position < body->first_block) {
        *room = body->first_block - (size_t)position;
        return body->blocks[0] + position;
    }
    uint64_t rest = position - body->first_block;
    size_t offset = (size_t)(rest % body->window);
    *room = body->window - offset;
    return body->blocks[1 + rest / body->window] + offset;
}

static void copy_to_blocks(const ab_body *body, uint64_t position, const char *bytes, size_t n)
{
    while (n > 0) {
        size_t room;
        char *at = block_at(body, position, &room);
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

/* ---- Reading. The lock and the count of those that wait are all that readers change. ---- */

static void lock(const ab_body *body)
{
    pthread_mutex_lock((pthread_mutex_t *)&body->lock);
}

static void unlock(const ab_body *body)
{
    pthread_mutex_unlock((pthread_mutex_t *)&body->lock);
}

uint64_t ab_body_size(const ab_body *body)
{
    lock(body);
    uint64_t size = body->memory_size + body->disk_size;
    unlock(body);
    return size;
}

bool ab_body_is_complete(const ab_body *body, bool *whole)
{
    lock(body);
    bool complete = body->complete;
    if (whole) {
        *whole = body->whole;
    }
    unlock(body);
    return complete;
}

bool ab_body_is_spilled(const ab_body *body)
{
    lock(body);
    bool spilled = body->fd >= 0;
    unlock(body);
    return spilled;
}

uint64_t ab_body_disk_bytes(const ab_body *body)
{
    lock(body);
    uint64_t bytes = body->disk_size;
    unlock(body);
    return bytes;
}

uint64_t ab_body_wait(const ab_body *constant, uint64_t position)
{
    ab_body *body = (ab_body *)constant;
    lock(body);
    body->waiting++;
    while (!body->complete && body->memory_size + body->disk_size <= position) {
        ab_cond_wait_us(&body->grown, &body->lock, -1);
    }
    body->waiting--;
    uint64_t size = body->memory_size + body->disk_size;
    unlock(body);
    return size;
}

/* The bytes at `position`: in memory (*at set, *n of them in this block), or in the file (*at NULL,
 * *n the bytes behind it, *fd and *offset set). */
static void locate(const ab_body *body, uint64_t position, const char **at, size_t *n, int *fd,
                   uint64_t *offset)
{
    lock(body);
    uint64_t size = body->memory_size + body->disk_size;
    *at = NULL;
    *fd = body->fd;
    *offset = 0;
    uint64_t there = position < size ? size - position : 0;
    if (there && position < body->memory_size) {
        size_t room;
        *at = block_at(body, position, &room);
        uint64_t in_memory = body->memory_size - position;
        there = in_memory < room ? in_memory : room;
    } else if (there) {
        *offset = position - body->memory_size;
    }
    *n = there > SIZE_MAX / 2 ? SIZE_MAX / 2 : (size_t)there;
    unlock(body);
}

static bool read_file(int fd, uint64_t offset, char *to, size_t n, ab_error *error)
{
    while (n > 0) {
        ssize_t done = pread(fd, to, n, (off_t)offset);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return ab_error_set(error, AB_ERROR_SYSTEM,
                                "A response kept in a temporary file cannot be read: %s",
                                done < 0 ? strerror(errno) : "the file is too short");
        }
        to += done;
        offset += (uint64_t)done;
        n -= (size_t)done;
    }
    return true;
}

size_t ab_body_read(const ab_body *body, uint64_t position, void *to, size_t n, ab_error *error)
{
    size_t done = 0;
    while (done < n) {
        const char *at;
        size_t there;
        int fd;
        uint64_t offset;
        locate(body, position + done, &at, &there, &fd, &offset);
        if (there == 0) {
            break;
        }
        size_t part = there < n - done ? there : n - done;
        if (at) {
            memcpy((char *)to + done, at, part);
        } else if (!read_file(fd, offset, (char *)to + done, part, error)) {
            break;
        }
        done += part;
    }
    return done;
}

bool ab_body_chunk(const ab_body *body, uint64_t position, ab_buf *scratch, ab_str *out,
                   ab_error *error)
{
    const char *at;
    size_t n;
    int fd;
    uint64_t offset;
    locate(body, position, &at, &n, &fd, &offset);
    if (n == 0) {
        return false;
    }
    if (!at) {
        n = n < body->window ? n : body->window;
        ab_buf_clear(scratch);
        char *to = ab_buf_reserve(scratch, n);
        if (!to) {
            return ab_error_set(error, AB_ERROR_SYSTEM, "No room for a window of %zu bytes", n);
        }
        if (!read_file(fd, offset, to, n, error)) {
            return false;
        }
        scratch->n = n;
        at = to;
    }
    *out = (ab_str){at, n};
    return true;
}

bool ab_body_span(const ab_body *body, uint64_t position, size_t n, ab_buf *scratch, ab_str *out,
                  ab_error *error)
{
    const char *at;
    size_t there;
    int fd;
    uint64_t offset;
    locate(body, position, &at, &there, &fd, &offset);
    if (n == 0 || (at && there >= n)) {
        *out = (ab_str){at, n};
        return true;
    }
    ab_buf_clear(scratch);
    char *to = ab_buf_reserve(scratch, n);
    if (!to) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "A part of %zu bytes of a response is larger than the %zu allowed", n,
                            scratch->max);
    }
    size_t done = ab_body_read(body, position, to, n, error);
    if (done < n) {
        if (!ab_error_is_set(error)) {
            ab_error_set(error, AB_ERROR_SYSTEM, "A response ends before byte %llu",
                         (unsigned long long)(position + n));
        }
        return false;
    }
    scratch->n = n;
    *out = ab_buf_str(scratch);
    return true;
}

bool ab_body_whole(const ab_body *body, ab_buf *scratch, ab_str *out, ab_error *error)
{
    uint64_t size = ab_body_size(body);
    if (size > SIZE_MAX / 4) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "A response is too large for memory");
    }
    return ab_body_span(body, 0, (size_t)size, scratch, out, error);
}
