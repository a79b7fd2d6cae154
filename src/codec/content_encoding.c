/* Which decompressors a body goes through. */
#include "codec/decompress.h"

#include "base/alloc.h"

#include <stdlib.h>

bool ab_compression_from_token(ab_str token, ab_compression *out)
{
    static const struct {
        const char *token;
        ab_compression compression;
    } tokens[] = {
        {"", AB_COMPRESSION_NONE},           {"identity", AB_COMPRESSION_NONE},
        {"gzip", AB_COMPRESSION_GZIP},       {"x-gzip", AB_COMPRESSION_GZIP},
        {"deflate", AB_COMPRESSION_DEFLATE}, {"br", AB_COMPRESSION_BROTLI},
        {"zstd", AB_COMPRESSION_ZSTD},
    };
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        if (ab_str_eq_nocase(ab_str_trim(token), ab_str_of(tokens[i].token))) {
            *out = tokens[i].compression;
            return true;
        }
    }
    return false;
}

ab_reader *ab_reader_content_encoding(ab_reader *source, ab_str header, ab_error *error)
{
    /* The last encoding was applied last, so it is undone first. */
    size_t end = header.n;
    for (;;) {
        size_t start = end;
        while (start > 0 && header.p[start - 1] != ',') {
            start--;
        }
        ab_compression compression = AB_COMPRESSION_NONE;
        ab_str token = ab_str_sub(header, start, end);
        if (!ab_compression_from_token(token, &compression)) {
            ab_error_set(error, AB_ERROR_SYSTEM, "unknown content encoding '%.*s'",
                         AB_STR_ARG(ab_str_trim(token)));
            ab_reader_close(source);
            return NULL;
        }
        source = ab_reader_decompress(source, compression);
        if (start == 0) {
            return source;
        }
        end = start - 1;
    }
}

/* ---- gzip or not, told by the first two bytes ---- */
typedef struct sniffer {
    ab_reader base;
    ab_reader *source; /* buffered, until the first read */
    bool told;
} sniffer;

static ssize_t sniffer_read(ab_reader *self, void *buffer, size_t n, ab_error *error)
{
    sniffer *s = (sniffer *)self;
    if (!s->told) {
        ab_str head;
        if (!ab_reader_peek(s->source, 2, &head, error)) {
            return -1;
        }
        bool gzip = ab_str_starts(head, AB_STR("\x1f\x8b"));
        s->source =
            ab_reader_decompress(s->source, gzip ? AB_COMPRESSION_GZIP : AB_COMPRESSION_NONE);
        s->told = true;
    }
    return ab_reader_read(s->source, buffer, n, error);
}

static void sniffer_close(ab_reader *self)
{
    ab_reader_close(((sniffer *)self)->source);
    free(self);
}

static const ab_reader_type sniffer_type = {"gzip?", sniffer_read, sniffer_close};

ab_reader *ab_reader_sniff_gzip(ab_reader *source)
{
    sniffer *s = ab_xcalloc(1, sizeof *s);
    s->base.type = &sniffer_type;
    s->source = ab_reader_buffered(source, 16);
    return &s->base;
}
