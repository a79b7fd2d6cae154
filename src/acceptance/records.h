/* Checks of what a read printed. Private to src/acceptance. */
#ifndef AB_ACCEPTANCE_RECORDS_H
#define AB_ACCEPTANCE_RECORDS_H

#include "acceptance/suite.h"

/* A read's RECORD bodies in order. */
typedef struct ab_at_read_output {
    const ab_value *catalog; /* configured */
    ab_value records;
    const ab_at_output *out;
} ab_at_read_output;

/* records.c; each fails the case. */

/* Valid by the schema of its stream, and sharing a path with it. */
void ab_at_check_schemas(ab_at_case *c, const ab_at_read_output *read);
/* Streams outside `empty` have records. */
void ab_at_check_empty(ab_at_case *c, const ab_at_read_output *read, const ab_value *empty);
/* Primary keys are there, and scalars unless `any_type`. */
void ab_at_check_keys(ab_at_case *c, const ab_at_read_output *read, bool any_type);
/* Each path of the schema occurs. */
void ab_at_check_data_points(ab_at_case *c, const ab_at_read_output *read);

/* statuses.c */

/* STARTED, RUNNING…, COMPLETE for exactly the catalog's streams. */
void ab_at_check_statuses(ab_at_case *c, const ab_at_read_output *read);
/* As many states as streams, none of them LEGACY, each with sourceStats. */
void ab_at_check_states(ab_at_case *c, const ab_at_read_output *read);

/* expected.c */

/* By the entry's expect_records. */
void ab_at_check_expected(ab_at_case *c, const ab_at_read_output *read, const ab_value *empty);

/* The value of a primary key's part in a record, or NULL. */
const ab_value *ab_at_key_part(const ab_value *record, const ab_value *path);
/* The primary key of a configured stream: a list of paths; NULL: none. */
const ab_value *ab_at_primary_key(const ab_value *configured);

#endif
