#include "codec/decompress_impl.h"

#include "base/alloc.h"

#include <brotli/decode.h>

static void *unbrotli_open(void)
{
    return ab_xcheck(BrotliDecoderCreateInstance(NULL, NULL, NULL));
}

static void unbrotli_close(void *state)
{
    BrotliDecoderDestroyInstance(state);
}

static ab_codec_step unbrotli_step(void *state, ab_codec_input *in, void *out, size_t n,
                                   size_t *produced)
{
    size_t available = in->end - in->start;
    const uint8_t *next = in->bytes + in->start;
    size_t room = n;
    uint8_t *to = out;
    BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state, &available, &next, &room, &to, NULL);
    in->start = in->end - available;
    *produced = n - room;
    switch (result) {
    case BROTLI_DECODER_RESULT_SUCCESS:
        return AB_CODEC_END;
    case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT:
        return AB_CODEC_STARVED;
    case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT:
        return AB_CODEC_PROGRESS;
    default:
        return AB_CODEC_BROKEN;
    }
}

const ab_codec ab_codec_brotli = {"brotli", unbrotli_open, unbrotli_step, unbrotli_close};
