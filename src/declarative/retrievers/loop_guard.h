/* Tells a pagination that goes in circles: the same request answered by a byte-identical body with
 * records three times running. An equal token alone is legitimate (scroll APIs). */
#ifndef AB_DECLARATIVE_RETRIEVERS_LOOP_GUARD_H
#define AB_DECLARATIVE_RETRIEVERS_LOOP_GUARD_H

#include "declarative/requesters/response.h"

/* All zero is good. One per read of a slice. */
typedef struct ab_loop_guard {
    uint64_t request; /* fingerprint of the last page's */
    uint64_t sketch;  /* of its body: size, start and end */
    uint64_t body;    /* of all of it; 0: not needed so far */
    int repeats;      /* pages that equal the one before, running */
} ab_loop_guard;

/* Looks at a page of `records` records. True: it came for the third time running. A body that
 * cannot be read is taken for a new one. */
bool ab_loop_guard_observe(ab_loop_guard *guard, ab_response *response, int64_t records);

#endif
