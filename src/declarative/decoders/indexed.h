/* Passes over the records of an indexed JSON document (json/page.h), each as its text. */
#ifndef AB_DECLARATIVE_DECODERS_INDEXED_H
#define AB_DECLARATIVE_DECODERS_INDEXED_H

#include "declarative/decoders/source.h"

/* Over the records of `page`, in response->arena. `page` and `body` (may be NULL) are taken over
 * where `owned`, else borrowed. With `empty_object` a page without records gives one {}. */
typedef struct ab_indexed {
    ab_page *page;
    ab_body *body;
    bool owned;
    bool empty_object;
    bool none; /* whatever the page holds, there is no element */
} ab_indexed;
ab_bodies *ab_indexed_bodies(const ab_indexed *indexed, ab_arena *arena);

#endif
