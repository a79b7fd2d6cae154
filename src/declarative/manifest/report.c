#include "declarative/manifest/report.h"

#include "base/file.h"
#include "declarative/manifest/manifest.h"
#include "json/json.h"

#include <stdio.h>

/* Longer lines are cut around the column: some manifests hold a whole schema in one. */
#define MAX_SHOWN 100

const char *ab_problem_severity_name(ab_problem_severity severity)
{
    static const char *const names[] = {[AB_PROBLEM_WARNING] = "warning",
                                        [AB_PROBLEM_EVAL] = "failure",
                                        [AB_PROBLEM_CHOICE] = "failure",
                                        [AB_PROBLEM_USE] = "failure",
                                        [AB_PROBLEM_LOAD] = "error"};
    return names[severity];
}

static ab_str line_of(ab_str text, unsigned line)
{
    size_t at = 0;
    for (unsigned i = 1; i < line; i++) {
        ptrdiff_t end = ab_str_find(text, AB_STR("\n"), at);
        if (end < 0) {
            return (ab_str){NULL, 0};
        }
        at = (size_t)end + 1;
    }
    ptrdiff_t end = ab_str_find(text, AB_STR("\n"), at);
    ab_str found = ab_str_sub(text, at, end < 0 ? text.n : (size_t)end);
    return ab_str_ends(found, AB_STR("\r")) ? ab_str_sub(found, 0, found.n - 1) : found;
}

/* Bytes of the first `characters` of the line. */
static size_t bytes_of(ab_str line, unsigned characters)
{
    size_t at = 0;
    while (characters-- > 0 && at < line.n) {
        size_t length;
        ab_utf8_decode(ab_str_sub(line, at, line.n), &length);
        at += length;
    }
    return at;
}

static void show_line(ab_buf *out, ab_str line, unsigned number, unsigned column)
{
    unsigned skipped = column > MAX_SHOWN ? column - MAX_SHOWN / 2 : 0;
    ab_str shown = ab_str_sub(line, bytes_of(line, skipped), bytes_of(line, skipped + MAX_SHOWN));
    ab_buf_printf(out, "%6u | %.*s\n       | ", number, AB_STR_ARG(shown));
    for (unsigned i = 1; i < column - skipped; i++) {
        size_t at = bytes_of(shown, i - 1);
        ab_buf_add_char(out, at < shown.n && shown.p[at] == '\t' ? '\t' : ' ');
    }
    ab_buf_add_text(out, "^\n");
}

void ab_problem_report(ab_buf *out, const char *file, ab_str text, const ab_problem *problem)
{
    ab_buf_add_text(out, file);
    if (problem->line) {
        ab_buf_printf(out, ":%u:%u", problem->line, problem->column);
    }
    ab_buf_printf(out, ": %s: ", ab_problem_severity_name(problem->severity));
    if (problem->path.n) {
        ab_buf_printf(out, "%.*s: ", AB_STR_ARG(problem->path));
    }
    ab_buf_printf(out, "%.*s [%s]\n", AB_STR_ARG(problem->message), problem->code);
    ab_str line = problem->line ? line_of(text, problem->line) : (ab_str){NULL, 0};
    if (line.p && problem->column) {
        show_line(out, line, problem->line, problem->column);
    }
    if (problem->hint.n) {
        ab_buf_printf(out, "       = %.*s\n", AB_STR_ARG(problem->hint));
    }
}

/* ---- A file ---- */

static void count(ab_manifest_counts *counts, ab_problem_severity severity)
{
    counts->errors += severity == AB_PROBLEM_LOAD;
    counts->failures += severity > AB_PROBLEM_WARNING && severity < AB_PROBLEM_LOAD;
    counts->warnings += severity == AB_PROBLEM_WARNING;
}

static void report_text(ab_buf *out, const ab_manifest_findings *found)
{
    for (size_t i = 0; i < found->n; i++) {
        ab_problem_report(out, found->file, found->text, &found->problems[i]);
    }
    ab_buf_printf(out, "%s: %zu errors, %zu failures, %zu warnings\n", found->file,
                  found->counts.errors, found->counts.failures, found->counts.warnings);
}

static void report(ab_buf *out, ab_report_format format, ab_manifest_findings *found,
                   ab_arena *arena)
{
    for (size_t i = 0; i < found->n; i++) {
        count(&found->counts, found->problems[i].severity);
    }
    if (format == AB_REPORT_TEXT) {
        report_text(out, found);
    } else if (format == AB_REPORT_JSON) {
        ab_report_json(out, found, arena);
    } else {
        ab_report_sarif(out, found, arena);
    }
}

/* The YAML parser names the place in its message; a problem has it beside. */
static ab_str without_place(const char *path, const ab_error *stop)
{
    char place[32];
    ab_str message = ab_str_of(stop->message), file = ab_str_of(path);
    snprintf(place, sizeof(place), ":%u:%u: ", stop->line, stop->column);
    ab_str rest = ab_str_sub(message, file.n, message.n);
    bool has_place = ab_str_starts(message, file) && ab_str_starts(rest, ab_str_of(place));
    return has_place ? ab_str_sub(rest, strlen(place), rest.n) : message;
}

bool ab_manifest_report(const char *path, ab_report_format format, ab_buf *out,
                        ab_manifest_counts *counts, ab_error *error)
{
    ab_arena *arena = ab_arena_new();
    ab_manifest_findings found = {.file = path};
    ab_manifest manifest;
    ab_error stop = {0};
    ab_problem stopped;
    ab_parse parse = {.arena = arena};
    bool read = ab_file_read(arena, path, AB_MANIFEST_MAX_BYTES, &found.text, error);
    if (read && ab_manifest_load_to_report(arena, path, &manifest, &stop)) {
        ab_manifest_problems(&manifest, &parse);
        found.problems = parse.problems.at;
        found.n = parse.problems.n;
    } else if (read) {
        /* What stopped the manifest from being resolved, as a problem like the others. */
        stopped = (ab_problem){.severity = AB_PROBLEM_LOAD,
                               .code = "unresolved",
                               .message = without_place(path, &stop),
                               .line = stop.line,
                               .column = stop.column};
        found.problems = &stopped;
        found.n = 1;
    }
    if (read) {
        report(out, format, &found, arena);
    }
    *counts = found.counts;
    ab_parse_end(&parse);
    ab_error_clear(&stop);
    ab_arena_free(arena);
    return read;
}
