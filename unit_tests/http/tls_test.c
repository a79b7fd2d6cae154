/* Certificates: a private authority, a wrong name, no trust. All made here. */
#include "client.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static EVP_PKEY *make_key(void)
{
    return EVP_EC_gen("P-256");
}

static void add_extension(X509 *cert, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    assert_non_null(extension);
    X509_add_ext(cert, extension, -1);
    X509_EXTENSION_free(extension);
}

/* A certificate of that name: for a host, signed by `issuer`, or of an authority (NULL). */
static X509 *make_certificate(const char *common_name, EVP_PKEY *key, X509 *issuer,
                              EVP_PKEY *issuer_key)
{
    X509 *cert = X509_new();
    X509_set_version(cert, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), issuer ? 2 : 1);
    X509_gmtime_adj(X509_getm_notBefore(cert), -24 * 3600L);
    X509_gmtime_adj(X509_getm_notAfter(cert), 24 * 3600L);
    X509_set_pubkey(cert, key);
    X509_NAME *name = X509_get_subject_name(cert);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)common_name, -1, -1,
                               0);
    X509_set_issuer_name(cert, issuer ? X509_get_subject_name(issuer) : name);
    if (issuer) {
        char names[128];
        snprintf(names, sizeof(names), "DNS:%s", common_name);
        add_extension(cert, NID_subject_alt_name, names);
    } else {
        add_extension(cert, NID_basic_constraints, "critical,CA:TRUE");
    }
    assert_true(X509_sign(cert, issuer_key, EVP_sha256()) > 0);
    return cert;
}

typedef struct authority {
    EVP_PKEY *key;
    X509 *cert;
    char path[64]; /* its bundle */
} authority;

static void make_authority(authority *a, const char *name)
{
    a->key = make_key();
    a->cert = make_certificate(name, a->key, NULL, a->key);
    snprintf(a->path, sizeof(a->path), "/tmp/ab-ca-XXXXXX");
    int fd = mkstemp(a->path);
    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "w");
    assert_true(PEM_write_X509(file, a->cert));
    fclose(file);
}

static void free_authority(authority *a)
{
    unlink(a->path);
    X509_free(a->cert);
    EVP_PKEY_free(a->key);
}

static bool answer(exchange *x)
{
    return server_reply(x, 200, "", "secret");
}

static void start_tls(server *s, const char *host, const authority *a)
{
    EVP_PKEY *key = make_key();
    X509 *cert = make_certificate(host, key, a->cert, a->key);
    *s = (server){.tls = SSL_CTX_new(TLS_server_method())};
    assert_int_equal(SSL_CTX_use_certificate(s->tls, cert), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(s->tls, key), 1);
    X509_free(cert);
    EVP_PKEY_free(key);
    server_start(s, answer, NULL);
}

static void certificates_are_checked(void **state)
{
    (void)state;
    authority good;
    authority other;
    make_authority(&good, "Test Authority");
    make_authority(&other, "Another Authority");
    const struct {
        const char *host;
        const char *variable; /* that names the bundle; NULL: none is named */
        const char *bundle;
        ab_http_failure failure;
        const char *reason;
    } rows[] = {
        {"localhost", "REQUESTS_CA_BUNDLE", good.path, AB_HTTP_NO_FAILURE, ""},
        {"localhost", "CURL_CA_BUNDLE", good.path, AB_HTTP_NO_FAILURE, ""},
        {"localhost", "SSL_CERT_FILE", good.path, AB_HTTP_NO_FAILURE, ""},
        {"localhost", "REQUESTS_CA_BUNDLE", other.path, AB_HTTP_SSL_ERROR,
         "SSL certificate problem"},
        {"localhost", NULL, NULL, AB_HTTP_SSL_ERROR, "unable to get local issuer certificate"},
        {"other.example", "REQUESTS_CA_BUNDLE", good.path, AB_HTTP_SSL_ERROR,
         "no alternative certificate subject name matches target host name 'localhost'"},
        {"localhost", "REQUESTS_CA_BUNDLE", "/nonexistent.pem", AB_HTTP_SSL_ERROR,
         "/nonexistent.pem"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        server s;
        start_tls(&s, rows[i].host, &good);
        if (rows[i].variable) {
            setenv(rows[i].variable, rows[i].bundle, 1);
        }
        ab_http *http = ab_http_new(NULL);
        ab_http_session *session = ab_http_session_new(http);
        ab_http_request request = get(server_url(&s, "/"));
        for (int again = 0; again < 2; again++) {
            ab_http_response *r = ab_http_fetch(session, &request);
            assert_int_equal(r->failure, rows[i].failure);
            if (!rows[i].failure) {
                assert_body(r, "secret");
            } else {
                ab_str problem = ab_str_of(r->problem);
                assert_true(ab_str_find(problem, ab_str_of(rows[i].reason), 0) > 0);
                assert_true(ab_str_starts(problem, AB_STR("No secure connection to localhost: ")));
                assert_true(ab_str_find(problem, AB_STR("REQUESTS_CA_BUNDLE"), 0) > 0);
            }
            ab_http_response_unref(r);
        }
        ab_http_session_free(session);
        ab_http_free(http);
        if (rows[i].variable) {
            unsetenv(rows[i].variable);
        }
        SSL_CTX *tls = s.tls;
        server_stop(&s);
        SSL_CTX_free(tls);
    }
    free_authority(&other);
    free_authority(&good);
}

static bool cut_off(exchange *x)
{
    server_text(x, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf");
    return false;
}

static void a_broken_secure_body_is_no_certificate_error(void **state)
{
    (void)state;
    authority a;
    make_authority(&a, "Test Authority");
    server s;
    start_tls(&s, "localhost", &a);
    s.handle = cut_off;
    setenv("SSL_CERT_FILE", a.path, 1);
    ab_http *http = ab_http_new(NULL);
    ab_http_session *session = ab_http_session_new(http);
    ab_http_request request = get(server_url(&s, "/"));
    ab_http_response *r = ab_http_fetch(session, &request);
    assert_int_equal(r->failure, AB_HTTP_CHUNKED_ENCODING_ERROR);
    assert_int_equal(r->status, 200);
    ab_http_response_unref(r);
    ab_http_session_free(session);
    ab_http_free(http);
    unsetenv("SSL_CERT_FILE");
    SSL_CTX *tls = s.tls;
    server_stop(&s);
    SSL_CTX_free(tls);
    free_authority(&a);
}

int main(void)
{
    static const char *const trust[] = {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE",
                                        "SSL_CERT_DIR"};
    for (size_t i = 0; i < sizeof(trust) / sizeof(trust[0]); i++) {
        unsetenv(trust[i]);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certificates_are_checked),
        cmocka_unit_test(a_broken_secure_body_is_no_certificate_error),
    };
    return cmocka_run_group_tests_name("certificates", tests, NULL, NULL);
}
