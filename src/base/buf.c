#include "base/buf.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CAPACITY = 256 };

void ab_buf_init(ab_buf *buf, size_t max_bytes)
{
    *buf = (ab_buf){.max = max_bytes > AB_BUF_NO_MAX ? AB_BUF_NO_MAX : max_bytes};
}

void ab_buf_free(ab_buf *buf)
{
    free(buf->p);
    ab_buf_init(buf, buf->max);
}

void ab_buf_clear(ab_buf *buf)
{
    buf->n = 0;
    buf->overflow = false;
    if (buf->p) {
        buf->p[0] = '\0';
    }
}

char *ab_buf_reserve(ab_buf *buf, size_t more)
{
    if (buf->overflow || more > buf->max - buf->n) {
        buf->overflow = true;
        return NULL;
    }
    size_t need = buf->n + more + 1;
    if (need > buf->capacity) {
        size_t capacity = buf->capacity ? buf->capacity : FIRST_CAPACITY;
        while (capacity < need) {
            capacity += capacity / 2 + 16;
        }
        buf->p = ab_xrealloc(buf->p, capacity);
        buf->capacity = capacity;
    }
    return buf->p + buf->n;
}

bool ab_buf_add(ab_buf *buf, const void *bytes, size_t n)
{
    char *at = ab_buf_reserve(buf, n);
    if (!at) {
        return false;
    }
    if (n) {
        memcpy(at, bytes, n);
    }
    buf->n += n;
    buf->p[buf->n] = '\0';
    return true;
}

bool ab_buf_add_str(ab_buf *buf, ab_str s)
{
    return ab_buf_add(buf, s.p, s.n);
}

bool ab_buf_add_text(ab_buf *buf, const char *text)
{
    return ab_buf_add(buf, text, strlen(text));
}

bool ab_buf_add_char(ab_buf *buf, char c)
{
    return ab_buf_add(buf, &c, 1);
}

bool ab_buf_add_int(ab_buf *buf, int64_t number)
{
    char text[24];
    char *p = text + sizeof(text);
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        *--p = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0) {
        *--p = '-';
    }
    return ab_buf_add(buf, p, (size_t)(text + sizeof(text) - p));
}

bool ab_buf_printf(ab_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *at = n < 0 ? NULL : ab_buf_reserve(buf, (size_t)n);
    if (at) {
        vsnprintf(at, (size_t)n + 1, format, args);
        buf->n += (size_t)n;
    }
    va_end(args);
    return at != NULL;
}
