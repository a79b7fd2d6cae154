#include "base/file.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define PIECE (64 * 1024)

static bool read_all(int fd, ab_buf *out, ab_error *error, const char *path)
{
    for (;;) {
        char *to = ab_buf_reserve(out, PIECE);
        if (!to) {
            return ab_error_set(error, AB_ERROR_SYSTEM, "%s has more than %zu bytes", path,
                                out->max - PIECE);
        }
        ssize_t n = read(fd, to, PIECE);
        if (n == 0) {
            return true;
        }
        if (n > 0) {
            out->n += (size_t)n;
        } else if (errno != EINTR) {
            return ab_error_set(error, AB_ERROR_SYSTEM, "Cannot read %s: %s", path,
                                strerror(errno));
        }
    }
}

bool ab_file_read(ab_arena *arena, const char *path, size_t max_bytes, ab_str *out, ab_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "Cannot open %s: %s", path, strerror(errno));
    }
    ab_buf bytes;
    ab_buf_init(&bytes, max_bytes + PIECE);
    bool ok = read_all(fd, &bytes, error, path);
    if (ok) {
        *out = ab_arena_str(arena, ab_buf_str(&bytes));
    }
    ab_buf_free(&bytes);
    close(fd);
    return ok;
}
