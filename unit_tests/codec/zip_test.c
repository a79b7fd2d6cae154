/* Zip archives: from memory and by a function, whole, damaged, shifted, with a comment. */
#include "check.h"

#include "base/buf.h"
#include "codec/zip.h"

#include <stdio.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

/* Made by Python's zipfile: b.txt (deflated), dir/, dir/a.txt (stored), empty (deflated). */
static const char archive_bytes[] =
    "PK\003\004\024\000\000\000\010\000\000\000!\000\000\210Y\013\013\000\000\000\030\000\000"
    "\000\005\000\000\000b.txt\313H\315\311\311W\310@'\271\000PK\003\004\024\000\000\000\000\000"
    "\000\000!\000\000\000\000\000\000\000\000\000\000\000\000\000\004\000\000\000dir/PK\003\004"
    "\024\000\000\000\000\000\000\000!\000\013\371CV\006\000\000\000\006\000\000\000\011\000\000"
    "\000dir/a.txtstoredPK\003\004\024\000\000\000\010\000\000\000!\000\000\000\000\000\002\000"
    "\000\000\000\000\000\000\005\000\000\000empty\003\000PK\001\002\024\003\024\000\000\000\010"
    "\000\000\000!\000\000\210Y\013\013\000\000\000\030\000\000\000\005\000\000\000\000\000\000"
    "\000\000\000\000\000\200\001\000\000\000\000b.txtPK\001\002\024\003\024\000\000\000\000\000"
    "\000\000!\000\000\000\000\000\000\000\000\000\000\000\000\000\004\000\000\000\000\000\000"
    "\000\000\000\000\000\200\001.\000\000\000dir/PK\001\002\024\003\024\000\000\000\000\000\000"
    "\000!\000\013\371CV\006\000\000\000\006\000\000\000\011\000\000\000\000\000\000\000\000\000"
    "\000\000\200\001P\000\000\000dir/a.txtPK\001\002\024\003\024\000\000\000\010\000\000\000!"
    "\000\000\000\000\000\002\000\000\000\000\000\000\000\005\000\000\000\000\000\000\000\000"
    "\000\000\000\200\001}\000\000\000emptyPK\005\006\000\000\000\000\004\000\004\000\317\000"
    "\000\000\242\000\000\000\000\000";
#define ARCHIVE ((ab_str){archive_bytes, sizeof archive_bytes - 1})

static const struct {
    const char *name;
    const char *content;
} entries[] = {
    {"b.txt", "hello hello hello hello\n"}, {"dir/", ""}, {"dir/a.txt", "stored"}, {"empty", ""}};

static void check_archive(ab_zip *zip)
{
    assert_non_null(zip);
    assert_int_equal(ab_zip_count(zip), ROWS(entries));
    for (size_t i = 0; i < ROWS(entries); i++) {
        ab_buf out;
        ab_buf_init(&out, 1000);
        ab_buf_add_text(&out, "");
        ab_reader *r = ab_zip_read(zip, i, NULL);
        assert_non_null(r);
        assert_str(ab_zip_name(zip, i), entries[i].name);
        assert_true(ab_reader_read_all(r, &out, NULL));
        assert_true(ab_str_eq(ab_buf_str(&out), ab_str_of(entries[i].content)));
        ab_reader_close(r);
        ab_buf_free(&out);
    }
}

static void entries_are_read_from_memory(void **state)
{
    (void)state;
    ab_zip *zip = ab_zip_open_memory(ARCHIVE, NULL);
    check_archive(zip);
    ab_zip_close(zip);
}

static bool read_archive(void *context, uint64_t offset, void *out, size_t n)
{
    memcpy(out, ARCHIVE.p + offset, n);
    ++*(unsigned *)context;
    return true;
}

static void entries_are_read_by_a_function(void **state)
{
    (void)state;
    unsigned reads = 0;
    ab_zip *zip = ab_zip_open(read_archive, &reads, ARCHIVE.n, NULL);
    check_archive(zip);
    assert_true(reads > 1);
    ab_zip_close(zip);
}

static void what_stands_before_or_behind_does_no_harm(void **state)
{
    (void)state;
    ab_buf shifted;
    ab_buf_init(&shifted, 10000);
    ab_buf_add_text(&shifted, "#!/bin/sh of a self-extractor\n");
    ab_buf_add_str(&shifted, ARCHIVE);
    shifted.p[shifted.n - 2] = 7; /* the comment's length */
    ab_buf_add_text(&shifted, "comment");
    ab_zip *zip = ab_zip_open_memory(ab_buf_str(&shifted), NULL);
    check_archive(zip);
    ab_zip_close(zip);
    ab_buf_free(&shifted);
}

static void no_archive_is_an_error(void **state)
{
    (void)state;
    const ab_str rows[] = {AB_STR(""), AB_STR("PK"), AB_STR("<html>not found</html>, and no zip"),
                           ab_str_sub(ARCHIVE, 0, ARCHIVE.n - 30),
                           ab_str_sub(ARCHIVE, 100, ARCHIVE.n)};
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_error error = {0};
        ab_zip *zip = ab_zip_open_memory(rows[i], &error);
        if (i < 4) {
            assert_null(zip);
            assert_string_equal(error.message, "the file is not a zip file, or is cut off");
        }
        ab_zip_close(zip);
        ab_error_clear(&error);
    }
}

/* Changes one byte of the archive and reads entry 0. */
static void damage(size_t at, char value, char *message, size_t room)
{
    ab_buf copy;
    ab_buf out;
    ab_error error = {0};
    ab_buf_init(&copy, 10000);
    ab_buf_init(&out, 10000);
    ab_buf_add_str(&copy, ARCHIVE);
    copy.p[at] = value;
    ab_zip *zip = ab_zip_open_memory(ab_buf_str(&copy), &error);
    assert_non_null(zip);
    ab_reader *r = ab_zip_read(zip, 0, &error);
    assert_false(r && ab_reader_read_all(r, &out, &error));
    snprintf(message, room, "%s", error.message);
    ab_error_clear(&error);
    ab_reader_close(r);
    ab_zip_close(zip);
    ab_buf_free(&copy);
    ab_buf_free(&out);
}

static void damaged_entries_are_errors(void **state)
{
    (void)state;
    size_t central = (size_t)ab_str_find(ARCHIVE, AB_STR("PK\1\2"), 0);
    const struct {
        size_t at;
        char value;
        const char *message;
    } rows[] = {
        {central + 8, 1, "'b.txt' in the zip file is encrypted"},
        {central + 10, 12, "'b.txt' in the zip file is compressed by a method other than deflate"},
        {central + 17, 1, "wrong checksum of 'b.txt' in the zip file"},
        {central + 24, 99, "wrong size of 'b.txt' in the zip file"},
        {central + 24, 1, "wrong size of 'b.txt' in the zip file"},
        {central + 42, 3, "'b.txt' in the zip file has no header"},
        {central + 22, 1, "'b.txt' in the zip file is cut off"},
        {0, 'X', "'b.txt' in the zip file has no header"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        char message[200];
        damage(rows[i].at, rows[i].value, message, sizeof message);
        assert_string_equal(message, rows[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_read_from_memory),
        cmocka_unit_test(entries_are_read_by_a_function),
        cmocka_unit_test(what_stands_before_or_behind_does_no_harm),
        cmocka_unit_test(no_archive_is_an_error),
        cmocka_unit_test(damaged_entries_are_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
