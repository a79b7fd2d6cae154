#include "codec/decompress_impl.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>

#define INPUT_BYTES 16384

typedef struct decompressor {
    ab_reader base;
    ab_reader *source;
    const ab_codec *codec;
    void *state;
    ab_codec_input in;
    uint64_t before; /* input bytes before this buffer */
    bool ended, failed;
    unsigned char bytes[INPUT_BYTES];
} decompressor;

static ssize_t fail(decompressor *d, const char *what, ab_error *error)
{
    d->failed = true;
    ab_error_set(error, AB_ERROR_TRANSIENT, "the %s data %s at byte %" PRIu64, d->codec->name, what,
                 d->before + d->in.start);
    return -1;
}

/* Reads more input behind what is left of it. */
static bool fill(decompressor *d, ab_error *error)
{
    memmove(d->bytes, d->bytes + d->in.start, d->in.end - d->in.start);
    d->before += d->in.start;
    d->in.end -= d->in.start;
    d->in.start = 0;
    ssize_t got = ab_reader_read(d->source, d->bytes + d->in.end, INPUT_BYTES - d->in.end, error);
    if (got < 0) {
        d->failed = true;
        return false;
    }
    d->in.end += (size_t)got;
    d->in.eof = got == 0;
    return true;
}

static ssize_t decompressor_read(ab_reader *self, void *buffer, size_t n, ab_error *error)
{
    decompressor *d = (decompressor *)self;
    if (d->failed) {
        return fail(d, "was broken", error);
    }
    while (!d->ended) {
        size_t produced = 0;
        ab_codec_step step = d->codec->step(d->state, &d->in, buffer, n, &produced);
        if (step == AB_CODEC_BROKEN) {
            return fail(d, "is broken", error);
        }
        d->ended = step == AB_CODEC_END;
        if (produced) {
            return (ssize_t)produced;
        }
        if (step == AB_CODEC_PROGRESS || d->ended) {
            continue;
        }
        if (d->in.eof) {
            bool nothing = d->before + d->in.end == 0; /* an empty body has no encoding */
            d->ended = step == AB_CODEC_BOUNDARY || nothing;
            if (!d->ended) {
                return fail(d, "ends too early", error);
            }
        } else if (!fill(d, error)) {
            return -1;
        }
    }
    return 0;
}

static void decompressor_close(ab_reader *self)
{
    decompressor *d = (decompressor *)self;
    d->codec->close(d->state);
    ab_reader_close(d->source);
    free(d);
}

static const ab_reader_type decompressor_type = {"decompressor", decompressor_read,
                                                 decompressor_close};

static const ab_codec *const codecs[] = {
    [AB_COMPRESSION_GZIP] = &ab_codec_gzip, [AB_COMPRESSION_DEFLATE] = &ab_codec_deflate,
    [AB_COMPRESSION_ZLIB] = &ab_codec_zlib, [AB_COMPRESSION_RAW_DEFLATE] = &ab_codec_raw_deflate,
    [AB_COMPRESSION_ZSTD] = &ab_codec_zstd, [AB_COMPRESSION_BROTLI] = &ab_codec_brotli,
};

ab_reader *ab_reader_decompress(ab_reader *source, ab_compression compression)
{
    if (compression == AB_COMPRESSION_NONE) {
        return source;
    }
    decompressor *d = ab_xcalloc(1, sizeof *d);
    d->base.type = &decompressor_type;
    d->source = source;
    d->codec = codecs[compression];
    d->state = d->codec->open();
    d->in.bytes = d->bytes;
    return &d->base;
}
