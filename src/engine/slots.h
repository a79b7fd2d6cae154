/* A source's and a stream's slots, or their defaults where there are none: all that calls one of
 * these slots comes here. Private to the engine and those above it. */
#ifndef AB_ENGINE_SLOTS_H
#define AB_ENGINE_SLOTS_H

#include "engine/sync.h"

bool ab_source_get_spec(const ab_source *source, ab_runtime *runtime, ab_arena *arena,
                        const ab_value **spec, ab_error *error);
bool ab_stream_describe(const ab_stream *stream, ab_runtime *runtime, const ab_value *config,
                        ab_arena *arena, ab_stream_info *info, ab_error *error);
/* Opens the cursor that the stream names, then the stream. Sets run->opened. */
bool ab_stream_open(ab_stream_run *run, ab_error *error);
/* Generates all partitions of the queue's stream, by whichever slot it has. */
bool ab_partitions_generate(ab_partition_queue *queue, ab_sink *sink, ab_error *error);
/* Ends what ab_stream_open began: the stream, then its cursor with the final state. Whoever reads
 * for the platform tells of a stream that has no state. */
bool ab_stream_finish(ab_stream_run *run, ab_outcome outcome, ab_sink *sink, ab_error *error);

#endif
