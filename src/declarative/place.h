/* The way from the manifest's root to the value that is being parsed, kept on the C stack. */
#ifndef AB_DECLARATIVE_PLACE_H
#define AB_DECLARATIVE_PLACE_H

#include "base/arena.h"

#include <stddef.h>

typedef struct ab_place {
    const struct ab_place *up;
    ab_str name;     /* of a member; where it is empty, `index` counts */
    ptrdiff_t index; /* of an element; -1: neither */
} ab_place;

/* "streams[3].retriever.paginator" */
ab_str ab_place_text(ab_arena *arena, const ab_place *place);

#endif
