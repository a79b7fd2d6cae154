/* Replays corpus files, and the files of corpus folders, given as arguments: the fuzzers run in
 * CI and under any compiler without libFuzzer. */
#include "fuzz.h"

#include "base/alloc.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static bool replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    if (!file || fstat(fileno(file), &status) != 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        if (file) {
            fclose(file);
        }
        return false;
    }
    /* of exactly the file's size, so that a sanitizer sees a read beyond it */
    size_t size = (size_t)status.st_size;
    uint8_t *data = ab_xmalloc(size);
    bool whole = fread(data, 1, size, file) == size;
    fclose(file);
    if (whole) {
        LLVMFuzzerTestOneInput(data, size);
    }
    free(data);
    return whole;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool replay(const char *path, unsigned *count);

static bool replay_folder(const char *path, unsigned *count)
{
    struct dirent **entries;
    int n = scandir(path, &entries, is_visible, alphasort);
    if (n < 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return false;
    }
    bool ok = true;
    for (int i = 0; i < n; i++) {
        size_t room = strlen(path) + strlen(entries[i]->d_name) + 2;
        char *name = ab_xmalloc(room);
        snprintf(name, room, "%s/%s", path, entries[i]->d_name);
        ok = replay(name, count) && ok;
        free(name);
        free(entries[i]);
    }
    free(entries);
    return ok;
}

static bool replay(const char *path, unsigned *count)
{
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        return replay_folder(path, count);
    }
    ++*count;
    return replay_file(path);
}

int main(int argc, char **argv)
{
    unsigned count = 0;
    bool ok = true;
    for (int i = 1; i < argc; i++) {
        ok = replay(argv[i], &count) && ok;
    }
    printf("%u inputs replayed\n", count);
    return ok && count ? 0 : 1;
}
