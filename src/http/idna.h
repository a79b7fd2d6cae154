/* Internationalised host names, as requests sends them. */
#ifndef AB_HTTP_IDNA_H
#define AB_HTTP_IDNA_H

#include "base/arena.h"
#include "base/str.h"

/* The host in ASCII: labels with other letters in lower case and Punycode (RFC 3492, RFC 5891),
 * full stops of other scripts as '.'. Case folding covers the letters of European scripts; other
 * text is taken as it comes. False for malformed UTF-8, and labels that are empty or too long. */
bool ab_idna_host(ab_arena *arena, ab_str host, ab_str *out);

#endif
