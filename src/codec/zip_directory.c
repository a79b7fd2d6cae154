/* The bytes of an archive; finding and reading its central directory (PKWARE's APPNOTE 4.3, with
 * zip64). */
#include "codec/zip_impl.h"

#include "base/alloc.h"

#include <stdlib.h>

#define END_BYTES 22
#define LOCATOR_BYTES 20
#define END64_BYTES 56
#define ENTRY_BYTES 46
#define MAX_COMMENT 65535
/* A directory is held in memory: a few million entries. */
#define MAX_DIRECTORY_BYTES (256u * 1024 * 1024)

bool ab_zip_bytes(const ab_zip *zip, uint64_t offset, void *out, size_t n)
{
    if (offset > zip->size || n > zip->size - offset) {
        return false;
    }
    if (zip->read) {
        return zip->read(zip->context, offset, out, n);
    }
    memcpy(out, n ? zip->memory.p + offset : "", n);
    return true;
}

static bool not_a_zip(ab_error *error)
{
    return ab_error_set(error, AB_ERROR_SYSTEM, "the file is not a zip file, or is cut off");
}

static bool starts_with(const unsigned char *p, const char *signature)
{
    return memcmp(p, signature, 4) == 0;
}

/* Where the directory is. */
typedef struct directory {
    uint64_t count, bytes, offset;
    uint64_t end; /* where it ends in the file: behind it lie only its end records */
} directory;

/* The last end record, before a comment of any length. */
static bool find_end(const ab_zip *zip, uint64_t *at, unsigned char record[END_BYTES])
{
    uint64_t most = END_BYTES + MAX_COMMENT;
    size_t n = (size_t)(zip->size < most ? zip->size : most);
    unsigned char *tail = ab_xmalloc(n ? n : 1);
    bool found = false;
    if (ab_zip_bytes(zip, zip->size - n, tail, n)) {
        for (size_t i = n >= END_BYTES ? n - END_BYTES + 1 : 0; i > 0 && !found; i--) {
            found = starts_with(tail + i - 1, "PK\5\6");
            if (found) {
                memcpy(record, tail + i - 1, END_BYTES);
                *at = zip->size - n + i - 1;
            }
        }
    }
    free(tail);
    return found;
}

static bool read_end64(const ab_zip *zip, directory *d)
{
    unsigned char locator[LOCATOR_BYTES];
    unsigned char record[END64_BYTES];
    if (d->end < LOCATOR_BYTES + END64_BYTES ||
        !ab_zip_bytes(zip, d->end - LOCATOR_BYTES, locator, sizeof locator) ||
        !starts_with(locator, "PK\6\7")) {
        return true; /* an archive without it */
    }
    uint64_t at = d->end - LOCATOR_BYTES - END64_BYTES;
    if (!ab_zip_bytes(zip, at, record, sizeof record) || !starts_with(record, "PK\6\6")) {
        return false;
    }
    d->count = ab_zip_int(record + 32, 8);
    d->bytes = ab_zip_int(record + 40, 8);
    d->offset = ab_zip_int(record + 48, 8);
    d->end = at;
    return true;
}

static bool find_directory(const ab_zip *zip, directory *d)
{
    unsigned char record[END_BYTES];
    if (!find_end(zip, &d->end, record)) {
        return false;
    }
    d->count = ab_zip_int(record + 10, 2);
    d->bytes = ab_zip_int(record + 12, 4);
    d->offset = ab_zip_int(record + 16, 4);
    return read_end64(zip, d) && d->bytes <= d->end && d->bytes <= MAX_DIRECTORY_BYTES &&
           d->offset <= d->end - d->bytes;
}

/* Sizes beyond 32 bits lie in the extra field, in this order, those only that did not fit. */
static void apply_zip64(ab_zip_entry *e, const unsigned char *extra, size_t n)
{
    while (n >= 4) {
        size_t size = (size_t)ab_zip_int(extra + 2, 2);
        if (size > n - 4) {
            return;
        }
        const unsigned char *p = extra + 4;
        const unsigned char *end = p + size;
        uint64_t *values[] = {&e->size, &e->compressed, &e->header};
        for (size_t i = 0; i < 3 && ab_zip_int(extra, 2) == 1; i++) {
            if (*values[i] == UINT32_MAX && end - p >= 8) {
                *values[i] = ab_zip_int(p, 8);
                p += 8;
            }
        }
        extra = end;
        n -= 4 + size;
    }
}

/* One entry at p[0..n); returns its bytes, 0 if it is broken. */
static size_t read_entry(ab_zip *zip, const unsigned char *p, size_t n, ab_zip_entry *e)
{
    if (n < ENTRY_BYTES || !starts_with(p, "PK\1\2")) {
        return 0;
    }
    size_t name = (size_t)ab_zip_int(p + 28, 2);
    size_t extra = (size_t)ab_zip_int(p + 30, 2);
    size_t comment = (size_t)ab_zip_int(p + 32, 2);
    if (n - ENTRY_BYTES < name + extra + comment) {
        return 0;
    }
    *e = (ab_zip_entry){.flags = (uint16_t)ab_zip_int(p + 8, 2),
                        .method = (uint16_t)ab_zip_int(p + 10, 2),
                        .crc = (uint32_t)ab_zip_int(p + 16, 4),
                        .compressed = ab_zip_int(p + 20, 4),
                        .size = ab_zip_int(p + 24, 4),
                        .header = ab_zip_int(p + 42, 4)};
    e->name = ab_arena_str(zip->arena, (ab_str){(const char *)p + ENTRY_BYTES, name});
    apply_zip64(e, p + ENTRY_BYTES + name, extra);
    return ENTRY_BYTES + name + extra + comment;
}

static bool read_entries(ab_zip *zip, const directory *d, const unsigned char *bytes)
{
    size_t n = (size_t)d->bytes;
    /* What stands before the archive (a self-extractor) shifts all offsets. */
    uint64_t shift = d->end - d->bytes - d->offset;
    zip->entries = AB_ARENA_ARRAY(zip->arena, ab_zip_entry, n / ENTRY_BYTES + 1);
    for (size_t at = 0; at < n; zip->count++) {
        ab_zip_entry *e = &zip->entries[zip->count];
        size_t size = read_entry(zip, bytes + at, n - at, e);
        if (size == 0 || __builtin_add_overflow(e->header, shift, &e->header)) {
            return false;
        }
        at += size;
    }
    return true;
}

bool ab_zip_read_directory(ab_zip *zip, ab_error *error)
{
    directory d;
    if (!find_directory(zip, &d)) {
        return not_a_zip(error);
    }
    unsigned char *bytes = ab_xmalloc((size_t)d.bytes + 1);
    bool ok =
        ab_zip_bytes(zip, d.end - d.bytes, bytes, (size_t)d.bytes) && read_entries(zip, &d, bytes);
    free(bytes);
    return ok || not_a_zip(error);
}
