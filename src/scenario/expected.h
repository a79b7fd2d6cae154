/* What came of a command and what should have: messages without what changes from run to run.
 * Private to src/scenario. */
#ifndef AB_SCENARIO_EXPECTED_H
#define AB_SCENARIO_EXPECTED_H

#include "base/buf.h"
#include "base/error.h"
#include "base/vec.h"
#include "protocol/mask.h"
#include "json/value.h"

/* A message as it is compared. */
typedef struct ab_line {
    ab_str type;
    ab_str stream; /* empty: of none */
    ab_value value;
    ab_str shown; /* compact JSON, its members as they came */
    ab_str key;   /* the same with its members sorted: what is compared */
} ab_line;

typedef AB_VEC(ab_line) ab_lines;

/* Takes what is compared of `messages`: RECORD, the last STATE of each stream, TRACE ERROR and
 * STREAM_STATUS, SPEC, CATALOG, CONNECTION_STATUS, CONTROL; and the exit status if it is not 0.
 * Times, counts of records in states and internal messages of errors are left out, secrets masked
 * (`mask` may be NULL). In order, all of a stream together; those of no stream last. Texts lie in
 * `arena`. */
void ab_lines_take(ab_arena *arena, const ab_value *messages, int status, ab_mask *mask,
                   ab_lines *out);
/* The same from the file that ab_lines_text made, by hand or not. False with `error` (config_error
 * with file and line) for what cannot be compared, or if there is no such file. */
bool ab_lines_read(ab_arena *arena, const char *path, ab_mask *mask, ab_lines *out,
                   ab_error *error);
/* Appends the lines as JSON lines. */
void ab_lines_text(const ab_lines *lines, ab_buf *out);

/* Appends what differs, for people; stream by stream, in their order. True if nothing does. STATE
 * and STREAM_STATUS are not compared where `expected` has none of them. */
bool ab_lines_compare(ab_arena *arena, const ab_lines *expected, const ab_lines *got, ab_buf *out);

#endif
