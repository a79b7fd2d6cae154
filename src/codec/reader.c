#include "codec/reader.h"

#include "base/alloc.h"
#include "base/buf.h"

#include <stdint.h>
#include <stdlib.h>

/* ---- Bytes in memory ---- */
typedef struct memory_reader {
    ab_reader base;
    ab_str rest;
    size_t chunk;
} memory_reader;

static ssize_t memory_read(ab_reader *self, void *buffer, size_t n, ab_error *error)
{
    (void)error;
    memory_reader *r = (memory_reader *)self;
    n = n < r->rest.n ? n : r->rest.n;
    n = r->chunk && r->chunk < n ? r->chunk : n;
    if (n) {
        memcpy(buffer, r->rest.p, n);
        r->rest = ab_str_sub(r->rest, n, r->rest.n);
    }
    return (ssize_t)n;
}

static void plain_close(ab_reader *self)
{
    free(self);
}

static const ab_reader_type memory_type = {"memory", memory_read, plain_close};

ab_reader *ab_reader_memory(ab_str bytes, size_t chunk)
{
    memory_reader *r = ab_xcalloc(1, sizeof *r);
    r->base.type = &memory_type;
    r->rest = bytes;
    r->chunk = chunk;
    return &r->base;
}

/* ---- A buffer in front ---- */
typedef struct buffered_reader {
    ab_reader base;
    ab_reader *source;
    size_t start, end, capacity;
    char bytes[];
} buffered_reader;

static ssize_t buffered_read(ab_reader *self, void *buffer, size_t n, ab_error *error)
{
    buffered_reader *r = (buffered_reader *)self;
    if (r->start == r->end) {
        return ab_reader_read(r->source, buffer, n, error);
    }
    size_t ready = r->end - r->start;
    n = n < ready ? n : ready;
    memcpy(buffer, r->bytes + r->start, n);
    r->start += n;
    return (ssize_t)n;
}

static void buffered_close(ab_reader *self)
{
    ab_reader_close(((buffered_reader *)self)->source);
    free(self);
}

static const ab_reader_type buffered_type = {"buffer", buffered_read, buffered_close};

ab_reader *ab_reader_buffered(ab_reader *source, size_t buffer_bytes)
{
    buffered_reader *r = ab_xcalloc(1, sizeof *r + buffer_bytes);
    r->base.type = &buffered_type;
    r->source = source;
    r->capacity = buffer_bytes;
    return &r->base;
}

bool ab_reader_peek(ab_reader *buffered, size_t want, ab_str *out, ab_error *error)
{
    buffered_reader *r = (buffered_reader *)buffered;
    want = want < r->capacity ? want : r->capacity;
    if (r->start && r->capacity - r->start < want) {
        memmove(r->bytes, r->bytes + r->start, r->end - r->start);
        r->end -= r->start;
        r->start = 0;
    }
    while (r->end - r->start < want) {
        ssize_t got = ab_reader_read(r->source, r->bytes + r->end, r->capacity - r->end, error);
        if (got < 0) {
            return false;
        }
        if (got == 0) {
            break;
        }
        r->end += (size_t)got;
    }
    *out = (ab_str){r->bytes + r->start, r->end - r->start};
    return true;
}

bool ab_reader_read_all(ab_reader *reader, ab_buf *out, ab_error *error)
{
    char chunk[16384];
    for (;;) {
        ssize_t got = ab_reader_read(reader, chunk, sizeof chunk, error);
        if (got <= 0) {
            return got == 0;
        }
        if (!ab_buf_add(out, chunk, (size_t)got)) {
            return ab_error_set(error, AB_ERROR_SYSTEM, "more than %zu bytes of content", out->max);
        }
    }
}
