/* Signed JSON Web Tokens (RFC 7515, 7518, 8037), as the CDK's JwtAuthenticator makes them. */
#ifndef AB_CRYPTO_JWT_H
#define AB_CRYPTO_JWT_H

#include "base/error.h"
#include "json/value.h"

typedef struct ab_jwt_key {
    ab_str secret;         /* HS*: the bytes; else a private key in PEM (PKCS #8, PKCS #1, SEC 1) */
    ab_str passphrase;     /* of an encrypted PEM, else empty */
    bool secret_is_base64; /* HS*: the key is the base64 text of `secret` (the manifest's
                              base64_encode_secret_key) */
} ab_jwt_key;

/* The compact serialisation of header and payload, signed; in `arena`, NUL-terminated. The header
 * is written as PyJWT does: "alg" and, unless given, "typ":"JWT" are added (a typ of null or ""
 * leaves it out), members sorted. The payload is written in its order. "none" and unknown
 * algorithms are refused, as is a key that does not fit: a config_error that says what is wrong
 * and never holds the key. Thread-safe; initialises OpenSSL on first use. */
bool ab_jwt_sign(ab_arena *arena, ab_str algorithm, const ab_jwt_key *key, const ab_value *header,
                 const ab_value *payload, ab_str *token, ab_error *error);

#endif
