/* CSV as Python's csv module reads it (and pandas, which differs little). */
#ifndef AB_DECLARATIVE_DECODERS_CSV_H
#define AB_DECLARATIVE_DECODERS_CSV_H

#include "codec/reader.h"

/* A row: good until the next one is read. Without any byte it has no fields. */
typedef struct ab_csv_row {
    const ab_str *fields;
    size_t n;
    bool quoted;       /* a field was in quotes */
    bool unterminated; /* the input ended within quotes */
} ab_csv_row;

typedef struct ab_csv_reader ab_csv_reader;

/* Rows of `source`, which is UTF-8 and closed with the reader. `delimiter` is one character. Fields
 * may be in double quotes, in which a quote is written twice; what follows a closing quote belongs
 * to the field. Every line end (also within quotes) is read as "\n". */
ab_csv_reader *ab_csv_reader_new(ab_reader *source, ab_str delimiter);
/* 1: a row, 0: end, -1: reading failed, or a row is too long. */
int ab_csv_reader_next(ab_csv_reader *csv, ab_csv_row *row, ab_error *error);
/* Number of the row last read, from 1. */
uint64_t ab_csv_reader_number(const ab_csv_reader *csv);
void ab_csv_reader_free(ab_csv_reader *csv);

/* A manifest's delimiter, in which Python's escapes are undone ("\\t"); in `arena`. False
 * (config_error) unless it is one character. The empty text stands for a comma. */
bool ab_csv_delimiter(ab_arena *arena, ab_str text, ab_str *out, ab_error *error);

#endif
