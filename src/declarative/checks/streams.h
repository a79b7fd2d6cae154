/* What the checks share. */
#ifndef AB_DECLARATIVE_CHECKS_STREAMS_H
#define AB_DECLARATIVE_CHECKS_STREAMS_H

#include "declarative/checks/check.h"
#include "declarative/source/source.h"

/* Options of DynamicStreamCheckConfig. */
typedef struct ab_dynamic_stream_check_config {
    ab_str dynamic_stream_name;
    int64_t stream_count; /* 0: all */
} ab_dynamic_stream_check_config;

/* Tries the stream; where it is not available, *reason says so behind `kind` ("Stream"). Returns
 * whether it is; a failure is a reason, too. */
bool ab_check_stream_available(ab_declarative_stream *stream, const char *kind, ab_arena *arena,
                               ab_str *reason);
/* Turns an error into a reason: "Encountered an error while discovering streams. Error: …". */
void ab_check_discovery_failed(ab_arena *arena, ab_str *reason, ab_error *error);

#endif
