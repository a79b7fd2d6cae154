/* What a body is made of. Private to body.c (its life and writing) and body_read.c. */
#ifndef AB_HTTP_BODY_IMPL_H
#define AB_HTTP_BODY_IMPL_H

#include "http/body.h"

#include <pthread.h>

struct ab_body {
    atomic_uint references;
    ab_body_store store;
    size_t window;
    size_t first_block;
    bool no_memory;       /* all goes to the file */
    pthread_mutex_t lock; /* guards all below; bytes below `size` never change */
    pthread_cond_t grown;
    char **blocks; /* the first of first_block bytes, the others of window bytes */
    size_t block_count;
    size_t block_capacity;  /* slots of `blocks` */
    size_t memory_capacity; /* bytes of all blocks, taken from the budget */
    uint64_t memory_size;   /* bytes in the blocks; the rest lies in the file */
    uint64_t disk_size;
    unsigned waiting;   /* readers that wait for more */
    uint64_t announced; /* the size when they were last woken */
    bool complete;
    bool whole;
    int fd; /* -1: nothing spilled */
    char *problem;
};

/* Where `position`, which is below memory_capacity, lies; *room: bytes from there to the block's
 * end. */
static inline char *ab_body_block_at(const ab_body *body, uint64_t position, size_t *room)
{
    if (position < body->first_block) {
        *room = body->first_block - (size_t)position;
        return body->blocks[0] + position;
    }
    uint64_t rest = position - body->first_block;
    size_t offset = (size_t)(rest % body->window);
    *room = body->window - offset;
    return body->blocks[1 + rest / body->window] + offset;
}

#endif
