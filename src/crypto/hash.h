/* Digests and HMACs by OpenSSL, under the names that Python's hashlib has for them. */
#ifndef AB_CRYPTO_HASH_H
#define AB_CRYPTO_HASH_H

#include "base/error.h"
#include "base/str.h"

/* The longest digest in bytes. */
#define AB_HASH_MAX 64

/* True if `name` is a digest of fixed length that Python's hashlib always has: md5, sha1, sha224,
 * sha256, sha384, sha512, sha3_224, sha3_256, sha3_384, sha3_512, blake2b, blake2s. */
bool ab_hash_known(ab_str name);
/* The digest of `data`; sets *length. An unknown name is a config_error. All functions here are
 * thread-safe, and OpenSSL is not touched before the first call of one. */
bool ab_hash_digest(ab_str name, ab_str data, unsigned char out[AB_HASH_MAX], size_t *length,
                    ab_error *error);
/* HMAC (RFC 2104) with that digest. */
bool ab_hash_hmac(ab_str name, ab_str key, ab_str data, unsigned char out[AB_HASH_MAX],
                  size_t *length, ab_error *error);

/* `n` bytes from the kernel's generator (getrandom). */
bool ab_random_bytes(void *out, size_t n, ab_error *error);
/* A random UUID, version 4 (RFC 9562): 36 characters and a NUL. */
bool ab_random_uuid4(char out[37], ab_error *error);

#endif
