#include "crypto/jwt.h"

#include "crypto/digest.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "crypto/jwt_key.h"
#include "json/json.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <stdlib.h>

typedef enum family { HMAC_KEY, RSA_PKCS1, RSA_PSS, ECDSA, EDDSA } family;

/* RFC 7518 section 3.1, RFC 8812 (ES256K), RFC 8037 (EdDSA). */
typedef struct algorithm {
    const char *name;
    family family;
    const char *hash;
    const char *curve;      /* ECDSA: OpenSSL's name of it */
    size_t coordinate_size; /* ECDSA: bytes of r and of s */
} algorithm;

static const algorithm algorithms[] = {
    {"HS256", HMAC_KEY, "sha256", NULL, 0},
    {"HS384", HMAC_KEY, "sha384", NULL, 0},
    {"HS512", HMAC_KEY, "sha512", NULL, 0},
    {"RS256", RSA_PKCS1, "sha256", NULL, 0},
    {"RS384", RSA_PKCS1, "sha384", NULL, 0},
    {"RS512", RSA_PKCS1, "sha512", NULL, 0},
    {"PS256", RSA_PSS, "sha256", NULL, 0},
    {"PS384", RSA_PSS, "sha384", NULL, 0},
    {"PS512", RSA_PSS, "sha512", NULL, 0},
    {"ES256", ECDSA, "sha256", "prime256v1", 32},
    {"ES256K", ECDSA, "sha256", "secp256k1", 32},
    {"ES384", ECDSA, "sha384", "secp384r1", 48},
    {"ES512", ECDSA, "sha512", "secp521r1", 66},
    {"ES521", ECDSA, "sha512", "secp521r1", 66},
    {"EdDSA", EDDSA, NULL, NULL, 0},
};

static const algorithm *find_algorithm(ab_str name)
{
    for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
        if (ab_str_is(name, algorithms[i].name)) {
            return &algorithms[i];
        }
    }
    return NULL;
}

static bool fail(ab_error *error, const char *problem)
{
    ERR_clear_error();
    return ab_error_set(error, AB_ERROR_CONFIG, "Failed to sign token: %s", problem);
}

/* ---- Keys ---- */

static bool check_key_type(const algorithm *a, EVP_PKEY *key, ab_error *error)
{
    int type = EVP_PKEY_get_base_id(key);
    bool fits = a->family == ECDSA   ? type == EVP_PKEY_EC
                : a->family == EDDSA ? type == EVP_PKEY_ED25519 || type == EVP_PKEY_ED448
                                     : type == EVP_PKEY_RSA;
    const char *needed = a->family == ECDSA   ? "an EC"
                         : a->family == EDDSA ? "an Ed25519 or Ed448"
                                              : "an RSA";
    if (!fits) {
        const char *name = EVP_PKEY_get0_type_name(key);
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "Failed to sign token: %s needs %s key, this is one of type %s",
                            a->name, needed, name ? name : "unknown");
    }
    char curve[64] = "";
    size_t length = 0;
    if (a->curve && (!EVP_PKEY_get_group_name(key, curve, sizeof(curve), &length) ||
                     strcmp(curve, a->curve) != 0)) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "Failed to sign token: %s needs a key on the curve %s, this one is "
                            "on %s",
                            a->name, a->curve, curve[0] ? curve : "an unnamed curve");
    }
    return true;
}

/* ---- Signatures ---- */

static bool sign_hmac(const algorithm *a, const ab_jwt_key *key, ab_str input, ab_buf *out,
                      ab_error *error)
{
    if (key->secret.n == 0) {
        return fail(error, "HMAC key must not be empty.");
    }
    if (ab_str_find(key->secret, AB_STR("-----BEGIN "), 0) >= 0) {
        return fail(error, "The specified key is an asymmetric key or x509 certificate and should "
                           "not be used as an HMAC secret.");
    }
    ab_buf encoded;
    ab_buf_init(&encoded, AB_BUF_NO_MAX);
    ab_str secret = key->secret;
    if (key->secret_is_base64) {
        ab_base64_encode(&encoded, key->secret, 0);
        secret = ab_buf_str(&encoded);
    }
    unsigned char mac[AB_HASH_MAX];
    size_t n = 0;
    bool ok = ab_hash_hmac(ab_str_of(a->hash), secret, input, mac, &n, error);
    ab_buf_free(&encoded);
    return ok && ab_buf_add(out, mac, n);
}

/* RFC 7518 section 3.4: r and s side by side, each of the curve's size. */
static bool add_ecdsa(const algorithm *a, ab_str der, ab_buf *out)
{
    const unsigned char *p = (const unsigned char *)der.p;
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &p, (long)der.n);
    if (!signature) {
        return false;
    }
    int size = (int)a->coordinate_size;
    unsigned char pair[2 * 66];
    bool ok = BN_bn2binpad(ECDSA_SIG_get0_r(signature), pair, size) == size &&
              BN_bn2binpad(ECDSA_SIG_get0_s(signature), pair + size, size) == size;
    ECDSA_SIG_free(signature);
    return ok && ab_buf_add(out, pair, 2 * a->coordinate_size);
}

static bool start(const algorithm *a, EVP_MD_CTX *context, EVP_PKEY *key)
{
    EVP_PKEY_CTX *options = NULL;
    const EVP_MD *hash = a->hash ? ab_digest_named(ab_str_of(a->hash)) : NULL;
    if (EVP_DigestSignInit(context, &options, hash, NULL, key) <= 0) {
        return false;
    }
    return a->family != RSA_PSS ||
           (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) > 0);
}

static bool sign_with(const algorithm *a, EVP_PKEY *key, ab_str input, ab_buf *out)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const unsigned char *bytes = (const unsigned char *)input.p;
    ab_buf raw;
    ab_buf_init(&raw, AB_BUF_NO_MAX);
    size_t n = 0;
    bool ok =
        context && start(a, context, key) && EVP_DigestSign(context, NULL, &n, bytes, input.n) > 0;
    unsigned char *place = ok ? (unsigned char *)ab_buf_reserve(&raw, n) : NULL;
    ok = place && EVP_DigestSign(context, place, &n, bytes, input.n) > 0;
    if (ok) {
        ab_str signature = {(const char *)place, n};
        ok = a->family == ECDSA ? add_ecdsa(a, signature, out) : ab_buf_add_str(out, signature);
    }
    ab_buf_free(&raw);
    EVP_MD_CTX_free(context);
    return ok;
}

static bool sign_asymmetric(const algorithm *a, const ab_jwt_key *key, ab_str input, ab_buf *out,
                            ab_error *error)
{
    EVP_PKEY *private_key = ab_private_key_read(key->secret, key->passphrase, error);
    if (!private_key) {
        return false;
    }
    bool ok = check_key_type(a, private_key, error);
    if (ok && !sign_with(a, private_key, input, out)) {
        ok = fail(error, "the key cannot be used with this algorithm (is it too short?)");
    }
    EVP_PKEY_free(private_key);
    return ok;
}

/* ---- The token ---- */

static bool make_header(ab_arena *arena, const algorithm *a, const ab_value *given, ab_value *out,
                        ab_error *error)
{
    *out = ab_value_object();
    ab_set(arena, out, "typ", ab_value_cstr("JWT"));
    for (uint32_t i = 0; given && given->kind == AB_OBJECT && i < given->count; i++) {
        const ab_member *m = &given->object.members[i];
        ab_object_set(arena, out, m->key, m->value);
    }
    ab_set(arena, out, "alg", ab_value_cstr(a->name));
    if (!ab_value_truthy(ab_get(out, "typ"))) {
        ab_object_remove(arena, out, AB_STR("typ"));
    }
    const ab_value *kid = ab_get(out, "kid");
    if (kid && kid->kind != AB_STRING) {
        return fail(error, "Key ID header parameter must be a string");
    }
    if (ab_is(ab_get(out, "b64"), AB_BOOL)) {
        return fail(error, "the header b64 (a detached payload) is not supported");
    }
    return true;
}

static void add_part(ab_buf *token, ab_buf *scratch, const ab_value *v, unsigned style)
{
    ab_buf_clear(scratch);
    ab_json_write(scratch, v, style | AB_JSON_ASCII);
    ab_base64_encode(token, ab_buf_str(scratch), AB_BASE64_URLSAFE | AB_BASE64_NO_PAD);
}

bool ab_jwt_sign(ab_arena *arena, ab_str algorithm_name, const ab_jwt_key *key,
                 const ab_value *header, const ab_value *payload, ab_str *token, ab_error *error)
{
    const algorithm *a = find_algorithm(algorithm_name);
    if (!a) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "Failed to sign token: algorithm '%.*s' is not supported",
                            AB_STR_ARG(algorithm_name));
    }
    ab_value full_header;
    if (!make_header(arena, a, header, &full_header, error)) {
        return false;
    }
    ab_buf text;
    ab_buf scratch;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    add_part(&text, &scratch, &full_header, AB_JSON_SORTED);
    ab_buf_add_char(&text, '.');
    add_part(&text, &scratch, payload, AB_JSON_COMPACT);
    ab_buf_clear(&scratch);
    ab_str input = ab_buf_str(&text);
    bool ok = a->family == HMAC_KEY ? sign_hmac(a, key, input, &scratch, error)
                                    : sign_asymmetric(a, key, input, &scratch, error);
    if (ok) {
        ab_buf_add_char(&text, '.');
        ab_base64_encode(&text, ab_buf_str(&scratch), AB_BASE64_URLSAFE | AB_BASE64_NO_PAD);
        *token = ab_arena_str(arena, ab_buf_str(&text));
    }
    ab_buf_free(&scratch);
    ab_buf_free(&text);
    return ok;
}
