/* Problems of a manifest as people and tools read them: what `main validate` prints. */
#ifndef AB_DECLARATIVE_MANIFEST_REPORT_H
#define AB_DECLARATIVE_MANIFEST_REPORT_H

#include "base/buf.h"
#include "declarative/component.h"

typedef struct ab_manifest_counts {
    size_t errors;   /* the manifest is refused */
    size_t failures; /* streams that use the place fail */
    size_t warnings; /* ignored at run time */
} ab_manifest_counts;

typedef enum ab_report_format {
    AB_REPORT_TEXT,  /* for people; the counts in the last line */
    AB_REPORT_JSON,  /* {"file", "problems": […], "errors", "failures", "warnings"} */
    AB_REPORT_SARIF, /* SARIF 2.1.0: code scanners, editors */
} ab_report_format;

/* All problems of one file, in the order of their places. */
typedef struct ab_manifest_findings {
    const char *file;
    ab_str text; /* the file's */
    const ab_problem *problems;
    size_t n;
    ab_manifest_counts counts;
} ab_manifest_findings;

/* "error", "failure", "warning". */
const char *ab_problem_severity_name(ab_problem_severity severity);
/* Appends one problem: "file:line:column: error: path: message [code]", the line of the file with a
 * caret under the column, and the hint. `text` is the file's. Columns count characters. */
void ab_problem_report(ab_buf *out, const char *file, ab_str text, const ab_problem *problem);
/* Appends the report as JSON or SARIF. */
void ab_report_json(ab_buf *out, const ab_manifest_findings *found, ab_arena *arena);
void ab_report_sarif(ab_buf *out, const ab_manifest_findings *found, ab_arena *arena);
/* Validates the file and appends all its problems; a file that cannot be resolved gives the one
 * that stops it. False with `error` if it cannot be read at all. */
bool ab_manifest_report(const char *path, ab_report_format format, ab_buf *out,
                        ab_manifest_counts *counts, ab_error *error);

#endif
