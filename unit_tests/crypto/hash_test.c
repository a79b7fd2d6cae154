#include "check.h"

#include "crypto/encoding.h"
#include "crypto/hash.h"

static void check_hex(const unsigned char *bytes, size_t n, const char *want)
{
    ab_buf text;
    ab_buf_init(&text, 1024);
    assert_true(ab_hex_encode(&text, (ab_str){(const char *)bytes, n}));
    assert_str(ab_buf_str(&text), want);
    ab_buf_free(&text);
}

static void test_digests(void **state)
{
    (void)state;
    static const struct {
        const char *name, *digest; /* of "abc" */
    } rows[] = {
        {"md5", "900150983cd24fb0d6963f7d28e17f72"},
        {"sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"},
        {"sha224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
        {"sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"sha384", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                   "8086072ba1e7cc2358baeca134c825a7"},
        {"sha512", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                   "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
        {"sha3_256", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"},
        {"blake2b", "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                    "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"},
        {"blake2s", "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        unsigned char out[AB_HASH_MAX];
        size_t n;
        assert_true(ab_hash_known(ab_str_of(rows[i].name)));
        assert_true(ab_hash_digest(ab_str_of(rows[i].name), AB_STR("abc"), out, &n, NULL));
        check_hex(out, n, rows[i].digest);
    }
}

static void test_empty_and_unknown(void **state)
{
    (void)state;
    unsigned char out[AB_HASH_MAX];
    size_t n;
    ab_error error = {0};
    assert_true(ab_hash_digest(AB_STR("md5"), (ab_str){NULL, 0}, out, &n, NULL));
    check_hex(out, n, "d41d8cd98f00b204e9800998ecf8427e");
    assert_false(ab_hash_known(AB_STR("MD5")));
    assert_false(ab_hash_digest(AB_STR("crc32"), AB_STR("abc"), out, &n, &error));
    assert_int_equal(error.kind, AB_ERROR_CONFIG);
    assert_string_equal(error.message, "unsupported hash type crc32");
    assert_false(ab_hash_hmac(AB_STR(""), AB_STR("k"), AB_STR("abc"), out, &n, &error));
    assert_string_equal(error.message, "unsupported hash type ");
    ab_error_clear(&error);
}

/* RFC 4231, test cases 1, 2 and 6. */
static void test_hmac(void **state)
{
    (void)state;
    char aa[131];
    char b[20];
    memset(aa, 0xaa, sizeof(aa));
    memset(b, 0x0b, sizeof(b));
    const struct {
        const char *hash;
        ab_str key, data;
        const char *mac;
    } rows[] = {
        {"sha256",
         {b, 20},
         AB_STR("Hi There"),
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"sha224",
         {b, 20},
         AB_STR("Hi There"),
         "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22"},
        {"sha256", AB_STR("Jefe"), AB_STR("what do ya want for nothing?"),
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {"sha384", AB_STR("Jefe"), AB_STR("what do ya want for nothing?"),
         "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
         "8e2240ca5e69e2c78b3239ecfab21649"},
        {"sha256",
         {aa, 131},
         AB_STR("Test Using Larger Than Block-Size Key - Hash Key First"),
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        {"sha512",
         {aa, 131},
         AB_STR("Test Using Larger Than Block-Size Key - Hash Key First"),
         "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
         "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
        {"sha256",
         {NULL, 0},
         {NULL, 0},
         "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        unsigned char out[AB_HASH_MAX];
        size_t n;
        assert_true(
            ab_hash_hmac(ab_str_of(rows[i].hash), rows[i].key, rows[i].data, out, &n, NULL));
        check_hex(out, n, rows[i].mac);
    }
}

/* RFC 4648 section 10, and the URL alphabet. */
static void test_base64_encode(void **state)
{
    (void)state;
    static const struct {
        const char *data;
        unsigned flags;
        const char *text;
    } rows[] = {
        {"", 0, ""},
        {"f", 0, "Zg=="},
        {"fo", 0, "Zm8="},
        {"foo", 0, "Zm9v"},
        {"foobar", 0, "Zm9vYmFy"},
        {"f", AB_BASE64_NO_PAD, "Zg"},
        {"\xfb\xff\xbf", 0, "+/+/"},
        {"\xfb\xff\xbf", AB_BASE64_URLSAFE, "-_-_"},
        {"\xff\xff", AB_BASE64_URLSAFE | AB_BASE64_NO_PAD, "__8"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_buf out;
        ab_buf_init(&out, 64);
        assert_true(ab_base64_encode(&out, ab_str_of(rows[i].data), rows[i].flags));
        assert_str(ab_buf_str(&out), rows[i].text);
        ab_buf_free(&out);
    }
}

static const char no_quad[] = "Invalid base64-encoded string: number of data characters (5) cannot "
                              "be 1 more than a multiple of 4";

/* As binascii.a2b_base64 of Python 3.11. */
static void test_base64_decode(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned flags;
        const char *data, *error; /* one of them NULL */
    } rows[] = {
        {"", 0, "", NULL},
        {"Zm9v", 0, "foo", NULL},
        {"Zg==", 0, "f", NULL},
        {"Z g\n=*=", 0, "f", NULL},
        {"Zg==Zg==", 0, "f", NULL},
        {"Zm8=x", 0, "fo", NULL},
        {"=Zm9v", 0, "foo", NULL},
        {"Zg", 0, NULL, "Incorrect padding"},
        {"Zg=", 0, NULL, "Incorrect padding"},
        {"Zm9vY", 0, NULL, no_quad},
        {"Zm9vY===", 0, NULL, no_quad},
        {"Zg", AB_BASE64_NO_PAD, "f", NULL},
        {"-_-_", AB_BASE64_URLSAFE, "\xfb\xff\xbf", NULL},
        {"+/+/", AB_BASE64_URLSAFE, "\xfb\xff\xbf", NULL},
        {"-_-_", 0, "", NULL},
        {"Zg==", AB_BASE64_STRICT, "f", NULL},
        {"Z g==", AB_BASE64_STRICT, NULL, "Only base64 data is allowed"},
        {"=Zm9v", AB_BASE64_STRICT, NULL, "Leading padding not allowed"},
        {"Zg==Zg==", AB_BASE64_STRICT, NULL, "Excess data after padding"},
        {"Zg=g", AB_BASE64_STRICT, NULL, "Discontinuous padding not allowed"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_buf out;
        ab_error error = {0};
        ab_buf_init(&out, 64);
        bool ok = ab_base64_decode(&out, ab_str_of(rows[i].text), rows[i].flags, &error);
        assert_int_equal(ok, rows[i].data != NULL);
        if (ok) {
            assert_str(ab_buf_str(&out), rows[i].data);
        } else {
            assert_string_equal(error.message, rows[i].error);
        }
        ab_error_clear(&error);
        ab_buf_free(&out);
    }
}

static void test_uuid(void **state)
{
    (void)state;
    char a[37];
    char b[37];
    assert_true(ab_random_uuid4(a, NULL));
    assert_true(ab_random_uuid4(b, NULL));
    assert_string_not_equal(a, b);
    assert_int_equal(strlen(a), 36);
    assert_int_equal(strspn(a, "0123456789abcdef-"), 36);
    assert_true(a[8] == '-' && a[13] == '-' && a[18] == '-' && a[23] == '-');
    assert_int_equal(a[14], '4');
    assert_non_null(strchr("89ab", a[19]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digests),       cmocka_unit_test(test_empty_and_unknown),
        cmocka_unit_test(test_hmac),          cmocka_unit_test(test_base64_encode),
        cmocka_unit_test(test_base64_decode), cmocka_unit_test(test_uuid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
