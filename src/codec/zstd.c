#include "base/alloc.h"
#include "codec/decompress_impl.h"

#include <stdlib.h>
#include <zstd.h>

/* 8 MiB, which decoders should support (RFC 8878, 3.1.1.1.2). */
#define MAX_WINDOW_LOG 23

typedef struct unzstd {
    ZSTD_DStream *stream;
    bool inside;  /* a frame has begun and not ended */
    bool pending; /* the last call filled its output: more may be ready without input */
} unzstd;

static void *unzstd_open(void)
{
    unzstd *s = ab_xcalloc(1, sizeof *s);
    s->stream = ab_xcheck(ZSTD_createDStream());
    ZSTD_DCtx_setParameter(s->stream, ZSTD_d_windowLogMax, MAX_WINDOW_LOG);
    return s;
}

static void unzstd_close(void *state)
{
    unzstd *s = state;
    ZSTD_freeDStream(s->stream);
    free(s);
}

static ab_codec_step unzstd_step(void *state, ab_codec_input *in, void *out, size_t n,
                                 size_t *produced)
{
    unzstd *s = state;
    if (in->start == in->end && !s->pending) {
        return s->inside ? AB_CODEC_STARVED : AB_CODEC_BOUNDARY;
    }
    ZSTD_inBuffer input = {in->bytes, in->end, in->start};
    ZSTD_outBuffer output = {out, n, 0};
    size_t result = ZSTD_decompressStream(s->stream, &output, &input);
    if (ZSTD_isError(result)) {
        return AB_CODEC_BROKEN;
    }
    bool moved = input.pos > in->start || output.pos > 0;
    in->start = input.pos;
    *produced = output.pos;
    s->inside = result != 0;
    s->pending = s->inside && output.pos == n;
    return moved ? AB_CODEC_PROGRESS : s->inside ? AB_CODEC_STARVED : AB_CODEC_BOUNDARY;
}

const ab_codec ab_codec_zstd = {"zstd", unzstd_open, unzstd_step, unzstd_close};
