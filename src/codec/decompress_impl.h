/* What a decompressor provides; within this module only. */
#ifndef AB_CODEC_DECOMPRESS_IMPL_H
#define AB_CODEC_DECOMPRESS_IMPL_H

#include "codec/decompress.h"

#include <stdint.h>

/* Compressed input at hand; a step moves `start` over what it used. */
typedef struct ab_codec_input {
    const unsigned char *bytes;
    size_t start, end;
    bool eof; /* nothing comes after these bytes */
} ab_codec_input;

typedef enum ab_codec_step {
    AB_CODEC_PROGRESS, /* used input or gave output */
    AB_CODEC_STARVED,  /* wants more input than there is */
    AB_CODEC_BOUNDARY, /* as STARVED, but the input may end here */
    AB_CODEC_END,      /* what follows in the input is ignored */
    AB_CODEC_BROKEN,
} ab_codec_step;

typedef struct ab_codec {
    const char *name;
    void *(*open)(void); /* NULL: out of memory */
    /* Decompresses into out[0..n), n > 0; *produced counts what it wrote. */
    ab_codec_step (*step)(void *state, ab_codec_input *in, void *out, size_t n, size_t *produced);
    void (*close)(void *state);
} ab_codec;

extern const ab_codec ab_codec_gzip;
extern const ab_codec ab_codec_deflate;
extern const ab_codec ab_codec_zlib;
extern const ab_codec ab_codec_raw_deflate;
extern const ab_codec ab_codec_zstd;
extern const ab_codec ab_codec_brotli;

#endif
