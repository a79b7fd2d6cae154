/* Reading a body, while it grows or once it is complete. The lock and the count of those that wait
 * are all that readers change. */
#include "http/body_impl.h"

#include "base/clock.h"

#include <errno.h>
#include <unistd.h>

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
        *at = ab_body_block_at(body, position, &room);
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
