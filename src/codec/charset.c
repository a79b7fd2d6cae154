#include "codec/charset_impl.h"

#include "base/alloc.h"

#include <errno.h>
#include <iconv.h>
#include <inttypes.h>
#include <stdlib.h>

#define INPUT_BYTES 8192
/* No character of any charset takes more, in or out. */
#define LONGEST_CHARACTER 16

/* ---- UTF-8, checked ---- */
typedef struct utf8_reader {
    ab_reader base;
    ab_reader *source;
    ab_utf8_check check;
    uint64_t offset;
    bool drop_mark; /* until the first read */
    bool failed;
} utf8_reader;

static ssize_t bad_byte(const char *charset, uint64_t offset, ab_error *error)
{
    ab_error_set(error, AB_ERROR_SYSTEM, "byte %" PRIu64 " of the text is not valid in %s", offset,
                 charset);
    return -1;
}

static ssize_t cut_short(const char *charset, uint64_t offset, ab_error *error)
{
    ab_error_set(error, AB_ERROR_SYSTEM, "the text ends within a character of %s at byte %" PRIu64,
                 charset, offset);
    return -1;
}

/* Over the mark of utf-8-sig; `source` is buffered there. */
static bool drop_mark(utf8_reader *r, ab_error *error)
{
    ab_str head;
    char mark[3];
    if (!ab_reader_peek(r->source, 3, &head, error)) {
        return false;
    }
    r->drop_mark = false;
    if (ab_str_starts(head, AB_STR("\xef\xbb\xbf"))) {
        r->offset = 3;
        return ab_reader_read(r->source, mark, 3, error) == 3;
    }
    return true;
}

static ssize_t utf8_read(ab_reader *self, void *buffer, size_t n, ab_error *error)
{
    utf8_reader *r = (utf8_reader *)self;
    if (r->failed) {
        return bad_byte("utf-8", r->offset, error);
    }
    if (r->drop_mark && !drop_mark(r, error)) {
        return -1;
    }
    ssize_t got = ab_reader_read(r->source, buffer, n, error);
    if (got < 0) {
        return got;
    }
    if (got == 0 && r->check.left) {
        r->failed = true;
        return cut_short("utf-8", r->offset, error);
    }
    size_t good = ab_utf8_check_run(&r->check, buffer, (size_t)got);
    r->offset += good;
    if (good < (size_t)got) {
        r->failed = true;
        return bad_byte("utf-8", r->offset, error);
    }
    return got;
}

static void utf8_close(ab_reader *self)
{
    ab_reader_close(((utf8_reader *)self)->source);
    free(self);
}

static const ab_reader_type utf8_type = {"utf-8", utf8_read, utf8_close};

static ab_reader *open_utf8(ab_reader *source, bool with_mark)
{
    utf8_reader *r = ab_xcalloc(1, sizeof *r);
    r->base.type = &utf8_type;
    r->source = with_mark ? ab_reader_buffered(source, 16) : source;
    r->drop_mark = with_mark;
    return &r->base;
}

/* ---- Everything else, by iconv ---- */
typedef struct iconv_reader {
    ab_reader base;
    ab_reader *source;
    const ab_charset *charset;
    iconv_t cd;
    uint64_t before; /* bytes before in[0] */
    size_t start, end;
    bool opened, eof, flushed, failed;
    char in[INPUT_BYTES];
    /* A small read gets its bytes from here: iconv writes whole characters only. */
    size_t out_start, out_end;
    char out[4 * LONGEST_CHARACTER];
} iconv_reader;

static bool fill(iconv_reader *r, ab_error *error)
{
    memmove(r->in, r->in + r->start, r->end - r->start);
    r->before += r->start;
    r->end -= r->start;
    r->start = 0;
    ssize_t got = ab_reader_read(r->source, r->in + r->end, INPUT_BYTES - r->end, error);
    if (got < 0) {
        return false;
    }
    r->end += (size_t)got;
    r->eof = got == 0;
    return true;
}

/* The name for iconv; UTF-16 and UTF-32 go by their mark, which is dropped. */
static const char *choose(iconv_reader *r)
{
    if (r->charset->kind == AB_CHARSET_PLAIN) {
        return r->charset->iconv;
    }
    bool wide = r->charset->kind == AB_CHARSET_UTF32;
    ab_str little = wide ? AB_STR("\xff\xfe\0\0") : AB_STR("\xff\xfe");
    ab_str big = wide ? AB_STR("\0\0\xfe\xff") : AB_STR("\xfe\xff");
    ab_str head = {r->in, r->end};
    bool is_big = ab_str_starts(head, big);
    if (is_big || ab_str_starts(head, little)) {
        r->start = little.n;
    }
    return wide ? (is_big ? "UTF-32BE" : "UTF-32LE") : is_big ? "UTF-16BE" : "UTF-16LE";
}

static bool open_iconv(iconv_reader *r, ab_error *error)
{
    while (r->end < 4 && !r->eof) {
        if (!fill(r, error)) {
            return false;
        }
    }
    r->cd = iconv_open("UTF-8", choose(r));
    if (r->cd == (iconv_t)-1) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "this system cannot decode %s",
                            r->charset->name);
    }
    r->opened = true;
    return true;
}

/* Converts what it can; 0 bytes mean that input is wanted. */
static ssize_t convert(iconv_reader *r, char *out, size_t n, ab_error *error)
{
    char *from = r->in + r->start;
    size_t left = r->end - r->start;
    char *to = out;
    size_t room = n;
    bool flush = left == 0 && r->eof;
    size_t result = iconv(r->cd, flush ? NULL : &from, flush ? NULL : &left, &to, &room);
    int reason = errno;
    r->flushed = flush && result != (size_t)-1;
    r->start = r->end - left;
    if (result != (size_t)-1 || n > room) {
        return (ssize_t)(n - room); /* an error comes again at once */
    }
    if (reason == EILSEQ) {
        return bad_byte(r->charset->name, r->before + r->start, error);
    }
    return reason == EINVAL && r->eof ? cut_short(r->charset->name, r->before + r->start, error)
                                      : 0;
}

static ssize_t convert_some(iconv_reader *r, char *out, size_t n, ab_error *error)
{
    for (;;) {
        ssize_t got = convert(r, out, n, error);
        if (got != 0 || r->flushed) {
            return got;
        }
        if (!r->eof && !fill(r, error)) {
            return -1;
        }
    }
}

static ssize_t hand_out(iconv_reader *r, char *buffer, size_t n)
{
    size_t ready = r->out_end - r->out_start;
    n = n < ready ? n : ready;
    memcpy(buffer, r->out + r->out_start, n);
    r->out_start += n;
    return (ssize_t)n;
}

static ssize_t iconv_read(ab_reader *self, void *buffer, size_t n, ab_error *error)
{
    iconv_reader *r = (iconv_reader *)self;
    if (r->failed) {
        return bad_byte(r->charset->name, r->before + r->start, error);
    }
    if (r->out_start < r->out_end) {
        return hand_out(r, buffer, n);
    }
    if (r->flushed) {
        return 0;
    }
    bool small = n < sizeof r->out;
    ssize_t got = r->opened || open_iconv(r, error)
                      ? convert_some(r, small ? r->out : buffer, small ? sizeof r->out : n, error)
                      : -1;
    r->failed = got < 0;
    if (got <= 0 || !small) {
        return got;
    }
    r->out_start = 0;
    r->out_end = (size_t)got;
    return hand_out(r, buffer, n);
}

static void iconv_reader_close(ab_reader *self)
{
    iconv_reader *r = (iconv_reader *)self;
    if (r->opened) {
        iconv_close(r->cd);
    }
    ab_reader_close(r->source);
    free(r);
}

static const ab_reader_type iconv_type = {"iconv", iconv_read, iconv_reader_close};

ab_reader *ab_reader_to_utf8(ab_reader *source, ab_str encoding, ab_error *error)
{
    const ab_charset *charset = ab_charset_find(encoding);
    if (!charset) {
        ab_error_set(error, AB_ERROR_CONFIG, "unknown encoding: %.*s", AB_STR_ARG(encoding));
        ab_reader_close(source);
        return NULL;
    }
    if (charset->kind == AB_CHARSET_UTF8 || charset->kind == AB_CHARSET_UTF8_MARK) {
        return open_utf8(source, charset->kind == AB_CHARSET_UTF8_MARK);
    }
    iconv_reader *r = ab_xcalloc(1, sizeof *r);
    r->base.type = &iconv_type;
    r->source = source;
    r->charset = charset;
    return &r->base;
}
