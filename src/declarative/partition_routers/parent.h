/* One parent of a SubstreamPartitionRouter, built. */
#ifndef AB_DECLARATIVE_PARTITION_ROUTERS_PARENT_H
#define AB_DECLARATIVE_PARTITION_ROUTERS_PARENT_H

#include "declarative/partition_routers/options.h"
#include "declarative/partition_routers/partition_router.h"
#include "json/dpath.h"

typedef struct ab_parent {
    struct ab_declarative_stream *stream;
    ab_dpath key;
    ab_str key_text;
    ab_str partition_field;
    const ab_component *request_option;
    bool incremental_dependency;
    ab_dpath lazy_read_pointer; /* no segments: none */
    ab_dpath *extra_fields;
    ab_str *extra_names; /* their paths, joined by dots */
    size_t extra_count;
} ab_parent;

/* The state that a parent which is read incrementally takes from its child's, in build->arena;
 * NULL: none. It may be the parent's own, the child's global one, or the one value of a legacy
 * state. */
bool ab_parent_state(ab_build *build, const ab_component *config, const ab_value *child_state,
                     const ab_value **out, ab_error *error);
/* `child_state` is the state of the stream with the router, or NULL. */
bool ab_parent_build(ab_build *build, const ab_component *config, const ab_value *child_state,
                     ab_parent *out, ab_error *error);
/* The partitions of the parent's records, read slice by slice, record by record on this thread. The
 * parent's cursor is closed before the last partition of a slice is handed on, as in the CDK: a
 * child's partition stands for the parent's state behind it. */
bool ab_parent_generate(const ab_parent *parent, ab_slice_fn emit, void *context, ab_error *error);

#endif
