#include "codec/reader.h"

#include "base/alloc.h"
#include "base/buf.h"

#include <stdlib.h>

#define CHUNK 16384

/* What was read lies in `chunk`; a line that goes on over its end is gathered in `line`. */
struct ab_line_reader {
    ab_reader *source;
    size_t max;
    size_t number; /* lines handed out */
    ab_buf line;
    size_t start, end;
    bool eof, failed;
    char chunk[CHUNK];
};

ab_line_reader *ab_line_reader_new(ab_reader *source, size_t max_bytes)
{
    ab_line_reader *lines = ab_xcalloc(1, sizeof *lines);
    lines->source = source;
    lines->max = max_bytes;
    /* The end of the line is gathered, too. */
    ab_buf_init(&lines->line, max_bytes < AB_BUF_NO_MAX ? max_bytes + 2 : AB_BUF_NO_MAX);
    return lines;
}

static int fail(ab_line_reader *lines, ab_error *error)
{
    lines->failed = true;
    if (!ab_error_is_set(error)) {
        ab_error_set(error, AB_ERROR_SYSTEM, "line %zu is longer than %zu bytes", lines->number + 1,
                     lines->max);
    }
    return -1;
}

static int hand_on(ab_line_reader *lines, ab_str line, ab_str *out, ab_error *error)
{
    if (ab_str_ends(line, AB_STR("\n"))) {
        line.n--;
        line.n -= line.n && line.p[line.n - 1] == '\r';
    }
    if (line.n > lines->max) {
        return fail(lines, error);
    }
    lines->number++;
    *out = line;
    return 1;
}

static bool fill(ab_line_reader *lines, ab_error *error)
{
    ssize_t got = ab_reader_read(lines->source, lines->chunk, CHUNK, error);
    lines->start = 0;
    lines->end = got > 0 ? (size_t)got : 0;
    lines->eof = got == 0;
    return got >= 0;
}

int ab_line_reader_next(ab_line_reader *lines, ab_str *line, ab_error *error)
{
    if (lines->failed) {
        ab_error_set(error, AB_ERROR_SYSTEM, "reading went on after an error");
        return -1;
    }
    ab_buf_clear(&lines->line);
    while (!lines->eof) {
        char *start = lines->chunk + lines->start;
        size_t ready = lines->end - lines->start;
        const char *newline = ready ? memchr(start, '\n', ready) : NULL;
        size_t n = newline ? (size_t)(newline - start) + 1 : ready;
        lines->start += n;
        if (newline && lines->line.n == 0) {
            return hand_on(lines, (ab_str){start, n}, line, error);
        }
        if (n && !ab_buf_add(&lines->line, start, n)) {
            return fail(lines, error);
        }
        if (newline) {
            return hand_on(lines, ab_buf_str(&lines->line), line, error);
        }
        if (!fill(lines, error)) {
            return fail(lines, error);
        }
    }
    return lines->line.n ? hand_on(lines, ab_buf_str(&lines->line), line, error) : 0;
}

void ab_line_reader_free(ab_line_reader *lines)
{
    if (lines) {
        ab_reader_close(lines->source);
        ab_buf_free(&lines->line);
        free(lines);
    }
}
