#include "check.h"

#include "declarative/json_schema.h"
#include "declarative/manifest/report.h"
#include "json/json.h"

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
          .code = "some-code",
          .message = {"bad", 3},
          .path = {"x.b", 3},
          .line = 2,
          .column = 4},
         "m.yaml:2:4: error: x.b: bad [some-code]\n     2 | b: 2\n       |    ^\n"},
        {"a: \xc3\xa4\xc3\xa4 b",
         {.severity = AB_PROBLEM_WARNING,
          .code = "some-code",
          .message = {"odd", 3},
          .line = 1,
          .column = 7},
         "m.yaml:1:7: warning: odd [some-code]\n     1 | a: \xc3\xa4\xc3\xa4 b\n       |       "
         "^\n"},
        {"\ta: 1\r\n",
         {.severity = AB_PROBLEM_USE,
          .code = "some-code",
          .message = {"no", 2},
          .hint = {"do", 2},
          .line = 1,
          .column = 2},
         "m.yaml:1:2: failure: no [some-code]\n     1 | \ta: 1\n       | \t^\n       = do\n"},
        {"a: 1",
         {.severity = AB_PROBLEM_LOAD, .code = "some-code", .message = {"bad", 3}},
         "m.yaml: error: bad [some-code]\n"},
        {"a: 1",
         {.severity = AB_PROBLEM_LOAD,
          .code = "some-code",
          .message = {"bad", 3},
          .line = 9,
          .column = 1},
         "m.yaml:9:1: error: bad [some-code]\n"},
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
    ab_problem problem = {.severity = AB_PROBLEM_LOAD,
                          .code = "some-code",
                          .message = AB_STR("bad"),
                          .line = 1,
                          .column = 701};
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
    assert_true(ab_manifest_report(path, AB_REPORT_TEXT, &out, &counts, &error));
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
               "3:1: error: DeclarativeSource has no field \"stream\" [unknown-field]\n     3 | "
               "stream: []\n       "
               "| ^\n       = did you mean \"streams\"?\n");
    check_file("a: [", (ab_manifest_counts){.errors = 1}, ":1:");
    check_file(
        "check: '#/nowhere'\n", (ab_manifest_counts){.errors = 3},
        ":1:8: error: Undefined reference: #/nowhere [unresolved]\n     1 | check: '#/nowhere'\n");
    /* It stops nothing else, and is told once where it is met twice. */
    check_file(
        "version: 1.0.0\ncheck: {type: CheckStream}\nstream: 1\ndefinitions:\n"
        "  selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: []}}\n"
        "  s:\n    name: a\n    retriever:\n      type: SimpleRetriever\n"
        "      requester: {type: HttpRequester, url_base: 'https://a.example'}\n"
        "      record_selector: {$ref: '#/definitions/selectr'}\n"
        "streams: ['#/definitions/s', '#/definitions/s']\n",
        (ab_manifest_counts){.errors = 2},
        ":11:31: error: Undefined reference: #/definitions/selectr [unresolved]\n    11 |       "
        "record_selector: {$ref: '#/definitions/selectr'}\n       |                          "
        "     ^\n       = did you mean \"#/definitions/selector\"?\n");
    check_file("- 1\n", (ab_manifest_counts){.errors = 1}, "The manifest must be an object");
    /* What is referenced twice is told once. */
    check_file("version: 1.0.0\ncheck: {type: CheckStream}\ndefinitions:\n  s:\n    name: a\n    "
               "typo: 1\n    " STREAM "streams: ['#/definitions/s', '#/definitions/s']\n",
               (ab_manifest_counts){.warnings = 1}, ":6:5: warning: ");
}

/* ---- For tools ---- */

static const ab_problem some_problems[] = {
    {.severity = AB_PROBLEM_LOAD,
     .code = "unknown-field",
     .message = {"bad", 3},
     .hint = {"do", 2},
     .path = {"x.b", 3},
     .line = 2,
     .column = 4},
    {.severity = AB_PROBLEM_WARNING, .code = "template", .message = {"odd", 3}},
};
static const ab_manifest_findings some_findings = {
    .file = "m.yaml", .problems = some_problems, .n = 2, .counts = {.errors = 1, .warnings = 1}};

/* The report, read back. */
static ab_value written(ab_arena *arena,
                        void (*report)(ab_buf *, const ab_manifest_findings *, ab_arena *))
{
    ab_buf out;
    ab_value value;
    ab_buf_init(&out, 65536);
    report(&out, &some_findings, arena);
    assert_true(ab_json_parse(arena, ab_arena_str(arena, ab_buf_str(&out)), NULL, &value, NULL));
    ab_buf_free(&out);
    return value;
}

static void test_json(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value value = written(arena, ab_report_json);
    assert_str(
        ab_json_text(arena, &value, AB_JSON_COMPACT),
        "{\"file\":\"m.yaml\",\"problems\":[{\"severity\":\"error\",\"code\":"
        "\"unknown-field\",\"message\":\"bad\",\"hint\":\"do\",\"path\":\"x.b\",\"line\":2,"
        "\"column\":4},{\"severity\":\"warning\",\"code\":\"template\",\"message\":\"odd\"}],"
        "\"errors\":1,\"failures\":0,\"warnings\":1}");
    ab_arena_free(arena);
}

static void test_sarif(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value value = written(arena, ab_report_sarif);
    const ab_value *run = ab_at(ab_get(&value, "runs"), 0);
    assert_str(ab_get_text(&value, "version"), "2.1.0");
    assert_str(
        ab_json_text(arena, ab_get(run, "results"), AB_JSON_COMPACT),
        "[{\"ruleId\":\"unknown-field\",\"level\":\"error\",\"message\":{\"text\":\"bad (do)\"},"
        "\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"m.yaml\"},"
        "\"region\":{\"startLine\":2,\"startColumn\":4}},\"logicalLocations\":["
        "{\"fullyQualifiedName\":\"x.b\"}]}]},{\"ruleId\":\"template\",\"level\":\"warning\","
        "\"message\":{\"text\":\"odd\"},\"locations\":[{\"physicalLocation\":"
        "{\"artifactLocation\":{\"uri\":\"m.yaml\"}}}]}]");
    const ab_value *rules = ab_get(ab_get(ab_get(run, "tool"), "driver"), "rules");
    assert_str(ab_get_text(ab_at(rules, 0), "id"), "unresolved");
    ab_arena_free(arena);
}

/* ---- Schema ---- */

/* The parts of the schema that stand for each kind of field. */
static void test_schema(void **state)
{
    (void)state;
    static const struct {
        const char *type, *field, *want;
    } rows[] = {
        {"HttpRequester", "type", "{\"const\":\"HttpRequester\"}"},
        {"CheckStream", "stream_names",
         "{\"type\":\"array\",\"items\":{\"anyOf\":[{\"type\":\"string\"},"
         "{\"$ref\":\"#/definitions/reference\"}]}}"},
        {"DeclarativeSource", "spec",
         "{\"anyOf\":[{\"$ref\":\"#/definitions/Spec\"},{\"$ref\":\"#/definitions/reference\"}]}"},
        {"DeclarativeSource", "metadata", "{\"type\":\"object\"}"},
        {"DeclarativeSource", "max_concurrent_async_job_count",
         "{\"type\":[\"string\",\"integer\"]}"},
    };
    ab_arena *arena = ab_arena_new();
    ab_value schema = ab_component_json_schema(arena);
    const ab_value *types = ab_get(&schema, "definitions");
    assert_int_equal(types->count, ab_component_type_count + 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const ab_value *properties = ab_get(ab_get(types, rows[i].type), "properties");
        const ab_value *field = ab_get(properties, rows[i].field);
        const ab_value *first = ab_at(ab_get(field, "anyOf"), 0);
        assert_str(ab_json_text(arena, first ? first : field, AB_JSON_COMPACT), rows[i].want);
    }
    ab_arena_free(arena);
}

static void test_missing_file(void **state)
{
    (void)state;
    ab_buf out;
    ab_buf_init(&out, 1024);
    ab_manifest_counts counts;
    ab_error error = {0};
    assert_false(
        ab_manifest_report("/nonexistent/manifest.yaml", AB_REPORT_JSON, &out, &counts, &error));
    assert_non_null(strstr(error.message, "/nonexistent/manifest.yaml"));
    ab_error_clear(&error);
    ab_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_caret),        cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_files),        cmocka_unit_test(test_json),
        cmocka_unit_test(test_sarif),        cmocka_unit_test(test_schema),
        cmocka_unit_test(test_missing_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
