/* The two forms in which test-read shows a short read. */
#ifndef AB_CLI_TEST_READ_H
#define AB_CLI_TEST_READ_H

#include "cli/short_read.h"

/* The StreamRead of the CDK's connector_builder: logs, slices, test_read_limit_reached,
 * auxiliary_requests, inferred_schema, inferred_datetime_formats, latest_config_update; and ours:
 * declared_schema, schema_differences. In the reading's arena. */
ab_value ab_test_read_value(const ab_short_reading *reading);
/* Appends the same for people. */
void ab_test_read_text(const ab_short_reading *reading, ab_buf *out);

/* datetime_formats.c: {field: format} of the records' top-level fields that are dates in all of
 * them, as the CDK's DatetimeFormatInferrer tells. */
ab_value ab_inferred_datetime_formats(ab_arena *arena, const ab_short_reading *reading);

/* schema_diff.c: where records and declared schema differ: an array of {path, problem, declared,
 * inferred}; problem is "undeclared" (records have it, the schema does not), "unseen" (the other
 * way round) or "type". */
ab_value ab_schema_differences(ab_arena *arena, const ab_value *declared, const ab_value *inferred);

#endif
