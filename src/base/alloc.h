/* Allocation that cannot fail: where memory is out, the process ends with one message. */
#ifndef AB_BASE_ALLOC_H
#define AB_BASE_ALLOC_H

#include <stddef.h>

/* Called once, on the thread that ran out, before the process ends with status 1; it must not
 * allocate. The protocol layer sets it to print a prepared TRACE ERROR. Set before threads exist.
 */
typedef void (*ab_out_of_memory_fn)(void);
void ab_set_out_of_memory_hook(ab_out_of_memory_fn hook);

/* Ends the process as if an allocation had failed: where a library says so, or the system has no
 * more threads or descriptors. Of several threads only the first says it. */
_Noreturn void ab_out_of_memory(void);

/* Keeps the allocator from giving memory back to the system and taking it again with every page of
 * records, and from making an arena per thread. For main, before the first allocation; does
 * nothing where the C library has no such settings, or the environment makes its own. */
void ab_alloc_settle(void);

/* As malloc, calloc and realloc, but never NULL (a size of 0 gives a unique pointer). Freed by
 * free(). Thread-safe. */
void *ab_xmalloc(size_t bytes);
void *ab_xcalloc(size_t count, size_t bytes);
void *ab_xrealloc(void *block, size_t bytes);
/* What a library made: `block`; the process's end where it is NULL for want of memory. */
void *ab_xcheck(void *block);
/* A copy of `n` bytes of `text` with a NUL behind. */
char *ab_xstrndup(const char *text, size_t n);
/* A copy of `text`, or NULL for NULL. */
char *ab_xstrdup(const char *text);

#endif
