/* Reading zip archives: stored and deflated entries, as Python's zipfile. */
#ifndef AB_CODEC_ZIP_H
#define AB_CODEC_ZIP_H

#include "codec/reader.h"

#include <stdint.h>

/* An open archive, used by one thread at a time. */
typedef struct ab_zip ab_zip;

/* The archive in borrowed bytes. NULL if it is none (system_error). */
ab_zip *ab_zip_open_memory(ab_str bytes, ab_error *error);
/* The archive in `size` bytes that `read` gives: exactly n bytes from `offset`, false where it
 * cannot. */
typedef bool (*ab_zip_read_fn)(void *context, uint64_t offset, void *out, size_t n);
ab_zip *ab_zip_open(ab_zip_read_fn read, void *context, uint64_t size, ab_error *error);
void ab_zip_close(ab_zip *zip);
/* Entries in the order of the central directory, folders too (zipfile.namelist). */
size_t ab_zip_count(const ab_zip *zip);
/* Name, borrowed from the archive. */
ab_str ab_zip_name(const ab_zip *zip, size_t entry);
/* The content of an entry; the archive must outlive the reader. The checksum is verified at the
 * end. Errors: encrypted, unknown compression, broken data. */
ab_reader *ab_zip_read(ab_zip *zip, size_t entry, ab_error *error);

#endif
