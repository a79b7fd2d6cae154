/* StateDelegatingStream: one of two streams, by the state. */
#ifndef AB_DECLARATIVE_STREAMS_DELEGATING_H
#define AB_DECLARATIVE_STREAMS_DELEGATING_H

#include "declarative/streams/stream.h"

/* The DeclarativeStream to build: `component` itself, or the one that a StateDelegatingStream
 * chooses: the incremental one where there is state, unless that is older than the API keeps its
 * data (api_retention_period): then `args` is changed to have none. NULL with `error` if the names
 * differ or the period is none. */
const ab_component *ab_delegated_stream(ab_build *build, const ab_component *component,
                                        ab_declarative_stream_args *args, ab_error *error);

#endif
