/* Appending to a buffer in line. Internal to src/json. */
#ifndef AB_JSON_PUT_H
#define AB_JSON_PUT_H

#include "base/buf.h"

/* As ab_buf_add, in line where there is room: most pieces are a few bytes. */
static inline bool ab_put(ab_buf *out, const char *bytes, size_t n)
{
    size_t end = out->n + n;
    if (end >= out->capacity || end > out->max || out->overflow) {
        return ab_buf_add(out, bytes, n);
    }
    memcpy(out->p + out->n, bytes, n);
    out->n = end;
    out->p[end] = '\0';
    return true;
}

static inline bool ab_put_str(ab_buf *out, ab_str s)
{
    return ab_put(out, s.p, s.n);
}

static inline bool ab_put_char(ab_buf *out, char c)
{
    return ab_put(out, &c, 1);
}

#endif
