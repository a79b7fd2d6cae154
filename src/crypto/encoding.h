/* Base64 (RFC 4648) and hexadecimal text. */
#ifndef AB_CRYPTO_ENCODING_H
#define AB_CRYPTO_ENCODING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

typedef enum ab_base64_flags {
    AB_BASE64_URLSAFE = 1, /* '-' and '_' for '+' and '/' */
    AB_BASE64_NO_PAD = 2,  /* encoding: without '='; decoding: missing '=' is no error (JWT) */
    AB_BASE64_STRICT = 4,  /* decoding: other characters are errors (Python's validate=True), else
                              they are skipped, as Python's base64.b64decode does by default */
} ab_base64_flags;

/* Appends the base64 text of `data`; false if the buffer overflowed. */
bool ab_base64_encode(ab_buf *out, ab_str data, unsigned flags);
/* Appends the bytes. Errors (system_error) bear the texts of Python's binascii: "Incorrect
 * padding", "Invalid base64-encoded string: number of data characters (5) cannot be 1 more than a
 * multiple of 4", and in strict mode "Only base64 data is allowed" and so on. */
bool ab_base64_decode(ab_buf *out, ab_str text, unsigned flags, ab_error *error);

/* Appends lower-case hexadecimal digits, two a byte. */
bool ab_hex_encode(ab_buf *out, ab_str data);

#endif
