/* Header lists: ordered, names compared without regard to case, one entry per name. */
#ifndef AB_HTTP_HEADERS_H
#define AB_HTTP_HEADERS_H

#include "base/arena.h"
#include "base/buf.h"

typedef struct ab_header {
    ab_str name;
    ab_str value;
} ab_header;

/* All zero is an empty list. The array lies in the arena given to the functions; names and values
 * are borrowed. Freed with the arena. */
typedef struct ab_headers {
    ab_header *at;
    size_t n;
    size_t capacity;
} ab_headers;

/* The value under `name`, or NULL. Borrowed. */
const ab_str *ab_headers_get(const ab_headers *headers, ab_str name);
/* The same; the empty slice where there is none. */
ab_str ab_headers_text(const ab_headers *headers, const char *name);
/* Sets a header; one of that name keeps its place and takes the new spelling. Nothing is copied. */
void ab_headers_set(ab_arena *arena, ab_headers *headers, ab_str name, ab_str value);
/* Adds a header; where the name exists the values are joined by ", ", as requests does. */
void ab_headers_add(ab_arena *arena, ab_headers *headers, ab_str name, ab_str value);
/* Sets each header of `from` in `to`: those of `from` win. */
void ab_headers_merge(ab_arena *arena, ab_headers *to, const ab_headers *from);
/* Removes a header; false if there was none. */
bool ab_headers_remove(ab_headers *headers, ab_str name);
/* A list with copies of all names and values in `arena`. */
ab_headers ab_headers_copy(ab_arena *arena, const ab_headers *from);

/* http.client's way with header bytes: on input each byte is a latin-1 character; on output the
 * characters up to U+00FF are one byte each (others, which Python refuses, stay UTF-8). */
ab_str ab_header_from_bytes(ab_arena *arena, ab_str bytes);
void ab_header_to_bytes(ab_buf *out, ab_str text);
/* requests' check of a header: a name without blanks, ':' and line breaks; a value that does not
 * begin with white space and has no line break. */
bool ab_header_is_valid(const ab_header *header);

#endif
