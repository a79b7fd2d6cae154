#include "json/member.h"

#include "json/bytes.h"

/* The text is valid JSON, so nothing here looks for errors; the end is still minded everywhere. */

static const char *skip_space(const char *p, const char *end)
{
    while (p < end && ab_byte_is_space(*p)) {
        p++;
    }
    return p;
}

/* Behind the closing quote of the literal whose opening quote is at p; *escapes tells if it has
 * any. */
static const char *skip_string(const char *p, const char *end, bool *escapes)
{
    for (p++; p < end;) {
        p = ab_bytes_plain_end(p, end);
        if (p < end && *p == '\\') {
            *escapes = true;
            p += 2;
        } else if (p < end && *p == '"') {
            return p + 1;
        } else {
            p++; /* beyond ASCII */
        }
    }
    return end;
}

static const char *skip_container(const char *p, const char *end)
{
    size_t depth = 0;
    bool ignored;
    while (p < end) {
        char c = *p;
        if (c == '"') {
            p = skip_string(p, end, &ignored);
            continue;
        }
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        p++;
        if (!depth) {
            break;
        }
    }
    return p;
}

static const char *skip_value(const char *p, const char *end)
{
    bool ignored;
    if (p < end && *p == '"') {
        return skip_string(p, end, &ignored);
    }
    if (p < end && (*p == '{' || *p == '[')) {
        return skip_container(p, end);
    }
    while (p < end && *p != ',' && *p != '}' && !ab_byte_is_space(*p)) {
        p++;
    }
    return p;
}

ab_member_found ab_json_member(ab_str object, ab_str key, ab_str *value)
{
    const char *end = object.p + object.n;
    const char *p = skip_space(object.p, end);
    for (p = skip_space(p + 1, end); p < end && *p == '"';) {
        bool escapes = false;
        const char *name = p + 1;
        p = skip_string(p, end, &escapes);
        if (escapes) {
            return AB_MEMBER_UNSURE;
        }
        bool is_it = ab_str_eq((ab_str){name, (size_t)(p - name) - 1}, key);
        p = skip_space(p, end);
        p = skip_space(p + 1, end); /* the colon */
        const char *begin = p;
        p = skip_value(p, end);
        if (is_it) {
            *value = (ab_str){begin, (size_t)(p - begin)};
            return AB_MEMBER_FOUND;
        }
        p = skip_space(p, end);
        p = skip_space(p + 1, end); /* the comma or the end */
    }
    return AB_MEMBER_ABSENT;
}
