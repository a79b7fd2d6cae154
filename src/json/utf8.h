/* UTF-8 by the byte. Internal to src/json; the public part is in json/json.h. */
#ifndef AB_JSON_UTF8_H
#define AB_JSON_UTF8_H

#include <stddef.h>

/* The bytes (1 to 4) of the valid sequence at p, which is before `end`; 0 if there is none. Lone
 * surrogates are not valid (RFC 3629). */
size_t ab_utf8_sequence(const char *p, const char *end);

#endif
