/* The values that cursors compare: instants with the offset they were written at, or numbers. */
#ifndef AB_DECLARATIVE_CURSORS_POINT_H
#define AB_DECLARATIVE_CURSORS_POINT_H

#include "datetime/duration.h"
#include "datetime/format.h"
#include "json/value.h"

/* Small, as a state holds several of them for each of thousands of partitions. */
typedef struct ab_point {
    int64_t at;    /* microseconds since 1970 UTC; or the number, or the bits of a double */
    int64_t extra; /* the offset from UTC in microseconds; or for numbers 0, 1: `at` is a double,
                      2: `at` is a uint64_t of 2^63 or more */
} ab_point;

/* How points are read and written: the CDK's state converters. Immutable once made. */
typedef struct ab_point_format {
    bool counts;                             /* numbers as they are; the rest is not used */
    const ab_datetime_format *const *inputs; /* tried in this order; the last is `output` */
    const bool *inputs_are_numbers;          /* %s and its kin, which fail in more ways */
    size_t input_count;
    const ab_datetime_format *output;
    ab_duration increment; /* slices that are at most this far apart are one */
    bool sorts_as_text;    /* the later of two points has the greater text */
} ab_point_format;

/* In `arena`: `inputs` (cursor_datetime_formats), then `output`. `granularity` NULL: 1 ms. */
void ab_point_format_init(ab_point_format *format, ab_arena *arena, const ab_str *inputs,
                          size_t input_count, ab_str output, const ab_duration *granularity);
/* Numbers (IncrementingCountCursor). */
void ab_point_format_init_counts(ab_point_format *format);

typedef enum ab_point_result {
    AB_POINT_OK,
    AB_POINT_UNFIT, /* no format fits: Python's ValueError; `error` is not set */
    AB_POINT_ERROR, /* another fault, with which Python gives up: `error` is set */
} ab_point_result;
/* A record's value. Costs little also where it is unfit. */
ab_point_result ab_point_try(const ab_point_format *format, const ab_value *value, ab_point *out,
                             ab_error *error);
/* The same for a value that must fit: with an error where it does not. */
bool ab_point_parse(const ab_point_format *format, const ab_value *value, ab_point *out,
                    ab_error *error);
/* As states and slices show it: a text of the output format in `arena`, or a number. */
bool ab_point_print(const ab_point_format *format, ab_point point, ab_arena *arena, ab_value *out,
                    ab_error *error);
/* -1, 0, 1. */
int ab_point_compare(const ab_point_format *format, ab_point a, ab_point b);
/* Python's bool(): false for the number 0. */
bool ab_point_truthy(const ab_point_format *format, ab_point point);
/* *touches: a slice that starts at `start` follows one that ends at `end` without a gap. */
bool ab_point_touches(const ab_point_format *format, ab_point end, ab_point start, bool *touches,
                      ab_error *error);

ab_point ab_point_of_datetime(const ab_datetime *t);
ab_datetime ab_point_datetime(ab_point point);

#endif
