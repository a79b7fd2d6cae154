/* What became of tests: lines for people, JUnit XML, JSON. For the acceptance tests and for other
 * suites that run a connector. */
#ifndef AB_ACCEPTANCE_REPORT_H
#define AB_ACCEPTANCE_REPORT_H

#include "base/buf.h"
#include "base/error.h"

#include <stdio.h>

typedef enum ab_at_status {
    AB_AT_PASSED,
    AB_AT_FAILED,
    AB_AT_SKIPPED,
} ab_at_status;

/* What became of a test with one input. Texts are borrowed. */
typedef struct ab_at_result {
    const char *section; /* "" where the suite has none */
    const char *input;   /* "": none */
    const char *name;
    ab_at_status status;
    ab_str text;     /* why it failed or was skipped, lines */
    ab_str warnings; /* lines; empty: none */
    int64_t took_us;
} ab_at_result;

/* A suite with its results. Texts are borrowed. */
typedef struct ab_at_report {
    const char *subject; /* what `name` is called in JSON: "connector_image" */
    ab_str name;
    const char *strictness; /* NULL: none */
    const ab_at_result *results;
    size_t count;
} ab_at_report;

typedef enum ab_at_format {
    AB_AT_TEXT_FORMAT, /* a line a test, and the totals: ab_at_print_… as they end */
    AB_AT_JSON_FORMAT,
    AB_AT_JUNIT_FORMAT,
} ab_at_format;

/* One test, for people. */
void ab_at_print_result(FILE *out, const ab_at_result *result);
/* "N passed, N failed, N skipped". */
void ab_at_print_totals(FILE *out, const ab_at_report *report);
/* How many results have the status. */
size_t ab_at_count(const ab_at_report *report, ab_at_status status);
/* Appends the report as JSON or JUnit XML. */
void ab_at_report_text(const ab_at_report *report, ab_at_format format, ab_buf *out);
/* Writes it to a file: JUnit XML if its name ends in ".xml", else JSON. */
bool ab_at_write_report(const ab_at_report *report, const char *path, ab_error *error);

#endif
