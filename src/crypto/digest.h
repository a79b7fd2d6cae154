/* OpenSSL's digest by Python's name, or NULL; private to src/crypto. */
#ifndef AB_CRYPTO_DIGEST_H
#define AB_CRYPTO_DIGEST_H

#include "base/str.h"

#include <openssl/evp.h>

const EVP_MD *ab_digest_named(ab_str name);

#endif
