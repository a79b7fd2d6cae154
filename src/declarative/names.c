#include "declarative/names.h"

#include <stdint.h>
#include <string.h>

bool ab_names_next(const char **rest, ab_str *name)
{
    const char *at = *rest;
    if (!at || !*at) {
        return false;
    }
    const char *end = strchr(at, '|');
    *name = (ab_str){at, end ? (size_t)(end - at) : strlen(at)};
    *rest = end ? end + 1 : NULL;
    return true;
}

int ab_names_index(const char *names, ab_str name)
{
    ab_str one;
    for (int i = 0; ab_names_next(&names, &one); i++) {
        if (ab_str_eq(one, name)) {
            return i;
        }
    }
    return -1;
}

/* Longer words are compared by their start: a hint for them needs no more. */
#define LONGEST 63

/* Levenshtein's distance of two short words. */
static size_t distance(ab_str a, ab_str b)
{
    size_t row[LONGEST + 1];
    for (size_t j = 0; j <= b.n; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t change = diagonal + (a.p[i - 1] != b.p[j - 1]);
            diagonal = row[j];
            size_t insert = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = change < insert ? change : insert;
        }
    }
    return row[b.n];
}

void ab_nearest_offer(ab_nearest *nearest, ab_str candidate)
{
    ab_str word = ab_str_sub(nearest->word, 0, LONGEST);
    ab_str other = ab_str_sub(candidate, 0, LONGEST);
    size_t d = distance(word, other);
    size_t limit = word.n / 3 + 1;
    if (d > 0 && d <= limit && (!nearest->best.n || d < nearest->distance)) {
        nearest->best = candidate;
        nearest->distance = d;
    }
}
