/* A library to preload: calls of the C library that fail on demand, for test_failing_calls.py.
 *
 *   FAIL_ALLOCATION=N     the Nth allocation finds no memory; FAIL_ALLOCATIONS=N: it and all behind
 *   COUNT_ALLOCATIONS=F   writes to the file F how many there were, at the end
 *   FAIL_STDOUT=N:ERRNO   what would take stdout beyond N bytes fails
 *   FAIL_PWRITE=N:ERRNO   the Nth pwrite and all behind fail; FAIL_PREAD likewise
 *
 * Only what the program itself calls by name is seen: the C library's own allocations are not. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *block, size_t bytes);

typedef struct point {
    long at; /* 0: never */
    int error;
    atomic_long count;
} point;

static long failing_allocation;
static long failing_allocations;
static atomic_long allocations;
static point at_stdout;
static point at_pwrite;
static point at_pread;

static void read_point(const char *name, point *out)
{
    const char *text = getenv(name);
    if (text) {
        char *rest;
        out->at = strtol(text, &rest, 10);
        out->error = *rest == ':' ? (int)strtol(rest + 1, NULL, 10) : EIO;
    }
}

__attribute__((constructor)) static void set_up(void)
{
    const char *one = getenv("FAIL_ALLOCATION");
    const char *all = getenv("FAIL_ALLOCATIONS");
    failing_allocation = one ? strtol(one, NULL, 10) : 0;
    failing_allocations = all ? strtol(all, NULL, 10) : 0;
    read_point("FAIL_STDOUT", &at_stdout);
    read_point("FAIL_PWRITE", &at_pwrite);
    read_point("FAIL_PREAD", &at_pread);
}

__attribute__((destructor)) static void tell_count(void)
{
    const char *path = getenv("COUNT_ALLOCATIONS");
    FILE *out = path ? fopen(path, "w") : NULL;
    if (out) {
        fprintf(out, "%ld\n", atomic_load(&allocations));
        fclose(out);
    }
}

static int no_memory(void)
{
    long n = atomic_fetch_add(&allocations, 1) + 1;
    if (n != failing_allocation && (!failing_allocations || n < failing_allocations)) {
        return 0;
    }
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t bytes)
{
    return no_memory() ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
    return no_memory() ? NULL : __libc_calloc(count, bytes);
}

void *realloc(void *block, size_t bytes)
{
    return no_memory() ? NULL : __libc_realloc(block, bytes);
}

static int fails(point *p)
{
    if (!p->at || atomic_fetch_add(&p->count, 1) + 1 < p->at) {
        return 0;
    }
    errno = p->error;
    return 1;
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "pwrite");
    }
    return fails(&at_pwrite) ? -1 : real(fd, bytes, n, at);
}

ssize_t pread(int fd, void *bytes, size_t n, off_t at)
{
    static ssize_t (*real)(int, void *, size_t, off_t);
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "pread");
    }
    return fails(&at_pread) ? -1 : real(fd, bytes, n, at);
}

ssize_t writev(int fd, const struct iovec *vectors, int count)
{
    static ssize_t (*real)(int, const struct iovec *, int);
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "writev");
    }
    if (fd == STDOUT_FILENO && at_stdout.error) {
        long n = 0;
        for (int i = 0; i < count; i++) {
            n += (long)vectors[i].iov_len;
        }
        if (atomic_fetch_add(&at_stdout.count, n) + n > at_stdout.at) {
            errno = at_stdout.error;
            return -1;
        }
    }
    return real(fd, vectors, count);
}
