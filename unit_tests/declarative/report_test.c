#include "check.h"

#include "declarative/manifest/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- One problem ---- */

static void test_caret(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        ab_problem problem;
        const char *want;
    } rows[] = {
        {"a: 1\nb: 2\n",
         {.severity = AB_PROBLEM_LOAD,
          .message = {"bad", 3},
          .path = {"x.b", 3},
          .line = 2,
          .column = 4},
         "m.yaml:2:4: error: x.b: bad\n     2 | b: 2\n       |    ^\n"},
        {"a: \xc3\xa4\xc3\xa4 b",
         {.severity = AB_PROBLEM_WARNING, .message = {"odd", 3}, .line = 1, .column = 7},
         "m.yaml:1:7: warning: odd\n     1 | a: \xc3\xa4\xc3\xa4 b\n       |       ^\n"},
        {"\ta: 1\r\n",
         {.severity = AB_PROBLEM_USE,
          .message = {"no", 2},
          .hint = {"do", 2},
          .line = 1,
          .column = 2},
         "m.yaml:1:2: failure: no\n     1 | \ta: 1\n       | \t^\n       = do\n"},
        {"a: 1", {.severity = AB_PROBLEM_LOAD, .message = {"bad", 3}}, "m.yaml: error: bad\n"},
        {"a: 1",
         {.severity = AB_PROBLEM_LOAD, .message = {"bad", 3}, .line = 9, .column = 1},
         "m.yaml:9:1: error: bad\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_buf out;
        ab_buf_init(&out, 4096);
        ab_problem_report(&out, "m.yaml", ab_str_of(rows[i].text), &rows[i].problem);
        assert_string_equal(out.p, rows[i].want);
        ab_buf_free(&out);
    }
}

/* A line of a megabyte is shown around its column. */
static void test_long_line(void **state)
{
    (void)state;
    char *text = malloc(1000);
    memset(text, 'x', 1000);
    text[700] = 'Y';
    ab_problem problem = {
        .severity = AB_PROBLEM_LOAD, .message = AB_STR("bad"), .line = 1, .column = 701};
    ab_buf out;
    ab_buf_init(&out, 4096);
    ab_problem_report(&out, "m", (ab_str){text, 1000}, &problem);
    assert_true(out.n < 400);
    const char *caret = strchr(out.p, '^');
    const char *shown = strchr(out.p, 'Y');
    const char *line = strstr(out.p, "\n     1 | ") + 1;
    const char *below = strstr(line, "\n       | ") + 1;
    assert_int_equal(caret - below, shown - line);
    ab_buf_free(&out);
    free(text);
}

/* ---- A file ---- */

static char *write_file(const char *text)
{
    static char path[] = "/tmp/ab_report_XXXXXX";
    memcpy(path + sizeof(path) - 7, "XXXXXX", 6);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    return path;
}

static void check_file(const char *text, ab_manifest_counts want, const char *part)
{
    char *path = write_file(text);
    ab_buf out;
    ab_buf_init(&out, 65536);
    ab_manifest_counts counts;
    ab_error error = {0};
    assert_true(ab_manifest_report(path, &out, &counts, &error));
    unlink(path);
    if (counts.errors != want.errors || counts.failures != want.failures ||
        counts.warnings != want.warnings || (part && !strstr(out.p, part))) {
        fail_msg("%zu errors, %zu failures, %zu warnings:\n%s", counts.errors, counts.failures,
                 counts.warnings, out.p);
    }
    ab_buf_free(&out);
}

#define STREAM                                                                                     \
    "retriever:\n"                                                                                 \
    "      type: SimpleRetriever\n"                                                                \
    "      requester: {type: HttpRequester, url_base: 'https://a.example'}\n"                      \
    "      record_selector: {type: RecordSelector, extractor: {type: DpathExtractor, "             \
    "field_path: []}}\n"

static void test_files(void **state)
{
    (void)state;
    check_file("version: 1.0.0\ncheck: {type: CheckStream, stream_names: [a]}\nstreams:\n"
               "  - name: a\n    " STREAM,
               (ab_manifest_counts){0}, NULL);
    check_file("version: 1.0.0\ncheck: {type: CheckStream, stream_names: [a]}\n",
               (ab_manifest_counts){.errors = 1}, "needs \"streams\" or \"dynamic_streams\"");
    check_file("version: 1.0.0\ncheck: {type: CheckStream}\nstream: []\nstreams: []\n",
               (ab_manifest_counts){.errors = 1},
               "3:1: error: DeclarativeSource has no field \"stream\"\n     3 | stream: []\n       "
               "| ^\n       = did you mean \"streams\"?\n");
    check_file("a: [", (ab_manifest_counts){.errors = 1}, ":1:");
    check_file("check: '#/nowhere'\n", (ab_manifest_counts){.errors = 1},
               ":1:8: error: Undefined reference: #/nowhere\n     1 | check: '#/nowhere'\n");
    check_file("- 1\n", (ab_manifest_counts){.errors = 1}, "The manifest must be an object");
    /* What is referenced twice is told once. */
    check_file("version: 1.0.0\ncheck: {type: CheckStream}\ndefinitions:\n  s:\n    name: a\n    "
               "typo: 1\n    " STREAM "streams: ['#/definitions/s', '#/definitions/s']\n",
               (ab_manifest_counts){.warnings = 1}, ":6:5: warning: ");
}

static void test_missing_file(void **state)
{
    (void)state;
    ab_buf out;
    ab_buf_init(&out, 1024);
    ab_manifest_counts counts;
    ab_error error = {0};
    assert_false(ab_manifest_report("/nonexistent/manifest.yaml", &out, &counts, &error));
    assert_non_null(strstr(error.message, "/nonexistent/manifest.yaml"));
    ab_error_clear(&error);
    ab_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_caret),
        cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_missing_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
