#include "cli/short_read.h"

#include "yaml/emit.h"
#include "json/json.h"

#include <stdio.h>

static int run(const ab_invocation *invocation);

static const ab_option own_options[] = {
    {"--config", "FILE", "the configuration; without it records are read from stdin", false},
    {"--stream", "NAME", "the stream to read, or the one of stdin's RECORD messages to take",
     false},
    {"--state", "FILE", "go on where this state ends", false},
    {"--records", "N", "look at N records at most (default 100)", false},
    {"--pages", "N", "at most N pages of each slice (default 5)", false},
    {"--slices", "N", "at most N slices (default 5)", false},
    {"--format", "FORMAT", "yaml or json (default yaml)", false},
    {0},
};
static const ab_option *const options[] = {own_options, ab_source_options, ab_run_option_table,
                                           NULL};
static const ab_example examples[] = {
    {"--config secrets/config.json --stream stock_prices",
     "reads some records and prints the schema they fit, to paste into a manifest"},
    {"--manifest-path manifest.yaml --config c.json --stream users --records 1000",
     "looks at more of them"},
    {"--format json < records.jsonl", "the same of records, one JSON object a line"},
    {0},
};

const ab_command ab_command_infer_schema = {
    .name = "infer-schema",
    .summary = "print the schema that a stream's records fit",
    .options = options,
    .examples = examples,
    .run = run,
};

static bool wants_json(const ab_invocation *invocation)
{
    const char *format = ab_option_value(invocation, "--format");
    return format && strcmp(format, "json") == 0;
}

static bool print_schema(const ab_invocation *invocation, const ab_value *schema)
{
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    if (wants_json(invocation)) {
        ab_json_write(&out, schema, AB_JSON_INDENTED);
        ab_buf_add_char(&out, '\n');
    } else {
        ab_yaml_write(&out, schema, 0);
    }
    bool good = fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
    ab_buf_free(&out);
    return good;
}

/* Prints what went wrong to stderr. */
static void print_errors(const ab_short_reading *reading)
{
    for (uint32_t i = 0; i < reading->logs.count; i++) {
        const ab_value *log = &reading->logs.items[i];
        if (ab_str_is(ab_get_text(log, "level"), "ERROR")) {
            fprintf(stderr, "%.*s\n", AB_STR_ARG(ab_get_text(log, "message")));
        }
    }
}

static int from_source(const ab_invocation *invocation)
{
    ab_short_reading reading;
    int status = ab_short_reading_run(invocation, &reading);
    if (status != AB_EXIT_USAGE) {
        print_errors(&reading);
    }
    if (status != AB_EXIT_USAGE && ab_inference_count(reading.inference) > 0) {
        ab_value required = ab_short_reading_required(&reading);
        ab_value schema = ab_inference_schema(reading.inference, reading.arena, &required);
        status = print_schema(invocation, &schema) ? status : 1;
    } else if (status == 0) {
        fprintf(stderr, "%s infer-schema: the stream gave no records\n", invocation->program);
        status = 1;
    }
    ab_short_reading_free(&reading);
    return status;
}

/* ---------------------------------------------------------------- records on stdin */

/* Takes a record or a RECORD message; other messages are passed over. False if it is none. */
static bool take_line(ab_inference *inference, ab_arena *arena, const char *stream, ab_str line)
{
    ab_value value;
    if (!ab_json_parse(arena, line, NULL, &value, NULL) || value.kind != AB_OBJECT) {
        return false;
    }
    const ab_value *record = ab_get(&value, "record");
    bool is_message = ab_is(ab_get(&value, "type"), AB_STRING) &&
                      (ab_is(record, AB_OBJECT) || ab_get(&value, "log") ||
                       ab_get(&value, "trace") || ab_get(&value, "state"));
    if (!is_message) {
        ab_inference_add(inference, &value);
    } else if (ab_is(ab_get(record, "data"), AB_OBJECT) &&
               (!stream || ab_str_is(ab_get_text(record, "stream"), stream))) {
        ab_inference_add(inference, ab_get(record, "data"));
    }
    return true;
}

static bool take_lines(const ab_invocation *invocation, ab_inference *inference)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t n;
    unsigned number = 0;
    bool good = true;
    ab_arena *arena = ab_arena_new();
    while (good && (n = getline(&line, &capacity, stdin)) > 0) {
        ab_str text = ab_str_trim((ab_str){line, (size_t)n});
        number++;
        good = text.n == 0 ||
               take_line(inference, arena, ab_option_value(invocation, "--stream"), text);
        ab_arena_reset(arena);
    }
    if (!good) {
        fprintf(stderr, "%s infer-schema: line %u is no JSON object\n", invocation->program,
                number);
    } else if (ab_inference_count(inference) == 0) {
        fprintf(stderr, "%s infer-schema: there were no records on stdin\n", invocation->program);
        good = false;
    }
    free(line);
    ab_arena_free(arena);
    return good;
}

static int from_stdin(const ab_invocation *invocation)
{
    ab_inference *inference = ab_inference_new();
    ab_arena *arena = ab_arena_new();
    bool good = take_lines(invocation, inference);
    if (good) {
        ab_value schema = ab_inference_schema(inference, arena, NULL);
        good = print_schema(invocation, &schema);
    }
    ab_arena_free(arena);
    ab_inference_free(inference);
    return !good;
}

static int run(const ab_invocation *invocation)
{
    const char *format = ab_option_value(invocation, "--format");
    if (format && strcmp(format, "json") != 0 && strcmp(format, "yaml") != 0) {
        return ab_usage_error(invocation, "--format: \"%s\" is not yaml or json", format);
    }
    if (!ab_option_value(invocation, "--config")) {
        return from_stdin(invocation);
    }
    if (!ab_option_value(invocation, "--stream")) {
        return ab_usage_error(invocation, "--stream NAME is required with --config");
    }
    return from_source(invocation);
}
