/* Every format: whole, in small pieces, cut off, damaged, followed by more. */
#include "check.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "codec/decompress.h"

#include <brotli/encode.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static void deflate_to(ab_buf *out, ab_str text, int window)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t bound = deflateBound(&z, text.n) + 32;
    z.next_in = (unsigned char *)(uintptr_t)text.p;
    z.avail_in = (uInt)text.n;
    z.next_out = (unsigned char *)ab_buf_reserve(out, bound);
    z.avail_out = (uInt)bound;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->n += bound - z.avail_out;
    deflateEnd(&z);
}

static void compress_to(ab_buf *out, ab_str text, ab_compression how)
{
    size_t n = text.n + 1024;
    switch (how) {
    case AB_COMPRESSION_GZIP:
        deflate_to(out, text, 15 + 16);
        break;
    case AB_COMPRESSION_DEFLATE:
    case AB_COMPRESSION_ZLIB:
        deflate_to(out, text, 15);
        break;
    case AB_COMPRESSION_RAW_DEFLATE:
        deflate_to(out, text, -15);
        break;
    case AB_COMPRESSION_ZSTD:
        n = ZSTD_compress(ab_buf_reserve(out, n), n, text.p, text.n, 3);
        assert_false(ZSTD_isError(n));
        out->n += n;
        break;
    default:
        assert_true(BrotliEncoderCompress(5, 22, BROTLI_MODE_GENERIC, text.n,
                                          (const uint8_t *)text.p, &n,
                                          (uint8_t *)ab_buf_reserve(out, n)));
        out->n += n;
    }
}

static const ab_compression all[] = {AB_COMPRESSION_GZIP, AB_COMPRESSION_DEFLATE,
                                     AB_COMPRESSION_ZLIB, AB_COMPRESSION_RAW_DEFLATE,
                                     AB_COMPRESSION_ZSTD, AB_COMPRESSION_BROTLI};

static ab_str sample(ab_buf *text)
{
    ab_buf_init(text, AB_BUF_NO_MAX);
    for (int i = 0; i < 3000; i++) {
        ab_buf_printf(text, "{\"id\": %d, \"name\": \"record %d\"}\n", i, i * 7919 % 1000);
    }
    return ab_buf_str(text);
}

/* Reads in pieces of `step` bytes. */
static bool read_steps(ab_reader *r, size_t step, ab_buf *out, ab_error *error)
{
    char piece[5000];
    ssize_t got = 0;
    while ((got = ab_reader_read(r, piece, step, error)) > 0) {
        ab_buf_add(out, piece, (size_t)got);
    }
    return got == 0;
}

static void round_trips_in_any_pieces(void **state)
{
    (void)state;
    static const size_t sizes[][2] = {{0, 5000}, {1, 5000}, {0, 1}, {7, 3}};
    ab_buf text;
    ab_str plain = sample(&text);
    for (size_t i = 0; i < ROWS(all); i++) {
        ab_buf packed;
        ab_buf_init(&packed, AB_BUF_NO_MAX);
        compress_to(&packed, plain, all[i]);
        for (size_t j = 0; j < ROWS(sizes); j++) {
            ab_buf out;
            ab_buf_init(&out, AB_BUF_NO_MAX);
            ab_reader *r =
                ab_reader_decompress(ab_reader_memory(ab_buf_str(&packed), sizes[j][0]), all[i]);
            assert_true(read_steps(r, sizes[j][1], &out, NULL));
            assert_true(ab_str_eq(ab_buf_str(&out), plain));
            ab_reader_close(r);
            ab_buf_free(&out);
        }
        ab_buf_free(&packed);
    }
    ab_buf_free(&text);
}

static void cut_off_data_is_an_error(void **state)
{
    (void)state;
    ab_buf text;
    ab_str plain = sample(&text);
    for (size_t i = 0; i < ROWS(all); i++) {
        ab_buf packed;
        ab_buf_init(&packed, AB_BUF_NO_MAX);
        compress_to(&packed, plain, all[i]);
        for (size_t cut = 1; cut < packed.n; cut += 1 + packed.n / 50) {
            ab_buf out;
            ab_buf_init(&out, AB_BUF_NO_MAX);
            ab_error error = {0};
            ab_str part = ab_str_sub(ab_buf_str(&packed), 0, packed.n - cut);
            ab_reader *r = ab_reader_decompress(ab_reader_memory(part, 100), all[i]);
            assert_false(read_steps(r, 1000, &out, &error));
            assert_int_equal(error.kind, AB_ERROR_TRANSIENT);
            assert_non_null(strstr(error.message, "ends too early at byte"));
            char c;
            assert_int_equal(ab_reader_read(r, &c, 1, NULL), -1);
            ab_error_clear(&error);
            ab_reader_close(r);
            ab_buf_free(&out);
        }
        ab_buf_free(&packed);
    }
    ab_buf_free(&text);
}

static void damaged_data_is_an_error(void **state)
{
    (void)state;
    static const struct {
        ab_compression how;
        ab_str bytes;
        const char *message;
    } rows[] = {
        {AB_COMPRESSION_GZIP, {"not gzip at all", 15}, "the gzip data is broken at byte "},
        {AB_COMPRESSION_ZLIB, {"\x78\x9c\xff\xff", 4}, "the zlib data is broken at byte "},
        {AB_COMPRESSION_RAW_DEFLATE, {"\xff\xff", 2}, "the deflate data is broken at byte "},
        {AB_COMPRESSION_ZSTD, {"not zstd at all", 15}, "the zstd data is broken at byte "},
        {AB_COMPRESSION_BROTLI, {"\xff\xff\xff\xff", 4}, "the brotli data is broken at byte "},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_error error = {0};
        char c[100];
        ab_reader *r = ab_reader_decompress(ab_reader_memory(rows[i].bytes, 0), rows[i].how);
        assert_int_equal(ab_reader_read(r, c, sizeof c, &error), -1);
        assert_ptr_equal(strstr(error.message, rows[i].message), error.message);
        ab_error_clear(&error);
        ab_reader_close(r);
    }
}

static void a_wrong_checksum_is_an_error(void **state)
{
    (void)state;
    static const size_t from_end[] = {5, 8}; /* within gzip's CRC */
    for (size_t i = 0; i < ROWS(from_end); i++) {
        ab_buf packed;
        ab_buf out;
        ab_error error = {0};
        ab_buf_init(&packed, 1000);
        ab_buf_init(&out, 1000);
        compress_to(&packed, AB_STR("some text"), AB_COMPRESSION_GZIP);
        packed.p[packed.n - from_end[i]] ^= 1;
        ab_reader *r =
            ab_reader_decompress(ab_reader_memory(ab_buf_str(&packed), 0), AB_COMPRESSION_GZIP);
        assert_false(read_steps(r, 100, &out, &error));
        assert_non_null(strstr(error.message, "the gzip data is broken"));
        ab_error_clear(&error);
        ab_reader_close(r);
        ab_buf_free(&out);
        ab_buf_free(&packed);
    }
}

static void members_follow_each_other(void **state)
{
    (void)state;
    static const struct {
        ab_compression how;
        ab_str between, after;
        const char *want;
    } rows[] = {
        {AB_COMPRESSION_GZIP, {"", 0}, {"", 0}, "onetwo"},
        {AB_COMPRESSION_GZIP, {"\0\0\0\0\0", 5}, {"\0\0\0", 3}, "onetwo"},
        {AB_COMPRESSION_GZIP, {"", 0}, {"garbage", 7}, "onetwo"},
        {AB_COMPRESSION_GZIP, {"", 0}, {"\x1f", 1}, "onetwo"},
        {AB_COMPRESSION_GZIP, {"x", 1}, {"", 0}, "one"},
        {AB_COMPRESSION_ZSTD, {"", 0}, {"", 0}, "onetwo"},
        {AB_COMPRESSION_ZLIB, {"", 0}, {"", 0}, "one"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        for (size_t chunk = 0; chunk < 3; chunk++) {
            ab_buf packed;
            ab_buf out;
            ab_buf_init(&packed, 10000);
            ab_buf_init(&out, 1000);
            compress_to(&packed, AB_STR("one"), rows[i].how);
            ab_buf_add_str(&packed, rows[i].between);
            compress_to(&packed, AB_STR("two"), rows[i].how);
            ab_buf_add_str(&packed, rows[i].after);
            ab_reader *r =
                ab_reader_decompress(ab_reader_memory(ab_buf_str(&packed), chunk), rows[i].how);
            assert_true(read_steps(r, 2, &out, NULL));
            assert_str(ab_buf_str(&out), rows[i].want);
            ab_reader_close(r);
            ab_buf_free(&out);
            ab_buf_free(&packed);
        }
    }
}

static void empty_input_is_empty_output(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(all); i++) {
        char c;
        ab_reader *r = ab_reader_decompress(ab_reader_memory(AB_STR(""), 0), all[i]);
        assert_int_equal(ab_reader_read(r, &c, 1, NULL), 0);
        assert_int_equal(ab_reader_read(r, &c, 1, NULL), 0);
        ab_reader_close(r);
    }
}

static void gzip_is_told_by_its_magic(void **state)
{
    (void)state;
    ab_buf packed;
    ab_buf_init(&packed, 1000);
    compress_to(&packed, AB_STR("packed"), AB_COMPRESSION_GZIP);
    const struct {
        ab_str bytes;
        const char *want;
    } rows[] = {{ab_buf_str(&packed), "packed"},
                {AB_STR("plain"), "plain"},
                {AB_STR("p"), "p"},
                {AB_STR(""), ""}};
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_buf out;
        ab_buf_init(&out, 1000);
        ab_buf_add_text(&out, "");
        ab_reader *r = ab_reader_sniff_gzip(ab_reader_memory(rows[i].bytes, 1));
        assert_true(ab_reader_read_all(r, &out, NULL));
        assert_true(ab_str_eq(ab_buf_str(&out), ab_str_of(rows[i].want)));
        ab_reader_close(r);
        ab_buf_free(&out);
    }
    ab_buf_free(&packed);
}

static void a_bomb_comes_out_in_pieces(void **state)
{
    (void)state;
    enum { SIZE = 32 * 1024 * 1024 };
    char *zeros = ab_xcalloc(1, SIZE);
    ab_buf packed;
    ab_buf_init(&packed, AB_BUF_NO_MAX);
    compress_to(&packed, (ab_str){zeros, SIZE}, AB_COMPRESSION_GZIP);
    free(zeros);
    assert_true(packed.n < SIZE / 500);
    ab_reader *r =
        ab_reader_decompress(ab_reader_memory(ab_buf_str(&packed), 0), AB_COMPRESSION_GZIP);
    char piece[4096];
    size_t total = 0;
    ssize_t got = 0;
    while ((got = ab_reader_read(r, piece, sizeof piece, NULL)) > 0) {
        total += (size_t)got;
    }
    assert_int_equal(total, SIZE);
    ab_reader_close(r);
    ab_buf_free(&packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trips_in_any_pieces), cmocka_unit_test(cut_off_data_is_an_error),
        cmocka_unit_test(damaged_data_is_an_error),  cmocka_unit_test(a_wrong_checksum_is_an_error),
        cmocka_unit_test(members_follow_each_other), cmocka_unit_test(empty_input_is_empty_output),
        cmocka_unit_test(gzip_is_told_by_its_magic), cmocka_unit_test(a_bomb_comes_out_in_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
