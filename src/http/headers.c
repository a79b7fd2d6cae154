#include "http/headers.h"

#include "json/json.h"

static ab_header *find(const ab_headers *headers, ab_str name)
{
    for (size_t i = 0; i < headers->n; i++) {
        if (ab_str_eq_nocase(headers->at[i].name, name)) {
            return &headers->at[i];
        }
    }
    return NULL;
}

const ab_str *ab_headers_get(const ab_headers *headers, ab_str name)
{
    const ab_header *header = find(headers, name);
    return header ? &header->value : NULL;
}

ab_str ab_headers_text(const ab_headers *headers, const char *name)
{
    const ab_header *header = find(headers, ab_str_of(name));
    return header ? header->value : (ab_str){NULL, 0};
}

static void push(ab_arena *arena, ab_headers *headers, ab_str name, ab_str value)
{
    if (headers->n == headers->capacity) {
        size_t capacity = headers->capacity ? headers->capacity * 2 : 8;
        headers->at = ab_arena_grow(arena, headers->at, headers->capacity * sizeof(ab_header),
                                    capacity * sizeof(ab_header));
        headers->capacity = capacity;
    }
    headers->at[headers->n++] = (ab_header){name, value};
}

void ab_headers_set(ab_arena *arena, ab_headers *headers, ab_str name, ab_str value)
{
    ab_header *header = find(headers, name);
    if (header) {
        *header = (ab_header){name, value};
    } else {
        push(arena, headers, name, value);
    }
}

void ab_headers_add(ab_arena *arena, ab_headers *headers, ab_str name, ab_str value)
{
    ab_header *header = find(headers, name);
    if (header) {
        header->value =
            ab_arena_printf(arena, "%.*s, %.*s", AB_STR_ARG(header->value), AB_STR_ARG(value));
    } else {
        push(arena, headers, name, value);
    }
}

void ab_headers_merge(ab_arena *arena, ab_headers *to, const ab_headers *from)
{
    for (size_t i = 0; i < from->n; i++) {
        ab_headers_set(arena, to, from->at[i].name, from->at[i].value);
    }
}

bool ab_headers_remove(ab_headers *headers, ab_str name)
{
    ab_header *header = find(headers, name);
    if (!header) {
        return false;
    }
    size_t i = (size_t)(header - headers->at);
    memmove(header, header + 1, (headers->n - i - 1) * sizeof(*header));
    headers->n--;
    return true;
}

ab_headers ab_headers_copy(ab_arena *arena, const ab_headers *from)
{
    ab_headers to = {0};
    for (size_t i = 0; i < from->n; i++) {
        push(arena, &to, ab_arena_str(arena, from->at[i].name),
             ab_arena_str(arena, from->at[i].value));
    }
    return to;
}

ab_str ab_header_from_bytes(ab_arena *arena, ab_str bytes)
{
    char *text = ab_arena_alloc(arena, bytes.n * 2 + 1);
    size_t n = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        n += ab_utf8_encode((unsigned char)bytes.p[i], text + n);
    }
    text[n] = 0;
    return (ab_str){text, n};
}

void ab_header_to_bytes(ab_buf *out, ab_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if ((c == 0xc2 || c == 0xc3) && i + 1 < text.n &&
            ((unsigned char)text.p[i + 1] & 0xc0) == 0x80) {
            ab_buf_add_char(out, (char)((c << 6) | (text.p[++i] & 0x3f)));
        } else {
            ab_buf_add_char(out, (char)c);
        }
    }
}

static bool has_any(ab_str s, const char *unwanted)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == 0 || strchr(unwanted, s.p[i])) {
            return true;
        }
    }
    return false;
}

bool ab_header_is_valid(const ab_header *header)
{
    return header->name.n && !has_any(header->name, " \t\v\f:\r\n") &&
           !has_any(header->value, "\r\n") &&
           (header->value.n == 0 || !strchr(" \t\v\f", header->value.p[0]));
}
