/* A growing byte buffer that declares its maximum. */
#ifndef AB_BASE_BUF_H
#define AB_BASE_BUF_H

#include "base/str.h"

#include <stdarg.h>
#include <stdint.h>

/* All zero is not valid: use ab_buf_init. The bytes p[0..n) always have a NUL behind them once
 * something was appended. When an append would exceed `max`, nothing of it is added, `overflow`
 * is set, and all later appends fail too: a writer may append at leisure and look once. */
typedef struct ab_buf {
    char *p;
    size_t n;
    size_t capacity;
    size_t max;
    bool overflow;
} ab_buf;

/* No maximum but memory: for what is bounded elsewhere. */
#define AB_BUF_NO_MAX (SIZE_MAX / 4)

void ab_buf_init(ab_buf *buf, size_t max_bytes);
/* Frees the bytes; the buffer may be used again with the same maximum. */
void ab_buf_free(ab_buf *buf);
/* Empties it, keeping its memory. */
void ab_buf_clear(ab_buf *buf);
/* Makes room for `more` bytes and returns where they go (not yet counted), NULL on overflow. */
char *ab_buf_reserve(ab_buf *buf, size_t more);

bool ab_buf_add(ab_buf *buf, const void *bytes, size_t n);
bool ab_buf_add_str(ab_buf *buf, ab_str s);
bool ab_buf_add_text(ab_buf *buf, const char *text);
bool ab_buf_add_char(ab_buf *buf, char c);
bool ab_buf_add_int(ab_buf *buf, int64_t number);
bool ab_buf_printf(ab_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline ab_str ab_buf_str(const ab_buf *buf)
{
    return (ab_str){buf->p, buf->n};
}

#endif
