/* Private keys from PEM text; private to src/crypto. */
#ifndef AB_CRYPTO_JWT_KEY_H
#define AB_CRYPTO_JWT_KEY_H

#include "base/error.h"

#include <openssl/evp.h>

/* The key, to be freed by EVP_PKEY_free, or NULL with a config_error that says what is wrong with
 * the text. `passphrase` may be empty. */
EVP_PKEY *ab_private_key_read(ab_str pem, ab_str passphrase, ab_error *error);

#endif
