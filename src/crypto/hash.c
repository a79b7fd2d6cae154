#include "crypto/hash.h"

#include "crypto/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <errno.h>
#include <stdio.h>
#include <sys/random.h>

/* Python's names, and what OpenSSL fetches for them. */
static const struct {
    const char *name;
    const EVP_MD *(*digest)(void);
} digests[] = {
    {"md5", EVP_md5},           {"sha1", EVP_sha1},          {"sha224", EVP_sha224},
    {"sha256", EVP_sha256},     {"sha384", EVP_sha384},      {"sha512", EVP_sha512},
    {"sha3_224", EVP_sha3_224}, {"sha3_256", EVP_sha3_256},  {"sha3_384", EVP_sha3_384},
    {"sha3_512", EVP_sha3_512}, {"blake2b", EVP_blake2b512}, {"blake2s", EVP_blake2s256},
};

const EVP_MD *ab_digest_named(ab_str name)
{
    for (size_t i = 0; i < sizeof(digests) / sizeof(digests[0]); i++) {
        if (ab_str_is(name, digests[i].name)) {
            return digests[i].digest();
        }
    }
    return NULL;
}

bool ab_hash_known(ab_str name)
{
    return ab_digest_named(name) != NULL;
}

static bool fail_unknown(ab_error *error, ab_str name)
{
    return ab_error_set(error, AB_ERROR_CONFIG, "unsupported hash type %.*s", AB_STR_ARG(name));
}

bool ab_hash_digest(ab_str name, ab_str data, unsigned char out[AB_HASH_MAX], size_t *length,
                    ab_error *error)
{
    const EVP_MD *digest = ab_digest_named(name);
    if (!digest) {
        return fail_unknown(error, name);
    }
    unsigned n = 0;
    if (!EVP_Digest(data.p ? data.p : "", data.n, out, &n, digest, NULL)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "OpenSSL does not provide the hash %.*s",
                            AB_STR_ARG(name));
    }
    *length = n;
    return true;
}

bool ab_hash_hmac(ab_str name, ab_str key, ab_str data, unsigned char out[AB_HASH_MAX],
                  size_t *length, ab_error *error)
{
    const EVP_MD *digest = ab_digest_named(name);
    if (!digest) {
        return fail_unknown(error, name);
    }
    if (key.n > INT32_MAX) {
        return ab_error_set(error, AB_ERROR_CONFIG, "the key of the HMAC is too long");
    }
    unsigned n = 0;
    if (!HMAC(digest, key.p ? key.p : "", (int)key.n, (const unsigned char *)(data.p ? data.p : ""),
              data.n, out, &n)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "OpenSSL does not provide an HMAC with %.*s",
                            AB_STR_ARG(name));
    }
    *length = n;
    return true;
}

bool ab_random_bytes(void *out, size_t n, ab_error *error)
{
    unsigned char *p = out;
    while (n) {
        ssize_t got = getrandom(p, n, 0);
        if (got < 0 && errno != EINTR) {
            return ab_error_set(error, AB_ERROR_SYSTEM, "no random bytes: %s", strerror(errno));
        }
        p += got > 0 ? got : 0;
        n -= got > 0 ? (size_t)got : 0;
    }
    return true;
}

bool ab_random_uuid4(char out[37], ab_error *error)
{
    unsigned char b[16];
    if (!ab_random_bytes(b, sizeof(b), error)) {
        return false;
    }
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    snprintf(out, 37, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
             b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
             b[14], b[15]);
    return true;
}
