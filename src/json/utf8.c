#include "json/utf8.h"
#include "json/json.h"

enum { REPLACEMENT = 0xFFFD };
#define HIGH_BITS UINT64_C(0x8080808080808080)

size_t ab_utf8_sequence(const char *p, const char *end)
{
    const unsigned char *s = (const unsigned char *)p;
    size_t room = (size_t)(end - p);
    unsigned char c = s[0];
    if (c < 0x80) {
        return 1;
    }
    if (c < 0xC2 || c > 0xF4 || room < 2) {
        return 0;
    }
    /* the second byte's range excludes overlong forms, surrogates, and what is beyond U+10FFFF */
    unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (s[1] < low || s[1] > high) {
        return 0;
    }
    size_t n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (room < n) {
        return 0;
    }
    for (size_t i = 2; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return n;
}

bool ab_utf8_valid(ab_str text)
{
    const char *p = text.n > 0 ? text.p : "";
    const char *end = p + text.n;
    while (p < end) {
        uint64_t eight;
        if (end - p >= 8 && (memcpy(&eight, p, 8), (eight & HIGH_BITS) == 0)) {
            p += 8;
            continue;
        }
        size_t n = (signed char)*p >= 0 ? 1 : ab_utf8_sequence(p, end);
        if (!n) {
            return false;
        }
        p += n;
    }
    return true;
}

static bool is_surrogate(ab_str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    return s.n >= 3 && p[0] == 0xED && p[1] >= 0xA0 && p[1] <= 0xBF && (p[2] & 0xC0) == 0x80;
}

uint32_t ab_utf8_decode(ab_str s, size_t *length)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t n = is_surrogate(s) ? 3 : ab_utf8_sequence(s.p, s.p + s.n);
    *length = n ? n : 1;
    switch (n) {
    case 1:
        return p[0];
    case 2:
        return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
    case 3:
        return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    case 4:
        return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
               (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
    default:
        return REPLACEMENT;
    }
}

size_t ab_utf8_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    if (c > 0x10FFFF) {
        return ab_utf8_encode(REPLACEMENT, out);
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}
