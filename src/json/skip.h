/* Walkers over text that was validated before (by a scan or a parse): they look only for where
 * things end, never for errors. The end of the text is minded everywhere. Internal to src/json. */
#ifndef AB_JSON_SKIP_H
#define AB_JSON_SKIP_H

#include "base/str.h"
#include "json/bytes.h"

static inline const char *ab_skip_space(const char *p, const char *end)
{
    while (p < end && ab_byte_is_space(*p)) {
        p++;
    }
    return p;
}

/* Behind the string whose opening quote is at p; sets *escapes if it has any. */
static inline const char *ab_skip_string(const char *p, const char *end, bool *escapes)
{
    p++;
    while (p < end) {
        p = ab_bytes_plain_end(p, end);
        if (p == end) {
            break;
        }
        if (*p == '"') {
            return p + 1;
        }
        if (*p == '\\') {
            *escapes = true;
            p += 2;
        }
        while (p < end && (signed char)*p < 0) {
            p++; /* beyond ASCII */
        }
    }
    return end;
}

/* Behind the container that opens at p. */
const char *ab_skip_container(const char *p, const char *end);

/* Behind the value that begins at p. */
static inline const char *ab_skip_value(const char *p, const char *end)
{
    bool ignored;
    if (p < end && *p == '"') {
        return ab_skip_string(p, end, &ignored);
    }
    if (p < end && (*p == '{' || *p == '[')) {
        return ab_skip_container(p, end);
    }
    return ab_bytes_scalar_end(p, end);
}

/* Copies the tokens without the white space between them to `to`, which has room for all of the
 * text; returns the bytes written. */
size_t ab_record_minify(char *to, ab_str text);

#endif
