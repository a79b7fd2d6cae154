#include "crypto/jwt_key.h"

#include <openssl/err.h>
#include <openssl/pem.h>

typedef struct passphrase {
    ab_str text;
    bool asked;
} passphrase;

/* Never the terminal, which OpenSSL would ask. */
static int give_passphrase(char *out, int size, int for_writing, void *context)
{
    (void)for_writing;
    passphrase *p = context;
    p->asked = true;
    if (size < 0 || p->text.n == 0 || p->text.n > (size_t)size) {
        return -1;
    }
    memcpy(out, p->text.p, p->text.n);
    return (int)p->text.n;
}

static bool contains(ab_str text, const char *part)
{
    return ab_str_find(text, ab_str_of(part), 0) >= 0;
}

/* What a person can do about a text that is no private key. */
static const char *fault(ab_str pem, const passphrase *given)
{
    if (ab_str_trim(pem).n == 0) {
        return "the key is empty";
    }
    if (given->asked) {
        return given->text.n ? "the passphrase does not open the key"
                             : "the key is encrypted and no passphrase is given";
    }
    if (!contains(pem, "-----BEGIN ")) {
        return "the key is not in PEM format (it has to begin with a line like "
               "\"-----BEGIN PRIVATE KEY-----\")";
    }
    if (contains(pem, "-----BEGIN PUBLIC KEY") || contains(pem, "-----BEGIN RSA PUBLIC KEY")) {
        return "the key is a public key; a private key is needed to sign";
    }
    if (contains(pem, "-----BEGIN CERTIFICATE")) {
        return "the key is a certificate; a private key is needed to sign";
    }
    if (contains(pem, "-----BEGIN OPENSSH PRIVATE KEY")) {
        return "the key is in OpenSSH's format; convert it to PEM (ssh-keygen -p -m PEM)";
    }
    if (contains(pem, "\\n")) {
        return "the key has the two characters \\n where line breaks belong";
    }
    if (!contains(pem, "-----END ")) {
        return "the key is cut off: its line \"-----END …-----\" is missing";
    }
    return "the key cannot be read as a private key in PEM format (are its line breaks lost?)";
}

EVP_PKEY *ab_private_key_read(ab_str pem, ab_str passphrase_text, ab_error *error)
{
    passphrase given = {.text = passphrase_text};
    EVP_PKEY *key = NULL;
    BIO *bio = pem.n && pem.n <= INT32_MAX ? BIO_new_mem_buf(pem.p, (int)pem.n) : NULL;
    if (bio) {
        key = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, &given);
        BIO_free(bio);
    }
    if (!key) {
        ERR_clear_error();
        ab_error_set(error, AB_ERROR_CONFIG, "Failed to sign token: %s", fault(pem, &given));
    }
    return key;
}
