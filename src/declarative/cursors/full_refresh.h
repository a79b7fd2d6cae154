/* The cursor of a stream without incremental_sync (FinalStateCursor): it observes nothing, and its
 * state says at the end that there is none. */
#ifndef AB_DECLARATIVE_CURSORS_FULL_REFRESH_H
#define AB_DECLARATIVE_CURSORS_FULL_REFRESH_H

#include "declarative/cursors/cursor.h"

/* In `arena`; the slices are the router's partitions. */
ab_stream_cursor *ab_full_refresh_cursor_new(ab_arena *arena, ab_partition_router *router);

#endif
