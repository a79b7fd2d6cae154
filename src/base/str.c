#include "base/str.h"

#include <strings.h>

int ab_str_cmp(ab_str a, ab_str b)
{
    size_t common = a.n < b.n ? a.n : b.n;
    int order = common ? memcmp(a.p, b.p, common) : 0;
    if (order != 0) {
        return order;
    }
    return (a.n > b.n) - (a.n < b.n);
}

bool ab_str_eq_nocase(ab_str a, ab_str b)
{
    return a.n == b.n && (a.n == 0 || strncasecmp(a.p, b.p, a.n) == 0);
}

ptrdiff_t ab_str_find(ab_str haystack, ab_str needle, size_t from)
{
    if (from > haystack.n || needle.n > haystack.n - from) {
        return -1;
    }
    if (needle.n == 0) {
        return (ptrdiff_t)from;
    }
    /* linear even where the needle almost matches everywhere */
    const char *at = memmem(haystack.p + from, haystack.n - from, needle.p, needle.n);
    return at ? at - haystack.p : -1;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

ab_str ab_str_trim(ab_str s)
{
    while (s.n && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && is_space(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}
