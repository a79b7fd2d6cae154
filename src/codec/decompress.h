/* Decompression as readers. Memory is bounded by the formats' windows, whatever comes out. */
#ifndef AB_CODEC_DECOMPRESS_H
#define AB_CODEC_DECOMPRESS_H

#include "codec/reader.h"

typedef enum ab_compression {
    AB_COMPRESSION_NONE,
    AB_COMPRESSION_GZIP,    /* any number of members; zeros after the last, as Python's gzip, and
                               any other trailing bytes, as urllib3, are dropped */
    AB_COMPRESSION_DEFLATE, /* HTTP's "deflate": zlib, or raw as some servers send it */
    AB_COMPRESSION_ZLIB,
    AB_COMPRESSION_RAW_DEFLATE,
    AB_COMPRESSION_ZSTD, /* any number of frames; windows up to 8 MiB (RFC 8878's advice) */
    AB_COMPRESSION_BROTLI,
} ab_compression;

/* A reader of the decompressed bytes; takes over `source`. Broken or truncated data is an error
 * (transient_error) that names the format and the offset in the compressed input. An empty input
 * gives no bytes. NONE gives `source` itself. */
ab_reader *ab_reader_decompress(ab_reader *source, ab_compression compression);
/* Decompresses gzip where the first two bytes are its magic, else hands on as it is. */
ab_reader *ab_reader_sniff_gzip(ab_reader *source);

#endif
