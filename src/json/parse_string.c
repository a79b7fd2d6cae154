#include "json/bytes.h"
#include "json/parse_state.h"
#include "json/utf8.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The value of the four digits of a \u escape at `at`, or -1. */
static int32_t hex4(const char *at, const char *end)
{
    if (end - at < 4) {
        return -1;
    }
    int32_t value = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

/* Decodes \uXXXX with p->at at its backslash. A high and a low surrogate join; a lone one stays. */
static bool decode_unicode(parser *p, char **to)
{
    int32_t c = hex4(p->at + 2, p->end);
    if (c < 0) {
        return fail(p, p->at, "expected four hexadecimal digits after \\u");
    }
    p->at += 6;
    if (c >= 0xD800 && c <= 0xDBFF && p->end - p->at >= 6 && p->at[0] == '\\' && p->at[1] == 'u') {
        int32_t low = hex4(p->at + 2, p->end);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            p->at += 6;
        }
    }
    *to += ab_utf8_encode((uint32_t)c, *to);
    return true;
}

static bool decode_escape(parser *p, char **to)
{
    static const char plain[128] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
                                    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};
    if (p->end - p->at < 2) {
        return fail(p, p->end, "the string does not end");
    }
    unsigned char c = (unsigned char)p->at[1];
    if (c == 'u') {
        return decode_unicode(p, to);
    }
    if (c >= 128 || !plain[c]) {
        return fail(p, p->at, "invalid escape in a string");
    }
    *(*to)++ = plain[c];
    p->at += 2;
    return true;
}

/* Steps over what can be taken as it is: up to a quote, a backslash, or the end of the text. */
static bool skip_unescaped(parser *p)
{
    for (;;) {
        p->at = ab_bytes_plain_end(p->at, p->end);
        if (p->at == p->end) {
            return fail(p, p->end, "the string does not end");
        }
        unsigned char c = (unsigned char)*p->at;
        if (c == '"' || c == '\\') {
            return true;
        }
        if (c < 0x20) {
            return fail(p, p->at, "control character in a string");
        }
        do {
            size_t n = ab_utf8_sequence_inline(p->at, p->end);
            if (!n) {
                return fail(p, p->at, "invalid UTF-8 in a string");
            }
            p->at += n;
        } while (p->at < p->end && (signed char)*p->at < 0);
    }
}

/* Where the literal with escapes that goes on at `at` ends, at least roughly: room for decoding. */
static const char *literal_end(const char *at, const char *end)
{
    while (at < end && *at != '"') {
        at += *at == '\\' && end - at > 1 ? 2 : 1;
    }
    return at;
}

/* The rest of a literal that began at `begin`, with p->at at its first backslash. */
static bool parse_escaped(parser *p, const char *begin, ab_str *out)
{
    size_t most = (size_t)(literal_end(p->at, p->end) - begin);
    char *text = ab_arena_alloc(p->arena, most + 1);
    char *to = text;
    for (;;) {
        size_t n = (size_t)(p->at - begin);
        memcpy(to, begin, n);
        to += n;
        if (*p->at == '"') {
            break;
        }
        if (!decode_escape(p, &to)) {
            return false;
        }
        begin = p->at;
        if (!skip_unescaped(p)) {
            return false;
        }
    }
    *to = '\0';
    p->at++;
    *out = (ab_str){text, (size_t)(to - text)};
    return true;
}

bool ab_parse_string(parser *p, ab_str *out)
{
    const char *begin = p->at;
    if (!skip_unescaped(p)) {
        return false;
    }
    if (*p->at == '\\') {
        return parse_escaped(p, begin, out);
    }
    *out = keep_text(p, begin, p->at);
    p->at++;
    return true;
}
