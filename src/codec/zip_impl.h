/* The inside of a zip archive; within this module only. */
#ifndef AB_CODEC_ZIP_IMPL_H
#define AB_CODEC_ZIP_IMPL_H

#include "base/arena.h"
#include "codec/zip.h"

typedef struct ab_zip_entry {
    ab_str name;
    uint64_t compressed, size;
    uint64_t header; /* offset of the local header in the file */
    uint32_t crc;
    uint16_t flags, method;
} ab_zip_entry;

struct ab_zip {
    ab_arena *arena;
    ab_zip_read_fn read; /* or NULL: */
    void *context;
    ab_str memory;
    uint64_t size;
    ab_zip_entry *entries;
    size_t count;
};

#define AB_ZIP_ENCRYPTED 1u
#define AB_ZIP_STORED 0
#define AB_ZIP_DEFLATED 8

/* Exactly n bytes from `offset`; false if they are not there. */
bool ab_zip_bytes(const ab_zip *zip, uint64_t offset, void *out, size_t n);
/* Reads the central directory. */
bool ab_zip_read_directory(ab_zip *zip, ab_error *error);

/* The archive's integers are little-endian. */
static inline uint64_t ab_zip_int(const unsigned char *p, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = bytes; i > 0; i--) {
        value = value << 8 | p[i - 1];
    }
    return value;
}

#endif
