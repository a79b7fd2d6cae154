/* Shell patterns as Python's fnmatch has them: code points, no escapes, '*' matches '/' too. */
#include "json/dpath.h"

#include "json/json.h"

static uint32_t next_code_point(ab_str s, size_t *at)
{
    size_t length = 1;
    uint32_t c = ab_utf8_decode(ab_str_sub(s, *at, s.n), &length);
    *at += length;
    return c;
}

/* The end of the set that begins behind '[' at `at`: the place of its ']', or SIZE_MAX where there
 * is none (then '[' stands for itself). */
static size_t set_end(ab_str pattern, size_t at)
{
    if (at < pattern.n && pattern.p[at] == '!') {
        at++;
    }
    if (at < pattern.n && pattern.p[at] == ']') {
        at++;
    }
    while (at < pattern.n && pattern.p[at] != ']') {
        at++;
    }
    return at < pattern.n ? at : SIZE_MAX;
}

static bool in_set(ab_str set, uint32_t c)
{
    size_t at = 0;
    bool negated = set.n && set.p[0] == '!';
    if (negated) {
        at++;
    }
    bool found = false;
    while (at < set.n) {
        uint32_t low = next_code_point(set, &at);
        uint32_t high = low;
        if (at + 1 < set.n && set.p[at] == '-') {
            at++;
            high = next_code_point(set, &at);
        }
        found = found || (low <= c && c <= high);
    }
    return found != negated;
}

/* Matches one character of the name against the pattern's element at *at; moves both on. */
static bool match_one(ab_str name, size_t *in, ab_str pattern, size_t *at)
{
    char element = pattern.p[*at];
    size_t end = element == '[' ? set_end(pattern, *at + 1) : SIZE_MAX;
    uint32_t c = next_code_point(name, in);
    if (element == '?') {
        ++*at;
        return true;
    }
    if (end != SIZE_MAX) {
        ab_str set = ab_str_sub(pattern, *at + 1, end);
        *at = end + 1;
        return in_set(set, c);
    }
    return next_code_point(pattern, at) == c;
}

bool ab_fnmatch(ab_str name, ab_str pattern)
{
    size_t in = 0;
    size_t at = 0;
    size_t star_at = SIZE_MAX; /* behind the last '*', and how far of the name it took */
    size_t star_in = 0;
    while (in < name.n) {
        if (at < pattern.n && pattern.p[at] == '*') {
            star_at = ++at;
            star_in = in;
            continue;
        }
        if (at < pattern.n && match_one(name, &in, pattern, &at)) {
            continue;
        }
        if (star_at == SIZE_MAX) {
            return false;
        }
        next_code_point(name, &star_in);
        in = star_in;
        at = star_at;
    }
    while (at < pattern.n && pattern.p[at] == '*') {
        at++;
    }
    return at == pattern.n;
}

bool ab_dpath_is_glob(ab_str segment)
{
    for (size_t i = 0; i < segment.n; i++) {
        if (strchr("*?[", segment.p[i])) {
            return true;
        }
    }
    return false;
}
