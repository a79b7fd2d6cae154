/* Reports for tools. */
#include "declarative/manifest/codes.h"
#include "declarative/manifest/report.h"

#include "json/json.h"

static void write_value(ab_buf *out, const ab_value *value)
{
    ab_json_write(out, value, AB_JSON_INDENTED);
    ab_buf_add_char(out, '\n');
}

static void set_text(ab_arena *arena, ab_value *object, const char *key, ab_str text)
{
    if (text.n > 0) {
        ab_set(arena, object, key, ab_value_str(text));
    }
}

/* ---- JSON ---- */

static ab_value problem_value(ab_arena *arena, const ab_problem *problem)
{
    ab_value value = ab_value_object();
    ab_set(arena, &value, "severity", ab_value_cstr(ab_problem_severity_name(problem->severity)));
    ab_set(arena, &value, "code", ab_value_cstr(problem->code));
    ab_set(arena, &value, "message", ab_value_str(problem->message));
    set_text(arena, &value, "hint", problem->hint);
    set_text(arena, &value, "path", problem->path);
    if (problem->line) {
        ab_set(arena, &value, "line", ab_value_int(problem->line));
        ab_set(arena, &value, "column", ab_value_int(problem->column));
    }
    return value;
}

void ab_report_json(ab_buf *out, const ab_manifest_findings *found, ab_arena *arena)
{
    ab_value problems = ab_value_array();
    for (size_t i = 0; i < found->n; i++) {
        ab_array_push(arena, &problems, problem_value(arena, &found->problems[i]));
    }
    ab_value report = ab_value_object();
    ab_set(arena, &report, "file", ab_value_cstr(found->file));
    ab_set(arena, &report, "problems", problems);
    ab_set(arena, &report, "errors", ab_value_int((int64_t)found->counts.errors));
    ab_set(arena, &report, "failures", ab_value_int((int64_t)found->counts.failures));
    ab_set(arena, &report, "warnings", ab_value_int((int64_t)found->counts.warnings));
    write_value(out, &report);
}

/* ---- SARIF: OASIS, Static Analysis Results Interchange Format 2.1.0 ---- */

/* {key: value} */
static ab_value wrapped(ab_arena *arena, const char *key, ab_value value)
{
    ab_value object = ab_value_object();
    ab_set(arena, &object, key, value);
    return object;
}

static ab_value in_list(ab_arena *arena, ab_value value)
{
    ab_value list = ab_value_array();
    ab_array_push(arena, &list, value);
    return list;
}

static ab_value rules_value(ab_arena *arena)
{
    ab_value rules = ab_value_array();
    for (const ab_problem_code *code = ab_problem_codes; code->code; code++) {
        ab_value rule = wrapped(arena, "id", ab_value_cstr(code->code));
        ab_set(arena, &rule, "shortDescription", wrapped(arena, "text", ab_value_cstr(code->what)));
        ab_array_push(arena, &rules, rule);
    }
    return rules;
}

static ab_value location_value(ab_arena *arena, const char *file, const ab_problem *problem)
{
    ab_value physical =
        wrapped(arena, "artifactLocation", wrapped(arena, "uri", ab_value_cstr(file)));
    if (problem->line) {
        ab_value region = wrapped(arena, "startLine", ab_value_int(problem->line));
        if (problem->column) {
            ab_set(arena, &region, "startColumn", ab_value_int(problem->column));
        }
        ab_set(arena, &physical, "region", region);
    }
    ab_value location = wrapped(arena, "physicalLocation", physical);
    if (problem->path.n > 0) {
        ab_set(arena, &location, "logicalLocations",
               in_list(arena, wrapped(arena, "fullyQualifiedName", ab_value_str(problem->path))));
    }
    return location;
}

static ab_value result_value(ab_arena *arena, const char *file, const ab_problem *problem)
{
    ab_str text = problem->message;
    if (problem->hint.n > 0) {
        text = ab_arena_printf(arena, "%.*s (%.*s)", AB_STR_ARG(text), AB_STR_ARG(problem->hint));
    }
    ab_value result = wrapped(arena, "ruleId", ab_value_cstr(problem->code));
    ab_set(arena, &result, "level",
           ab_value_cstr(problem->severity == AB_PROBLEM_WARNING ? "warning" : "error"));
    ab_set(arena, &result, "message", wrapped(arena, "text", ab_value_str(text)));
    ab_set(arena, &result, "locations", in_list(arena, location_value(arena, file, problem)));
    return result;
}

void ab_report_sarif(ab_buf *out, const ab_manifest_findings *found, ab_arena *arena)
{
    ab_value results = ab_value_array();
    for (size_t i = 0; i < found->n; i++) {
        ab_array_push(arena, &results, result_value(arena, found->file, &found->problems[i]));
    }
    ab_value driver = wrapped(arena, "name", ab_value_cstr("airbyte-cdk-c"));
    ab_set(arena, &driver, "rules", rules_value(arena));
    ab_value run = wrapped(arena, "tool", wrapped(arena, "driver", driver));
    ab_set(arena, &run, "columnKind", ab_value_cstr("unicodeCodePoints"));
    ab_set(arena, &run, "results", results);
    ab_value report =
        wrapped(arena, "$schema", ab_value_cstr("https://json.schemastore.org/sarif-2.1.0.json"));
    ab_set(arena, &report, "version", ab_value_cstr("2.1.0"));
    ab_set(arena, &report, "runs", in_list(arena, run));
    write_value(out, &report);
}
