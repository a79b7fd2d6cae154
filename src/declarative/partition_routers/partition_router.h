/* Partition routers: the partitions of a stream (lists, parents' records, groups, unions). */
#ifndef AB_DECLARATIVE_PARTITION_ROUTERS_PARTITION_ROUTER_H
#define AB_DECLARATIVE_PARTITION_ROUTERS_PARTITION_ROUTER_H

#include "declarative/component.h"
#include "declarative/env.h"
#include "declarative/requesters/request_options.h"

struct ab_declarative_stream;

typedef struct ab_partition_router ab_partition_router;

/* Immutable after build but for the parents' state, which locks by itself. */
typedef struct ab_partition_router_ops {
    /* Must. Hands each partition (no cursor slice) to `emit`, lazily (but for a list of routers): a
     * parent's page is read only when its records are needed. Runs on one thread at a time; the
     * slice is in an arena that is reset after the call. */
    bool (*generate)(ab_partition_router *router, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error);
    /* Must. What it adds to requests: fields of scope->slice at the request_options. */
    bool (*options)(const ab_partition_router *router, const ab_scope *scope,
                    ab_request_options *out, ab_error *error);
    /* May. Parent state: {parent stream: state}, in `arena`; null: none. Thread-safe: callable
     * while `generate` runs (it tells the state as of the last slice handed on). */
    bool (*state)(ab_partition_router *router, ab_arena *arena, ab_value *out, ab_error *error);
    /* May. Visits the parent streams (stream groups, cache), also of nested routers. */
    void (*parents)(const ab_partition_router *router,
                    void (*visit)(void *context, struct ab_declarative_stream *parent),
                    void *context);
} ab_partition_router_ops;
struct ab_partition_router {
    const ab_partition_router_ops *ops;
    bool is_single;   /* one partition without fields (no router in the manifest) */
    bool is_grouping; /* its partitions are groups: the state is global */
};
/* What a router's build function gets. */
typedef struct ab_partition_router_args {
    const ab_value *state; /* the stream's input state, migrated; an object or NULL: parents that
                              are read incrementally take theirs from it */
} ab_partition_router_args;
/* No component: the single partition; several: their Cartesian product. */
ab_partition_router *ab_partition_router_build(ab_build *build, const ab_components *components,
                                               const ab_partition_router_args *args,
                                               ab_error *error);

#endif
