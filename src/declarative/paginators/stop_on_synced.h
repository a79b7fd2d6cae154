/* The pagination of a data feed ends at the first page whose last record an earlier sync has had.
 */
#ifndef AB_DECLARATIVE_PAGINATORS_STOP_ON_SYNCED_H
#define AB_DECLARATIVE_PAGINATORS_STOP_ON_SYNCED_H

#include "declarative/paginators/paginator.h"

/* `inner` with that rule by `cursor`, in `arena`. */
ab_pagination_strategy *ab_stop_on_synced(ab_arena *arena, ab_pagination_strategy *inner,
                                          struct ab_stream_cursor *cursor);

#endif
