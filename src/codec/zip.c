#include "codec/zip_impl.h"

#include "base/alloc.h"
#include "codec/decompress.h"

#include <stdlib.h>
#include <zlib.h>

#define LOCAL_BYTES 30

static ab_zip *open_archive(const ab_zip *from, ab_error *error)
{
    ab_zip *zip = ab_xcalloc(1, sizeof *zip);
    *zip = *from;
    zip->arena = ab_arena_new();
    if (!ab_zip_read_directory(zip, error)) {
        ab_zip_close(zip);
        return NULL;
    }
    return zip;
}

ab_zip *ab_zip_open_memory(ab_str bytes, ab_error *error)
{
    return open_archive(&(ab_zip){.memory = bytes, .size = bytes.n}, error);
}

ab_zip *ab_zip_open(ab_zip_read_fn read, void *context, uint64_t size, ab_error *error)
{
    return open_archive(&(ab_zip){.read = read, .context = context, .size = size}, error);
}

void ab_zip_close(ab_zip *zip)
{
    if (zip) {
        ab_arena_free(zip->arena);
        free(zip);
    }
}

size_t ab_zip_count(const ab_zip *zip)
{
    return zip->count;
}

ab_str ab_zip_name(const ab_zip *zip, size_t entry)
{
    return zip->entries[entry].name;
}

/* ---- A part of an archive that a function reads ---- */
typedef struct part_reader {
    ab_reader base;
    const ab_zip *zip;
    uint64_t at, end;
} part_reader;

static ssize_t part_read(ab_reader *self, void *buffer, size_t n, ab_error *error)
{
    part_reader *r = (part_reader *)self;
    n = r->end - r->at < n ? (size_t)(r->end - r->at) : n;
    if (!ab_zip_bytes(r->zip, r->at, buffer, n)) {
        ab_error_set(error, AB_ERROR_SYSTEM, "cannot read the zip file");
        return -1;
    }
    r->at += n;
    return (ssize_t)n;
}

static void part_close(ab_reader *self)
{
    free(self);
}

static const ab_reader_type part_type = {"zip part", part_read, part_close};

static ab_reader *raw_bytes(const ab_zip *zip, uint64_t at, uint64_t n)
{
    if (!zip->read) {
        return ab_reader_memory(ab_str_sub(zip->memory, (size_t)at, (size_t)(at + n)), 0);
    }
    part_reader *r = ab_xcalloc(1, sizeof *r);
    *r = (part_reader){.base = {&part_type}, .zip = zip, .at = at, .end = at + n};
    return &r->base;
}

/* ---- The content of an entry, checked at its end ---- */
typedef struct entry_reader {
    ab_reader base;
    ab_reader *source;
    const ab_zip_entry *entry;
    uLong crc;
    uint64_t size;
    bool failed;
} entry_reader;

static ssize_t entry_fail(entry_reader *r, const char *what, ab_error *error)
{
    r->failed = true;
    ab_error_set(error, AB_ERROR_TRANSIENT, "%s of '%.*s' in the zip file", what,
                 AB_STR_ARG(r->entry->name));
    return -1;
}

static ssize_t entry_read(ab_reader *self, void *buffer, size_t n, ab_error *error)
{
    entry_reader *r = (entry_reader *)self;
    if (r->failed) {
        return entry_fail(r, "broken content", error);
    }
    ssize_t got = ab_reader_read(r->source, buffer, n, error);
    if (got < 0) {
        r->failed = true;
        return -1;
    }
    r->size += (uint64_t)got;
    r->crc = crc32_z(r->crc, buffer, (size_t)got);
    if (r->size > r->entry->size || (got == 0 && r->size < r->entry->size)) {
        return entry_fail(r, "wrong size", error);
    }
    if (got == 0 && r->crc != r->entry->crc) {
        return entry_fail(r, "wrong checksum", error);
    }
    return got;
}

static void entry_close(ab_reader *self)
{
    ab_reader_close(((entry_reader *)self)->source);
    free(self);
}

static const ab_reader_type entry_type = {"zip entry", entry_read, entry_close};

static bool refuse(const ab_zip_entry *e, const char *why, ab_error *error)
{
    return ab_error_set(error, AB_ERROR_SYSTEM, "'%.*s' in the zip file %s", AB_STR_ARG(e->name),
                        why);
}

/* Where the entry's bytes begin: its local header has its own name and extra field. */
static bool find_data(const ab_zip *zip, const ab_zip_entry *e, uint64_t *at, ab_error *error)
{
    unsigned char local[LOCAL_BYTES];
    if (e->flags & AB_ZIP_ENCRYPTED) {
        return refuse(e, "is encrypted", error);
    }
    if (e->method != AB_ZIP_STORED && e->method != AB_ZIP_DEFLATED) {
        return refuse(e, "is compressed by a method other than deflate", error);
    }
    if (!ab_zip_bytes(zip, e->header, local, sizeof local) || memcmp(local, "PK\3\4", 4) != 0) {
        return refuse(e, "has no header", error);
    }
    *at = e->header + LOCAL_BYTES + ab_zip_int(local + 26, 2) + ab_zip_int(local + 28, 2);
    return (*at <= zip->size && e->compressed <= zip->size - *at) || refuse(e, "is cut off", error);
}

ab_reader *ab_zip_read(ab_zip *zip, size_t entry, ab_error *error)
{
    const ab_zip_entry *e = &zip->entries[entry];
    uint64_t at = 0;
    if (!find_data(zip, e, &at, error)) {
        return NULL;
    }
    ab_reader *raw = raw_bytes(zip, at, e->compressed);
    entry_reader *r = ab_xcalloc(1, sizeof *r);
    r->base.type = &entry_type;
    r->source = ab_reader_decompress(raw, e->method == AB_ZIP_DEFLATED ? AB_COMPRESSION_RAW_DEFLATE
                                                                       : AB_COMPRESSION_NONE);
    r->entry = e;
    r->crc = crc32_z(0, NULL, 0);
    return &r->base;
}
