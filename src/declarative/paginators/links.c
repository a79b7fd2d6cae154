#include "declarative/paginators/links.h"

/* Python's strip(set). */
static ab_str strip(ab_str s, const char *set)
{
    while (s.n && strchr(set, s.p[0]) && s.p[0]) {
        s = ab_str_sub(s, 1, s.n);
    }
    while (s.n && s.p[s.n - 1] && strchr(set, s.p[s.n - 1])) {
        s = ab_str_sub(s, 0, s.n - 1);
    }
    return s;
}

static size_t find_char(ab_str s, char c)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
    return at ? (size_t)(at - s.p) : s.n;
}

/* The end of the first link of `s` and the start of the next one: they are parted by ", *<". */
static size_t link_end(ab_str s, size_t *next)
{
    for (size_t i = 0; i < s.n; i++) {
        size_t j = i + 1;
        while (s.p[i] == ',' && j < s.n && s.p[j] == ' ') {
            j++;
        }
        if (s.p[i] == ',' && j < s.n && s.p[j] == '<') {
            *next = j + 1;
            return i;
        }
    }
    *next = s.n;
    return s.n;
}

/* name=value of one parameter; false where there is not exactly one "=". */
static bool add_parameter(ab_arena *arena, ab_value *link, ab_str parameter)
{
    size_t equals = find_char(parameter, '=');
    ab_str value = ab_str_sub(parameter, equals + (equals < parameter.n), parameter.n);
    if (equals == parameter.n || find_char(value, '=') < value.n) {
        return false;
    }
    ab_object_set(arena, link, strip(ab_str_sub(parameter, 0, equals), " '\""),
                  ab_value_str(strip(value, " '\"")));
    return true;
}

static void add_link(ab_arena *arena, ab_value *links, ab_str text)
{
    size_t semicolon = find_char(text, ';');
    ab_value link = ab_value_object();
    ab_str url = strip(ab_str_sub(text, 0, semicolon), "<> '\"");
    ab_set(arena, &link, "url", ab_value_str(url));
    ab_str rest = ab_str_sub(text, semicolon + (semicolon < text.n), text.n);
    bool more = true;
    while (more) {
        size_t end = find_char(rest, ';');
        more = add_parameter(arena, &link, ab_str_sub(rest, 0, end)) && end < rest.n;
        rest = ab_str_sub(rest, end + (end < rest.n), rest.n);
    }
    ab_str rel = ab_get_text(&link, "rel");
    ab_object_set(arena, links, rel.n ? rel : ab_get_text(&link, "url"), link);
}

ab_value ab_links_parse(ab_arena *arena, ab_str header)
{
    ab_value links = ab_value_object();
    header = strip(header, " '\"");
    for (bool more = header.n > 0; more;) {
        size_t next;
        size_t end = link_end(header, &next);
        add_link(arena, &links, ab_str_sub(header, 0, end));
        more = end < header.n;
        header = ab_str_sub(header, next, header.n);
    }
    return links;
}
