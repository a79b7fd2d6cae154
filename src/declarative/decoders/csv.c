#include "declarative/decoders/csv.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "json/json.h"

#include <stdlib.h>

/* A longer row is refused: an unclosed quote would gather the whole input. */
#define MAX_ROW ((size_t)64 * 1024 * 1024)
enum { CHUNK = 16384 };

typedef enum csv_state { ROW_START, FIELD_START, IN_FIELD, IN_QUOTES, QUOTE_IN_QUOTES } csv_state;

struct ab_csv_reader {
    ab_reader *source;
    ab_str delimiter;
    ab_buf text; /* of the row's fields, one behind the other */
    AB_VEC(size_t) ends;
    AB_VEC(ab_str) fields;
    csv_state state;
    bool quoted;
    bool after_cr; /* a line feed that follows belongs to it */
    bool eof;
    uint64_t number;
    size_t at, n;
    char chunk[CHUNK + 4]; /* the delimiter is looked for in one piece */
};

ab_csv_reader *ab_csv_reader_new(ab_reader *source, ab_str delimiter)
{
    ab_csv_reader *csv = ab_xcalloc(1, sizeof(*csv));
    csv->source = source;
    csv->delimiter = delimiter;
    ab_buf_init(&csv->text, MAX_ROW);
    return csv;
}

void ab_csv_reader_free(ab_csv_reader *csv)
{
    if (csv) {
        ab_reader_close(csv->source);
        ab_buf_free(&csv->text);
        AB_VEC_FREE(&csv->ends);
        AB_VEC_FREE(&csv->fields);
        free(csv);
    }
}

uint64_t ab_csv_reader_number(const ab_csv_reader *csv)
{
    return csv->number;
}

/* Reads on behind what is left of the chunk, so that a delimiter of several bytes is whole. */
static bool fill(ab_csv_reader *csv, ab_error *error)
{
    size_t left = csv->n - csv->at;
    memmove(csv->chunk, csv->chunk + csv->at, left);
    csv->at = 0;
    csv->n = left;
    while (csv->n < csv->delimiter.n && !csv->eof) {
        ssize_t got = ab_reader_read(csv->source, csv->chunk + csv->n, CHUNK, error);
        if (got < 0) {
            return false;
        }
        csv->eof = got == 0;
        csv->n += (size_t)got;
    }
    return true;
}

static void end_field(ab_csv_reader *csv)
{
    AB_VEC_PUSH(&csv->ends, csv->text.n);
}

/* Bytes from `at` that mean nothing but themselves in the present state. */
static size_t plain_bytes(const ab_csv_reader *csv)
{
    const char *p = csv->chunk + csv->at;
    const char *end = csv->chunk + csv->n;
    const char first = csv->delimiter.p[0];
    bool quotes = csv->state == IN_QUOTES;
    const char *q = p;
    while (q < end && *q != '\r' && (quotes ? *q != '"' : *q != '\n' && *q != first)) {
        q++;
    }
    return (size_t)(q - p);
}

/* One character that is neither a line end nor the delimiter. */
static void take_char(ab_csv_reader *csv, char c)
{
    if (csv->state == IN_QUOTES && c == '"') {
        csv->state = QUOTE_IN_QUOTES;
    } else if (csv->state <= FIELD_START && c == '"') {
        csv->state = IN_QUOTES;
        csv->quoted = true;
    } else {
        csv->state = csv->state == IN_QUOTES || (csv->state == QUOTE_IN_QUOTES && c == '"')
                         ? IN_QUOTES
                         : IN_FIELD;
        ab_buf_add_char(&csv->text, c);
    }
}

static bool at_delimiter(const ab_csv_reader *csv)
{
    return csv->state != IN_QUOTES &&
           ab_str_starts((ab_str){csv->chunk + csv->at, csv->n - csv->at}, csv->delimiter);
}

/* Takes what is at hand; true at the end of a row. */
static bool step(ab_csv_reader *csv)
{
    char c = csv->chunk[csv->at];
    bool joined = csv->after_cr && c == '\n';
    csv->after_cr = c == '\r';
    if (joined) {
        csv->at++;
        return false;
    }
    if (c == '\r' || c == '\n') {
        csv->at++;
        if (csv->state != IN_QUOTES) {
            return true;
        }
        ab_buf_add_char(&csv->text, '\n');
    } else if (at_delimiter(csv)) {
        csv->at += csv->delimiter.n;
        end_field(csv);
        csv->state = FIELD_START;
    } else {
        csv->at++;
        take_char(csv, c);
        if (csv->state == IN_FIELD || csv->state == IN_QUOTES) {
            size_t n = plain_bytes(csv);
            ab_buf_add(&csv->text, csv->chunk + csv->at, n);
            csv->at += n;
        }
    }
    return false;
}

static void give_row(ab_csv_reader *csv, bool unterminated, ab_csv_row *row)
{
    if (csv->state != ROW_START) {
        end_field(csv);
    }
    const char *text = csv->text.p ? csv->text.p : ""; /* no byte was added yet */
    csv->fields.n = 0;
    for (size_t i = 0, from = 0; i < csv->ends.n; from = csv->ends.at[i++]) {
        AB_VEC_PUSH(&csv->fields, (ab_str){text + from, csv->ends.at[i] - from});
    }
    *row = (ab_csv_row){csv->fields.at, csv->fields.n, csv->quoted, unterminated};
    csv->number++;
}

static int too_long(const ab_csv_reader *csv, ab_error *error)
{
    ab_error_set(error, AB_ERROR_SYSTEM, "Row %llu of the CSV text is longer than %zu bytes.",
                 (unsigned long long)csv->number + 1, csv->text.max);
    return -1;
}

int ab_csv_reader_next(ab_csv_reader *csv, ab_csv_row *row, ab_error *error)
{
    ab_buf_clear(&csv->text);
    csv->ends.n = 0;
    csv->state = ROW_START;
    csv->quoted = false;
    for (;;) {
        if (csv->n - csv->at < csv->delimiter.n && !csv->eof && !fill(csv, error)) {
            return -1;
        }
        if (csv->at == csv->n) {
            break;
        }
        if (step(csv)) {
            give_row(csv, false, row);
            return 1;
        }
        if (csv->text.overflow) {
            return too_long(csv, error);
        }
    }
    if (csv->state == ROW_START) {
        return 0;
    }
    give_row(csv, csv->state == IN_QUOTES, row);
    return 1;
}

/* ---- The delimiter in a manifest ---- */

static char simple_escape(char c)
{
    static const char from[] = "abfnrtv\\'\"";
    static const char to[] = "\a\b\f\n\r\t\v\\'\"";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : (char)0;
}

static ab_str unescape(ab_arena *arena, ab_str text)
{
    char *out = ab_arena_alloc(arena, text.n + 4);
    if (text.n == 2 && simple_escape(text.p[1])) {
        out[0] = simple_escape(text.p[1]);
        return (ab_str){out, 1};
    }
    bool hex = text.n > 2 && (text.p[1] == 'x' || text.p[1] == 'u');
    char digits[8] = "";
    if (!hex || text.n != (text.p[1] == 'x' ? 4u : 6u)) {
        return text;
    }
    memcpy(digits, text.p + 2, text.n - 2);
    char *end;
    unsigned long code = strtoul(digits, &end, 16);
    return *end ? text : (ab_str){out, ab_utf8_encode((uint32_t)code, out)};
}

bool ab_csv_delimiter(ab_arena *arena, ab_str text, ab_str *out, ab_error *error)
{
    *out = text.n ? text : AB_STR(",");
    if (text.n && text.p[0] == '\\') {
        *out = unescape(arena, text);
    }
    size_t length;
    ab_utf8_decode(*out, &length);
    return length == out->n ||
           ab_error_set(error, AB_ERROR_CONFIG, "The CSV delimiter \"%.*s\" must be one character.",
                        AB_STR_ARG(text));
}
