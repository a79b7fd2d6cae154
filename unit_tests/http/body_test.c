/* Bodies: memory, spilling, reading while they grow; and undoing Content-Encoding. */
#include "check.h"

#include "http/body.h"
#include "http/content_encoding.h"

#include <brotli/encode.h>
#include <pthread.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

enum { WINDOW = 4096 };

typedef struct stores {
    ab_memory memory;
    ab_memory disk;
    ab_body_store store;
} stores;

static void make_stores(stores *s, size_t memory, size_t disk)
{
    ab_memory_init(&s->memory, memory);
    ab_memory_init(&s->disk, disk);
    s->store = (ab_body_store){&s->memory, &s->disk, NULL, WINDOW};
}

static char byte_at(uint64_t position)
{
    return (char)((position * 2654435761u) >> 13);
}

static void append(ab_body *body, uint64_t from, size_t n)
{
    char *bytes = malloc(n);
    for (size_t i = 0; i < n; i++) {
        bytes[i] = byte_at(from + i);
    }
    assert_int_equal(ab_body_append(body, bytes, n), AB_BODY_APPENDED);
    free(bytes);
}

static void check_bytes(ab_str got, uint64_t from)
{
    for (size_t i = 0; i < got.n; i++) {
        if (got.p[i] != byte_at(from + i)) {
            fail_msg("byte %llu differs", (unsigned long long)(from + i));
        }
    }
}

static void bodies_are_read_wherever_they_lie(void **state)
{
    (void)state;
    static const struct {
        size_t memory;
        size_t piece;
        bool spilled;
    } rows[] = {
        {1 << 20, 1000, false}, {1 << 20, 7, false},       {WINDOW * 4, 1000, true},
        {0, 16384, true},       {WINDOW * 3, 16384, true},
    };
    enum { TOTAL = 50000 };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        stores s;
        make_stores(&s, rows[i].memory, SIZE_MAX);
        ab_body *body = ab_body_new(&s.store);
        for (uint64_t at = 0; at < TOTAL; at += rows[i].piece) {
            uint64_t left = TOTAL - at;
            append(body, at, left < rows[i].piece ? (size_t)left : rows[i].piece);
        }
        ab_body_complete(body, true);
        assert_int_equal(ab_body_size(body), TOTAL);
        assert_int_equal(ab_body_is_spilled(body), rows[i].spilled);
        ab_buf scratch;
        ab_buf_init(&scratch, AB_BUF_NO_MAX);
        ab_str got;
        uint64_t at = 0;
        while (ab_body_chunk(body, at, &scratch, &got, NULL)) {
            check_bytes(got, at);
            assert_in_range(got.n, 1, WINDOW);
            at += got.n;
        }
        assert_int_equal(at, TOTAL);
        for (size_t from = 0; from + 5000 < TOTAL; from += 3777) {
            assert_true(ab_body_span(body, from, 5000, &scratch, &got, NULL));
            assert_int_equal(got.n, 5000);
            check_bytes(got, from);
        }
        assert_true(ab_body_whole(body, &scratch, &got, NULL));
        assert_int_equal(got.n, TOTAL);
        check_bytes(got, 0);
        ab_body *copy = ab_body_spilled_copy(body, NULL);
        ab_body_unref(body);
        assert_int_equal(ab_memory_used(&s.memory), 0);
        assert_true(ab_body_whole(copy, &scratch, &got, NULL));
        check_bytes(got, 0);
        ab_body_unref(copy);
        assert_int_equal(ab_memory_used(&s.disk), 0);
        ab_buf_free(&scratch);
    }
}

static void one_body_leaves_memory_to_others(void **state)
{
    (void)state;
    stores s;
    make_stores(&s, WINDOW * 8, SIZE_MAX);
    ab_body *body = ab_body_new(&s.store);
    append(body, 0, WINDOW * 8);
    assert_int_equal(ab_memory_used(&s.memory), WINDOW * 4);
    ab_body_unref(body);
}

static void limits_are_kept(void **state)
{
    (void)state;
    stores s;
    make_stores(&s, WINDOW * 2, 1000);
    ab_body *body = ab_body_new(&s.store);
    char bytes[WINDOW] = {0};
    assert_int_equal(ab_body_append(body, bytes, WINDOW), AB_BODY_APPENDED);
    assert_int_equal(ab_body_append(body, bytes, 1001), AB_BODY_DISK_FULL);
    assert_string_equal(ab_body_problem(body), "the limit of disk space for responses is reached "
                                               "(CONNECTOR_STORAGE_LIMIT_BYTES)");
    assert_int_equal(ab_body_size(body), WINDOW);
    assert_int_equal(ab_body_append(body, bytes, 1000), AB_BODY_APPENDED);
    ab_buf scratch;
    ab_buf_init(&scratch, 100);
    ab_str got;
    ab_error error = {0};
    assert_false(ab_body_span(body, WINDOW - 100, 200, &scratch, &got, &error));
    assert_string_equal(error.message,
                        "A part of 200 bytes of a response is larger than the 100 allowed");
    ab_error_clear(&error);
    ab_buf_free(&scratch);
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    assert_false(ab_body_span(body, WINDOW, 1001, &scratch, &got, &error));
    assert_string_equal(error.message, "A response ends before byte 5097");
    ab_error_clear(&error);
    ab_buf_free(&scratch);
    ab_body_unref(body);
    s.store.folder = "/nonexistent";
    body = ab_body_of(&s.store, (ab_str){bytes, WINDOW}, NULL);
    assert_non_null(body);
    ab_body_unref(body);
    char large[WINDOW + 500] = {0};
    assert_null(ab_body_of(&s.store, (ab_str){large, sizeof(large)}, &error));
    assert_string_equal(error.message,
                        "A response of 4596 bytes cannot be kept: no temporary file for a large "
                        "response: No such file or directory");
    ab_error_clear(&error);
    assert_int_equal(ab_memory_used(&s.disk), 0);
}

enum { GROWING = 300000 };

static void *grow(void *context)
{
    ab_body *body = context;
    for (uint64_t at = 0; at < GROWING; at += 3000) {
        append(body, at, 3000);
    }
    ab_body_complete(body, true);
    ab_body_unref(body);
    return NULL;
}

static void a_reader_follows_the_writer(void **state)
{
    (void)state;
    stores s;
    make_stores(&s, 100000, SIZE_MAX);
    ab_body *body = ab_body_new(&s.store);
    pthread_t thread;
    pthread_create(&thread, NULL, grow, ab_body_ref(body));
    ab_buf scratch;
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    uint64_t at = 0;
    while (ab_body_wait(body, at) > at) {
        ab_str got;
        assert_true(ab_body_chunk(body, at, &scratch, &got, NULL));
        check_bytes(got, at);
        at += got.n;
    }
    assert_int_equal(at, GROWING);
    pthread_join(thread, NULL);
    ab_buf_free(&scratch);
    ab_body_unref(body);
}

/* ---- Content-Encoding ---- */

enum { PLAIN = 200000 };

static size_t pack_zlib(int bits, const char *plain, size_t n, unsigned char *out, size_t room)
{
    z_stream z = {0};
    deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (Bytef *)plain;
    z.avail_in = (uInt)n;
    z.next_out = out;
    z.avail_out = (uInt)room;
    deflate(&z, Z_FINISH);
    size_t done = room - z.avail_out;
    deflateEnd(&z);
    return done;
}

static size_t pack(const char *encoding, const char *plain, size_t n, unsigned char *out,
                   size_t room)
{
    if (strcmp(encoding, "br") == 0) {
        BrotliEncoderCompress(3, 22, BROTLI_MODE_GENERIC, n, (const uint8_t *)plain, &room, out);
        return room;
    }
    if (strcmp(encoding, "zstd") == 0) {
        return ZSTD_compress(out, room, plain, n, 3);
    }
    if (strcmp(encoding, "gzip, gzip") == 0) {
        unsigned char *once = malloc(room);
        size_t first = pack_zlib(16 + MAX_WBITS, plain, n, once, room);
        size_t twice = pack_zlib(16 + MAX_WBITS, (const char *)once, first, out, room);
        free(once);
        return twice;
    }
    if (strcmp(encoding, "x-gzip") == 0) { /* two members and rubbish behind them */
        size_t first = pack_zlib(16 + MAX_WBITS, plain, n / 2, out, room);
        size_t second =
            pack_zlib(16 + MAX_WBITS, plain + n / 2, n - n / 2, out + first, room - first);
        memcpy(out + first + second, "\0\0\0", 3);
        return first + second + 3;
    }
    int bits = strcmp(encoding, "gzip") == 0      ? 16 + MAX_WBITS
               : strcmp(encoding, "deflate") == 0 ? MAX_WBITS
                                                  : -MAX_WBITS;
    return pack_zlib(bits, plain, n, out, room);
}

static bool collect(void *context, const char *bytes, size_t n)
{
    return ab_buf_add(context, bytes, n);
}

static void encodings_are_undone(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *packed_as;
        size_t piece;
    } rows[] = {
        {"gzip", "gzip", 1},           {"gzip", "gzip", 10000},
        {"GZIP", "gzip", 999},         {"x-gzip", "x-gzip", 13},
        {"deflate", "deflate", 1},     {"deflate", "raw", 1},
        {"deflate", "raw", 10000},     {"br", "br", 7},
        {"zstd", "zstd", 7},           {"gzip, gzip", "gzip, gzip", 5},
        {"identity, gzip", "gzip", 5},
    };
    char *plain = malloc(PLAIN);
    unsigned char *packed = malloc(2 * PLAIN);
    for (size_t i = 0; i < PLAIN; i++) {
        plain[i] = (char)('a' + (i / 100 + (i * i) % 7) % 26);
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t n = pack(rows[i].packed_as, plain, PLAIN, packed, (size_t)2 * PLAIN);
        for (int cut = 0; cut < 2; cut++) { /* whole, then without its second half */
            ab_buf out;
            ab_buf_init(&out, AB_BUF_NO_MAX);
            ab_decoding *d = ab_decoding_new(ab_str_of(rows[i].name), collect, &out);
            assert_non_null(d);
            size_t end = cut ? n / 2 : n;
            for (size_t at = 0; at < end; at += rows[i].piece) {
                size_t part = end - at < rows[i].piece ? end - at : rows[i].piece;
                assert_true(ab_decoding_write(d, (const char *)packed + at, part));
            }
            assert_int_equal(ab_decoding_end(d), !cut);
            assert_string_equal(ab_decoding_problem(d),
                                cut ? "the compressed data ends too early" : "");
            assert_true(cut ? out.n < PLAIN : out.n == PLAIN);
            assert_memory_equal(out.p ? out.p : "", plain, out.n);
            ab_decoding_free(d);
            ab_buf_free(&out);
        }
    }
    free(packed);
    free(plain);
}

static void what_cannot_be_undone_is_told(void **state)
{
    (void)state;
    static const char *const names[] = {"gzip", "br", "zstd", "deflate"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        ab_buf out;
        ab_buf_init(&out, AB_BUF_NO_MAX);
        ab_decoding *d = ab_decoding_new(ab_str_of(names[i]), collect, &out);
        assert_true(ab_decoding_end(d)); /* no data at all */
        assert_false(ab_decoding_write(d, "\xff\xff\xff\xff plainly no such data", 26));
        assert_string_equal(ab_decoding_problem(d), "the compressed data is broken");
        ab_decoding_free(d);
        ab_buf_free(&out);
    }
    assert_null(ab_decoding_new(AB_STR("identity"), collect, NULL));
    assert_null(ab_decoding_new(AB_STR("utf-8, x"), collect, NULL));
    assert_null(ab_decoding_new(AB_STR(""), collect, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_are_read_wherever_they_lie),
        cmocka_unit_test(one_body_leaves_memory_to_others),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(a_reader_follows_the_writer),
        cmocka_unit_test(encodings_are_undone),
        cmocka_unit_test(what_cannot_be_undone_is_told),
    };
    return cmocka_run_group_tests_name("bodies", tests, NULL, NULL);
}
