/* Problems of a manifest as people read them: what `main validate` prints. */
#ifndef AB_DECLARATIVE_MANIFEST_REPORT_H
#define AB_DECLARATIVE_MANIFEST_REPORT_H

#include "base/buf.h"
#include "declarative/component.h"

typedef struct ab_manifest_counts {
    size_t errors;   /* the manifest is refused */
    size_t failures; /* streams that use the place fail */
    size_t warnings; /* ignored at run time */
} ab_manifest_counts;

/* Appends one problem: "file:line:column: error: path: message", the line of the file with a caret
 * under the column, and the hint. `text` is the file's. Columns count characters. */
void ab_problem_report(ab_buf *out, const char *file, ab_str text, const ab_problem *problem);
/* Validates the file and appends all its problems, in the order of their places; a file that cannot
 * be resolved gives the one that stops it. False with `error` if it cannot be read at all. */
bool ab_manifest_report(const char *path, ab_buf *out, ab_manifest_counts *counts, ab_error *error);

#endif
