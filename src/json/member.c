#include "json/member.h"

#include "json/skip.h"

ab_member_found ab_json_member(ab_str object, ab_str key, ab_str *value)
{
    const char *end = object.p + object.n;
    const char *p = ab_skip_space(object.p, end);
    for (p = ab_skip_space(p + 1, end); p < end && *p == '"';) {
        bool escapes = false;
        const char *name = p + 1;
        p = ab_skip_string(p, end, &escapes);
        if (escapes) {
            return AB_MEMBER_UNSURE;
        }
        bool is_it = ab_str_eq((ab_str){name, (size_t)(p - name) - 1}, key);
        p = ab_skip_space(p, end);
        p = ab_skip_space(p + 1, end); /* the colon */
        const char *begin = p;
        p = ab_skip_value(p, end);
        if (is_it) {
            *value = (ab_str){begin, (size_t)(p - begin)};
            return AB_MEMBER_FOUND;
        }
        p = ab_skip_space(p, end);
        p = ab_skip_space(p + 1, end); /* the comma or the end */
    }
    return AB_MEMBER_ABSENT;
}
