/* Formats of dates: the CDK's DatetimeParser (%s, %ms, %_ms …) over Python's strptime and strftime.
 * Formats are compiled once; use is thread-safe. */
#ifndef AB_DATETIME_FORMAT_H
#define AB_DATETIME_FORMAT_H

#include "base/buf.h"
#include "datetime/datetime.h"
#include "json/value.h"

/* A compiled format, in the arena it was compiled in, immutable. */
typedef struct ab_datetime_format ab_datetime_format;

typedef enum ab_datetime_dialect {
    AB_DATETIME_CDK,    /* DatetimeParser.parse and .format */
    AB_DATETIME_PYTHON, /* datetime.strptime and .strftime alone: %s, %ms … have no meaning */
} ab_datetime_dialect;

/* Compiles; the text is copied. Never fails: a format that cannot parse (an unknown or doubled
 * directive) may still print, so the error comes with ab_datetime_parse. */
const ab_datetime_format *ab_datetime_format_compile(ab_arena *arena, ab_str text,
                                                     ab_datetime_dialect dialect);
/* The format's text. */
ab_str ab_datetime_format_text(const ab_datetime_format *format);

/* Parses. CDK: a text without offset is UTC; PYTHON: it stays naive. Errors: ValueError (no match,
 * data left over, bad directive, day out of range), OverflowError. Allocates nothing unless it
 * fails with an error to fill in. */
bool ab_datetime_parse(const ab_datetime_format *format, ab_str text, ab_datetime *out,
                       ab_error *error);
/* The same for a JSON value: numbers give themselves to %s and its kin (a float is cut), anything
 * else goes in as Python's str() prints it. TypeError for null and containers where a number is
 * wanted. */
bool ab_datetime_parse_value(const ab_datetime_format *format, const ab_value *value,
                             ab_datetime *out, ab_error *error);
/* Appends the text. ValueError for a NUL within the format. False also if `out` overflowed. */
bool ab_datetime_print(const ab_datetime_format *format, const ab_datetime *t, ab_buf *out,
                       ab_error *error);
/* The same into an arena. */
bool ab_datetime_text(const ab_datetime_format *format, const ab_datetime *t, ab_arena *arena,
                      ab_str *out, ab_error *error);

#endif
