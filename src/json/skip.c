#include "json/skip.h"

const char *ab_skip_container(const char *p, const char *end)
{
    unsigned depth = 0;
    bool ignored;
    while (p < end) {
        char c = *p;
        if (c == '"') {
            p = ab_skip_string(p, end, &ignored);
            continue;
        }
        p++;
        if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            break;
        }
    }
    return p;
}
