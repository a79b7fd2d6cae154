/* zlib's formats: gzip, zlib, raw deflate. */
#include "base/alloc.h"
#include "codec/decompress_impl.h"

#include <stdlib.h>
#include <zlib.h>

typedef enum wrapper { WRAP_GZIP, WRAP_ZLIB, WRAP_RAW, WRAP_UNKNOWN } wrapper;

typedef struct inflater {
    z_stream z;
    wrapper wrap;
    bool ready;   /* z is initialised */
    bool between; /* a gzip member ended */
} inflater;

static void *open_with(wrapper wrap)
{
    inflater *s = ab_xcalloc(1, sizeof *s);
    s->wrap = wrap;
    return s;
}

static void *open_gzip(void)
{
    return open_with(WRAP_GZIP);
}

static void *open_zlib(void)
{
    return open_with(WRAP_ZLIB);
}

static void *open_raw(void)
{
    return open_with(WRAP_RAW);
}

static void *open_unknown(void)
{
    return open_with(WRAP_UNKNOWN);
}

static void inflater_close(void *state)
{
    inflater *s = state;
    if (s->ready) {
        inflateEnd(&s->z);
    }
    free(s);
}

/* HTTP's "deflate" means zlib, but some servers leave the header out. */
static ab_codec_step tell_wrapper(inflater *s, const ab_codec_input *in)
{
    if (in->end - in->start < 2 && !in->eof) {
        return AB_CODEC_STARVED;
    }
    const unsigned char *p = in->bytes + in->start;
    bool header = in->end - in->start >= 2 && (p[0] & 15) == 8 && (p[0] * 256 + p[1]) % 31 == 0;
    s->wrap = header ? WRAP_ZLIB : WRAP_RAW;
    return AB_CODEC_PROGRESS;
}

static void start(inflater *s)
{
    int window = s->wrap == WRAP_GZIP ? 15 + 16 : s->wrap == WRAP_ZLIB ? 15 : -15;
    if (inflateInit2(&s->z, window) != Z_OK) {
        ab_out_of_memory();
    }
    s->ready = true;
}

/* Behind a member: padding, another one, or something to ignore. */
static ab_codec_step next_member(inflater *s, ab_codec_input *in)
{
    while (in->start < in->end && in->bytes[in->start] == 0) {
        in->start++;
    }
    const unsigned char *p = in->bytes + in->start;
    size_t n = in->end - in->start;
    if (n < 2) {
        return in->eof ? AB_CODEC_END : AB_CODEC_BOUNDARY;
    }
    if (p[0] != 0x1f || p[1] != 0x8b) {
        return AB_CODEC_END;
    }
    s->between = false;
    return inflateReset(&s->z) == Z_OK ? AB_CODEC_PROGRESS : AB_CODEC_BROKEN;
}

static ab_codec_step inflater_step(void *state, ab_codec_input *in, void *out, size_t n,
                                   size_t *produced)
{
    inflater *s = state;
    if (s->between) {
        return next_member(s, in);
    }
    if (in->start == in->end) {
        return AB_CODEC_STARVED;
    }
    if (s->wrap == WRAP_UNKNOWN) {
        return tell_wrapper(s, in);
    }
    if (!s->ready) {
        start(s);
    }
    n = n < UINT32_MAX / 2 ? n : UINT32_MAX / 2;
    s->z.next_in = (unsigned char *)(uintptr_t)(in->bytes + in->start);
    s->z.avail_in = (uInt)(in->end - in->start);
    s->z.next_out = out;
    s->z.avail_out = (uInt)n;
    int result = inflate(&s->z, Z_NO_FLUSH);
    in->start = in->end - s->z.avail_in;
    *produced = n - s->z.avail_out;
    if (result == Z_STREAM_END) {
        s->between = s->wrap == WRAP_GZIP;
        return s->between ? AB_CODEC_PROGRESS : AB_CODEC_END;
    }
    return result == Z_OK          ? AB_CODEC_PROGRESS
           : result == Z_BUF_ERROR ? AB_CODEC_STARVED
                                   : AB_CODEC_BROKEN;
}

const ab_codec ab_codec_gzip = {"gzip", open_gzip, inflater_step, inflater_close};
const ab_codec ab_codec_zlib = {"zlib", open_zlib, inflater_step, inflater_close};
const ab_codec ab_codec_raw_deflate = {"deflate", open_raw, inflater_step, inflater_close};
const ab_codec ab_codec_deflate = {"deflate", open_unknown, inflater_step, inflater_close};
