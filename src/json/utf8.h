/* UTF-8 by the byte. Internal to src/json; the public part is in json/json.h. */
#ifndef AB_JSON_UTF8_H
#define AB_JSON_UTF8_H

#include <stddef.h>

/* The bytes (1 to 4) of the valid sequence at p, which is before `end`; 0 if there is none. Lone
 * surrogates are not valid (RFC 3629). */
size_t ab_utf8_sequence(const char *p, const char *end);

/* The same, with the common sequences of two and three bytes judged in line. */
static inline size_t ab_utf8_sequence_inline(const char *p, const char *end)
{
    const unsigned char *s = (const unsigned char *)p;
    if (end - p >= 3 && (s[1] & 0xC0) == 0x80) {
        if (s[0] >= 0xC2 && s[0] < 0xE0) {
            return 2;
        }
        /* after E0 and ED not every second byte will do */
        if (s[0] > 0xE0 && s[0] < 0xF0 && s[0] != 0xED && (s[2] & 0xC0) == 0x80) {
            return 3;
        }
    }
    return ab_utf8_sequence(p, end);
}

#endif
