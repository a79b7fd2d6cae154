#include "check.h"

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "crypto/jwt.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static ab_value some_payload(ab_arena *arena)
{
    ab_value payload = ab_value_object();
    ab_set(arena, &payload, "some", ab_value_cstr("payload"));
    return payload;
}

static ab_str sign(ab_arena *arena, const char *algorithm, const ab_jwt_key *key,
                   const ab_value *header, ab_error *error)
{
    ab_value payload = some_payload(arena);
    ab_str token = {NULL, 0};
    ab_jwt_sign(arena, ab_str_of(algorithm), key, header, &payload, &token, error);
    return token;
}

/* ---- HMAC ---- */

static void test_hs256(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_jwt_key key = {.secret = AB_STR("secret")};
    assert_str(sign(arena, "HS256", &key, NULL, NULL),
               "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzb21lIjoicGF5bG9hZCJ9."
               "4twFt5NiznN84AWoo1d7KO1T_yoc0Z6XOpOVswacPZg");
    /* base64_encode_secret_key: the key is "c2VjcmV0" */
    ab_jwt_key encoded = {.secret = AB_STR("secret"), .secret_is_base64 = true};
    ab_jwt_key same = {.secret = AB_STR("c2VjcmV0")};
    ab_str token = sign(arena, "HS512", &encoded, NULL, NULL);
    assert_true(ab_str_eq(token, sign(arena, "HS512", &same, NULL, NULL)));
    ab_arena_free(arena);
}

/* RFC 7515 appendix A.1: its payload has line breaks, so only the signature is ours. */
static void test_rfc7515_signature(void **state)
{
    (void)state;
    ab_buf key;
    ab_buf text;
    unsigned char mac[AB_HASH_MAX];
    size_t n;
    ab_buf_init(&key, 256);
    ab_buf_init(&text, 256);
    assert_true(ab_base64_decode(&key,
                                 AB_STR("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75"
                                        "aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"),
                                 AB_BASE64_URLSAFE | AB_BASE64_NO_PAD, NULL));
    assert_true(ab_hash_hmac(AB_STR("sha256"), ab_buf_str(&key),
                             AB_STR("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                                    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly"
                                    "9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"),
                             mac, &n, NULL));
    ab_base64_encode(&text, (ab_str){(const char *)mac, n}, AB_BASE64_URLSAFE | AB_BASE64_NO_PAD);
    assert_str(ab_buf_str(&text), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    ab_buf_free(&text);
    ab_buf_free(&key);
}

static void check_header(ab_arena *arena, ab_str token, const char *want)
{
    ab_buf text;
    ab_buf_init(&text, 1024);
    size_t dot = (size_t)ab_str_find(token, AB_STR("."), 0);
    assert_true(ab_base64_decode(&text, ab_str_sub(token, 0, dot),
                                 AB_BASE64_URLSAFE | AB_BASE64_NO_PAD, NULL));
    assert_str(ab_arena_str(arena, ab_buf_str(&text)), want);
    ab_buf_free(&text);
}

static void test_headers(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_jwt_key key = {.secret = AB_STR("secret")};
    ab_value header = ab_value_object();
    ab_set(arena, &header, "kid", ab_value_cstr("\xc3\xa9"));
    ab_set(arena, &header, "alg", ab_value_cstr("none"));
    check_header(arena, sign(arena, "HS256", &key, &header, NULL),
                 "{\"alg\":\"HS256\",\"kid\":\"\\u00e9\",\"typ\":\"JWT\"}");
    ab_set(arena, &header, "typ", ab_value_null());
    check_header(arena, sign(arena, "HS256", &key, &header, NULL),
                 "{\"alg\":\"HS256\",\"kid\":\"\\u00e9\"}");
    ab_arena_free(arena);
}

/* ---- Asymmetric keys, made here and checked by OpenSSL ---- */

static ab_str pem_of(ab_arena *arena, EVP_PKEY *key, const char *passphrase, bool is_public)
{
    BIO *bio = BIO_new(BIO_s_mem());
    if (is_public) {
        assert_int_equal(PEM_write_bio_PUBKEY(bio, key), 1);
    } else {
        int n = passphrase ? (int)strlen(passphrase) : 0;
        assert_int_equal(PEM_write_bio_PKCS8PrivateKey(bio, key,
                                                       passphrase ? EVP_aes_128_cbc() : NULL,
                                                       passphrase, n, NULL, NULL),
                         1);
    }
    char *text;
    long n = BIO_get_mem_data(bio, &text);
    ab_str pem = ab_arena_str(arena, (ab_str){text, (size_t)n});
    BIO_free(bio);
    return pem;
}

/* r and s side by side, as OpenSSL wants them. */
static ab_str ecdsa_to_der(ab_arena *arena, ab_str pair)
{
    ECDSA_SIG *signature = ECDSA_SIG_new();
    int half = (int)(pair.n / 2);
    const unsigned char *p = (const unsigned char *)pair.p;
    ECDSA_SIG_set0(signature, BN_bin2bn(p, half, NULL), BN_bin2bn(p + half, half, NULL));
    unsigned char *der = NULL;
    int n = i2d_ECDSA_SIG(signature, &der);
    ab_str copy = ab_arena_str(arena, (ab_str){(char *)der, (size_t)n});
    OPENSSL_free(der);
    ECDSA_SIG_free(signature);
    return copy;
}

typedef struct asymmetric_row {
    const char *algorithm;
    const char *hash; /* NULL: EdDSA */
    bool is_pss;
    size_t pair_size; /* ECDSA: bytes of the signature */
} asymmetric_row;

static void check_signature(ab_arena *arena, const asymmetric_row *r, EVP_PKEY *key, ab_str token)
{
    ptrdiff_t first = ab_str_find(token, AB_STR("."), 0);
    ptrdiff_t dot = ab_str_find(token, AB_STR("."), (size_t)first + 1);
    ab_str input = ab_str_sub(token, 0, (size_t)dot);
    ab_buf raw;
    ab_buf_init(&raw, 1024);
    assert_true(ab_base64_decode(&raw, ab_str_sub(token, (size_t)dot + 1, token.n),
                                 AB_BASE64_URLSAFE | AB_BASE64_NO_PAD, NULL));
    ab_str signature = ab_buf_str(&raw);
    if (r->pair_size) {
        assert_int_equal(signature.n, r->pair_size);
        signature = ecdsa_to_der(arena, signature);
    }
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    const EVP_MD *hash = r->hash ? EVP_get_digestbyname(r->hash) : NULL;
    assert_int_equal(EVP_DigestVerifyInit(context, &options, hash, NULL, key), 1);
    if (r->is_pss) {
        assert_true(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0);
        assert_true(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) > 0);
    }
    assert_int_equal(EVP_DigestVerify(context, (const unsigned char *)signature.p, signature.n,
                                      (const unsigned char *)input.p, input.n),
                     1);
    EVP_MD_CTX_free(context);
    ab_buf_free(&raw);
}

static void check_algorithms(const asymmetric_row *rows, size_t n, EVP_PKEY *key)
{
    ab_arena *arena = ab_arena_new();
    assert_non_null(key);
    ab_jwt_key plain = {.secret = pem_of(arena, key, NULL, false)};
    ab_jwt_key locked = {.secret = pem_of(arena, key, "open", false), .passphrase = AB_STR("open")};
    for (size_t i = 0; i < n; i++) {
        check_signature(arena, &rows[i], key, sign(arena, rows[i].algorithm, &plain, NULL, NULL));
        check_signature(arena, &rows[i], key, sign(arena, rows[i].algorithm, &locked, NULL, NULL));
    }
    EVP_PKEY_free(key);
    ab_arena_free(arena);
}

static void test_rsa(void **state)
{
    (void)state;
    static const asymmetric_row rows[] = {
        {"RS256", "sha256", false, 0}, {"RS384", "sha384", false, 0}, {"RS512", "sha512", false, 0},
        {"PS256", "sha256", true, 0},  {"PS384", "sha384", true, 0},  {"PS512", "sha512", true, 0},
    };
    check_algorithms(rows, COUNT(rows), EVP_RSA_gen(2048));
}

static void test_ecdsa(void **state)
{
    (void)state;
    static const struct {
        const char *curve;
        asymmetric_row row;
    } rows[] = {
        {"prime256v1", {"ES256", "sha256", false, 64}},
        {"secp256k1", {"ES256K", "sha256", false, 64}},
        {"secp384r1", {"ES384", "sha384", false, 96}},
        {"secp521r1", {"ES512", "sha512", false, 132}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        check_algorithms(&rows[i].row, 1, EVP_EC_gen(rows[i].curve));
    }
}

static void test_eddsa(void **state)
{
    (void)state;
    static const asymmetric_row row = {"EdDSA", NULL, false, 0};
    check_algorithms(&row, 1, EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
    check_algorithms(&row, 1, EVP_PKEY_Q_keygen(NULL, NULL, "ED448"));
}

/* ---- Errors ---- */

static void check_error(const char *algorithm, const ab_jwt_key *key, const char *message)
{
    ab_arena *arena = ab_arena_new();
    ab_error error = {0};
    assert_int_equal(sign(arena, algorithm, key, NULL, &error).n, 0);
    assert_int_equal(error.kind, AB_ERROR_CONFIG);
    assert_string_equal(error.message, message);
    ab_error_clear(&error);
    ab_arena_free(arena);
}

static void test_refused_algorithms(void **state)
{
    (void)state;
    ab_jwt_key key = {.secret = AB_STR("secret")};
    check_error("none", &key, "Failed to sign token: algorithm 'none' is not supported");
    check_error("hs256", &key, "Failed to sign token: algorithm 'hs256' is not supported");
}

static void test_bad_keys(void **state)
{
    (void)state;
    static const struct {
        const char *algorithm, *secret, *message;
    } rows[] = {
        {"HS256", "", "Failed to sign token: HMAC key must not be empty."},
        {"HS256", "-----BEGIN PRIVATE KEY-----",
         "Failed to sign token: The specified key is an asymmetric key or x509 certificate and "
         "should not be used as an HMAC secret."},
        {"RS256", " \n", "Failed to sign token: the key is empty"},
        {"RS256", "secret",
         "Failed to sign token: the key is not in PEM format (it has to begin with a line like "
         "\"-----BEGIN PRIVATE KEY-----\")"},
        {"RS256", "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
         "Failed to sign token: the key is a certificate; a private key is needed to sign"},
        {"RS256", "-----BEGIN OPENSSH PRIVATE KEY-----\nAA==\n-----END OPENSSH PRIVATE KEY-----\n",
         "Failed to sign token: the key is in OpenSSH's format; convert it to PEM (ssh-keygen -p "
         "-m PEM)"},
        {"RS256", "-----BEGIN PRIVATE KEY-----\\nAA==\\n-----END PRIVATE KEY-----\\n",
         "Failed to sign token: the key has the two characters \\n where line breaks belong"},
        {"RS256", "-----BEGIN PRIVATE KEY-----\nAA==\n",
         "Failed to sign token: the key is cut off: its line \"-----END …-----\" is missing"},
        {"RS256", "-----BEGIN PRIVATE KEY----- AA== -----END PRIVATE KEY-----",
         "Failed to sign token: the key cannot be read as a private key in PEM format (are its "
         "line breaks lost?)"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        check_error(rows[i].algorithm, &(ab_jwt_key){.secret = ab_str_of(rows[i].secret)},
                    rows[i].message);
    }
}

static void test_keys_that_do_not_fit(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    EVP_PKEY *key = EVP_EC_gen("prime256v1");
    ab_jwt_key plain = {.secret = pem_of(arena, key, NULL, false)};
    check_error("RS256", &plain,
                "Failed to sign token: RS256 needs an RSA key, this is one of type EC");
    check_error(
        "EdDSA", &plain,
        "Failed to sign token: EdDSA needs an Ed25519 or Ed448 key, this is one of type EC");
    check_error("ES384", &plain,
                "Failed to sign token: ES384 needs a key on the curve secp384r1, this one is on "
                "prime256v1");
    ab_jwt_key locked = {.secret = pem_of(arena, key, "open", false)};
    check_error("ES256", &locked,
                "Failed to sign token: the key is encrypted and no passphrase is given");
    locked.passphrase = AB_STR("wrong");
    check_error("ES256", &locked, "Failed to sign token: the passphrase does not open the key");
    ab_jwt_key public = {.secret = pem_of(arena, key, NULL, true)};
    check_error("ES256", &public,
                "Failed to sign token: the key is a public key; a private key is needed to sign");
    EVP_PKEY_free(key);
    ab_arena_free(arena);
}

static void test_header_errors(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        ab_value value;
        const char *message;
    } rows[] = {
        {"kid", {.kind = AB_INT}, "Failed to sign token: Key ID header parameter must be a string"},
        {"b64",
         {.kind = AB_BOOL},
         "Failed to sign token: the header b64 (a detached payload) is not supported"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_error error = {0};
        ab_value header = ab_value_object();
        ab_jwt_key key = {.secret = AB_STR("secret")};
        ab_set(arena, &header, rows[i].name, rows[i].value);
        assert_int_equal(sign(arena, "HS256", &key, &header, &error).n, 0);
        assert_string_equal(error.message, rows[i].message);
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hs256),
        cmocka_unit_test(test_rfc7515_signature),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_rsa),
        cmocka_unit_test(test_ecdsa),
        cmocka_unit_test(test_eddsa),
        cmocka_unit_test(test_refused_algorithms),
        cmocka_unit_test(test_bad_keys),
        cmocka_unit_test(test_keys_that_do_not_fit),
        cmocka_unit_test(test_header_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
