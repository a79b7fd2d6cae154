/* A borrowed slice of bytes: the string type that passes between modules. */
#ifndef AB_BASE_STR_H
#define AB_BASE_STR_H

#include "airbyte/types.h"

#include <string.h>

/* A slice of a string literal. */
#define AB_STR(literal) ((ab_str){(literal), sizeof(literal) - 1})

/* A slice of the NUL-terminated `text` (NULL gives the empty slice). */
static inline ab_str ab_str_of(const char *text)
{
    return (ab_str){text, text ? strlen(text) : 0};
}

static inline bool ab_str_eq(ab_str a, ab_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool ab_str_is(ab_str a, const char *text)
{
    return ab_str_eq(a, ab_str_of(text));
}

static inline bool ab_str_starts(ab_str s, ab_str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

static inline bool ab_str_ends(ab_str s, ab_str suffix)
{
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0);
}

/* The bytes from `from` (at most s.n) up to `to` (at most s.n). */
static inline ab_str ab_str_sub(ab_str s, size_t from, size_t to)
{
    if (to > s.n) {
        to = s.n;
    }
    if (from > to) {
        from = to;
    }
    return (ab_str){s.p ? s.p + from : NULL, to - from};
}

/* Byte order, as memcmp; a prefix sorts first. */
int ab_str_cmp(ab_str a, ab_str b);
/* Equality without regard to the case of ASCII letters. */
bool ab_str_eq_nocase(ab_str a, ab_str b);
/* Offset of the first `needle` at or after `from`, or -1. The empty needle is found at `from`. */
ptrdiff_t ab_str_find(ab_str haystack, ab_str needle, size_t from);
/* `s` without ASCII white space at both ends. */
ab_str ab_str_trim(ab_str s);

#endif
