#include "codec/charset_impl.h"

/* The first byte of a sequence fixes its length and the bounds of the second byte (Unicode's table
 * of well-formed sequences): no overlong forms, no surrogates, nothing beyond U+10FFFF. */
static bool begin(ab_utf8_check *c, unsigned char byte)
{
    static const struct {
        unsigned char first, last, left, low, high;
    } rows[] = {
        {0xc2, 0xdf, 1, 0x80, 0xbf}, {0xe0, 0xe0, 2, 0xa0, 0xbf}, {0xe1, 0xec, 2, 0x80, 0xbf},
        {0xed, 0xed, 2, 0x80, 0x9f}, {0xee, 0xef, 2, 0x80, 0xbf}, {0xf0, 0xf0, 3, 0x90, 0xbf},
        {0xf1, 0xf3, 3, 0x80, 0xbf}, {0xf4, 0xf4, 3, 0x80, 0x8f},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (byte >= rows[i].first && byte <= rows[i].last) {
            *c = (ab_utf8_check){rows[i].left, rows[i].low, rows[i].high};
            return true;
        }
    }
    return false;
}

size_t ab_utf8_check_run(ab_utf8_check *c, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (c->left) {
            if (bytes[i] < c->low || bytes[i] > c->high) {
                return i;
            }
            *c = (ab_utf8_check){c->left - 1, 0x80, 0xbf};
        } else if (bytes[i] >= 0x80 && !begin(c, bytes[i])) {
            return i;
        }
    }
    return n;
}
