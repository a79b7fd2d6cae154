/* Retrievers that belong to no stream: of schemas, resolvers, truncated lists. */
#ifndef AB_DECLARATIVE_RETRIEVERS_ALONE_H
#define AB_DECLARATIVE_RETRIEVERS_ALONE_H

#include "declarative/retrievers/retriever.h"

/* Builds a retriever under the name `name`, with the cursor of a full refresh over the partitions
 * of its own router; *cursor (may be NULL) becomes that cursor, which generates the slices. */
ab_retriever *ab_retriever_build_alone(ab_build *build, const ab_component *component, ab_str name,
                                       bool use_cache, ab_stream_cursor **cursor, ab_error *error);

#endif
