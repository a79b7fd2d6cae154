/* A declarative stream as the engine reads it. */
#ifndef AB_DECLARATIVE_SOURCE_ENGINE_STREAM_H
#define AB_DECLARATIVE_SOURCE_ENGINE_STREAM_H

#include "airbyte/source.h"
#include "declarative/streams/stream.h"

typedef struct ab_engine_stream ab_engine_stream;
/* `stream` is borrowed. Freed by ab_engine_stream_free, after the read. */
ab_engine_stream *ab_engine_stream_new(ab_declarative_stream *stream);
void ab_engine_stream_free(ab_engine_stream *stream);
const ab_stream *ab_engine_stream_slots(const ab_engine_stream *stream);

#endif
