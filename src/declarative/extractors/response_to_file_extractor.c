/* ResponseToFileExtractor: the rows of a CSV download as pandas' read_csv gives them, all values
 * text. The body lies in a file by itself where it is large. */
#include "base/alloc.h"
#include "codec/charset.h"
#include "codec/decompress.h"
#include "declarative/decoders/csv.h"
#include "declarative/decoders/source.h"
#include "declarative/extractors/extractor.h"

#include <stdlib.h>

typedef struct response_to_file_extractor {
    bool preserve_na_values;
} response_to_file_extractor;

typedef struct extractor {
    ab_extractor base;
    bool preserve_na;
} extractor;

/* One pass over a download. */
typedef struct table {
    const extractor *self;
    ab_csv_reader *rows;
    ab_value record; /* the column names with null values: the model of all records */
    size_t columns;  /* in the header */
    size_t leading;  /* fields of a row before the first named one (pandas' index) */
    bool sized;      /* the first row was seen, which tells how long rows may be */
    ab_arena *arena; /* of the pass */
} table;

/* What pandas takes for a missing value. */
static bool is_missing(const extractor *self, ab_str text)
{
    static const char *const missing[] = {
        "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
        "<NA>", "N/A",      "NA",  "NULL",    "NaN",      "None", "n/a",  "nan",    "null"};
    for (size_t i = 0; !self->preserve_na && i < sizeof(missing) / sizeof(missing[0]); i++) {
        if (ab_str_is(text, missing[i])) {
            return true;
        }
    }
    return !text.n;
}

/* ---- The source: unpacked where it is gzip or zlib, else without NUL bytes ---- */

typedef struct filter_reader {
    ab_reader base;
    ab_reader *source;
} filter_reader;

static ssize_t read_filtered(ab_reader *self, void *buffer, size_t n, ab_error *error)
{
    ssize_t got;
    size_t kept = 0;
    while (!kept && (got = ab_reader_read(((filter_reader *)self)->source, buffer, n, error)) > 0) {
        char *bytes = buffer;
        for (size_t i = 0; i < (size_t)got; i++) {
            bytes[kept] = bytes[i];
            kept += bytes[i] ? 1 : 0;
        }
    }
    return kept ? (ssize_t)kept : got;
}

static void close_filtered(ab_reader *self)
{
    ab_reader_close(((filter_reader *)self)->source);
    free(self);
}

static const ab_reader_type filter_type = {"without NUL", read_filtered, close_filtered};

static ab_reader *without_nul(ab_reader *source)
{
    filter_reader *filter = ab_xcalloc(1, sizeof(*filter));
    filter->base.type = &filter_type;
    filter->source = source;
    return &filter->base;
}

static bool is_zlib(ab_str head)
{
    const unsigned char *p = (const unsigned char *)head.p;
    return head.n > 1 && (p[0] & 0x0F) == 8 && (p[0] >> 4) <= 7 && (p[0] << 8 | p[1]) % 31 == 0;
}

static ab_reader *open_text(const ab_response *response, ab_error *error)
{
    enum { HEAD = 16 };
    ab_reader *source = ab_reader_buffered(ab_response_reader(response), HEAD);
    ab_str head;
    if (!ab_reader_peek(source, 3, &head, error)) {
        ab_reader_close(source);
        return NULL;
    }
    bool gzip = ab_str_starts(head, AB_STR("\x1f\x8b"));
    source = gzip            ? ab_reader_decompress(source, AB_COMPRESSION_GZIP)
             : is_zlib(head) ? ab_reader_decompress(source, AB_COMPRESSION_ZLIB)
                             : without_nul(source);
    return ab_reader_to_utf8(source, AB_STR("utf-8-sig"), error);
}

/* ---- Rows ---- */

static bool is_blank(const ab_csv_row *row)
{
    if (row->n == 1 && !row->quoted) {
        ab_str text = row->fields[0];
        while (text.n && (text.p[0] == ' ' || text.p[0] == '\t')) {
            text = ab_str_sub(text, 1, text.n);
        }
        return !text.n;
    }
    return !row->n;
}

/* The next row that is not blank. */
static int next_row(table *t, ab_csv_row *row, ab_error *error)
{
    int got;
    while ((got = ab_csv_reader_next(t->rows, row, error)) > 0 && is_blank(row)) {
    }
    if (got > 0 && row->unterminated) {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "Error tokenizing data. C error: EOF inside string starting at row %llu",
                     (unsigned long long)ab_csv_reader_number(t->rows) - 1);
        return -1;
    }
    return got;
}

/* Columns without a name are "Unnamed: 0", repeated names get ".1", ".2" … */
static void take_header(table *t, const ab_csv_row *row)
{
    t->record = ab_value_object();
    t->columns = row->n;
    for (size_t i = 0; i < row->n; i++) {
        ab_str name = row->fields[i].n ? ab_arena_str(t->arena, row->fields[i])
                                       : ab_arena_printf(t->arena, "Unnamed: %zu", i);
        ab_str unique = name;
        for (unsigned n = 1; ab_object_get(&t->record, unique); n++) {
            unique = ab_arena_printf(t->arena, "%.*s.%u", AB_STR_ARG(name), n);
        }
        ab_object_set(t->arena, &t->record, unique, ab_value_null());
    }
}

static bool check_width(table *t, const ab_csv_row *row, ab_error *error)
{
    if (!t->sized) {
        t->leading = row->n > t->columns ? row->n - t->columns : 0;
        t->sized = true;
    }
    size_t most = t->columns + t->leading;
    return row->n <= most ||
           ab_error_set(error, AB_ERROR_SYSTEM,
                        "Error tokenizing data. C error: Expected %zu fields in line %llu, saw %zu",
                        most, (unsigned long long)ab_csv_reader_number(t->rows), row->n);
}

static ab_value make_record(const table *t, const ab_csv_row *row, ab_arena *arena)
{
    ab_value record = ab_value_clone(arena, &t->record);
    for (size_t i = t->leading; i < row->n; i++) {
        if (!is_missing(t->self, row->fields[i])) {
            record.object.members[i - t->leading].value = ab_value_text(arena, row->fields[i]);
        }
    }
    return record;
}

static bool emit_rows(table *t, ab_arena *arena, ab_record_fn emit, void *context, int64_t *count,
                      ab_error *error)
{
    ab_csv_row row;
    int got = next_row(t, &row, error);
    if (got <= 0) {
        return got == 0;
    }
    take_header(t, &row);
    while ((got = next_row(t, &row, error)) > 0) {
        if (!check_width(t, &row, error)) {
            return false;
        }
        ab_arena_mark mark = ab_arena_save(arena);
        ab_record record = {.parsed = true, .arena = arena};
        record.value = make_record(t, &row, arena);
        bool ok = emit(context, &record, error);
        ab_arena_rewind(arena, mark);
        if (!ok) {
            return false;
        }
        ++*count;
    }
    return got == 0;
}

static bool extract(const ab_extractor *base, const ab_scope *scope, ab_arena *record_arena,
                    ab_record_fn emit, void *context, int64_t *count, ab_error *error)
{
    *count = 0;
    ab_reader *text = open_text(scope->response, error);
    if (!text) {
        return false;
    }
    table t = {.self = (const extractor *)base,
               .rows = ab_csv_reader_new(text, AB_STR(",")),
               .arena = scope->arena};
    bool ok = emit_rows(&t, record_arena, emit, context, count, error);
    ab_csv_reader_free(t.rows);
    return ok;
}

/* There is nothing decoded about a file. */
static bool extract_value(const ab_extractor *base, const ab_scope *scope, const ab_value *body,
                          ab_arena *record_arena, ab_record_fn emit, void *context, int64_t *count,
                          ab_error *error)
{
    ab_scope inner = *scope;
    ab_response response = {.text = ab_text(body), .arena = scope->arena};
    inner.response = &response;
    return extract(base, &inner, record_arena, emit, context, count, error);
}

static const ab_extractor_ops ops = {.extract = extract, .extract_value = extract_value};

static void *build_extractor(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    (void)args;
    (void)error;
    extractor *self = AB_ARENA_NEW(build->arena, extractor);
    self->base.ops = &ops;
    self->preserve_na =
        ((const response_to_file_extractor *)component->options)->preserve_na_values;
    return self;
}

static const ab_field response_to_file_extractor_fields[] = {
    {"preserve_na_values", AB_FIELD_BOOL, AB_AT(response_to_file_extractor, preserve_na_values),
     .help = "Whether texts like NA, N/A and null stay text; else they become null. Empty fields "
             "are null either way."},
    {0},
};

const ab_component_type ab_component_response_to_file_extractor = {
    .name = "ResponseToFileExtractor",
    .family = AB_FAMILY_EXTRACTOR,
    .fields = response_to_file_extractor_fields,
    .options_size = sizeof(response_to_file_extractor),
    .build = build_extractor,
    .help = "Reads the rows of a CSV file that an async job produced.",
};
