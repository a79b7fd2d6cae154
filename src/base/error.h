/* One kind of error for all layers: set where it happens, given context on the way up, printed
 * once as a TRACE ERROR. */
#ifndef AB_BASE_ERROR_H
#define AB_BASE_ERROR_H

#include "airbyte/error.h"
#include "base/str.h"

/* All zero is "no error". The strings belong to the error: ab_error_clear frees them. An error is
 * used by one thread at a time. */
struct ab_error {
    ab_error_kind kind;
    char *message;   /* for people: what happened and what to do, never a secret */
    char *internal;  /* for developers: outermost context first; NULL if there is none */
    char *stream;    /* the stream's name, or NULL */
    char *component; /* path of the manifest's component, or NULL */
    char *file;      /* of the position, or NULL */
    unsigned line;   /* from 1; 0 if unknown */
    unsigned column; /* from 1, in bytes; 0 if unknown */
};

/* Every function here takes NULL for `error` where the caller does not want to know. Those that
 * return bool return false, so that a failing function can end with `return ab_error_set(…)`. */

/* Each of these fills in a member only if it is not yet set: the innermost place is the best. */
bool ab_error_at(ab_error *error, const char *file, unsigned line, unsigned column);
bool ab_error_in_stream(ab_error *error, ab_str stream);
bool ab_error_in_component(ab_error *error, ab_str component);

/* Frees the strings and makes it "no error". */
void ab_error_clear(ab_error *error);
/* Moves `from` to `to` (which is cleared first); `from` is "no error" after it. */
void ab_error_move(ab_error *to, ab_error *from);
static inline bool ab_error_is_set(const ab_error *error)
{
    return error && error->kind != AB_ERROR_NONE;
}
/* "system_error", "config_error" or "transient_error". */
const char *ab_error_kind_name(ab_error_kind kind);

#endif
