/* The only way to stdout: one FIFO of chunks of whole lines, and the thread that writes them.
 *
 * Waits go one way: whoever puts a chunk waits for room, which only the writer's thread makes, and
 * that waits for the reader alone. Chunks are written in the order in which they were put, so a
 * state put after its records is written after them. */
#ifndef AB_PROTOCOL_WRITER_H
#define AB_PROTOCOL_WRITER_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "protocol/message.h"

typedef struct ab_writer ab_writer;
/* A stream as the writer counts it. Made by ab_writer_stream, freed with the writer. */
typedef struct ab_writer_stream ab_writer_stream;

/* A batch of whole lines. `buf` is taken over by the writer. */
typedef struct ab_chunk {
    char *bytes; /* from malloc */
    size_t n;
    uint64_t records; /* of the stream, in these lines */
    size_t reserved;  /* what ab_writer_reserve got for it, and it gives back; else 0 */
} ab_chunk;

/* Starts a writer with its thread on `fd` (not closed, its flags left alone). `max_bytes` bounds
 * what is queued; a larger chunk is let in when the queue is empty. */
ab_writer *ab_writer_new(int fd, size_t max_bytes, const ab_clock *clock);
/* Writes all that was put, ends the thread and frees the writer. Nobody may put meanwhile. */
void ab_writer_free(ab_writer *writer);

/* Called once, on the writer's thread, when the reader is gone (EPIPE, POLLERR) or the descriptor
 * is broken; also during a long pause in output. Default: _exit(141), as SIGPIPE would; where a
 * write failed otherwise (a full disk), a line on stderr says why, and _exit(1). */
void ab_writer_on_reader_gone(ab_writer *writer, void (*gone)(void *context), void *context);

/* Registers a stream; before or during the run. Thread-safe. */
ab_writer_stream *ab_writer_stream_new(ab_writer *writer, ab_stream_descriptor descriptor);

/* Waits until `n` bytes fit beside what is queued and reserved, and reserves them: for a large
 * line, before memory is taken for making it. The chunk that has it does not wait. Thread-safe. */
void ab_writer_reserve(ab_writer *writer, size_t n);
/* Gives a reservation back without a chunk. Thread-safe. */
void ab_writer_unreserve(ab_writer *writer, size_t n);

/* Puts a chunk of the stream's records, counting them; before a stream's first record its
 * STREAM_STATUS RUNNING is placed. Blocks while the queue is full. After ab_writer_stop chunks are
 * dropped. Thread-safe. */
void ab_writer_put_records(ab_writer *writer, ab_writer_stream *stream, ab_chunk chunk);
/* Puts a STATE: `line` is what ab_message_state_start made; the records of the stream put since its
 * last state are stamped into it. Does not take `line` over. Blocks while the queue is full. */
void ab_writer_put_state(ab_writer *writer, ab_writer_stream *stream, ab_str line);
/* Puts any other whole line or lines (copied). Blocks while the queue is full. */
void ab_writer_put(ab_writer *writer, ab_str lines);
/* The same, and returns once write(2) took them and all before them. False if the writer was
 * stopped before. */
bool ab_writer_put_sync(ab_writer *writer, ab_str lines);
/* Returns once all that was put so far is written. False if the writer was stopped before. */
bool ab_writer_flush(ab_writer *writer);
/* Records of the stream put so far. Thread-safe. */
uint64_t ab_writer_records(ab_writer *writer, const ab_writer_stream *stream);

/* For signals: takes nothing more in, writes what was put, in order, until `soft_us` microseconds
 * from now have passed, then ends at the next line's end. Returns when that was reached or
 * `hard_us` have passed: a reader that takes nothing leaves the last line partial. The caller ends
 * the process next. Any thread, once. */
void ab_writer_stop(ab_writer *writer, int64_t soft_us, int64_t hard_us);

#endif
