/* Reading small files whole: configs, catalogs, manifests. */
#ifndef AB_BASE_FILE_H
#define AB_BASE_FILE_H

#include "base/arena.h"
#include "base/error.h"

/* The file's bytes in `arena`, with a NUL behind. Errors (system_error) name path and reason: it
 * cannot be read, or it has more than `max_bytes`. Pipes work, too. Thread-safe. */
bool ab_file_read(ab_arena *arena, const char *path, size_t max_bytes, ab_str *out,
                  ab_error *error);

#endif
