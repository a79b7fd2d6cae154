/* References within a schema: "#", JSON pointers (RFC 6901) in a fragment, anchors. */
#include "jsonschema/internal.h"

static int hex(char c)
{
    return c >= '0' && c <= '9'                     ? c - '0'
           : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                    : -1;
}

static ab_str percent_decode(ab_arena *arena, ab_str s)
{
    if (!s.n || !memchr(s.p, '%', s.n)) {
        return s;
    }
    char *out = ab_arena_alloc(arena, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool escaped = s.p[i] == '%' && i + 2 < s.n && hex(s.p[i + 1]) >= 0 && hex(s.p[i + 2]) >= 0;
        out[n++] = escaped ? (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2])) : s.p[i];
        i += escaped ? 2 : 0;
    }
    return (ab_str){out, n};
}

/* ~1 is '/', ~0 is '~'. */
static ab_str unescape(ab_arena *arena, ab_str token)
{
    if (!token.n || !memchr(token.p, '~', token.n)) {
        return token;
    }
    char *out = ab_arena_alloc(arena, token.n);
    size_t n = 0;
    for (size_t i = 0; i < token.n; i++) {
        char next = i + 1 < token.n ? token.p[i + 1] : '\0';
        bool escaped = token.p[i] == '~' && (next == '0' || next == '1');
        out[n++] = escaped ? (next == '1' ? '/' : '~') : token.p[i];
        i += escaped;
    }
    return (ab_str){out, n};
}

static const ab_value *step(ab_arena *arena, const ab_value *v, ab_str token)
{
    if (v->kind != AB_ARRAY) {
        return ab_object_get(v, unescape(arena, token));
    }
    size_t index = 0;
    for (size_t i = 0; i < token.n; i++) {
        if (token.p[i] < '0' || token.p[i] > '9' || index > UINT32_MAX) {
            return NULL;
        }
        index = index * 10 + (size_t)(token.p[i] - '0');
    }
    return token.n ? ab_at(v, index) : NULL;
}

static const ab_value *follow_pointer(ab_arena *arena, const ab_value *v, ab_str pointer)
{
    size_t at = 0;
    while (v && at < pointer.n) {
        ptrdiff_t slash = ab_str_find(pointer, AB_STR("/"), at + 1);
        size_t end = slash < 0 ? pointer.n : (size_t)slash;
        v = step(arena, v, ab_str_sub(pointer, at + 1, end));
        at = end;
    }
    return v;
}

static bool has_anchor(const ab_value *v, ab_str name)
{
    ab_str id = ab_get_text(v, "$id");
    id = id.n ? id : ab_get_text(v, "id");
    return ab_str_eq(ab_get_text(v, "$anchor"), name) ||
           ab_str_eq(ab_get_text(v, "$dynamicAnchor"), name) ||
           (id.n == name.n + 1 && id.p[0] == '#' && ab_str_eq(ab_str_sub(id, 1, id.n), name));
}

static const ab_value *find_anchor(const ab_value *v, ab_str name)
{
    if (v->kind == AB_OBJECT && has_anchor(v, name)) {
        return v;
    }
    const ab_value *found = NULL;
    for (uint32_t i = 0; !found && (v->kind == AB_OBJECT || v->kind == AB_ARRAY) && i < v->count;
         i++) {
        found = find_anchor(v->kind == AB_ARRAY ? &v->items[i] : &v->object.members[i].value, name);
    }
    return found;
}

const ab_value *ab_schema_resolve(ab_arena *arena, const ab_value *root, ab_str reference)
{
    ab_str id = ab_get_text(root, "$id");
    id = id.n ? id : ab_get_text(root, "id");
    if (id.n && ab_str_ends(id, AB_STR("#"))) {
        id.n--;
    }
    if (id.n && ab_str_starts(reference, id)) {
        reference = ab_str_sub(reference, id.n, reference.n);
    }
    if (reference.n == 0) {
        return root;
    }
    if (reference.p[0] != '#') {
        return NULL;
    }
    ab_str fragment = percent_decode(arena, ab_str_sub(reference, 1, reference.n));
    if (fragment.n == 0) {
        return root;
    }
    return fragment.p[0] == '/' ? follow_pointer(arena, root, fragment)
                                : find_anchor(root, fragment);
}
