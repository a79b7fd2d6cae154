#include "json/bytes.h"
#include "json/scan_step.h"
#include "json/utf8.h"

static void decode_path_key(ab_json_scan *s, ab_str key)
{
    ab_arena *arena = ab_arena_new();
    ab_str literal = ab_arena_printf(arena, "\"%.*s\"", AB_STR_ARG(key));
    ab_value v;
    if (ab_json_parse(arena, literal, NULL, &v, NULL)) {
        ab_scan_path_key(s, v.text);
    }
    ab_arena_free(arena);
}

void ab_scan_end_key(ab_json_scan *s, ab_str key)
{
    if (ab_scan_in_record(s)) {
        ab_scan_record_key(s, key);
    } else if (s->on_path != s->depth) {
        return;
    } else if (s->key_too_long) {
        s->segment_matches = false;
    } else if (s->key_escaped) {
        decode_path_key(s, key);
    } else {
        ab_scan_path_key(s, key);
    }
}

/* Keeps the bytes of a key that the chunk's end cuts. */
static void keep_key(ab_json_scan *s, const char *end)
{
    if (!s->key_too_long && !ab_buf_add(&s->key_text, s->key, (size_t)(end - s->key))) {
        s->key_too_long = true;
    }
}

const char *ab_scan_end_cut_key(ab_json_scan *s, const char *p)
{
    keep_key(s, p);
    ab_scan_end_key(s, ab_buf_str(&s->key_text));
    ab_buf_clear(&s->key_text);
    return p;
}

/* The bytes that a UTF-8 sequence of this first byte should have. */
static size_t sequence_length(char first)
{
    unsigned char c = (unsigned char)first;
    return c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

static const char *string_sequence(ab_json_scan *s, const char *p, const char *end)
{
    do {
        size_t n = ab_utf8_sequence_inline(p, end);
        if (!n && (size_t)(end - p) < sequence_length(*p)) {
            s->mark = ab_scan_offset(s, p);
            s->partial_n = 0;
            s->part = SEQUENCE;
            return p;
        }
        if (!n) {
            return ab_scan_fail(s, ab_scan_offset(s, p), "invalid UTF-8 in a string");
        }
        p += n;
    } while (p < end && (signed char)*p < 0);
    return p;
}

/* A sequence that two or more chunks share. */
static const char *cut_sequence(ab_json_scan *s, const char *p, const char *end)
{
    while (p < end && (!s->partial_n || s->partial_n < sequence_length(s->partial[0]))) {
        s->partial[s->partial_n++] = *p++;
    }
    if (s->partial_n < sequence_length(s->partial[0])) {
        return p;
    }
    s->part = PLAIN;
    if (!ab_utf8_sequence(s->partial, s->partial + s->partial_n)) {
        return ab_scan_fail(s, s->mark, "invalid UTF-8 in a string");
    }
    return p;
}

static const char *string_escape(ab_json_scan *s, const char *p)
{
    static const bool plain[128] = {['"'] = true, ['\\'] = true, ['/'] = true, ['b'] = true,
                                    ['f'] = true, ['n'] = true,  ['r'] = true, ['t'] = true};
    unsigned char c = (unsigned char)*p;
    if (c == 'u') {
        s->part = HEX;
        s->hex_left = 4;
        return p + 1;
    }
    if (c >= 128 || !plain[c]) {
        return ab_scan_fail(s, s->mark, "invalid escape in a string");
    }
    s->part = PLAIN;
    return p + 1;
}

static const char *string_hex(ab_json_scan *s, const char *p, const char *end)
{
    for (; p < end && s->hex_left; p++, s->hex_left--) {
        char low = *p | 0x20;
        if (!(*p >= '0' && *p <= '9') && !(low >= 'a' && low <= 'f')) {
            return ab_scan_fail(s, s->mark, "expected four hexadecimal digits after \\u");
        }
    }
    if (!s->hex_left) {
        s->part = PLAIN;
    }
    return p;
}

/* A byte of a string that is not plain, at p < end. */
static const char *string_special(ab_json_scan *s, const char *p, const char *end)
{
    if (*p == '\\') {
        s->key_escaped = true;
        s->mark = ab_scan_offset(s, p);
        s->part = ESCAPE;
        return p + 1;
    }
    if ((unsigned char)*p < 0x20) {
        return ab_scan_fail(s, ab_scan_offset(s, p), "control character in a string");
    }
    return string_sequence(s, p, end);
}

static const char *string_part(ab_json_scan *s, const char *p, const char *end)
{
    switch (s->part) {
    case ESCAPE:
        return string_escape(s, p);
    case HEX:
        return string_hex(s, p, end);
    case SEQUENCE:
        return cut_sequence(s, p, end);
    default:
        return string_special(s, p, end);
    }
}

/* Goes on within a string of which the plain bytes before p are done. */
const char *ab_scan_string_rest(ab_json_scan *s, const char *p, const char *end)
{
    while (p && p < end) {
        if (s->part == PLAIN) {
            p = ab_bytes_plain_end(p, end);
            if (p == end) {
                break;
            }
            if (*p == '"') {
                return ab_scan_end_string(s, p);
            }
        }
        p = string_part(s, p, end);
    }
    if (p && s->in_key) {
        keep_key(s, end);
    }
    return p;
}

const char *ab_scan_resume_string(ab_json_scan *s, const char *p, const char *end)
{
    s->key = p;
    return ab_scan_string_rest(s, p, end);
}

void ab_scan_end_in_string(ab_json_scan *s)
{
    if (s->part == HEX) {
        ab_scan_fail(s, s->mark, "expected four hexadecimal digits after \\u");
    } else if (s->part == SEQUENCE) {
        ab_scan_fail(s, s->mark, "invalid UTF-8 in a string");
    } else {
        ab_scan_fail(s, s->base, "the string does not end");
    }
}
