#include "protocol/writer.h"

#include "base/alloc.h"
#include "protocol/writer_io.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    /* Single lines are gathered in blocks of this size while they wait. */
    GATHER_BYTES = 16 * 1024,
    /* How often a write that the stop must interrupt is poked. */
    POKE_US = 5000,
    /* After a write the thread looks for more by itself before it waits to be woken: waking it for
     * each block of a busy read costs more than the block. */
    LINGER_MS = 3,
    WORTH_WAKING = 256 * 1024, /* queued bytes for which it is woken all the same */
};

struct ab_writer_stream {
    ab_writer_stream *next;
    ab_stream_descriptor descriptor;
    uint64_t records;
    uint64_t since_state;
};

typedef enum writer_rest {
    REST_NONE,   /* it works, and looks at the queue before it rests */
    REST_LINGER, /* it will look in a moment */
    REST_IDLE,   /* it waits for the wake pipe */
} writer_rest;

struct ab_writer {
    pthread_mutex_t lock;
    pthread_cond_t room;    /* producers wait for space */
    pthread_cond_t written; /* putters wait for their bytes, the stopper for the end */
    pthread_t thread;
    ab_output output;
    int wake[2];
    size_t max_bytes;
    /* All below under the lock. */
    ab_block *first;
    ab_block *last;
    size_t queued;     /* bytes put and not yet written */
    size_t reserved;   /* bytes of lines that are being made */
    uint64_t put_at;   /* bytes ever put */
    uint64_t wrote_at; /* bytes ever written */
    writer_rest rest;  /* what the thread waits for */
    bool wakes;        /* whoever holds the lock is to wake it behind the lock */
    bool closing;
    bool ended;  /* nothing is written any more */
    bool joined; /* the thread is gone */
    ab_writer_stream *streams;
    void (*gone)(void *context);
    void *gone_context;
};

static void leave(void *context)
{
    _exit(ab_output_end_status(&((const ab_writer *)context)->output));
}

/* ---------------------------------------------------------------- the writer's thread */

static void free_blocks(ab_block *block)
{
    while (block) {
        ab_block *next = block->next;
        free(block->bytes);
        free(block);
        block = next;
    }
}

static void drain_wake(ab_writer *writer)
{
    char bytes[64];
    while (read(writer->wake[0], bytes, sizeof(bytes)) == (ssize_t)sizeof(bytes)) {
    }
}

/* Waits for something to write; at first not for long. Called and left with the lock held. False if
 * the reader is gone. */
static bool wait_for_work(ab_writer *writer, bool *lingered)
{
    writer->rest = *lingered ? REST_IDLE : REST_LINGER;
    int timeout_ms = *lingered ? -1 : LINGER_MS;
    *lingered = true;
    pthread_mutex_unlock(&writer->lock);
    bool good = ab_output_wait(&writer->output, writer->wake[0], timeout_ms);
    pthread_mutex_lock(&writer->lock);
    writer->rest = REST_NONE;
    drain_wake(writer); /* the byte of an earlier wake may come late */
    return good;
}

/* Writes what is queued. Called and left with the lock held. */
static ab_written write_queue(ab_writer *writer)
{
    ab_block *blocks = writer->first;
    size_t bytes = 0;
    writer->first = writer->last = NULL;
    pthread_mutex_unlock(&writer->lock);
    for (const ab_block *b = blocks; b; b = b->next) {
        bytes += b->n;
    }
    ab_written result = ab_output_write(&writer->output, blocks);
    free_blocks(blocks);
    pthread_mutex_lock(&writer->lock);
    if (result == AB_WRITTEN_ALL) {
        writer->queued -= bytes;
        writer->wrote_at += bytes;
        pthread_cond_broadcast(&writer->room);
        pthread_cond_broadcast(&writer->written);
    }
    return result;
}

/* Under the lock: from here on whatever is put is dropped. */
static void end_writing(ab_writer *writer)
{
    writer->ended = true;
    pthread_cond_broadcast(&writer->room);
    pthread_cond_broadcast(&writer->written);
}

static void *run(void *context)
{
    ab_writer *writer = context;
    ab_written result = AB_WRITTEN_ALL;
    bool lingered = true;
    pthread_mutex_lock(&writer->lock);
    while (result == AB_WRITTEN_ALL) {
        if (writer->first) {
            result = write_queue(writer);
            lingered = false;
        } else if (writer->closing || atomic_load(&writer->output.stopping)) {
            break;
        } else if (!wait_for_work(writer, &lingered)) {
            result = AB_WRITTEN_GONE;
        }
    }
    end_writing(writer);
    void (*gone)(void *) = writer->gone;
    void *gone_context = writer->gone_context;
    pthread_mutex_unlock(&writer->lock);
    if (result == AB_WRITTEN_GONE) {
        gone(gone_context);
    }
    return NULL;
}

/* Has the thread woken by the next `unlock`. Under the lock. */
static void wake_thread(ab_writer *writer)
{
    if (writer->rest != REST_NONE) {
        writer->rest = REST_NONE;
        writer->wakes = true;
    }
}

/* The thread is woken without the lock, which it wants at once. */
static void unlock(ab_writer *writer)
{
    bool wakes = writer->wakes;
    writer->wakes = false;
    pthread_mutex_unlock(&writer->lock);
    if (wakes) {
        ssize_t n = write(writer->wake[1], "", 1);
        (void)n; /* a full pipe wakes as well */
    }
}

/* ---------------------------------------------------------------- life */

static void nothing(int signal_number)
{
    (void)signal_number;
}

/* SIGURG interrupts a blocked write when the writer is told to stop; by default it is ignored,
 * so no one is surprised by it. */
static void install_poke(void)
{
    struct sigaction action = {.sa_handler = nothing};
    sigemptyset(&action.sa_mask);
    sigaction(SIGURG, &action, NULL);
}

static void open_wake_pipe(ab_writer *writer)
{
    if (pipe2(writer->wake, O_CLOEXEC | O_NONBLOCK) != 0) {
        ab_out_of_memory();
    }
}

/* Wakes the thread at once. Called and left with the lock held; true if it was let go meanwhile. */
static bool wake_now(ab_writer *writer)
{
    wake_thread(writer);
    if (!writer->wakes) {
        return false;
    }
    unlock(writer);
    pthread_mutex_lock(&writer->lock);
    return true;
}

ab_writer *ab_writer_new(int fd, size_t max_bytes, const ab_clock *clock)
{
    ab_writer *writer = ab_xcalloc(1, sizeof(*writer));
    pthread_mutex_init(&writer->lock, NULL);
    ab_cond_init(&writer->room);
    ab_cond_init(&writer->written);
    writer->output.fd = fd;
    writer->output.clock = clock;
    writer->max_bytes = max_bytes;
    writer->gone = leave;
    writer->gone_context = writer;
    open_wake_pipe(writer);
    install_poke();
    if (pthread_create(&writer->thread, NULL, run, writer) != 0) {
        ab_out_of_memory();
    }
    return writer;
}

void ab_writer_on_reader_gone(ab_writer *writer, void (*gone)(void *context), void *context)
{
    pthread_mutex_lock(&writer->lock);
    writer->gone = gone;
    writer->gone_context = context;
    pthread_mutex_unlock(&writer->lock);
}

static void free_streams(ab_writer_stream *stream)
{
    while (stream) {
        ab_writer_stream *next = stream->next;
        free((char *)stream->descriptor.name.p);
        free((char *)stream->descriptor.name_space.p);
        free(stream);
        stream = next;
    }
}

/* Gets a stopped writer's thread out of a write that nobody reads. Under the lock. */
static void poke_until(ab_writer *writer, int64_t end_us)
{
    const ab_clock *clock = writer->output.clock;
    while (!writer->ended && ab_clock_monotonic_us(clock) < end_us) {
        pthread_kill(writer->thread, SIGURG);
        ab_cond_wait_us(&writer->written, &writer->lock, POKE_US);
    }
}

void ab_writer_free(ab_writer *writer)
{
    if (!writer) {
        return;
    }
    pthread_mutex_lock(&writer->lock);
    writer->closing = true;
    wake_now(writer);
    if (atomic_load(&writer->output.stopping)) {
        poke_until(writer, INT64_MAX);
    }
    unlock(writer);
    if (!writer->joined) {
        pthread_join(writer->thread, NULL);
    }
    free_blocks(writer->first);
    free_streams(writer->streams);
    close(writer->wake[0]);
    close(writer->wake[1]);
    pthread_cond_destroy(&writer->room);
    pthread_cond_destroy(&writer->written);
    pthread_mutex_destroy(&writer->lock);
    free(writer);
}

/* ---------------------------------------------------------------- putting */

ab_writer_stream *ab_writer_stream_new(ab_writer *writer, ab_stream_descriptor descriptor)
{
    ab_writer_stream *stream = ab_xcalloc(1, sizeof(*stream));
    ab_str name = descriptor.name, space = descriptor.name_space;
    stream->descriptor.name = (ab_str){ab_xstrndup(name.p ? name.p : "", name.n), name.n};
    stream->descriptor.name_space = (ab_str){ab_xstrndup(space.p ? space.p : "", space.n), space.n};
    pthread_mutex_lock(&writer->lock);
    stream->next = writer->streams;
    writer->streams = stream;
    unlock(writer);
    return stream;
}

/* Waits for the thread's work, which begins at once. May return early. Under the lock. */
static void wait_for(ab_writer *writer, pthread_cond_t *condition)
{
    if (!wake_now(writer)) {
        ab_cond_wait_us(condition, &writer->lock, -1);
    }
}

/* Waits until `n` more bytes fit (0: not at all), or the queue is empty. Under the lock. False:
 * they are dropped.
 */
static bool wait_for_space(ab_writer *writer, size_t n)
{
    while (!writer->ended && !atomic_load(&writer->output.stopping) && n > 0 &&
           writer->queued > 0 && writer->queued + n > writer->max_bytes) {
        wait_for(writer, &writer->room);
    }
    return !writer->ended && !atomic_load(&writer->output.stopping);
}

void ab_writer_reserve(ab_writer *writer, size_t n)
{
    pthread_mutex_lock(&writer->lock);
    while (!writer->ended && !atomic_load(&writer->output.stopping) &&
           writer->queued + writer->reserved > 0 &&
           writer->queued + writer->reserved + n > writer->max_bytes) {
        wait_for(writer, &writer->room);
    }
    writer->reserved += n;
    unlock(writer);
}

/* Under the lock. */
static void give_back(ab_writer *writer, size_t n)
{
    if (n > 0) {
        writer->reserved -= n;
        pthread_cond_broadcast(&writer->room);
    }
}

void ab_writer_unreserve(ab_writer *writer, size_t n)
{
    pthread_mutex_lock(&writer->lock);
    give_back(writer, n);
    unlock(writer);
}

/* Takes the block over. Under the lock. */
static void append_block(ab_writer *writer, char *bytes, size_t n, size_t capacity)
{
    ab_block *block = ab_xmalloc(sizeof(*block));
    *block = (ab_block){NULL, bytes, n, capacity};
    if (writer->last) {
        writer->last->next = block;
    } else {
        writer->first = block;
    }
    writer->last = block;
}

static void count_bytes(ab_writer *writer, size_t n)
{
    writer->queued += n;
    writer->put_at += n;
    if (writer->rest == REST_IDLE || writer->queued >= WORTH_WAKING) {
        wake_thread(writer);
    }
}

/* Copies lines behind what waits already. Under the lock. */
static void append_copy(ab_writer *writer, ab_str lines)
{
    ab_block *last = writer->last;
    if (last && last->capacity - last->n >= lines.n) {
        memcpy(last->bytes + last->n, lines.p, lines.n);
        last->n += lines.n;
    } else {
        size_t capacity = lines.n > GATHER_BYTES / 4 ? lines.n : GATHER_BYTES;
        char *bytes = ab_xmalloc(capacity);
        memcpy(bytes, lines.p, lines.n);
        append_block(writer, bytes, lines.n, capacity);
    }
    count_bytes(writer, lines.n);
}

static void append_running(ab_writer *writer, const ab_writer_stream *stream)
{
    ab_buf line;
    ab_buf_init(&line, AB_BUF_NO_MAX);
    ab_message_status(&line, &stream->descriptor, AB_STATUS_RUNNING,
                      ab_clock_real_us(writer->output.clock) / 1000);
    append_copy(writer, ab_buf_str(&line));
    ab_buf_free(&line);
}

void ab_writer_put_records(ab_writer *writer, ab_writer_stream *stream, ab_chunk chunk)
{
    pthread_mutex_lock(&writer->lock);
    if (chunk.n > 0 && wait_for_space(writer, chunk.reserved ? 0 : chunk.n)) {
        if (stream->records == 0 && chunk.records > 0) {
            append_running(writer, stream);
        }
        stream->records += chunk.records;
        stream->since_state += chunk.records;
        append_block(writer, chunk.bytes, chunk.n, chunk.n);
        count_bytes(writer, chunk.n);
    } else {
        free(chunk.bytes);
    }
    give_back(writer, chunk.reserved);
    unlock(writer);
}

void ab_writer_put_state(ab_writer *writer, ab_writer_stream *stream, ab_str line)
{
    ab_buf whole;
    ab_buf_init(&whole, AB_BUF_NO_MAX);
    ab_buf_add_str(&whole, line);
    pthread_mutex_lock(&writer->lock);
    if (wait_for_space(writer, line.n)) {
        ab_message_state_end(&whole, stream->since_state);
        stream->since_state = 0;
        append_copy(writer, ab_buf_str(&whole));
    }
    unlock(writer);
    ab_buf_free(&whole);
}

void ab_writer_put(ab_writer *writer, ab_str lines)
{
    pthread_mutex_lock(&writer->lock);
    if (lines.n > 0 && wait_for_space(writer, lines.n)) {
        append_copy(writer, lines);
    }
    unlock(writer);
}

/* Waits until the bytes up to `at` are written. Under the lock. */
static bool wait_written(ab_writer *writer, uint64_t at)
{
    while (writer->wrote_at < at && !writer->ended) {
        wait_for(writer, &writer->written);
    }
    return writer->wrote_at >= at;
}

bool ab_writer_put_sync(ab_writer *writer, ab_str lines)
{
    pthread_mutex_lock(&writer->lock);
    bool good = wait_for_space(writer, lines.n);
    if (good) {
        append_copy(writer, lines);
        good = wait_written(writer, writer->put_at);
    }
    unlock(writer);
    return good;
}

bool ab_writer_flush(ab_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    bool good = wait_written(writer, writer->put_at);
    unlock(writer);
    return good;
}

uint64_t ab_writer_records(ab_writer *writer, const ab_writer_stream *stream)
{
    pthread_mutex_lock(&writer->lock);
    uint64_t records = stream->records;
    unlock(writer);
    return records;
}

/* ---------------------------------------------------------------- stopping */

void ab_writer_stop(ab_writer *writer, int64_t soft_us, int64_t hard_us)
{
    const ab_clock *clock = writer->output.clock;
    int64_t now = ab_clock_monotonic_us(clock);
    pthread_mutex_lock(&writer->lock);
    atomic_store(&writer->output.soft_end, now + soft_us);
    atomic_store(&writer->output.hard_end, now + hard_us);
    atomic_store(&writer->output.stopping, true);
    pthread_cond_broadcast(&writer->room);
    wake_now(writer);
    poke_until(writer, now + hard_us);
    writer->joined = writer->ended;
    unlock(writer);
    if (writer->joined) {
        pthread_join(writer->thread, NULL);
    }
}
