/* JSON text to values and back. RFC 8259, plus what Python's json accepts on input. */
#ifndef AB_JSON_JSON_H
#define AB_JSON_JSON_H

#include "base/buf.h"
#include "base/error.h"
#include "json/value.h"

/* Containers nested deeper than this are refused: the parser and all that walk a value recurse. */
#define AB_JSON_MAX_DEPTH 512

typedef struct ab_json_options {
    bool positions;     /* set line and column of every value and key */
    bool copy;          /* copy all text into the arena; else values are slices of the input */
    const char *source; /* file name for errors, may be NULL */
} ab_json_options;

/* Parses one document; white space around it is allowed, anything else is an error.
 * Accepts NaN, Infinity and -Infinity as Python's json does (AB_REAL). Of duplicate keys the last
 * value stays, at the place of the first. Invalid UTF-8 is an error; a lone surrogate escape is
 * kept as the three bytes that Python's "surrogatepass" writes. Errors (system_error) give line,
 * column and byte offset. `options` may be NULL. Thread-safe for distinct arenas. */
bool ab_json_parse(ab_arena *arena, ab_str text, const ab_json_options *options, ab_value *out,
                   ab_error *error);

/* What the errors of parser and scan say of a text that begins with a byte order mark (RFC 8259,
 * 8.1: JSON must not), told by its first byte: the others may not have come yet. */
#define AB_JSON_MARK_PROBLEM "expected a value, not a byte order mark"
#define AB_JSON_MARK_BYTE '\xEF'
/* The text behind a byte order mark, if there is one: for bodies that Python's requests reads by
 * response.json(), which takes it. */
ab_str ab_json_skip_mark(ab_str text);

typedef enum ab_json_style {
    AB_JSON_COMPACT = 0,   /* {"a":1,"b":[2]}, UTF-8 unescaped: what goes to stdout */
    AB_JSON_PYTHON = 1,    /* {"a": 1, "b": [2]}, non-ASCII escaped: Python's json.dumps(v) */
    AB_JSON_SORTED = 2,    /* members sorted by key; may be or'ed */
    AB_JSON_INDENTED = 4,  /* two blanks a level; may be or'ed */
    AB_JSON_ASCII = 8,     /* non-ASCII escaped; may be or'ed */
    AB_JSON_NAN_NULL = 16, /* NaN and infinities as null; else as Python spells them */
} ab_json_style;

/* Appends the text of `v`. A number with source text is written as it came; a computed double as
 * Python's repr writes it (shortest text that reads back). A lazy list is written as an array;
 * other AB_EXT values are an error of the program and written as null. False if the buffer
 * overflowed. Thread-safe. */
bool ab_json_write(ab_buf *out, const ab_value *v, unsigned style);
/* Appends a JSON string literal, quotes included; `style` as above (ASCII or not). */
bool ab_json_write_string(ab_buf *out, ab_str text, unsigned style);
/* The text of `v` in `arena`, NUL-terminated. */
ab_str ab_json_text(ab_arena *arena, const ab_value *v, unsigned style);

/* Python's repr of a double: the shortest text that reads back ("0.1", "1e+16", "nan", "1.0").
 * Writes at most 32 bytes with the NUL; returns the length. */
size_t ab_double_repr(double d, char out[32]);

/* True if the bytes are valid UTF-8 (no surrogates, no overlong forms). */
bool ab_utf8_valid(ab_str text);
/* Decodes the code point at s.p (s.n > 0) and sets the bytes it takes; invalid bytes give U+FFFD
 * and 1. */
uint32_t ab_utf8_decode(ab_str s, size_t *length);
/* Encodes a code point (surrogates too); returns the bytes written, 1 to 4. */
size_t ab_utf8_encode(uint32_t code_point, char out[4]);

#endif
