/* Pull readers: sources of bytes that wrap each other (body → gunzip → to UTF-8 → lines). */
#ifndef AB_CODEC_READER_H
#define AB_CODEC_READER_H

#include "base/error.h"
#include "base/str.h"

#include <sys/types.h>

typedef struct ab_reader ab_reader;

/* What a kind of reader does. A reader is used by one thread at a time. */
typedef struct ab_reader_type {
    const char *name;
    /* Must: fills at most n > 0 bytes of `buffer`; returns how many, 0 at the end (and on every
     * later call), -1 with `error` set (and on every later call). Fewer than n says nothing. */
    ssize_t (*read)(ab_reader *self, void *buffer, size_t n, ab_error *error);
    /* Must: frees the reader and closes the reader that it reads from. */
    void (*close)(ab_reader *self);
} ab_reader_type;

/* The start of every reader's struct. */
struct ab_reader {
    const ab_reader_type *type;
};

static inline ssize_t ab_reader_read(ab_reader *reader, void *buffer, size_t n, ab_error *error)
{
    return reader->type->read(reader, buffer, n, error);
}
/* NULL is ignored. */
static inline void ab_reader_close(ab_reader *reader)
{
    if (reader) {
        reader->type->close(reader);
    }
}

/* Over borrowed bytes, which must outlive it. `chunk` > 0 hands on at most so many at once. */
ab_reader *ab_reader_memory(ab_str bytes, size_t chunk);
/* Puts a buffer in front of `source` (closed with it), so that its head can be looked at. */
ab_reader *ab_reader_buffered(ab_reader *source, size_t buffer_bytes);
/* The next bytes, at least `want` (at most the buffer) unless the source ends; they stay unread.
 * Only for a reader of ab_reader_buffered. Good until the next call. */
bool ab_reader_peek(ab_reader *buffered, size_t want, ab_str *out, ab_error *error);

struct ab_buf;
/* Appends all that is left. False with `error` on failure or if `out` would exceed its maximum. */
bool ab_reader_read_all(ab_reader *reader, struct ab_buf *out, ab_error *error);

/* ---- Lines ---- */
typedef struct ab_line_reader ab_line_reader;
/* Lines of `source` (closed with it). A line longer than `max_bytes` is an error. */
ab_line_reader *ab_line_reader_new(ab_reader *source, size_t max_bytes);
/* The next line without its end ("\n", "\r\n"), good until the next call. The last needs no end.
 * Returns 1, 0 at the end, -1 on error. */
int ab_line_reader_next(ab_line_reader *lines, ab_str *line, ab_error *error);
void ab_line_reader_free(ab_line_reader *lines);

#endif
