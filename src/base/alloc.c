#include "base/alloc.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

enum {
    /* A read frees and takes bodies of up to some MiB and buffers of 64 KiB all the time: below
     * these limits they stay mapped. Larger blocks are rare, and give their pages back. */
    KEPT_FREE = 4 * 1024 * 1024,
    GROWN_BY = 256 * 1024,
    MAPPED_ALONE = 1024 * 1024,
    ARENAS = 1, /* more only spread free memory: records are made in arenas of our own */
};

static ab_out_of_memory_fn out_of_memory_hook;

void ab_alloc_settle(void)
{
#ifdef M_ARENA_MAX
    static const struct {
        int setting;
        int value;
        const char *name; /* of the environment's variable, which wins */
    } settings[] = {
        {M_TRIM_THRESHOLD, KEPT_FREE, "MALLOC_TRIM_THRESHOLD_"},
        {M_TOP_PAD, GROWN_BY, "MALLOC_TOP_PAD_"},
        {M_MMAP_THRESHOLD, MAPPED_ALONE, "MALLOC_MMAP_THRESHOLD_"},
        {M_ARENA_MAX, ARENAS, "MALLOC_ARENA_MAX"},
    };
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        if (!getenv(settings[i].name)) {
            mallopt(settings[i].setting, settings[i].value);
        }
    }
#endif
}

void ab_set_out_of_memory_hook(ab_out_of_memory_fn hook)
{
    out_of_memory_hook = hook;
}

void ab_out_of_memory(void)
{
    static const char text[] = "out of memory\n";
    static atomic_flag told = ATOMIC_FLAG_INIT;
    while (atomic_flag_test_and_set(&told)) {
        pause(); /* another thread is about to end the process, with the one message */
    }
    if (out_of_memory_hook) {
        out_of_memory_hook();
    } else if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0) {
        _exit(1);
    }
    _exit(1);
}

void *ab_xmalloc(size_t bytes)
{
    void *block = malloc(bytes ? bytes : 1);
    if (!block) {
        ab_out_of_memory();
    }
    return block;
}

void *ab_xcalloc(size_t count, size_t bytes)
{
    void *block = calloc(count ? count : 1, bytes ? bytes : 1);
    if (!block) {
        ab_out_of_memory();
    }
    return block;
}

void *ab_xrealloc(void *block, size_t bytes)
{
    void *moved = realloc(block, bytes ? bytes : 1);
    if (!moved) {
        ab_out_of_memory();
    }
    return moved;
}

void *ab_xcheck(void *block)
{
    if (!block) {
        ab_out_of_memory();
    }
    return block;
}

char *ab_xstrndup(const char *text, size_t n)
{
    if (n == SIZE_MAX) {
        ab_out_of_memory();
    }
    char *copy = ab_xmalloc(n + 1);
    if (n) {
        memcpy(copy, text, n);
    }
    copy[n] = '\0';
    return copy;
}

char *ab_xstrdup(const char *text)
{
    return text ? ab_xstrndup(text, strlen(text)) : NULL;
}
