#include "protocol/writer_io.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    BLOCKS_AT_ONCE = 64,
    /* What poll's POLLOUT promises to take without blocking (PIPE_BUF on Linux). */
    SURE_BYTES = 4096,
    READER_GONE_STATUS = 141,
};

/* A place in the list of blocks. */
typedef struct place {
    const ab_block *block;
    size_t offset;
} place;

static void advance(place *at, size_t n)
{
    at->offset += n;
    while (at->block && at->offset >= at->block->n) {
        at->offset -= at->block->n;
        at->block = at->block->next;
    }
}

static int gather(place at, struct iovec vectors[BLOCKS_AT_ONCE])
{
    int count = 0;
    for (; at.block && count < BLOCKS_AT_ONCE; at = (place){at.block->next, 0}) {
        vectors[count++] = (struct iovec){at.block->bytes + at.offset, at.block->n - at.offset};
    }
    return count;
}

/* False if the error is final. A descriptor that someone made non-blocking is waited for. */
static bool may_go_on(ab_output *output)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        struct pollfd p = {.fd = output->fd, .events = POLLOUT};
        poll(&p, 1, 100);
        return true;
    }
    if (errno == EINTR) {
        return true;
    }
    output->error = errno;
    return false;
}

static bool write_freely(ab_output *output, place *at)
{
    while (at->block && !atomic_load(&output->stopping)) {
        struct iovec vectors[BLOCKS_AT_ONCE];
        ssize_t n = writev(output->fd, vectors, gather(*at, vectors));
        if (n > 0) {
            advance(at, (size_t)n);
        } else if (n < 0 && !may_go_on(output)) {
            return false;
        }
    }
    return true;
}

/* Waits until the descriptor takes bytes; false at the hard end. */
static bool wait_for_room(const ab_output *output, bool *gone)
{
    int64_t left;
    while ((left = atomic_load(&output->hard_end) - ab_clock_monotonic_us(output->clock)) > 0) {
        struct pollfd p = {.fd = output->fd, .events = POLLOUT};
        int ready = poll(&p, 1, (int)(left / 1000) + 1);
        if (ready > 0) {
            *gone = (p.revents & (POLLERR | POLLNVAL)) != 0;
            return !*gone;
        }
        /* An interruption is no room: the stop's pokes interrupt, and a write would block. */
        if (ready < 0 && errno != EINTR) {
            return false;
        }
    }
    return false;
}

static bool at_line_start(place at)
{
    return at.offset == 0 || at.block->bytes[at.offset - 1] == '\n';
}

/* The bytes up to the line's end, at most as many as are sure not to block. */
static size_t next_piece(place at)
{
    const char *from = at.block->bytes + at.offset;
    size_t n = at.block->n - at.offset;
    const char *end = memchr(from, '\n', n);
    n = end ? (size_t)(end - from) + 1 : n;
    return n < SURE_BYTES ? n : SURE_BYTES;
}

static ab_written write_to_the_end(ab_output *output, place *at)
{
    bool gone = false;
    while (at->block) {
        if (at_line_start(*at) &&
            ab_clock_monotonic_us(output->clock) >= atomic_load(&output->soft_end)) {
            return AB_WRITTEN_PART;
        }
        if (!wait_for_room(output, &gone)) {
            return gone ? AB_WRITTEN_GONE : AB_WRITTEN_PART;
        }
        ssize_t n = write(output->fd, at->block->bytes + at->offset, next_piece(*at));
        if (n > 0) {
            advance(at, (size_t)n);
        } else if (n < 0 && !may_go_on(output)) {
            return AB_WRITTEN_GONE;
        }
    }
    return AB_WRITTEN_ALL;
}

ab_written ab_output_write(ab_output *output, const ab_block *first)
{
    place at = {first, 0};
    advance(&at, 0); /* past empty blocks */
    if (!write_freely(output, &at)) {
        return AB_WRITTEN_GONE;
    }
    return at.block ? write_to_the_end(output, &at) : AB_WRITTEN_ALL;
}

int ab_output_end_status(const ab_output *output)
{
    int error = output->error;
    if (!error || error == EPIPE || error == ECONNRESET) {
        return READER_GONE_STATUS;
    }
    dprintf(STDERR_FILENO, "cannot write to stdout: %s\n", strerror(error));
    return 1;
}

bool ab_output_wait(ab_output *output, int wake_fd, int timeout_ms)
{
    for (;;) {
        /* POLLERR and POLLHUP come without being asked for: a pipe whose reader is gone. */
        struct pollfd p[] = {{.fd = wake_fd, .events = POLLIN}, {.fd = output->fd, .events = 0}};
        int ready = poll(p, 2, timeout_ms);
        if (ready == 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return true;
        }
        if (ready > 0 && (p[1].revents & (POLLERR | POLLHUP))) {
            return false;
        }
        if (ready > 0 && p[0].revents) {
            return true;
        }
        if (ready > 0) { /* a closed descriptor: the next write tells */
            return false;
        }
    }
}
