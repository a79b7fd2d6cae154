/* A reader that decompresses gzip, told by its first two bytes. */
#include "base/alloc.h"
#include "codec/decompress.h"

#include <stdlib.h>

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
