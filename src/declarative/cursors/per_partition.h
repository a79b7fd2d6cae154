/* Cursors of streams with partitions: a state for each partition, and a global one to fall back on
 * (ConcurrentPerPartitionCursor). */
#ifndef AB_DECLARATIVE_CURSORS_PER_PARTITION_H
#define AB_DECLARATIVE_CURSORS_PER_PARTITION_H

#include "declarative/cursors/cursor.h"
#include "declarative/cursors/settings.h"

/* Of a DatetimeBasedCursor component; args->router is no single partition. */
ab_stream_cursor *ab_per_partition_cursor_build(ab_build *build, const ab_component *component,
                                                const ab_stream_cursor_args *args, ab_error *error);

#endif
