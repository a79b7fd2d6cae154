#include "base/arena.h"

#include "base/alloc.h"
#include "base/arena_cleanup.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define AB_HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define AB_HAVE_ASAN 1
#endif
#endif
#ifdef AB_HAVE_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

enum {
    ALIGNMENT = 16,
    /* Small enough that an idle partition costs little; blocks double up to BIG_BLOCK. */
    FIRST_BLOCK = 4096 - 64,
    /* Blocks above this size would only raise the peak of memory. */
    BIG_BLOCK = 256 * 1024,
    /* What a reset arena keeps: a record's needs, not a page's. */
    KEPT_BLOCK = 64 * 1024,
};

typedef struct block {
    struct block *previous;
    size_t capacity;
    size_t used;
    size_t unused_; /* keeps the data aligned */
    char data[];
} block;

typedef struct cleanup {
    struct cleanup *previous;
    void (*release)(void *data);
    void *data;
} cleanup;

struct ab_arena {
    block *last;
    size_t bytes;
    cleanup *cleanups; /* each in the arena itself; the last one first */
    unsigned live;     /* LIVE while usable: catches use after free in debug builds */
};

enum { LIVE = 0xab0a11feU };

_Static_assert(sizeof(block) % ALIGNMENT == 0, "block data must stay aligned");

ab_arena *ab_arena_new(void)
{
    ab_arena *arena = ab_xcalloc(1, sizeof(*arena));
    arena->live = LIVE;
    return arena;
}

void ab_arena_on_release(ab_arena *arena, void (*release)(void *data), void *data)
{
    cleanup *c = ab_arena_alloc(arena, sizeof(*c));
    *c = (cleanup){arena->cleanups, release, data};
    arena->cleanups = c;
}

/* Whether a cleanup lies in the block, at `used` or behind. */
static bool lies_in(const cleanup *c, const block *b, size_t used)
{
    return (uintptr_t)c >= (uintptr_t)b->data + used &&
           (uintptr_t)c < (uintptr_t)b->data + b->capacity;
}

/* Releases what lies in the arena's last block at `used` or behind. */
static void release_from(ab_arena *arena, size_t used)
{
    while (arena->cleanups && lies_in(arena->cleanups, arena->last, used)) {
        cleanup *c = arena->cleanups;
        arena->cleanups = c->previous;
        c->release(c->data);
    }
}

static void free_block(ab_arena *arena, block *b)
{
    arena->bytes -= sizeof(block) + b->capacity;
    UNPOISON(b->data, b->capacity);
    free(b);
}

void ab_arena_free(ab_arena *arena)
{
    if (!arena) {
        return;
    }
    assert(arena->live == LIVE);
    while (arena->last) {
        block *b = arena->last;
        release_from(arena, 0);
        arena->last = b->previous;
        free_block(arena, b);
    }
    arena->live = 0;
    free(arena);
}

void ab_arena_reset(ab_arena *arena)
{
    assert(arena->live == LIVE);
    block *kept = NULL;
    while (arena->last) {
        block *b = arena->last;
        release_from(arena, 0);
        arena->last = b->previous;
        if (!kept && b->capacity <= KEPT_BLOCK) {
            kept = b;
        } else {
            free_block(arena, b);
        }
    }
    if (kept) {
        kept->previous = NULL;
        kept->used = 0;
        POISON(kept->data, kept->capacity);
        arena->last = kept;
    }
}

size_t ab_arena_bytes(const ab_arena *arena)
{
    return arena->bytes;
}

static void add_block(ab_arena *arena, size_t least)
{
    size_t capacity = arena->last ? arena->last->capacity * 2 : FIRST_BLOCK;
    if (capacity > BIG_BLOCK) {
        capacity = BIG_BLOCK;
    }
    if (capacity < least) {
        capacity = least;
    }
    block *b = ab_xmalloc(sizeof(*b) + capacity);
    b->previous = arena->last;
    b->capacity = capacity;
    b->used = 0;
    POISON(b->data, capacity);
    arena->last = b;
    arena->bytes += sizeof(block) + capacity;
}

static size_t round_up(size_t bytes)
{
    if (bytes > SIZE_MAX / 2) {
        ab_xmalloc(SIZE_MAX); /* ends the process as out of memory */
    }
    return (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

void *ab_arena_alloc(ab_arena *arena, size_t bytes)
{
    assert(arena->live == LIVE);
    size_t need = round_up(bytes ? bytes : 1);
    if (!arena->last || arena->last->capacity - arena->last->used < need) {
        add_block(arena, need);
    }
    block *b = arena->last;
    void *p = b->data + b->used;
    b->used += need;
    UNPOISON(p, bytes);
    return p;
}

void *ab_arena_zalloc(ab_arena *arena, size_t bytes)
{
    void *p = ab_arena_alloc(arena, bytes);
    memset(p, 0, bytes);
    return p;
}

void *ab_arena_grow(ab_arena *arena, void *old, size_t old_bytes, size_t new_bytes)
{
    block *b = arena->last;
    if (old && b) {
        size_t old_need = round_up(old_bytes ? old_bytes : 1);
        size_t need = round_up(new_bytes);
        char *end = b->data + b->used;
        bool is_last = (char *)old + old_need == end && (char *)old >= b->data;
        if (is_last && need >= old_need && b->capacity - b->used >= need - old_need) {
            b->used += need - old_need;
            UNPOISON(old, new_bytes);
            return old;
        }
    }
    void *moved = ab_arena_alloc(arena, new_bytes);
    if (old_bytes) {
        memcpy(moved, old, old_bytes < new_bytes ? old_bytes : new_bytes);
    }
    return moved;
}

char *ab_arena_cstr(ab_arena *arena, ab_str s)
{
    char *copy = ab_arena_alloc(arena, s.n + 1);
    if (s.n) {
        memcpy(copy, s.p, s.n);
    }
    copy[s.n] = '\0';
    return copy;
}

ab_str ab_arena_str(ab_arena *arena, ab_str s)
{
    return (ab_str){ab_arena_cstr(arena, s), s.n};
}

ab_str ab_arena_vprintf(ab_arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0) {
        return (ab_str){"", 0};
    }
    char *text = ab_arena_alloc(arena, (size_t)n + 1);
    vsnprintf(text, (size_t)n + 1, format, args);
    return (ab_str){text, (size_t)n};
}

ab_str ab_arena_printf(ab_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    ab_str s = ab_arena_vprintf(arena, format, args);
    va_end(args);
    return s;
}

ab_arena_mark ab_arena_save(const ab_arena *arena)
{
    return (ab_arena_mark){arena->last, arena->last ? arena->last->used : 0};
}

void ab_arena_rewind(ab_arena *arena, ab_arena_mark mark)
{
    if (!mark.block) {
        ab_arena_reset(arena);
        return;
    }
    while (arena->last != mark.block) {
        assert(arena->last);
        block *b = arena->last;
        release_from(arena, 0);
        arena->last = b->previous;
        free_block(arena, b);
    }
    block *b = arena->last;
    release_from(arena, mark.used);
    POISON(b->data + mark.used, b->used - mark.used);
    b->used = mark.used;
}
