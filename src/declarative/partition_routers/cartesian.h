/* Several routers: their Cartesian product (CartesianProductStreamSlicer). */
#ifndef AB_DECLARATIVE_PARTITION_ROUTERS_CARTESIAN_H
#define AB_DECLARATIVE_PARTITION_ROUTERS_CARTESIAN_H

#include "declarative/partition_routers/partition_router.h"

/* A router of every combination, the last one varying fastest. `routers` is borrowed; the result
 * lies in `arena`. */
ab_partition_router *ab_cartesian_router_new(ab_arena *arena, ab_partition_router **routers,
                                             size_t count);

#endif
