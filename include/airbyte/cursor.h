/* A cursor for native streams: the state of an incremental stream, per partition or for the whole
 * stream, in Airbyte's form. Thread-safe: partitions of a stream share it.
 *
 * A stream that names its `cursor_field` (source.h) finds its cursor in ab_read_request.cursor,
 * opened on the state of an incremental read, and finished and freed by the engine. */
#ifndef AIRBYTE_CURSOR_H
#define AIRBYTE_CURSOR_H

#include "airbyte/source.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Opens a cursor on `state` (the request's; NULL: none yet), copying what it needs.
 * `cursor_field`: the name of the record's field, such as "date"; its values are texts that sort by
 * time as bytes (ISO 8601). The state's forms that are understood:
 *   {"states": [{"partition": {…}, "cursor": {"date": "2026-01-31"}}, …]}  as it writes it itself;
 *   {"date": "2026-01-31"}  for the whole stream: taken for every partition without a state,
 *     and kept beside the states until the end.
 * Freed by ab_cursor_free. NULL with `error` (config_error) if the state has another form. */
ab_cursor *ab_cursor_new(const ab_value *state, const char *cursor_field, ab_error *error);
void ab_cursor_free(ab_cursor *cursor);

/* The value reached for `partition` (an object; NULL: the whole stream), copied into `arena` with a
 * NUL behind; the empty slice if there is none. */
ab_str ab_cursor_get(ab_cursor *cursor, const ab_value *partition, ab_arena *arena);
/* Whether `a` comes after `b` in the order of a cursor's values: as bytes, and the empty slice
 * before all others. */
bool ab_cursor_later(ab_str a, ab_str b);
/* Moves the partition on to `value` (never back) and emits the stream's state by `sink`. For
 * close_partition, with the greatest value that the partition's records had; the empty slice if it
 * had none. Where pages come in the cursor's order, also after each page: a read that is killed
 * goes on from there. Returns false as ab_emit_state does. */
bool ab_cursor_close(ab_cursor *cursor, const ab_value *partition, ab_str value, ab_sink *sink,
                     ab_error *error);
/* Emits the state once more if it was not emitted yet. For finish. */
bool ab_cursor_finish(ab_cursor *cursor, ab_sink *sink, ab_error *error);

#ifdef __cplusplus
}
#endif

#endif
