#include "generate/write_file.h"

#include "base/alloc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool cannot(ab_error *error, const char *what, const char *path, int code)
{
    return ab_error_set(error, AB_ERROR_SYSTEM, "Cannot %s %s: %s", what, path, strerror(code));
}

/* Makes the folders above `path`, and with `itself` that folder, too. */
static bool make_folders(const char *path, bool itself, ab_error *error)
{
    char *copy = ab_xstrdup(path);
    int code = 0;
    for (char *slash = strchr(copy + 1, '/'); slash && !code; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        code = mkdir(copy, 0777) != 0 && errno != EEXIST ? errno : 0;
        *slash = '/';
    }
    if (!code && itself) {
        code = mkdir(copy, 0777) != 0 && errno != EEXIST ? errno : 0;
    }
    free(copy);
    return !code || cannot(error, "make the folder of", path, code);
}

bool ab_folder_is_free(const char *path, ab_error *error)
{
    DIR *dir = opendir(path);
    if (!dir) {
        return errno == ENOENT || cannot(error, "open the folder", path, errno);
    }
    bool empty = true;
    for (struct dirent *entry; empty && (entry = readdir(dir));) {
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    }
    closedir(dir);
    return empty || ab_error_set(error, AB_ERROR_CONFIG,
                                 "The folder %s is not empty; nothing was written", path);
}

bool ab_make_new_folder(const char *path, ab_error *error)
{
    return ab_folder_is_free(path, error) && make_folders(path, true, error);
}

static bool write_all(int fd, ab_str bytes)
{
    size_t done = 0;
    while (done < bytes.n) {
        ssize_t n = write(fd, bytes.p + done, bytes.n - done);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool write_file(const char *path, ab_str bytes, int flags, mode_t mode, ab_error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode);
    if (fd < 0) {
        return cannot(error, "write", path, errno);
    }
    bool written = write_all(fd, bytes);
    int code = errno;
    if (close(fd) != 0 && written) {
        written = false;
        code = errno;
    }
    return written || cannot(error, "write", path, code);
}

bool ab_write_new_file(const char *path, ab_str bytes, bool executable, ab_error *error)
{
    return make_folders(path, false, error) &&
           write_file(path, bytes, O_EXCL, executable ? 0777 : 0666, error);
}

bool ab_replace_file(ab_arena *arena, const char *path, ab_str bytes, ab_error *error)
{
    const char *beside = ab_arena_printf(arena, "%s.new", path).p;
    if (!make_folders(path, false, error) || !write_file(beside, bytes, O_TRUNC, 0666, error)) {
        return false;
    }
    return rename(beside, path) == 0 || cannot(error, "replace", path, errno);
}
