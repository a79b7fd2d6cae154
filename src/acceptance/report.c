#include "acceptance/report.h"

#include "base/arena.h"
#include "json/json.h"

#include <errno.h>

static const char *const status_words[] = {"passed", "FAILED", "skipped"};
static const char *const json_words[] = {"passed", "failed", "skipped"};

/* ---------------------------------------------------------------- people */

static void print_indented(FILE *out, ab_str text, const char *lead)
{
    while (text.n > 0) {
        const char *end = memchr(text.p, '\n', text.n);
        size_t n = end ? (size_t)(end - text.p) : text.n;
        fprintf(out, "        %s%.*s\n", lead, (int)n, text.p);
        text = ab_str_sub(text, n + 1, text.n);
    }
}

void ab_at_print_result(FILE *out, const ab_at_result *result)
{
    fprintf(out, "%-7s %s%s%s%s%s%s", status_words[result->status], result->section,
            *result->section ? "." : "", result->name, *result->input ? " [" : "", result->input,
            *result->input ? "]" : "");
    if (result->status == AB_AT_SKIPPED) {
        fprintf(out, ": %.*s\n", AB_STR_ARG(result->text));
    } else {
        fprintf(out, " %lld ms\n", (long long)(result->took_us / 1000));
        print_indented(out, result->text, "");
    }
    print_indented(out, result->warnings, "warning: ");
    fflush(out);
}

/* ---------------------------------------------------------------- JUnit XML */

static void add_xml(ab_buf *out, ab_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '<') {
            ab_buf_add_text(out, "&lt;");
        } else if (c == '>') {
            ab_buf_add_text(out, "&gt;");
        } else if (c == '&') {
            ab_buf_add_text(out, "&amp;");
        } else if (c == '"') {
            ab_buf_add_text(out, "&quot;");
        } else if (c >= 0x20 || c == '\n' || c == '\t') {
            ab_buf_add_char(out, (char)c);
        } else {
            ab_buf_add_char(out, '?'); /* XML 1.0 has no way to write it */
        }
    }
}

static void add_attribute(ab_buf *out, const char *name, ab_str value)
{
    ab_buf_printf(out, " %s=\"", name);
    add_xml(out, value);
    ab_buf_add_char(out, '"');
}

static ab_str first_line(ab_str text)
{
    const char *end = text.n ? memchr(text.p, '\n', text.n) : NULL;
    return end ? ab_str_sub(text, 0, (size_t)(end - text.p)) : text;
}

static void add_case(ab_buf *out, ab_arena *arena, ab_str suite, const ab_at_result *result)
{
    ab_str name = ab_arena_printf(arena, "%s%s%s%s", result->name, *result->input ? "[" : "",
                                  result->input, *result->input ? "]" : "");
    ab_buf_add_text(out, "    <testcase");
    add_attribute(out, "classname", *result->section ? ab_str_of(result->section) : suite);
    add_attribute(out, "name", name);
    ab_buf_printf(out, " time=\"%lld.%06lld\">", (long long)(result->took_us / 1000000),
                  (long long)(result->took_us % 1000000));
    if (result->status != AB_AT_PASSED) {
        const char *element = result->status == AB_AT_FAILED ? "failure" : "skipped";
        ab_buf_printf(out, "<%s", element);
        add_attribute(out, "message", first_line(result->text));
        ab_buf_add_char(out, '>');
        add_xml(out, result->text);
        ab_buf_printf(out, "</%s>", element);
    }
    if (result->warnings.n) {
        ab_buf_add_text(out, "<system-out>");
        add_xml(out, result->warnings);
        ab_buf_add_text(out, "</system-out>");
    }
    ab_buf_add_text(out, "</testcase>\n");
}

size_t ab_at_count(const ab_at_report *report, ab_at_status status)
{
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) {
        count += report->results[i].status == status;
    }
    return count;
}

void ab_at_print_totals(FILE *out, const ab_at_report *report)
{
    fprintf(out, "%zu passed, %zu failed, %zu skipped\n", ab_at_count(report, AB_AT_PASSED),
            ab_at_count(report, AB_AT_FAILED), ab_at_count(report, AB_AT_SKIPPED));
}

static void add_junit(ab_buf *out, ab_arena *arena, const ab_at_report *report)
{
    long long us = 0;
    for (size_t i = 0; i < report->count; i++) {
        us += report->results[i].took_us;
    }
    ab_buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite");
    add_attribute(out, "name", report->name);
    ab_buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\"",
                  report->count, ab_at_count(report, AB_AT_FAILED),
                  ab_at_count(report, AB_AT_SKIPPED));
    ab_buf_printf(out, " time=\"%lld.%06lld\">\n", us / 1000000, us % 1000000);
    for (size_t i = 0; i < report->count; i++) {
        add_case(out, arena, report->name, &report->results[i]);
    }
    ab_buf_add_text(out, "  </testsuite>\n</testsuites>\n");
}

/* ---------------------------------------------------------------- JSON */

static ab_value case_value(ab_arena *arena, const ab_at_result *result)
{
    ab_value out = ab_value_object();
    if (*result->section) {
        ab_set(arena, &out, "section", ab_value_cstr(result->section));
    }
    ab_set(arena, &out, "test", ab_value_cstr(result->name));
    ab_set(arena, &out, "input", ab_value_cstr(result->input));
    ab_set(arena, &out, "status", ab_value_cstr(json_words[result->status]));
    ab_set(arena, &out, "milliseconds", ab_value_int(result->took_us / 1000));
    if (result->text.n) {
        ab_set(arena, &out, "message", ab_value_str(result->text));
    }
    if (result->warnings.n) {
        ab_set(arena, &out, "warnings", ab_value_str(result->warnings));
    }
    return out;
}

static void add_json(ab_buf *out, ab_arena *arena, const ab_at_report *report)
{
    ab_value root = ab_value_object();
    ab_value tests = ab_value_array();
    ab_set(arena, &root, report->subject, ab_value_str(report->name));
    if (report->strictness) {
        ab_set(arena, &root, "strictness", ab_value_cstr(report->strictness));
    }
    for (int i = AB_AT_PASSED; i <= AB_AT_SKIPPED; i++) {
        size_t count = ab_at_count(report, (ab_at_status)i);
        ab_set(arena, &root, json_words[i], ab_value_int((int64_t)count));
    }
    for (size_t i = 0; i < report->count; i++) {
        ab_array_push(arena, &tests, case_value(arena, &report->results[i]));
    }
    ab_set(arena, &root, "tests", tests);
    ab_json_write(out, &root, AB_JSON_INDENTED);
    ab_buf_add_char(out, '\n');
}

void ab_at_report_text(const ab_at_report *report, ab_at_format format, ab_buf *out)
{
    ab_arena *arena = ab_arena_new();
    if (format == AB_AT_JUNIT_FORMAT) {
        add_junit(out, arena, report);
    } else {
        add_json(out, arena, report);
    }
    ab_arena_free(arena);
}

bool ab_at_write_report(const ab_at_report *report, const char *path, ab_error *error)
{
    bool junit = ab_str_ends(ab_str_of(path), AB_STR(".xml"));
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_at_report_text(report, junit ? AB_AT_JUNIT_FORMAT : AB_AT_JSON_FORMAT, &text);
    FILE *out = fopen(path, "w");
    bool good = out && fwrite(text.p, 1, text.n, out) == text.n;
    good = (!out || fclose(out) == 0) && good;
    ab_buf_free(&text);
    return good || ab_error_set(error, AB_ERROR_SYSTEM, "Could not write the report %s: %s", path,
                                strerror(errno));
}
