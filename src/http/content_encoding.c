#include "http/content_encoding.h"

#include "base/alloc.h"

#include <brotli/decode.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

enum {
    OUT_BYTES = 64 * 1024,
    MAX_ENCODINGS = 5, /* as urllib3: more is an attack */
};

typedef enum stage_state { STAGE_IDLE, STAGE_RUNNING, STAGE_DONE } stage_state;

typedef struct stage stage;

typedef struct encoding {
    const char *name;
    const char *title; /* for messages */
    void (*open)(stage *s);
    /* Decodes a piece; false with s->owner->problem set, or where the next stage stopped. */
    bool (*write)(stage *s, const char *bytes, size_t n);
    void (*close)(stage *s);
} encoding;

struct stage {
    const encoding *type;
    ab_decoding *owner;
    stage *next; /* NULL: the sink */
    stage_state state;
    char *out; /* OUT_BYTES */
    union {
        z_stream z;
        BrotliDecoderState *brotli;
        ZSTD_DStream *zstd;
    };
    bool later_member;     /* gzip: not the first one */
    bool swallows;         /* gzip: what follows is no member */
    bool opened;           /* deflate: the wrapper is known */
    unsigned char head[2]; /* deflate: its first bytes, until both are there */
    size_t head_n;
};

struct ab_decoding {
    stage stages[MAX_ENCODINGS];
    size_t count;
    ab_decoding_sink sink;
    void *context;
    bool is_gzip;
    const char *problem;
};

static bool emit(stage *s, size_t n)
{
    if (n == 0) {
        return true;
    }
    return s->next ? s->next->type->write(s->next, s->out, n)
                   : s->owner->sink(s->owner->context, s->out, n);
}

static bool broken(stage *s, const char *problem)
{
    s->owner->problem = problem;
    return false;
}

/* ---- gzip and deflate ---- */

static void open_zlib(stage *s, int window)
{
    if (inflateInit2(&s->z, window) != Z_OK) {
        ab_out_of_memory();
    }
    s->opened = true;
}

static void open_gzip(stage *s)
{
    open_zlib(s, 16 + MAX_WBITS);
}

static void close_zlib(stage *s)
{
    if (s->opened) {
        inflateEnd(&s->z);
    }
}

/* Runs inflate over the input. *ended is set at the end of a member, with the rest in s->z. */
static bool run_inflate(stage *s, bool *ended)
{
    *ended = false;
    do {
        s->z.next_out = (Bytef *)s->out;
        s->z.avail_out = OUT_BYTES;
        int code = inflate(&s->z, Z_NO_FLUSH);
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
            return broken(s, "the compressed data is broken");
        }
        if (!emit(s, OUT_BYTES - s->z.avail_out)) {
            return false;
        }
        if (code == Z_STREAM_END) {
            *ended = true;
            return true;
        }
    } while (s->z.avail_in > 0 || s->z.avail_out == 0);
    return true;
}

/* True where the member that broke is none: bytes behind a whole member that are not gzip's magic.
 */
static bool is_rubbish(const stage *s, bool first)
{
    return !first && s->z.total_in <= 2 && s->z.total_out == 0;
}

/* Another member may follow; other bytes behind a whole member are ignored, as urllib3 does. */
static bool write_gzip(stage *s, const char *bytes, size_t n)
{
    s->z.next_in = (Bytef *)bytes;
    s->z.avail_in = (uInt)n;
    while (s->z.avail_in > 0 && !s->swallows) {
        if (s->state == STAGE_DONE) {
            s->later_member = true;
            s->swallows = *s->z.next_in != 0x1f;
            s->state = s->swallows ? STAGE_DONE : STAGE_RUNNING;
            inflateReset(&s->z);
            continue;
        }
        s->state = STAGE_RUNNING;
        bool ended;
        if (!run_inflate(s, &ended)) {
            if (!s->owner->problem[0] || !is_rubbish(s, !s->later_member)) {
                return false;
            }
            s->owner->problem = "";
            s->swallows = true;
            ended = true;
        }
        s->state = ended ? STAGE_DONE : STAGE_RUNNING;
    }
    return true;
}

static void open_deflate(stage *s)
{
    s->opened = false;
}

static bool write_inflate(stage *s, const char *bytes, size_t n)
{
    s->z.next_in = (Bytef *)bytes;
    s->z.avail_in = (uInt)n;
    bool ended = false;
    if (n == 0 || s->state == STAGE_DONE) {
        return true;
    }
    if (!run_inflate(s, &ended)) {
        return false;
    }
    s->state = ended ? STAGE_DONE : STAGE_RUNNING;
    return true;
}

/* "deflate" is zlib's format by the RFC and raw deflate by the habit of some servers; the first two
 * bytes tell. */
static bool write_deflate(stage *s, const char *bytes, size_t n)
{
    if (s->opened) {
        return write_inflate(s, bytes, n);
    }
    s->state = n ? STAGE_RUNNING : s->state;
    while (n > 0 && s->head_n < 2) {
        s->head[s->head_n++] = (unsigned char)*bytes++;
        n--;
    }
    if (s->head_n < 2) {
        return true;
    }
    bool wrapped = (s->head[0] & 0x0f) == 8 && (s->head[0] * 256 + s->head[1]) % 31 == 0;
    open_zlib(s, wrapped ? MAX_WBITS : -MAX_WBITS);
    return write_inflate(s, (const char *)s->head, 2) && write_inflate(s, bytes, n);
}

/* ---- brotli ---- */

static void open_brotli(stage *s)
{
    s->brotli = ab_xcheck(BrotliDecoderCreateInstance(NULL, NULL, NULL));
}

static void close_brotli(stage *s)
{
    BrotliDecoderDestroyInstance(s->brotli);
}

static bool write_brotli(stage *s, const char *bytes, size_t n)
{
    const uint8_t *in = (const uint8_t *)bytes;
    BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    s->state = s->state == STAGE_IDLE && n ? STAGE_RUNNING : s->state;
    while (s->state == STAGE_RUNNING &&
           (n > 0 || result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT)) {
        uint8_t *out = (uint8_t *)s->out;
        size_t room = OUT_BYTES;
        result = BrotliDecoderDecompressStream(s->brotli, &n, &in, &room, &out, NULL);
        if (result == BROTLI_DECODER_RESULT_ERROR) {
            return broken(s, "the compressed data is broken");
        }
        if (!emit(s, OUT_BYTES - room)) {
            return false;
        }
        s->state = result == BROTLI_DECODER_RESULT_SUCCESS ? STAGE_DONE : STAGE_RUNNING;
    }
    return true;
}

/* ---- zstd ---- */

static void open_zstd(stage *s)
{
    s->zstd = ab_xcheck(ZSTD_createDStream());
    ZSTD_initDStream(s->zstd);
}

static void close_zstd(stage *s)
{
    ZSTD_freeDStream(s->zstd);
}

static bool write_zstd(stage *s, const char *bytes, size_t n)
{
    ZSTD_inBuffer in = {bytes, n, 0};
    bool more = n > 0;
    while (more) {
        ZSTD_outBuffer out = {s->out, OUT_BYTES, 0};
        size_t left = ZSTD_decompressStream(s->zstd, &out, &in);
        if (ZSTD_isError(left)) {
            return broken(s, "the compressed data is broken");
        }
        s->state = left == 0 ? STAGE_DONE : STAGE_RUNNING;
        if (!emit(s, out.pos)) {
            return false;
        }
        more = in.pos < in.size || out.pos == out.size;
    }
    return true;
}

static const encoding encodings[] = {
    {"gzip", "gzip", open_gzip, write_gzip, close_zlib},
    {"x-gzip", "gzip", open_gzip, write_gzip, close_zlib},
    {"deflate", "deflate", open_deflate, write_deflate, close_zlib},
    {"br", "brotli", open_brotli, write_brotli, close_brotli},
    {"zstd", "zstd", open_zstd, write_zstd, close_zstd},
};

static const encoding *find_encoding(ab_str name)
{
    for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++) {
        if (ab_str_eq_nocase(name, ab_str_of(encodings[i].name))) {
            return &encodings[i];
        }
    }
    return NULL;
}

ab_decoding *ab_decoding_new(ab_str list, ab_decoding_sink sink, void *context)
{
    ab_decoding *d = ab_xcalloc(1, sizeof(*d));
    d->sink = sink;
    d->context = context;
    d->problem = "";
    size_t end = list.n;
    for (;;) { /* from the end: the last encoding was put on last */
        size_t from = end;
        while (from > 0 && list.p[from - 1] != ',') {
            from--;
        }
        const encoding *type = find_encoding(ab_str_trim(ab_str_sub(list, from, end)));
        if (type && d->count < MAX_ENCODINGS) {
            stage *s = &d->stages[d->count++];
            s->type = type;
            s->owner = d;
            s->out = ab_xmalloc(OUT_BYTES);
            d->is_gzip = d->is_gzip || strcmp(type->title, "gzip") == 0;
            type->open(s);
        }
        if (from == 0) {
            break;
        }
        end = from - 1;
    }
    for (size_t i = 0; i + 1 < d->count; i++) {
        d->stages[i].next = &d->stages[i + 1];
    }
    if (d->count == 0) {
        free(d);
        return NULL;
    }
    return d;
}

void ab_decoding_free(ab_decoding *d)
{
    for (size_t i = 0; d && i < d->count; i++) {
        d->stages[i].type->close(&d->stages[i]);
        free(d->stages[i].out);
    }
    free(d);
}

bool ab_decoding_write(ab_decoding *d, const char *bytes, size_t n)
{
    return n == 0 || d->stages[0].type->write(&d->stages[0], bytes, n);
}

bool ab_decoding_end(ab_decoding *d)
{
    for (size_t i = 0; i < d->count; i++) {
        if (d->stages[i].state == STAGE_RUNNING) {
            return broken(&d->stages[i], "the compressed data ends too early");
        }
    }
    return true;
}

const char *ab_decoding_problem(const ab_decoding *d)
{
    return d->problem;
}

bool ab_decoding_is_gzip(const ab_decoding *d)
{
    return d->is_gzip;
}
